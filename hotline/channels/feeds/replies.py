"""Replies for posting back: prepared when a matter is answered, posted by a person or by the feed's gateway."""

import json
import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from hotline import config
from hotline.actors import Actor
from hotline.channels import connections, speaking
from hotline.channels.adapters import feeds
from hotline.channels.feeds.models import FeedItem, FeedReply
from hotline.channels.signed import headers
from hotline.db import append, db, new_id, transaction
from hotline.errors import Incomplete, NotFound
from hotline.privacy import masking
from hotline.tickets.actions import Happened
from hotline.tickets.models import Ticket

log = logging.getLogger(__name__)

PAGE = 50
LEASE = timedelta(minutes=2)
BACK_OFF = (60, 600, 3600)
"""Seconds until the gateway is tried again; afterwards a person posts it."""
MOST_SAID = 10_000
"""Bytes of a gateway's answer."""
GREETING = "网友您好！您反映的问题已经收悉，现回复如下：\n"


def prepare(happened: Happened) -> None:
    """Listener of every verb that answers: the public text, masked once more, for where the item stands."""
    ticket = happened.ticket
    if ticket.channel not in feeds.CHANNELS or not ticket.answer or ticket.confidential:
        return
    item = item_of(ticket)
    if item is None:
        return
    append(
        FeedReply(
            city=ticket.city, id=new_id(), ticket_id=ticket.id, cause=happened.event.id, source=item.source,
            link=item.link, text=GREETING + masking.text(ticket.answer), state="prepared", made_at=happened.now,
            done_by="", where="", error="", tries=0, next_at=happened.now,
        )
    )  # fmt: skip


def item_of(ticket: Ticket) -> FeedItem | None:
    """Where the matter stands outside; None for one that came another way."""
    if ticket.channel not in feeds.CHANNELS:
        return None
    return db.session.scalars(
        select(FeedItem).where(
            FeedItem.city == ticket.city,
            FeedItem.channel == ticket.channel,
            FeedItem.external_id == ticket.external_id,
        )
    ).one_or_none()


def listed(city: str, state: str, after: int = 0) -> list[tuple[FeedReply, Ticket]]:
    """One page of replies and one more, the newest first; `after` is the id of the last one seen."""
    query = (
        select(FeedReply, Ticket)
        .join(Ticket, (Ticket.city == FeedReply.city) & (Ticket.id == FeedReply.ticket_id))
        .where(FeedReply.city == city, FeedReply.state == state)
    )
    if after:
        query = query.where(FeedReply.id < after)
    rows = db.session.execute(query.order_by(FeedReply.id.desc()).limit(PAGE + 1))
    return [(reply, ticket) for reply, ticket in rows]


def settle(reply_id: int, actor: Actor, now: datetime, *, posted: bool, where: str = "", why: str = "") -> FeedReply:
    """A person says that a reply is posted, or why it can't be. Raises NotFound, Incomplete."""
    row = db.session.get(FeedReply, (actor.city, reply_id), with_for_update=True, populate_existing=True)
    if row is None or row.state == "posted":
        raise NotFound("这条回复已经处理过。", "This reply has been dealt with already.")
    if not posted and not why.strip():
        raise Incomplete("why", "请写明为什么没有发成。", "Say why it could not be posted.")
    address = where.strip()[:1000]
    if address and urlsplit(address).scheme not in {"http", "https"}:
        raise Incomplete("where", "链接应以http或https开头。", "The address begins with http or https.")
    row.state = "posted" if posted else "failed"
    row.where, row.error = address, "" if posted else why.strip()[:200]
    row.done_at, row.done_by = now, actor.name
    return row


def post(now: datetime) -> int:
    """The job: hand what is prepared to the gateways of feeds that have one. Returns how many were posted."""
    city, done = config.settings().city, 0
    gateways = {feed.code: feed for feed in connections.known().feeds.values() if feed.post_url and feed.secret}
    while gateways:
        with transaction():
            row = _claim(city, sorted(gateways), now)
            if row is None:
                break
            feed, tries, row_id = gateways[row.source], row.tries, row.id
            told = {"id": str(row.id), "source": row.source, "link": row.link, "text": row.text}
        where, error = _handed(feed.post_url, feed.secret, told, now)
        with transaction():
            row = db.session.get_one(FeedReply, (city, row_id), with_for_update=True, populate_existing=True)
            row.tries, row.error = tries + 1, error
            if not error:
                row.state, row.done_at, row.done_by, row.where = "posted", now, "系统", where
                done += 1
            elif tries >= len(BACK_OFF):
                row.state, row.done_at, row.done_by = "failed", now, "系统"
            else:
                row.next_at = now + timedelta(seconds=BACK_OFF[tries])
    return done


def _claim(city: str, sources: list[str], now: datetime) -> FeedReply | None:
    row = db.session.scalars(
        select(FeedReply)
        .where(
            FeedReply.city == city, FeedReply.state == "prepared", FeedReply.source.in_(sources),
            FeedReply.next_at <= now,
        )
        .order_by(FeedReply.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()  # fmt: skip
    if row is not None:
        row.next_at = now + LEASE
    return row


def _handed(address: str, secret: str, told: dict[str, str], now: datetime) -> tuple[str, str]:
    """(address of the posted reply, error)."""
    body = json.dumps(told, ensure_ascii=False).encode()
    try:
        said = json.loads(speaking.ask(address, body, headers(secret, body, now), MOST_SAID)[0] or b"{}")
    except (OSError, ValueError) as error:
        log.warning("a reply is not posted: %s", type(error).__name__)
        return "", type(error).__name__
    return str(said.get("link", ""))[:1000] if isinstance(said, dict) else "", ""
