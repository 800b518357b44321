"""How much each clerk of a unit has in hand (在办件数): one query along the unit's parts, for a suggestion only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select

from hotline.db import db
from hotline.people.models import User
from hotline.tickets.models import Assignment

LATELY = timedelta(days=7)
MOST = 100
"""Clerks of one unit that are looked at."""


@dataclass(frozen=True, slots=True)
class Load:
    """A clerk with her open parts, and those she took lately: who is quick has few open and took many."""

    user_id: int
    login: str
    name: str
    open: int
    lately: int


def of_unit(city: str, unit: str, now: datetime) -> list[Load]:
    """The clerks of a unit, whoever has the fewest open parts first; of equals who took fewer lately."""
    since = now - LATELY
    part = and_(
        Assignment.city == city,
        Assignment.unit == unit,
        Assignment.handler_id == User.id,
        or_(Assignment.ended_at.is_(None), Assignment.ended_at >= since),
    )
    live = func.sum(case((and_(Assignment.id.is_not(None), Assignment.ended_at.is_(None)), 1), else_=0))
    taken = func.sum(case((Assignment.made_at >= since, 1), else_=0))
    query = (
        select(User.id, User.login, User.name, live, taken)
        .join(Assignment, part, isouter=True)
        .where(User.city == city, User.unit == unit, User.role == "clerk", User.active)
        .group_by(User.id, User.login, User.name)
        .order_by(User.id)
        .limit(MOST)
    )
    # While a ticket is received nothing of it is written before all is known.
    with db.session.no_autoflush:
        rows = [
            Load(user, login, name, int(n or 0), int(lately or 0))
            for user, login, name, n, lately in db.session.execute(query)
        ]
    return sorted(rows, key=lambda load: (load.open, load.lately, load.user_id))


def suggested(loads: Sequence[Load]) -> Load | None:
    """Whom to suggest; nobody where there is no choice."""
    return loads[0] if len(loads) > 1 else None
