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
YOUNG = timedelta(days=3)
"""So long a unit may give back what it was sent: one working day, over a weekend. Until then nothing is known."""
GOAL = 0.97
LEAST = 50
"""Automatic dispatches below which no threshold is proposed: too few to tell 97 from 93 of 100."""
STEP = 0.05
STEPS = tuple(n / 100 for n in range(40, 100, 5))
LOWEST, HIGHEST, NOTHING = 0.4, 0.99, 1.01
"""What a city may choose; no decision is as sure as `NOTHING`, so that nothing goes alone."""
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
    settled: bool
    """Old enough to have been put right."""


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
            Ticket.received_at, Decision.at,
        )
        .join(Ticket, (Ticket.city == Decision.city) & (Ticket.id == Decision.ticket_id))
        .where(Decision.city == city, Decision.at >= since, Decision.at < until, Ticket.lead_unit != "")
        .order_by(Decision.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return [_case(row, until - YOUNG) for row in rows]


def settled(found: Sequence[Case]) -> list[Case]:
    """Those old enough to have been put right: of the others each would count as right."""
    return [case for case in found if case.settled]


def overall(found: Sequence[Case]) -> Share:
    return _share("", found)


def by_week(found: Sequence[Case]) -> list[Share]:
    """Weeks from Monday, the oldest first."""
    return _grouped(found, lambda case: (case.day - timedelta(days=case.day.weekday())).isoformat())


def by_category(found: Sequence[Case]) -> list[Share]:
    """First-level categories, the largest first; the label is the code."""
    return sorted(_grouped(found, lambda case: case.category[:2]), key=lambda share: (-share.of, share.label))


def curve(found: Sequence[Case]) -> list[Point]:
    """Precision and coverage at each threshold, on the city's own tickets that are settled."""
    points, known = [], settled(found)
    for at in STEPS:
        alone = [case for case in known if case.free and case.confidence >= at]
        points.append(Point(at, len(alone), sum(case.right for case in alone), len(known)))
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


def choose(actor: Actor, at: float, points: Sequence[Point], now: datetime, sure: bool = False) -> None:
    """Set the threshold, with what the data said of it. Raises Incomplete outside 0.4 to 1, and, unless the person is
    `sure`, for one that the city's own tickets speak against."""
    if not (LOWEST <= at <= HIGHEST or at == NOTHING):
        raise Incomplete(
            "auto", "阈值应在0.40～0.99之间，填1停止自动派单。", "Choose from 0.40 to 0.99; 1 sends nothing alone."
        )
    measured = _measured(at, points)
    if measured is not None and measured.auto >= LEAST and measured.precision < GOAL and not sure:
        raise Incomplete(
            "sure",
            f"按本市工单，{at:.2f}以上自动派单的准确率为{measured.precision:.1%}，低于{GOAL:.0%}。",
            f"On your own tickets {measured.precision:.1%} of what goes alone from {at:.2f} on was right: below"
            f" {GOAL:.0%}.",
        )
    db.session.add(
        Threshold(
            city=actor.city, id=new_id(), auto=round(at, 2), precision=measured.precision if measured else None,
            coverage=measured.coverage if measured else None, tickets=measured.of if measured else 0, made_at=now,
            made_by_name=actor.name,
        )
    )  # fmt: skip


def below(share: Share) -> bool:
    """What went out alone was less often right than it should be, on enough tickets to say so."""
    return share.auto >= LEAST and share.right < GOAL * share.auto


def _measured(at: float, points: Sequence[Point]) -> Point | None:
    """What the data say of a threshold: the nearest step, no further off than half of one."""
    near = min(points, key=lambda one: abs(one.at - at), default=None)
    return near if near is not None and near.auto and abs(near.at - at) <= STEP / 2 else None


def _case(row: Any, settled_until: datetime) -> Case:
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
        settled=row.at < settled_until,
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
