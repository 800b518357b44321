"""What waits for a dispatcher: new tickets, emergencies first, then by due time; and the requests of units."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import states
from hotline.tickets.models import Request, Ticket
from hotline.tickets.queries import visible_to

STATES = ("accepted", "received")
"""Received ones have come back with more material, or were left by an operator: dispatching accepts them."""
PAGE = 30
MOST_URGENT = 20
MOST_COUNTED = 1000


def to_dispatch(actor: Actor, after: str = "", limit: int = PAGE) -> tuple[list[Ticket], str]:
    """One page of the list and the cursor of the next. Emergencies stand on the first page only."""
    urgent = [] if after else list(db.session.scalars(_soonest(actor, Ticket.urgency != "normal").limit(MOST_URGENT)))
    query = _soonest(actor, Ticket.urgency == "normal")
    moment, _, last = after.partition("_")
    if moment and last.isdecimal():
        since = _moment(moment)
        query = query.where(Ticket.due_at >= since, (Ticket.due_at > since) | (Ticket.id > int(last)))
    rows = list(db.session.scalars(query.limit(limit + 1)))
    if len(rows) <= limit:
        return [*urgent, *rows], ""
    end = rows[limit - 1]
    return [*urgent, *rows[:limit]], f"{end.due_at.timestamp():.6f}_{end.id}"


def counted(actor: Actor) -> tuple[int, int]:
    """How many tickets and how many requests wait, each up to `MOST_COUNTED`."""
    tickets = select(Ticket.id).where(visible_to(actor), Ticket.state.in_(STATES)).limit(MOST_COUNTED).subquery()
    requests = (
        select(Request.id)
        .join(Ticket, and_(Ticket.city == Request.city, Ticket.id == Request.ticket_id))
        .where(Request.city == actor.city, Request.state == "pending", Ticket.state.in_(sorted(states.UNIT)))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return (
        db.session.scalar(select(func.count()).select_from(tickets)) or 0,
        db.session.scalar(select(func.count()).select_from(requests)) or 0,
    )


def _soonest(actor: Actor, condition: ColumnElement[bool]) -> Select[Ticket]:
    return (
        select(Ticket).where(visible_to(actor), Ticket.state.in_(STATES), condition).order_by(Ticket.due_at, Ticket.id)
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
