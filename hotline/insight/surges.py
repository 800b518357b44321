"""What comes more often than it should: above the usual of the same weekday, or many alike at one place. Pure.

Cases come one by one, so the spread of a count is never taken below the root of its mean.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

WEEKS = 8
"""Weeks before, on the same weekday, that make the usual."""
SPREADS = 3
LEAST = 5
CROWD, HOURS, KILOMETRES = 5, timedelta(hours=2), 1.0
"""So many near-same matters in so much time and so near to each other are a crowd (D-51g)."""
EARTH = 6371.0


@dataclass(frozen=True, slots=True)
class Level:
    """`n` cases of a category at a unit today; `usual` is the mean of the same weekday, `bound` what it may reach."""

    unit: str
    category: str
    n: int
    usual: float
    bound: float


@dataclass(frozen=True, slots=True)
class Case:
    """One of several matters alike: its ticket, when, and where as far as is known."""

    ticket: int
    at: datetime
    street: str = ""
    lon: float | None = None
    lat: float | None = None


def days(today: date) -> list[date]:
    """Today and the days it is held against."""
    return [today - timedelta(weeks=back) for back in range(WEEKS + 1)]


def levels(rows: Iterable[tuple[date, str, str, int]], today: date) -> list[Level]:
    """Above mean + 3σ of the same weekday, and no fewer than `LEAST`. `rows`: day, unit, category, n."""
    compared = {day: back for back, day in enumerate(days(today))}
    counts: dict[tuple[str, str], list[int]] = {}
    for day, unit, category, n in rows:
        if day in compared:
            counts.setdefault((unit, category), [0] * (WEEKS + 1))[compared[day]] += n
    found = []
    for (unit, category), (n, *earlier) in counts.items():
        mean = sum(earlier) / WEEKS
        spread = sqrt(sum((one - mean) ** 2 for one in earlier) / WEEKS)
        bound = mean + SPREADS * max(spread, sqrt(max(mean, 1.0)))
        if n >= LEAST and n > bound:
            found.append(Level(unit, category, n, mean, bound))
    return sorted(found, key=lambda one: (one.bound - one.n, one.unit, one.category))


def crowd(cases: Sequence[Case], now: datetime) -> list[Case]:
    """The cases of the last hours that stand near to one of them, when there are enough; else nothing."""
    fresh = [one for one in cases if timedelta() <= now - one.at <= HOURS]
    groups = [[other for other in fresh if near(one, other)] for one in fresh]
    most = max(groups, key=len, default=[])
    return most if len(most) >= CROWD else []


def near(one: Case, other: Case) -> bool:
    """Within a kilometre; without coordinates, in the same street or town."""
    if None not in (one.lon, one.lat, other.lon, other.lat):
        return _kilometres(one, other) <= KILOMETRES
    return bool(one.street) and one.street == other.street


def _kilometres(one: Case, other: Case) -> float:
    lon, lat = radians((other.lon or 0) - (one.lon or 0)), radians((other.lat or 0) - (one.lat or 0))
    chord = sin(lat / 2) ** 2 + cos(radians(one.lat or 0)) * cos(radians(other.lat or 0)) * sin(lon / 2) ** 2
    return 2 * EARTH * asin(sqrt(chord))
