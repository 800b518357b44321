"""How often the engine was right, and how often it acted alone (自动派单): measured on what people made of it since.

A decision was right when the unit it named leads the ticket today, or a street of that unit does; returns,
redispatches and corrections by people decide, never the engine itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from hotline import clock
from hotline.actors import Actor
from hotline.db import db, new_id
from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.routing.models import Decision, Threshold
from hotline.shares import wilson
from hotline.tickets.models import Ticket

MOST = 20_000
GOAL = 0.97
LEAST = 50
"""Automatic dispatches below which no threshold is proposed: too few to tell 97 from 93 of 100."""
STEPS = tuple(n / 100 for n in range(40, 100, 5))
HARD = frozenset({
    "no-category", "no-unit", "no-place", "outside", "threat", "report", "report-told", "accusation", "confidential",
    "conflict", "past/differs", "precedent-differs",
})  # fmt: skip
"""Doubts that no threshold overrules: such a ticket waits for a person whatever the confidence."""


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket: what the engine said, and whether it still holds."""

    confidence: float
    auto: bool
    free: bool
    """Nothing but the threshold keeps it from going out alone."""
    right: bool
    category: str
    day: date


@dataclass(frozen=True, slots=True)
class Share:
    """`of` tickets were dispatched; `auto` of them alone, `right` of those rightly; `first` of all named rightly."""

    label: str
    of: int
    auto: int
    right: int
    first: int

    @property
    def coverage(self) -> float | None:
        return self.auto / self.of if self.of else None

    @property
    def precision(self) -> float | None:
        return self.right / self.auto if self.auto else None

    @property
    def accuracy(self) -> float | None:
        return self.first / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the precision (Wilson)."""
        return wilson(self.right, self.auto) if self.auto else None


@dataclass(frozen=True, slots=True)
class Point:
    """What the threshold `at` would have done: so many tickets alone, so many of them rightly."""

    at: float
    auto: int
    right: int
    of: int

    @property
    def precision(self) -> float:
        return self.right / self.auto if self.auto else 1.0

    @property
    def coverage(self) -> float:
        return self.auto / self.of if self.of else 0.0


def cases(city: str, since: datetime, until: datetime) -> list[Case]:
    """The newest dispatched tickets of this time, at most some ten thousands."""
    rows = db.session.execute(
        select(
            Decision.confidence, Decision.auto, Decision.unit, Decision.because, Ticket.lead_unit, Ticket.category,
            Ticket.received_at,
        )
        .join(Ticket, (Ticket.city == Decision.city) & (Ticket.id == Decision.ticket_id))
        .where(Decision.city == city, Decision.at >= since, Decision.at < until, Ticket.lead_unit != "")
        .order_by(Decision.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return [_case(row) for row in rows]


def overall(found: Sequence[Case]) -> Share:
    return _share("", found)


def by_week(found: Sequence[Case]) -> list[Share]:
    """Weeks from Monday, the oldest first."""
    return _grouped(found, lambda case: (case.day - timedelta(days=case.day.weekday())).isoformat())


def by_category(found: Sequence[Case]) -> list[Share]:
    """First-level categories, the largest first; the label is the code."""
    return sorted(_grouped(found, lambda case: case.category[:2]), key=lambda share: (-share.of, share.label))


def curve(found: Sequence[Case]) -> list[Point]:
    """Precision and coverage at each threshold, on the city's own tickets."""
    points = []
    for at in STEPS:
        alone = [case for case in found if case.free and case.confidence >= at]
        points.append(Point(at, len(alone), sum(case.right for case in alone), len(found)))
    return points


def proposed(points: Iterable[Point]) -> Point | None:
    """The lowest threshold from which on precision keeps the goal, with enough tickets to say so."""
    best: Point | None = None
    for point in sorted(points, key=lambda one: -one.at):
        if point.auto and point.precision < GOAL:
            break
        if point.auto >= LEAST:
            best = point
    return best


def choose(actor: Actor, at: float, points: Sequence[Point], now: datetime) -> None:
    """Set the threshold, with what the data said of it. Raises Incomplete outside 0.4 to 0.99."""
    if not 0.4 <= at <= 0.99:
        raise Incomplete("auto", "阈值应在0.40～0.99之间。", "Choose a threshold from 0.40 to 0.99.")
    point = min(points, key=lambda one: abs(one.at - at), default=None)
    measured = point if point is not None and abs(point.at - at) < 0.01 and point.auto else None
    db.session.add(
        Threshold(
            city=actor.city, id=new_id(), auto=round(at, 2), precision=measured.precision if measured else None,
            coverage=measured.coverage if measured else None, tickets=measured.of if measured else 0, made_at=now,
            made_by_name=actor.name,
        )
    )  # fmt: skip


def _case(row: Any) -> Case:
    rules = {reason["rule"] for reason in row.because}
    doubts = rules | {rule.partition("/")[0] for rule in rules}
    lead = people.unit(row.lead_unit)
    above = lead.parent if lead is not None and lead.kind == "street" else ""
    return Case(
        confidence=row.confidence,
        auto=row.auto,
        free=bool(row.unit) and not doubts & HARD,
        right=bool(row.unit) and row.unit in {row.lead_unit, above},
        category=row.category,
        day=clock.local(row.received_at).date(),
    )


def _share(label: str, found: Sequence[Case]) -> Share:
    alone = [case for case in found if case.auto]
    right = sum(case.right for case in alone)
    return Share(label, len(found), len(alone), right, sum(case.right for case in found))


def _grouped(found: Sequence[Case], key: Any) -> list[Share]:
    groups: dict[str, list[Case]] = {}
    for case in found:
        groups.setdefault(key(case), []).append(case)
    return [_share(label, groups[label]) for label in sorted(groups)]
