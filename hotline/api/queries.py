"""What the doors for machines read: the catalogue as services, published tickets, the state of the machinery."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from hotline import outbox
from hotline.channels.models import Inbox
from hotline.db import db
from hotline.tickets.models import Ticket

_TICKETS = Ticket.metadata.tables["tickets"]
COUNTED = 10_000
"""Counting stops here: a monitor that asks every few seconds must not walk millions of rows."""
NEVER_PUBLISHED = ("void", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question of GET requests; empty fields do not filter. `after` goes on behind a page and beats its number."""

    received: Span | None = None
    updated: Span | None = None
    services: tuple[str, ...] = ()
    is_open: bool | None = None
    page: int = 1
    size: int = 1000
    after: tuple[datetime, int] | None = None

    @property
    def moment(self) -> ColumnElement[datetime]:
        """What the pages are ordered by: who asks for changes walks along the changes."""
        return _TICKETS.c.changed_at if self.updated else _TICKETS.c.received_at


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


def requests(city: str, wanted: Wanted) -> tuple[list[Ticket], bool]:
    """One page of published tickets, newest first, and whether more follow.

    The page's keys are found along a partial index of published tickets; only its own rows are read whole.
    """
    keys = page_keys(city, wanted).subquery()
    query = select(Ticket).join(keys, (Ticket.city == keys.c.city) & (Ticket.id == keys.c.id))
    found = list(db.session.scalars(query.order_by(wanted.moment.desc(), Ticket.id.desc())))
    return found[: wanted.size], len(found) > wanted.size


def page_keys(city: str, wanted: Wanted) -> Select[str, int]:
    """(city, id) of the tickets of a page and of the first one behind it."""
    query = select(Ticket.city, Ticket.id).where(Ticket.city == city, published())
    for column, span in ((Ticket.received_at, wanted.received), (Ticket.changed_at, wanted.updated)):
        if span is not None:
            query = query.where(column >= span.start, column <= span.end)
    if wanted.services:
        query = query.where(Ticket.category.in_(wanted.services))
    if wanted.is_open is not None:
        query = query.where(Ticket.open == wanted.is_open)
    if wanted.after is not None:
        moment, ticket_id = wanted.after
        behind = and_(wanted.moment == moment, Ticket.id < ticket_id)
        query = query.where(wanted.moment <= moment, or_(wanted.moment < moment, behind))
    skipped = 0 if wanted.after else (wanted.page - 1) * wanted.size
    return query.order_by(wanted.moment.desc(), Ticket.id.desc()).offset(skipped).limit(wanted.size + 1)


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
