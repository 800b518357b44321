"""When matters arrive: so many on each day, spread over its hours as a hotline's day goes. Pure."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from hotline.sla.calendar import Calendar, at, local_day, split

SUNDAY = 6


def days_before(now: datetime, days: int) -> list[date]:
    """The last `days` days of the city, today the last."""
    today = local_day(now)
    return [today - timedelta(days=back) for back in range(days - 1, -1, -1)]


def spread(
    total: int, on: Sequence[date], now: datetime, calendar: Calendar, week: Sequence[float], hours: Sequence[float]
) -> list[int]:
    """How many arrive on each day: by weekday, holidays like Sundays, today only its part so far; the sum is total."""
    passed = split(now)[1] / 3600
    so_far = sum(hours[: int(passed)]) + hours[int(passed)] * (passed % 1)
    weights = [week[day.weekday() if _ordinary(day, calendar) else SUNDAY] for day in on]
    weights[-1] *= so_far / sum(hours)
    scale = total / sum(weights)
    counts, owed = [], 0.0
    for weight in weights:
        owed += weight * scale
        counts.append(int(owed + 0.5))
        owed -= counts[-1]
    counts[-2 if len(counts) > 1 else -1] += total - sum(counts)
    return counts


def times(count: int, day: date, now: datetime, hours: Sequence[float], rng: random.Random) -> Iterator[datetime]:
    """`count` moments of this day in order, none later than now."""
    last = min(86_400.0, (now - at(day, 0)).total_seconds())
    seconds: list[float] = []
    while len(seconds) < count:
        hour = rng.choices(range(24), hours)[0]
        second = (hour + rng.random()) * 3600
        if second < last:
            seconds.append(second)
    midnight = at(day, 0).astimezone(UTC)
    return (midnight + timedelta(seconds=second) for second in sorted(seconds))


def _ordinary(day: date, calendar: Calendar) -> bool:
    return calendar.is_workday(day) or day.weekday() >= 5
