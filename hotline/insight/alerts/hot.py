"""Hot issues (热点): a kind of matter at a place that comes clearly more often than it used to. Pure.

The last `RECENT` days are held against the mean of the `BEFORE` weeks before them (D-51g). Cases come one by one, so
the usual spread of a week with mean m is √m; hot is what lies more than `SPREADS` of them above the mean, and no fewer
than `LEAST`, so that two cases after none are no headline.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

RECENT = 7
BEFORE = 4
SPREADS = 3
LEAST = 5
MOST = 5


@dataclass(frozen=True, slots=True)
class Hot:
    """`n` cases of a category with a unit and those below it in the last week; `usual` is the mean of a week."""

    unit: str
    category: str
    n: int
    usual: float


def begin(today: date) -> date:
    """The first day that is looked at."""
    return today - timedelta(days=RECENT * (BEFORE + 1) - 1)


def hot(rows: Iterable[tuple[date, str, str, int]], today: date) -> list[Hot]:
    """The furthest above its usual first. `rows`: day, unit, category, n; days outside the five weeks do not count."""
    week, earlier = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    recent = today - timedelta(days=RECENT - 1)
    for day, unit, category, n in rows:
        if recent <= day <= today:
            week[unit, category] += n
        elif begin(today) <= day < recent:
            earlier[unit, category] += n
    found = [Hot(unit, category, n, earlier[unit, category] / BEFORE) for (unit, category), n in week.items()]
    above = [one for one in found if one.n >= LEAST and one.n > one.usual + SPREADS * sqrt(max(one.usual, 1.0))]
    return sorted(above, key=lambda one: (one.usual - one.n, one.unit, one.category))[:MOST]
