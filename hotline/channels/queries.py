"""Reading the inbox, and the ticket a message became."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from hotline.channels.models import Inbox
from hotline.db import Base, db, upsert
from hotline.tickets.models import Ticket

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
