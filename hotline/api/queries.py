"""What the doors for machines read: the catalogue as services, published tickets, the state of the machinery."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select

from hotline import outbox
from hotline.channels.models import Inbox
from hotline.db import db
from hotline.tickets.models import Ticket

COUNTED = 10_000
"""Counting stops here: a monitor that asks every few seconds must not walk millions of rows."""
NEVER_PUBLISHED = ("void", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question of GET requests; empty fields do not filter."""

    start: datetime
    end: datetime
    services: tuple[str, ...] = ()
    is_open: bool | None = None
    page: int = 1
    size: int = 1000


def published() -> ColumnElement[bool]:
    """The citizen agreed to publication and nothing forbids it: no report (举报), nothing confidential."""
    return and_(
        Ticket.public,
        Ticket.confidential.is_(False),
        Ticket.kind != "report",
        Ticket.state.not_in(NEVER_PUBLISHED),
    )


def is_published(ticket: Ticket) -> bool:
    """The same as `published`, for a ticket in hand."""
    open_to_all = ticket.public and not ticket.confidential and ticket.kind != "report"
    return open_to_all and ticket.state not in NEVER_PUBLISHED


def requests(city: str, wanted: Wanted) -> list[Ticket]:
    """One page of published tickets, newest first."""
    query = select(Ticket).where(
        Ticket.city == city, published(), Ticket.received_at >= wanted.start, Ticket.received_at <= wanted.end
    )
    if wanted.services:
        query = query.where(Ticket.category.in_(wanted.services))
    if wanted.is_open is not None:
        query = query.where(Ticket.open == wanted.is_open)
    query = query.order_by(Ticket.received_at.desc(), Ticket.id.desc())
    return list(db.session.scalars(query.offset((wanted.page - 1) * wanted.size).limit(wanted.size)))


def numbered(city: str, numbers: list[str]) -> list[Ticket]:
    """The tickets with these stored numbers, published or not, in the order of the numbers."""
    rows = db.session.scalars(select(Ticket).where(Ticket.city == city, Ticket.number.in_(numbers)))
    found = {row.number: row for row in rows}
    return [found[number] for number in numbers if number in found]


def number_of_row(city: str, row_id: int) -> str:
    """The number of the ticket a row of the inbox became, or ''."""
    row = db.session.get(Inbox, (city, row_id))
    ticket = db.session.get(Ticket, (city, row.ticket_id)) if row and row.ticket_id else None
    return ticket.number if ticket else ""


def inbox_rows(city: str, state: str) -> int:
    """Rows of the inbox in this state, counted up to `COUNTED`."""
    return _count(select(Inbox.id).where(Inbox.city == city, Inbox.state == state).limit(COUNTED))


def outbox_rows(city: str, state: str) -> int:
    """Messages of the outbox in this state, counted up to `COUNTED`."""
    rows = select(outbox.Message.id).where(outbox.Message.city == city, outbox.Message.state == state)
    return _count(rows.limit(COUNTED))


def overdue(city: str, now: datetime) -> int:
    """Open tickets past their limit, counted up to `COUNTED`."""
    rows = select(Ticket.id).where(Ticket.city == city, Ticket.open.is_(True), Ticket.due_at < now)
    return _count(rows.limit(COUNTED))


def _count(rows: Select[int]) -> int:
    return len(db.session.scalars(rows).all())
