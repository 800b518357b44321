"""The working calendar (工作日历): which seconds of which local dates are working time; every question costs O(1).

Pure and immutable. Dates are local dates of Asia/Shanghai, UTC+8 all year since 1991, so that all arithmetic is on
whole numbers: a date and a second of that date. Intervals of working time are half-open.
"""

import re
from array import array
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

Hours = tuple[tuple[int, int], ...]
"""The working intervals of one date as (from, to) seconds after local midnight, in order, apart, half-open."""

OFFICE_HOURS: Hours = ((9 * 3600, 12 * 3600), (13 * 3600 + 1800, 17 * 3600 + 1800))
"""09:00-12:00 and 13:30-17:30. A city changes them with `week`; the close of business 17:30 is the default of D-17."""

WEEK: tuple[Hours, ...] = (OFFICE_HOURS,) * 5 + ((), ())
"""Monday to Sunday."""

HORIZON = (2000, 2059)
"""First and last year a calendar answers for."""

_MIDNIGHT = datetime(1969, 12, 31, 16, tzinfo=UTC)
_FIRST = date(1970, 1, 1).toordinal()


class CalendarError(ValueError):
    """The data of a calendar contradicts itself. The message names the year and the date."""


class OutOfHorizon(LookupError):
    """A question about a date outside the calendar's first and last year: raised instead of counting on for ever."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date unlike its weekday: a holiday (放假), a make-up workday (调休上班) or a rule of the city's own.

    `hours` is empty for a day off; None means the usual hours of a working day. An explanation calls it `zh`, `en`.
    """

    on: date
    zh: str
    en: str
    hours: Hours | None = ()


@dataclass(frozen=True, slots=True)
class Year:
    """One year's schedule. `official` is true once the State Council has published it; `source` is the notice."""

    year: int
    official: bool
    source: str
    days: tuple[SpecialDay, ...]

    @property
    def version(self) -> str:
        """The year and a digest of its data."""
        return f"{self.year}-{_digest(self)}"


@dataclass(frozen=True)
class Calendar:
    """Published years, the city's own special days over them, and the weekday template under them.

    A year without data counts its weekends only and is provisional (暂定). A special day of the city beats the
    published one; of two published ones for a date the later notice wins (a New Year holiday may begin in December).
    """

    years: tuple[Year, ...] = ()
    special: tuple[SpecialDay, ...] = ()
    week: tuple[Hours, ...] = WEEK
    horizon: tuple[int, int] = HORIZON

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise CalendarError("week: seven weekdays are needed and one of them must be worked")
        if len({year.year for year in self.years}) < len(self.years):
            raise CalendarError("years: a year is given twice")
        for hours in (*self.week, *(day.hours or () for day in self.special)):
            _check_hours(hours)

    @cached_property
    def version(self) -> str:
        """Last published year and a digest of the data: `2026-5d0c9b1f`. Other data, other version."""
        official = max((year.year for year in self.years if year.official), default=0)
        return f"{official}-{_digest(self)}"

    def check(self, on: date) -> None:
        """Raises OutOfHorizon for a date this calendar does not answer for."""
        self._position(on)

    def is_workday(self, on: date) -> bool:
        return bool(self._table.hours[self._position(on)])

    def hours(self, on: date) -> Hours:
        return self._table.hours[self._position(on)]

    def special_day(self, on: date) -> SpecialDay | None:
        """What makes this date differ from the weekday template, or None."""
        return self._table.special.get(on)

    def provisional(self, on: date) -> bool:
        """True when the schedule of that year is not published: the answer may still change."""
        position = self._position(on)
        return self._table.unsure[position + 1] > self._table.unsure[position]

    def provisional_within(self, after: date, through: date) -> bool:
        """True when any date later than `after` up to and including `through` is provisional."""
        unsure = self._table.unsure
        return unsure[self._position(through) + 1] > unsure[self._position(after) + 1]

    def next_workday(self, after: date) -> date:
        """The first working day later than `after`."""
        return self.add_workdays(after, 1)

    def add_workdays(self, on: date, days: int) -> date:
        """The n-th working day after `on`; before it when `days` is negative; `on` itself for 0."""
        if days == 0:
            return on
        position = self._position(on)
        done = self._table.counted[position + (days > 0)]
        return self._workday(done + days - (days > 0))

    def workdays_between(self, after: date, through: date) -> int:
        """Working days later than `after` up to and including `through`; negative when `through` is earlier."""
        counted = self._table.counted
        return counted[self._position(through) + 1] - counted[self._position(after) + 1]

    def closes(self, on: date) -> datetime:
        """Close of business of a working day, UTC. Raises ValueError for a day off."""
        hours = self._table.hours[self._position(on)]
        if not hours:
            raise ValueError(f"{on} is not a working day")
        return at(on, hours[-1][1])

    def closings_before(self, moment: datetime) -> int:
        """How many closes of business since the horizon's first day lie before the moment."""
        on, second = split(moment)
        position = self._position(on)
        hours = self._table.hours[position]
        passed = bool(hours) and hours[-1][1] < second
        return self._table.counted[position] + passed

    def closing_day(self, number: int) -> date:
        """The date of the close of business with this number, counting as `closings_before` does."""
        return self._workday(number)

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Working seconds from start to end; negative when the end is earlier. Fractions of a second are dropped."""
        return self._seconds_before(end) - self._seconds_before(start)

    @cached_property
    def _table(self) -> "_Table":
        return _build(self)

    def _position(self, on: date) -> int:
        position = on.toordinal() - self._table.base
        if not 0 <= position < len(self._table.hours):
            raise OutOfHorizon(f"{on} lies outside the calendar, {self.horizon[0]}-{self.horizon[1]}")
        return position

    def _workday(self, number: int) -> date:
        if not 0 <= number < len(self._table.workdays):
            raise OutOfHorizon(f"the limit leaves the calendar, {self.horizon[0]}-{self.horizon[1]}")
        return date.fromordinal(self._table.workdays[number])

    def _seconds_before(self, moment: datetime) -> int:
        on, second = split(moment)
        position = self._position(on)
        worked = sum(min(second, end) - start for start, end in self._table.hours[position] if second > start)
        return self._table.seconds[position] + worked


def split(moment: datetime) -> tuple[date, int]:
    """The local date of an aware moment and the whole second of that date."""
    since = moment - _MIDNIGHT
    return date.fromordinal(since.days + _FIRST), since.seconds


def local_day(moment: datetime) -> date:
    """The local date of an aware moment."""
    return date.fromordinal((moment - _MIDNIGHT).days + _FIRST)


def at(on: date, second: int) -> datetime:
    """The moment, in UTC, of a second of a local date."""
    return _MIDNIGHT + timedelta(days=on.toordinal() - _FIRST, seconds=second)


def clock_second(text: str) -> int:
    """`09:00` as seconds after midnight; `24:00` is the end of the day. Raises ValueError."""
    found = re.fullmatch(r"(\d\d):([0-5]\d)", text)
    second = int(found[1]) * 3600 + int(found[2]) * 60 if found else 86401
    if second > 86400:
        raise ValueError(f"not a time of day: {text!r}")
    return second


def _digest(data: Year | Calendar) -> str:
    return sha256(repr(data).encode()).hexdigest()[:8]


def _check_hours(hours: Hours) -> None:
    edges = [second for interval in hours for second in interval]
    if any(later <= earlier for earlier, later in pairwise(edges)) or (
        edges and not 0 <= edges[0] < edges[-1] <= 86400
    ):
        raise CalendarError(f"hours {hours}: intervals must lie in order and apart inside one day")


class _Table(NamedTuple):
    """The horizon's days in a row. The counting arrays hold, at i, what lies before day i; they are one longer."""

    base: int
    hours: list[Hours]
    special: dict[date, SpecialDay]
    workdays: "array[int]"
    counted: "array[int]"
    seconds: "array[int]"
    unsure: "array[int]"


def _build(calendar: Calendar) -> _Table:
    first, last = calendar.horizon
    base, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1
    published = sorted(calendar.years, key=lambda year: year.year)
    official = {year.year for year in published if year.official}
    special = {day.on: day for days in (*(year.days for year in published), calendar.special) for day in days}
    table = _Table(base, [], special, array("l"), array("l", [0]), array("q", [0]), array("l", [0]))
    usual = next(hours for hours in calendar.week if hours)
    for ordinal in range(base, end):
        on = date.fromordinal(ordinal)
        day = special.get(on)
        hours = calendar.week[(ordinal - 1) % 7] if day is None else usual if day.hours is None else day.hours
        if hours:
            table.workdays.append(ordinal)
        table.hours.append(hours)
        table.counted.append(len(table.workdays))
        table.seconds.append(table.seconds[-1] + sum(to - start for start, to in hours))
        table.unsure.append(table.unsure[-1] + (on.year not in official))
    return table
