"""The rows of a board: one unit with everything below it, its counts and its rates; categories, channels, days."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hotline.boards import rates
from hotline.boards.queries import Scope, below, fold
from hotline.boards.rates import Rate
from hotline.boards.snapshots import Snapshot
from hotline.people import queries as people
from hotline.people.models import Unit

DISTRICTS = frozenset({"district", "zone"})
BUREAUS = frozenset({"bureau", "utility"})


@dataclass(frozen=True, slots=True)
class Row:
    """`alone`: only the unit itself, without those below it."""

    code: str
    name: str
    counts: Counter[str]
    in_hand: int
    overdue: int

    @property
    def given(self) -> int:
        return self.counts["dispatched"] + self.counts["redispatched"]

    @property
    def on_time(self) -> Rate:
        return rates.on_time(self.counts)

    @property
    def solved(self) -> Rate:
        return rates.solved(self.counts)

    @property
    def satisfied(self) -> Rate:
        return rates.satisfied(self.counts)

    @property
    def waited(self) -> float | None:
        return rates.waited_days(self.counts)

    @property
    def idle(self) -> bool:
        return not (self.given or self.in_hand or self.overdue or any(self.counts.values()))


def districts(snapshot: Snapshot, language: str) -> list[Row]:
    """All districts and zones, the streets counted to them, the most given first."""
    return _rows(snapshot, (unit for unit in people.units().values() if unit.kind in DISTRICTS), language)


def bureaus(snapshot: Snapshot, language: str) -> list[Row]:
    """The bureaus and utilities that had anything to do, the most given first."""
    found = _rows(snapshot, (unit for unit in people.units().values() if unit.kind in BUREAUS), language)
    return [row for row in found if not row.idle]


def streets(snapshot: Snapshot, code: str, language: str) -> list[Row]:
    """The units under one that had anything to do."""
    return [row for row in _rows(snapshot, people.children(code), language) if not row.idle]


def itself(snapshot: Snapshot) -> Row:
    """The unit of the board with everything below it; of the whole city, the city."""
    code, numbers = snapshot.scope.unit, snapshot.numbers
    return Row(code, "", numbers.total, sum(numbers.in_hand.values()), sum(numbers.overdue.values()))


def categories(snapshot: Snapshot, measures: tuple[str, ...], most: int = 10) -> list[tuple[str, int]]:
    """First-level categories by a flow, the largest first; what is not classified yet stands under ''."""
    return _largest(snapshot.numbers.by_category, measures)[:most]


def channels(snapshot: Snapshot, measures: tuple[str, ...]) -> list[tuple[str, int]]:
    return _largest(snapshot.numbers.by_channel, measures)


def days(snapshot: Snapshot, *flows: tuple[str, ...]) -> list[tuple[date, tuple[int, ...]]]:
    """Each day of the period, also the empty ones, with the sum of each group of flows."""
    scope, by_day = snapshot.scope, snapshot.numbers.by_day
    found = []
    for step in range((scope.until - scope.since).days + 1):
        day = scope.since + timedelta(days=step)
        counts = by_day.get(day, Counter())
        found.append((day, tuple(sum(counts[flow] for flow in group) for group in flows)))
    return found


def _largest(groups: dict[str, Counter[str]], measures: tuple[str, ...]) -> list[tuple[str, int]]:
    sums = [(key, sum(counts[one] for one in measures)) for key, counts in groups.items()]
    return sorted((row for row in sums if row[1] > 0), key=lambda row: (-row[1], row[0]))


def _rows(snapshot: Snapshot, units: Iterable[Unit], language: str) -> list[Row]:
    numbers, chosen = snapshot.numbers, list(units)
    flows = fold(numbers.by_unit, [unit.code for unit in chosen])
    made = [
        Row(
            code=unit.code,
            name=unit.short if language == "zh" else unit.name_en,
            counts=flows[unit.code],
            in_hand=sum(numbers.in_hand[code] for code in below(unit.code)),
            overdue=sum(numbers.overdue[code] for code in below(unit.code)),
        )
        for unit in chosen
    ]
    return sorted(made, key=lambda row: (-row.given, row.code))


def narrowed(scope: Scope, unit: str) -> Scope:
    """The same period and filters for one unit."""
    return Scope(scope.city, scope.since, scope.until, unit, scope.category, scope.channel)
