"""Reading and writing what the official account keeps. Nothing here commits."""

import json
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select, update

from hotline import config
from hotline.channels.wechat.conversation import KEPT, Talk
from hotline.channels.wechat.models import WechatMatter, WechatMedia, WechatMessage, WechatTalk
from hotline.db import db, new_id, transaction, upsert
from hotline.privacy import sealing
from hotline.tickets.models import Ticket

REMEMBERED = timedelta(days=3)
"""WeChat delivers again for some seconds; a restored backup or a proxy for longer."""
LISTED = 5
_FIELDS = {field.name for field in fields(Talk)}


def begun(city: str, message: str, now: datetime) -> str | None:
    """The answer that a message already got; None for a fresh one, which is written down now.

    Two deliveries at once wait for each other: the second sees what the first wrote.
    """
    row = upsert(WechatMessage).values(city=city, id=new_id(), message=message, at=now)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["city", "message"]))
    known = select(WechatMessage).where(WechatMessage.city == city, WechatMessage.message == message)
    return db.session.scalars(known.with_for_update().execution_options(populate_existing=True)).one().reply


def answered(city: str, message: str, reply: str) -> None:
    """What the message is answered with, from now on."""
    row = db.session.scalars(
        select(WechatMessage).where(WechatMessage.city == city, WechatMessage.message == message)
    ).one()
    row.reply = reply


def talk(city: str, openid: str, now: datetime) -> Talk:
    """The person's conversation, held until this transaction ends; a new one after a long silence."""
    row = _talk(city, openid)
    if row is None or row.at < now - KEPT:
        return fresh()
    kept = json.loads(row.talk)
    return Talk(**{name: value for name, value in kept.items() if name in _FIELDS})


def fresh() -> Talk:
    """A conversation that has not begun; its matter has its id already."""
    return Talk(matter=f"wx{new_id()}")


def keep(city: str, openid: str, talk: Talk, now: datetime) -> None:
    """The conversation as it stands now."""
    text = json.dumps(asdict(talk), ensure_ascii=False)
    row = upsert(WechatTalk).values(city=city, id=new_id(), person=_person(openid), talk=text, at=now)
    changed = {"talk": row.excluded.talk, "at": row.excluded.at}
    db.session.execute(row.on_conflict_do_update(index_elements=["city", "person"], set_=changed))


def claim_matter(city: str, matter: str, openid: str, now: datetime) -> None:
    """This matter is this person's."""
    row = upsert(WechatMatter).values(
        city=city, id=new_id(), matter=matter, person=_person(openid), openid=openid, at=now
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=["city", "matter"]))


def add_media(city: str, matter: str, media_id: str, now: datetime) -> None:
    db.session.add(WechatMedia(city=city, matter=matter, media_id=media_id, next_at=now, at=now))


def matters(city: str, openid: str, limit: int = LISTED) -> list[Ticket]:
    """The person's newest tickets."""
    mine = (
        select(Ticket)
        .join(WechatMatter, (WechatMatter.city == Ticket.city) & (WechatMatter.matter == Ticket.external_id))
        .where(
            WechatMatter.city == city,
            WechatMatter.person.in_(sealing.ring().lookups(_named(openid))),
            Ticket.channel == "wechat",
        )
        .order_by(WechatMatter.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(mine))


def is_owner(ticket: Ticket, openid: str) -> bool:
    row = _matter(ticket)
    return row is not None and row.openid == openid


def openid_of(ticket: Ticket) -> str:
    """Whom to tell of this ticket; empty where it came through another door."""
    row = _matter(ticket)
    return row.openid if row is not None else ""


def forget(now: datetime) -> int:
    """The job: conversations nobody goes on with, answers nobody asks for again. Returns how many rows."""
    city = config.settings().city
    with transaction():
        talks = delete(WechatTalk).where(WechatTalk.city == city, WechatTalk.at < now - KEPT)
        old = delete(WechatMessage).where(WechatMessage.city == city, WechatMessage.at < now - REMEMBERED)
        # Of what was never submitted nothing is left but the file of its hash.
        media = delete(WechatMedia).where(WechatMedia.city == city, WechatMedia.at < now - REMEMBERED)
        gone = 0
        for one in (talks, old, media):
            done: CursorResult[Any] = db.session.execute(one.execution_options(synchronize_session=False))  # type: ignore[assignment]  # a delete has a cursor
            gone += done.rowcount
        return gone


def due_media(city: str, now: datetime, until: datetime) -> WechatMedia | None:
    """The next file to fetch or to attach, taken until then."""
    row = db.session.scalars(
        select(WechatMedia)
        .where(WechatMedia.city == city, WechatMedia.state.in_(("waiting", "kept")), WechatMedia.next_at <= now)
        .order_by(WechatMedia.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is not None:
        row.next_at = until
    return row


def media_row(city: str, row_id: int) -> WechatMedia:
    """The row of a file, held until this transaction ends."""
    return db.session.get_one(WechatMedia, (city, row_id), with_for_update=True, populate_existing=True)


def settle_media(city: str, row_id: int, **values: object) -> None:
    db.session.execute(update(WechatMedia).where(WechatMedia.city == city, WechatMedia.id == row_id).values(**values))


def _talk(city: str, openid: str) -> WechatTalk | None:
    return db.session.scalars(
        select(WechatTalk)
        .where(WechatTalk.city == city, WechatTalk.person == _person(openid))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _matter(ticket: Ticket) -> WechatMatter | None:
    if ticket.channel != "wechat":
        return None
    return db.session.scalars(
        select(WechatMatter).where(WechatMatter.city == ticket.city, WechatMatter.matter == ticket.external_id)
    ).one_or_none()


def _person(openid: str) -> str:
    return sealing.lookup(_named(openid))


def _named(openid: str) -> str:
    return f"wechat {openid}"
