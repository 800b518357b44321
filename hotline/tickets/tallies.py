"""How many tickets wait in each view of a work list: one statement of bounded walks along indexes."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, select, union_all

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import states
from hotline.tickets.models import Reach, Ticket
from hotline.tickets.queries import UNIT_BOUND, visible_to
from hotline.tickets.worklist import sent_back

MOST = 1000
"""No view is counted further: who has a thousand waiting needs no exact number."""
NOW = ("overdue", "today")


def tallies(actor: Actor, now: datetime, day_end: datetime) -> Counter[str]:
    """Open tickets by state, and those under `open`, `overdue`, `today` and (for a unit) `back`, each up to about MOST.

    `overdue` and `today` are exact up to MOST, since the walk of a unit goes by the limit.
    """
    query = _of_unit(actor, now, day_end) if actor.role in UNIT_BOUND else _of_city(actor, now, day_end)
    found: Counter[str] = Counter()
    for state, n, overdue, today, back in db.session.execute(query):
        found["open"] += int(n or 0)
        found[state] += int(n or 0)
        found["back"] += int(back or 0)
        if state in states.RUNNING:
            found["overdue"] += int(overdue or 0)
            found["today"] += int(today or 0)
    return found


def _of_unit(actor: Actor, now: datetime, day_end: datetime) -> Select[Any]:
    """The soonest of the unit's open tickets, grouped by state.

    The walk along the index ends before the tickets are looked at: joined first, a planner that does not know how few
    there will be reads every ticket the unit ever had.
    """
    soonest = (
        select(Reach.ticket_id, Reach.due_at)
        .where(Reach.city == actor.city, Reach.unit == actor.unit, Reach.open)
        .order_by(Reach.due_at, Reach.ticket_id)
        .limit(MOST + 1)
        .subquery()
    )
    back = case((and_(Ticket.state == "handling", sent_back()), 1), else_=0).label("back")
    walk = (
        select(Ticket.state, soonest.c.due_at, back)
        .join(soonest, and_(Ticket.city == actor.city, soonest.c.ticket_id == Ticket.id))
        .where(visible_to(actor))
        .subquery()
    )
    overdue = func.sum(case((walk.c.due_at < now, 1), else_=0))
    today = func.sum(case((and_(walk.c.due_at >= now, walk.c.due_at < day_end), 1), else_=0))
    return select(walk.c.state, func.count(), overdue, today, func.sum(walk.c.back)).group_by(walk.c.state)


def _of_city(actor: Actor, now: datetime, day_end: datetime) -> Any:
    """Each state by its own index, which also knows the limits."""
    parts = []
    for state in sorted(states.OPEN):
        mine = select(Ticket.id).where(visible_to(actor), Ticket.state == state)
        timed = state in states.RUNNING
        parts.append(
            select(
                literal(state),
                _up_to(mine),
                _up_to(mine.where(Ticket.due_at < now)) if timed else cast(literal(0), Integer),
                _up_to(mine.where(Ticket.due_at >= now, Ticket.due_at < day_end))
                if timed
                else cast(literal(0), Integer),
                cast(literal(0), Integer),
            )
        )
    return union_all(*parts)


def _up_to(query: Select[Any]) -> Any:
    return select(func.count()).select_from(query.limit(MOST + 1).subquery()).scalar_subquery()
