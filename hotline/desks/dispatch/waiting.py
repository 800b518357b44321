"""What waits for a dispatcher: new tickets, emergencies first, then by due time; and the requests of units."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.sla.models import Wait
from hotline.tickets import states
from hotline.tickets.models import Request, Ticket
from hotline.tickets.queries import visible_to

STATES = ("accepted", "received")
"""Received ones have come back with more material, or were left by an operator: dispatching accepts them."""
PAGE = 30
MOST_URGENT = 20
MOST_COUNTED = 10_000
"""A tab counts so far and then says "over 10,000"; up to there it reads an index alone."""
HARD = 2
"""Returned so often, a ticket is hard (疑难): no unit says it is its own (D-39)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait on each tab, each up to one more than `MOST_COUNTED`; `*_late` of them are past their limit."""

    new: int
    new_late: int
    hard: int
    returns: int
    returns_late: int
    extensions: int
    extensions_late: int
    disputes: int


Conditions = tuple[ColumnElement[bool], ...]


def to_dispatch(
    actor: Actor, after: str = "", limit: int = PAGE, hard: bool = False, only: Conditions = ()
) -> tuple[list[Ticket], str]:
    """One page of the list and the cursor of the next. Emergencies stand on the first page only."""
    urgent: list[Ticket] = []
    if not after:
        first = _soonest(actor, hard, Ticket.urgency != "normal", *only)
        urgent = list(db.session.scalars(first.limit(MOST_URGENT)))
    query = _soonest(actor, hard, Ticket.urgency == "normal", *only)
    moment, _, last = after.partition("_")
    if moment and last.isdecimal():
        since = _moment(moment)
        query = query.where(Ticket.due_at >= since, (Ticket.due_at > since) | (Ticket.id > int(last)))
    rows = list(db.session.scalars(query.limit(limit + 1)))
    if len(rows) <= limit:
        return [*urgent, *rows], ""
    end = rows[limit - 1]
    return [*urgent, *rows[:limit]], f"{end.due_at.timestamp():.6f}_{end.id}"


def counted(actor: Actor, now: datetime, only: Conditions = ()) -> Counts:
    """What stands on the tabs of this dispatcher, of the tickets that meet `only`."""
    waits = and_(visible_to(actor), Ticket.state.in_(STATES), *only)
    mine = (Request.city == actor.city, Request.state == "pending", Ticket.state.in_(sorted(states.UNIT)), *only)
    asked = (
        select(Request.sort, Ticket.due_at)
        .join(Ticket, and_(Ticket.city == Request.city, Ticket.id == Request.ticket_id))
        .where(*mine)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    late = func.sum(case((asked.c.due_at < now, 1), else_=0))
    by_sort = {
        row[0]: row for row in db.session.execute(select(asked.c.sort, func.count(), late).group_by(asked.c.sort))
    }
    nothing = ("", 0, 0)
    unread = select(Wait.ticket_id).where(Wait.city == actor.city, Wait.due_at < now, Wait.sort == "return_review")
    if only:
        unread = unread.join(Ticket, and_(Ticket.city == Wait.city, Ticket.id == Wait.ticket_id)).where(*only)
    return Counts(
        new=_bounded(select(Ticket.id).where(waits)),
        new_late=_bounded(select(Ticket.id).where(waits, Ticket.due_at < now)),
        hard=_bounded(select(Ticket.id).where(waits, Ticket.returns >= HARD)),
        returns=by_sort.get("return", nothing)[1],
        returns_late=_bounded(unread),
        extensions=by_sort.get("extension", nothing)[1],
        extensions_late=by_sort.get("extension", nothing)[2],
        disputes=by_sort.get("arbitrate", nothing)[1],
    )


def _bounded(query: Select[int]) -> int:
    rows = query.limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def _soonest(actor: Actor, hard: bool, *only: ColumnElement[bool]) -> Select[Ticket]:
    query = select(Ticket).where(visible_to(actor), Ticket.state.in_(STATES), *only)
    if hard:
        query = query.where(Ticket.returns >= HARD)
    return query.order_by(Ticket.due_at, Ticket.id)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
