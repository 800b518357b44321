"""What comes more often than it should: above the usual of the same weekday, or many alike at one place. Pure.

Cases come one by one, so the spread of a count is never taken below the root of its mean. A week that the city did not
see is no week without cases: until it has seen eight, what it has is held together with the category's level at all
units, and the bound is as wide as so little knowledge makes it (docs/decisions/0033).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, exp, lgamma, log, radians, sin, sqrt

WEEKS = 8
"""Weeks before, on the same weekday, that make the usual."""
SPREADS = 3
LEAST = 5
CHANCE = 0.00135
"""What lies above three spreads of an even count: a young city is not to be told of surges oftener than an old one."""
HALF = 0.5
"""Cases that a category which never came is taken to have had."""
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
    """One of several matters alike: its ticket, when, and where; `names` are the places its text names."""

    ticket: int
    at: datetime
    street: str = ""
    lon: float | None = None
    lat: float | None = None
    district: str = ""
    names: frozenset[str] = frozenset()


def days(today: date) -> list[date]:
    """Today and the days it is held against."""
    return [today - timedelta(weeks=back) for back in range(WEEKS + 1)]


def levels(rows: Iterable[tuple[date, str, str, int]], today: date) -> list[Level]:
    """Above what the same weekday may reach, and no fewer than `LEAST`. `rows`: day, unit, category, n.

    The oldest row tells how many weeks the city has seen; in its first there is nothing usual, and no level.
    """
    compared = {day: back for back, day in enumerate(days(today))}
    counts: dict[tuple[str, str], list[int]] = {}
    seen = 0
    for day, unit, category, n in rows:
        if day in compared:
            counts.setdefault((unit, category), [0] * (WEEKS + 1))[compared[day]] += n
            seen = max(seen, compared[day])
    usual = _young(counts, seen) if seen < WEEKS else _old
    found = []
    for (unit, category), (n, *earlier) in counts.items() if seen else ():
        mean, bound = usual(category, n, earlier[:seen])
        if n >= LEAST and n > bound:
            found.append(Level(unit, category, n, mean, bound))
    return sorted(found, key=lambda one: (one.bound - one.n, one.unit, one.category))


Usual = Callable[[str, int, Sequence[int]], tuple[float, float]]
"""Of a category, its count today and those of its weeks: what is usual, and what today may reach."""


def _old(_category: str, _n: int, earlier: Sequence[int]) -> tuple[float, float]:
    """Mean and mean + 3σ."""
    mean = sum(earlier) / len(earlier)
    return mean, mean + SPREADS * max(_spread(earlier, mean), sqrt(max(mean, 1.0)))


def _young(counts: Mapping[tuple[str, str], Sequence[int]], seen: int) -> Usual:
    """Own weeks, one week more at the level the category has where it comes, all times the growth of the rest.

    That level and the weeks make a rate of which we are unsure (gamma); what it lets come in a day is then negative
    binomial. Weeks that swing widen it as in an old city.
    """
    cases: dict[str, int] = {}
    units: dict[str, int] = {}
    for (_unit, category), (_n, *earlier) in counts.items():
        cases[category] = cases.get(category, 0) + sum(earlier)
        units[category] = units.get(category, 0) + 1
    today, before = sum(n for n, *_earlier in counts.values()), sum(cases.values())

    def usual(category: str, n: int, earlier: Sequence[int]) -> tuple[float, float]:
        known = sum(earlier) + max(HALF, cases[category] / seen) / units[category]
        others = (before - sum(earlier)) / seen
        growth = max(1.0, (today - n) / others) if others else 1.0
        mean = growth * known / (seen + 1)
        swing = SPREADS * _spread(earlier, sum(earlier) / seen)
        return mean, max(_reach(mean, known), mean + swing)

    return usual


def _reach(mean: float, shape: float) -> int:
    """The least count that a negative binomial of this mean and shape exceeds with no more than `CHANCE`."""
    more, n = 1.0, -1
    while more > CHANCE:
        n += 1
        ways = lgamma(n + shape) - lgamma(shape) - lgamma(n + 1)
        more -= exp(ways + shape * log(shape / (shape + mean)) + n * log(mean / (shape + mean)))
    return n


def _spread(earlier: Sequence[int], mean: float) -> float:
    return sqrt(sum((one - mean) ** 2 for one in earlier) / len(earlier))


def crowd(cases: Sequence[Case], now: datetime) -> list[Case]:
    """The cases of the last hours that stand near to one of them, when there are enough; else nothing."""
    fresh = [one for one in cases if timedelta() <= now - one.at <= HOURS]
    groups = [[other for other in fresh if near(one, other)] for one in fresh]
    most = max(groups, key=len, default=[])
    return most if len(most) >= CROWD else []


def near(one: Case, other: Case) -> bool:
    """Within a kilometre; without coordinates in the same street or town; without that in one district, unless the
    texts name different places.

    What is about one event names its place, but an estate that no list knows has no street: better one alert more.
    """
    if None not in (one.lon, one.lat, other.lon, other.lat):
        return _kilometres(one, other) <= KILOMETRES
    if one.street and other.street:
        return one.street == other.street
    elsewhere = bool(one.names and other.names) and not one.names & other.names
    return bool(one.district) and one.district == other.district and not elsewhere


def _kilometres(one: Case, other: Case) -> float:
    lon, lat = radians((other.lon or 0) - (one.lon or 0)), radians((other.lat or 0) - (one.lat or 0))
    chord = sin(lat / 2) ** 2 + cos(radians(one.lat or 0)) * cos(radians(other.lat or 0)) * sin(lon / 2) ** 2
    return 2 * EARTH * asin(sqrt(chord))
