"""The queue of tickets to visit, and the visits of a ticket."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.followup.models import Visit
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to

PAGE = 50
MOST_COUNTED = 1000


def queue(actor: Actor, now: datetime, after: str = "", limit: int = PAGE) -> tuple[list[Ticket], str]:
    """Answered tickets whose next attempt is due, the longest waiting first; and the cursor of the next page."""
    query = select(Ticket).where(*_due(actor, now)).order_by(Ticket.next_visit_at, Ticket.id).limit(limit + 1)
    moment, _, last = after.partition("_")
    try:
        since = datetime.fromtimestamp(float(moment), UTC)
        query = query.where(Ticket.next_visit_at >= since, (Ticket.next_visit_at > since) | (Ticket.id > int(last)))
    except (ValueError, OverflowError, OSError):
        pass
    rows = list(db.session.scalars(query))
    if len(rows) <= limit:
        return rows, ""
    end = rows[limit - 1]
    return rows[:limit], f"{(end.next_visit_at or now).timestamp():.6f}_{end.id}"


def first(actor: Actor, now: datetime) -> Ticket | None:
    """The ticket to call next."""
    rows, _after = queue(actor, now, limit=1)
    return rows[0] if rows else None


def waiting(actor: Actor, now: datetime) -> int:
    """How many wait for a call now, counted up to `MOST_COUNTED`."""
    some = select(Ticket.id).where(*_due(actor, now)).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def visits(ticket: Ticket) -> list[Visit]:
    """Every attempt, oldest first."""
    return list(
        db.session.scalars(
            select(Visit).where(Visit.city == ticket.city, Visit.ticket_id == ticket.id).order_by(Visit.id)
        )
    )


def since_answer(ticket: Ticket) -> list[Visit]:
    """The attempts about the answer the citizen has now; a rework begins a new count."""
    return [one for one in visits(ticket) if ticket.answered_at is None or one.at >= ticket.answered_at]


def _due(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (visible_to(actor), Ticket.state == "reviewed", Ticket.next_visit_at <= now)
