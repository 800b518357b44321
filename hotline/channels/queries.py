"""Reading the inbox, and the ticket a message became."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, bindparam, func, select, type_coerce, update

from hotline.channels.models import Inbox
from hotline.db import Base, db, upsert
from hotline.privacy.sealing import KEY_ID, NONCE
from hotline.tickets.models import Ticket

SEAL = KEY_ID + NONCE + 16
"""Bytes that sealing adds to a message."""
_INBOX = Base.metadata.tables["inbox"]
_CLAIM = (
    select(_INBOX.c.city, _INBOX.c.id, _INBOX.c.state, _INBOX.c.reason, _INBOX.c.ticket_id, _INBOX.c.sha256)
    .where(_INBOX.c.city == bindparam("city"), _INBOX.c.id == bindparam("row_id"))
    .with_for_update()
)
_FINISH = update(_INBOX).where(_INBOX.c.city == bindparam("of_city"), _INBOX.c.id == bindparam("row_id"))


@dataclass(frozen=True, slots=True)
class Claimed:
    """What there is to know of a row before it is worked on; its bytes are not read a second time."""

    city: str
    id: int
    state: str
    reason: str
    ticket_id: int | None
    sha256: str


def keep(values: dict[str, Any]) -> bool:
    """Write a row of the inbox unless one of its identity is there. Whether it was written."""
    once = upsert(_INBOX).on_conflict_do_nothing(index_elements=["city", "channel", "external_id"])
    return db.session.execute(once.returning(_INBOX.c.id), values).first() is not None


def kept(city: str, channel: str, key: str) -> Inbox | None:
    """The row of this identity."""
    return db.session.scalars(
        select(Inbox).where(Inbox.city == city, Inbox.channel == channel, Inbox.external_id == key)
    ).one_or_none()


def aside(city: str, channel: str, limit: int) -> list[Inbox]:
    """What waits for a person at this door, the oldest first."""
    waiting = select(Inbox).where(Inbox.city == city, Inbox.channel == channel, Inbox.state == "quarantined")
    return list(db.session.scalars(waiting.order_by(Inbox.id).limit(limit)))


def aside_because(city: str, channel: str, reason: str, since: datetime) -> Iterator[Inbox]:
    """What waits for a person for a reason that begins like this, one at a time: a message may be large."""
    waiting = select(Inbox).where(Inbox.city == city, Inbox.channel == channel, Inbox.state == "quarantined")
    why = waiting.where(Inbox.reason.startswith(reason, autoescape=True), Inbox.received_at >= since)
    for row_id in list(db.session.scalars(why.with_only_columns(Inbox.id).order_by(Inbox.id))):
        row = db.session.get_one(Inbox, (city, row_id))
        yield row
        db.session.expunge(row)


def claimed(city: str, row_id: int) -> Claimed:
    """The row, held until this transaction ends."""
    return Claimed(*db.session.execute(_CLAIM, {"city": city, "row_id": row_id}).one())


def finish(row: Claimed, state: str, reason: str, ticket_id: int | None) -> None:
    """Say what became of a claimed row."""
    told = {"state": state, "reason": reason, "ticket_id": ticket_id}
    db.session.execute(_FINISH, {"of_city": row.city, "row_id": row.id, **told})


def unfinished(city: str, before: datetime, after: int) -> Inbox | None:
    """The next row that is still new since before that moment, held; rows another process holds are passed over."""
    return db.session.scalars(
        select(Inbox)
        .where(Inbox.city == city, Inbox.state == "new", Inbox.id > after, Inbox.received_at <= before)
        .order_by(Inbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def ticket_of(city: str, channel: str, external_id: str) -> Ticket | None:
    """The ticket this message became, whoever brought it."""
    return db.session.scalars(
        select(Ticket).where(Ticket.city == city, Ticket.channel == channel, Ticket.external_id == external_id)
    ).one_or_none()


def known(city: str, channel: str, external_ids: Collection[str]) -> set[str]:
    """Those of these external ids that are tickets already."""
    if not external_ids:
        return set()
    return set(
        db.session.scalars(
            select(Ticket.external_id).where(
                Ticket.city == city, Ticket.channel == channel, Ticket.external_id.in_(external_ids)
            )
        )
    )


def row(city: str, row_id: int, held: bool = False) -> Inbox | None:
    """The row as it is stored; held until this transaction ends if wanted."""
    return db.session.get(Inbox, (city, row_id), with_for_update=held or None, populate_existing=held)


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of the inbox without its bytes."""

    id: int
    channel: str
    external_id: str
    mailbox: str
    received_at: datetime
    state: str
    reason: str
    tries: int
    sha256: str
    size: int
    ticket_id: int | None


def newest(city: str, state: str = "", channel: str = "", limit: int = 50, before: int = 0) -> list[Seen]:
    """Rows in this state, or any; newest first; those before this id."""
    table = _INBOX.c
    query = select(
        table.id, table.channel, table.external_id, table.mailbox, table.received_at, table.state, table.reason,
        table.tries, table.sha256, (func.length(type_coerce(table.raw, LargeBinary)) - SEAL).label("size"),
        table.ticket_id,
    ).where(table.city == city)  # fmt: skip
    for column, wanted in ((table.state, state), (table.channel, channel)):
        query = query.where(column == wanted) if wanted else query
    query = query.where(table.id < before) if before else query
    return [Seen(*row) for row in db.session.execute(query.order_by(table.id.desc()).limit(limit))]
