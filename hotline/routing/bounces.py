"""Between which units tickets go to and fro (推诿分析), how many days that costs, and of which items (D-39, G-1)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from hotline.db import db
from hotline.tickets.models import Assignment, Ticket

GIVEN_ON = ("returned", "redispatched", "recused")
"""Outcomes of a lead's part after which another unit got the ticket."""
MOST = 20_000
CHUNK = 500


@dataclass(slots=True)
class Pair:
    """Tickets that left `one` for `other`; `back`: those of them that came back later. Days on the wall clock."""

    one: str
    other: str
    tickets: int = 0
    back: int = 0
    lost: timedelta = timedelta()
    categories: Counter[str] = field(default_factory=Counter)

    @property
    def days(self) -> float:
        return self.lost / timedelta(days=1)


@dataclass(slots=True)
class Bounces:
    """`tickets` were given on once or more, `often` three times or more; `lost` is all the time together."""

    pairs: list[Pair]
    tickets: int = 0
    often: int = 0
    lost: timedelta = timedelta()
    categories: Counter[str] = field(default_factory=Counter)
    lost_by: dict[str, timedelta] = field(default_factory=dict)
    """Item → the time lost on its tickets."""

    @property
    def days(self) -> float:
        return self.lost / timedelta(days=1)

    def items(self) -> list[tuple[str, int, float]]:
        """Item, its tickets and the days lost on them; the costliest first."""
        found = [(item, n, self.lost_by[item] / timedelta(days=1)) for item, n in self.categories.items()]
        return sorted(found, key=lambda one: (-one[2], -one[1], one[0]))


def between(city: str, since: datetime, until: datetime, category: str = "") -> Bounces:
    """What was given on from `since` to `until`; the time lost runs from one dispatch to the next."""
    found: dict[tuple[str, str], Pair] = {}
    whole = Bounces([])
    for item, parts in _histories(city, since, until, category):
        hops = [hop for hop in _hops(parts) if since <= hop[0].ended_at < until]
        if not hops:
            continue
        whole.tickets += 1
        whole.often += len(hops) >= 3
        whole.categories[item] += 1
        gone = [(one.unit, other.unit) for one, other in hops]
        for place, (one, other) in enumerate(hops):
            pair = found.setdefault((one.unit, other.unit), Pair(one.unit, other.unit))
            lost = other.made_at - one.made_at
            pair.tickets += 1
            pair.lost += lost
            pair.categories[item] += 1
            pair.back += (other.unit, one.unit) in gone[place + 1 :]
            whole.lost += lost
            whole.lost_by[item] = whole.lost_by.get(item, timedelta()) + lost
    whole.pairs = sorted(found.values(), key=lambda pair: (-pair.lost, -pair.tickets, pair.one, pair.other))
    return whole


def _histories(city: str, since: datetime, until: datetime, category: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """Category and lead parts, the oldest first, of each ticket that a unit gave on in this time."""
    query = (
        select(Assignment.ticket_id)
        .where(Assignment.city == city, Assignment.part == "lead", Assignment.outcome.in_(GIVEN_ON))
        .where(Assignment.ended_at >= since, Assignment.ended_at < until)
        .distinct()
        .order_by(Assignment.ticket_id.desc())
        .limit(MOST)
    )
    keys = list(db.session.scalars(query))
    for start in range(0, len(keys), CHUNK):
        rows = db.session.execute(
            select(
                Assignment.ticket_id,
                Assignment.unit,
                Assignment.made_at,
                Assignment.ended_at,
                Assignment.outcome,
                Ticket.category,
            )
            .join(Ticket, (Ticket.city == Assignment.city) & (Ticket.id == Assignment.ticket_id))
            .where(Assignment.city == city, Assignment.part == "lead")
            .where(Assignment.ticket_id.in_(keys[start : start + CHUNK]))
            .order_by(Assignment.ticket_id, Assignment.id)
        ).all()
        held: dict[int, list[Any]] = {}
        for row in rows:
            if not category or row.category.startswith(category):
                held.setdefault(row.ticket_id, []).append(row)
        yield from ((parts[0].category, parts) for parts in held.values())


def _hops(parts: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    for one, other in pairwise(parts):
        if one.outcome in GIVEN_ON and one.unit != other.unit:
            yield one, other
