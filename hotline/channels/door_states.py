"""How each door does: what came lately, what waits, what was set aside, and what is connected behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline.channels import connections, doors, silence
from hotline.channels.connections import Connections
from hotline.channels.feeds.models import FeedItem, FeedPoll, FeedReply
from hotline.channels.models import DoorHour, Inbox
from hotline.channels.transfer import passing_on
from hotline.channels.transfer.models import Transfer
from hotline.channels.wechat.models import WechatMatter, WechatMedia
from hotline.db import db
from hotline.outbox import Message

COUNTED = 10_000
"""Counting stops here."""


@dataclass(frozen=True, slots=True)
class DoorState:
    """One door of the table. `state`: open | closed (nothing is connected) | silent."""

    channel: str
    door: doors.Door
    state: str
    last_at: datetime | None
    day: int
    week: int
    waiting: int
    aside: int


@dataclass(frozen=True, slots=True)
class Connected:
    """One thing connected. `sort`: wechat | wecom | feed | partner; `address` is where it calls us."""

    sort: str
    name: str
    channel: str
    address: str
    last_at: datetime | None
    count: int
    error: str
    no_such_unit: str = ""
    """The unit it is said to belong to, where the city has none: nothing is passed on to it."""


def states(city: str, now: datetime) -> list[DoorState]:
    """Every door in the order of the table."""
    known, seen = connections.known(), {door.name: door for door in silence.watched(city)}
    day, week = _came(city, now - timedelta(days=1), now), _came(city, now - timedelta(days=7), now)
    waiting, aside = _rows(city, "new"), _rows(city, "quarantined")
    found = []
    for channel, door in doors.CHANNELS.items():
        watched = seen.get(channel)
        silent = watched is not None and watched.silent_since is not None
        state = "silent" if silent else "open" if _is_open(channel, known) else "closed"
        last_at = watched.last_at if watched else None
        counts = (day.get(channel, 0), week.get(channel, 0), waiting.get(channel, 0), aside.get(channel, 0))
        found.append(DoorState(channel, door, state, last_at, *counts))
    return found


def connected(city: str) -> list[Connected]:
    """What the file of connections holds, each with what it did last."""
    known, found = connections.known(), []
    if known.wechat is not None:
        last_at, count = _last(select(func.max(WechatMatter.at), func.count()).where(WechatMatter.city == city))
        failed = _count(select(WechatMedia.id).where(WechatMedia.city == city, WechatMedia.state == "failed"))
        error = f"media {failed}" if failed else ""
        found.append(Connected("wechat", known.wechat.app_id, "wechat", "/channels/wechat", last_at, count, error))
    if known.wecom is not None:
        found.append(Connected("wecom", known.wecom.app_id, "", "/channels/wecom", None, 0, ""))
    for feed in known.feeds.values():
        mine = select(func.max(FeedItem.at), func.count()).where(FeedItem.city == city, FeedItem.source == feed.code)
        poll = db.session.scalars(
            select(FeedPoll).where(FeedPoll.city == city, FeedPoll.source == feed.code)
        ).one_or_none()
        address = f"/channels/feeds/{feed.code}" if feed.secret else feed.url
        found.append(Connected("feed", feed.name, feed.channel, address, *_last(mine), poll.error if poll else ""))
    for partner in known.partners.values():
        rows = select(func.max(Transfer.changed_at), func.count()).where(
            Transfer.city == city, Transfer.partner == partner.code
        )
        dead = _count(
            select(Message.id).where(
                Message.city == city, Message.state == "dead", Message.recipient == f"partner:{partner.code}"
            )
        )
        address = f"/channels/transfer/{partner.code}"
        error = f"outbox {dead}" if dead else ""
        absent = partner.unit if passing_on.has_no_such_unit(partner) else ""
        found.append(Connected("partner", partner.name, "transfer", address, *_last(rows), error, absent))
    return found


def to_post(city: str) -> int:
    """Replies that wait to be posted back, counted up to `COUNTED`."""
    return _count(select(FeedReply.id).where(FeedReply.city == city, FeedReply.state == "prepared"))


def _is_open(channel: str, known: Connections) -> bool:
    """Doors without a connection of their own are always open."""
    if channel == "wechat":
        return known.wechat is not None
    if channel == "transfer":
        return bool(known.partners)
    if channel in {"weibo", "forum", "opinion"}:
        return any(feed.channel == channel for feed in known.feeds.values())
    return True


def _came(city: str, since: datetime, now: datetime) -> dict[str, int]:
    rows = db.session.execute(
        select(DoorHour.door, func.sum(DoorHour.count))
        .where(DoorHour.city == city, DoorHour.hour >= since, DoorHour.hour <= now)
        .group_by(DoorHour.door)
    )
    return {door: int(count) for door, count in rows}


def _rows(city: str, state: str) -> dict[str, int]:
    rows = db.session.execute(
        select(Inbox.channel, func.count()).where(Inbox.city == city, Inbox.state == state).group_by(Inbox.channel)
    )
    return {channel: int(count) for channel, count in rows}


def _last(query: object) -> tuple[datetime | None, int]:
    last_at, count = db.session.execute(query).one()  # type: ignore[call-overload]  # a select of two values
    return last_at, int(count)


def _count(query: object) -> int:
    return len(db.session.scalars(query.limit(COUNTED)).all())  # type: ignore[attr-defined]  # a select of one value
