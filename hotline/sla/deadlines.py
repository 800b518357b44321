"""When a limit ends (时限), how much of it is left, and why, in words a clerk can check by hand.

Rule D-17: a limit of n working days ends at the close of business of the n-th working day after the day of dispatch,
whatever the hour of dispatch. Hour limits run on the wall clock, nights and holidays included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from hotline.sla.calendar import Calendar, at, local_day, split

LONG_HOURS = 48
"""From here on a span is told in days and hours."""
MAX_HOURS = 8784
"""A year: a longer limit in hours is a mistake."""


class Pause(NamedTuple):
    """When a clock stands still (挂起, 并案), half-open. For one that still does pass the present moment as `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """An answer of `due`. `due_at` is UTC; `provisional` means a schedule not yet published was counted."""

    due_at: datetime
    provisional: bool
    calendar_version: str
    start: datetime
    hours: int | None
    pauses: tuple[Pause, ...]
    calendar: Calendar = field(repr=False, compare=False)

    @property
    def explanation(self) -> tuple[str, ...]:
        """`explain` in Chinese, computed only when asked for."""
        return self.explain("zh")

    def explain(self, lang: str) -> tuple[str, ...]:
        return explain(self.start, self.due_at, self.calendar, lang, self.hours, self.pauses)


def due(start: datetime, days: int | None, hours: int | None, calendar: Calendar) -> Due:
    """The end of a limit of working days or of wall-clock hours: exactly one of the two, at least 1.

    Raises ValueError for another limit, TypeError for a time without zone, OutOfHorizon for a date no calendar reaches.
    """
    return due_with_pauses(start, days, hours, calendar, ())


def due_with_pauses(
    start: datetime, days: int | None, hours: int | None, calendar: Calendar, pauses: Iterable[Pause]
) -> Due:
    """The same for a clock that stood still now and then.

    A working day counts when the clock is running at its close of business, so each close inside a pause moves the
    end by one working day; hours move by the length of the pauses. Overlapping pauses count once.
    """
    stops = _merged(pauses)
    today = local_day(start)
    if days is not None and hours is None and days >= 1:
        last = _nth_running(calendar, today, days, stops) if stops else calendar.add_workdays(today, days)
        provisional = calendar.provisional_within(today, last)
        return Due(calendar.closes(last), provisional, calendar.version, start, None, stops, calendar)
    if hours is not None and days is None and 1 <= hours <= MAX_HOURS:
        calendar.check(today)
        end = start.astimezone(UTC) + timedelta(hours=hours)
        for stop in stops:
            if stop.start < end and stop.end > start:
                end += stop.end - max(stop.start, start)
        return Due(end, False, calendar.version, start, hours, stops, calendar)
    raise ValueError(f"a limit is 1 working day or more, or 1 to {MAX_HOURS} hours, not days={days}, hours={hours}")


def elapsed_days(start: datetime, now: datetime, calendar: Calendar) -> int:
    """Working days begun after the day of start: 0 on that day, n on the n-th working day. Negative before start."""
    return calendar.workdays_between(local_day(start), local_day(now))


def remaining(due_at: datetime, now: datetime, calendar: Calendar) -> int:
    """Working days left: 0 on the last day, until its close; -n from the n-th overdue working day on.

    Late is never 0: from the close of business until the end of the next working day it is -1.
    """
    left = calendar.workdays_between(local_day(now), local_day(due_at))
    return left if now <= due_at else min(left, -1)


def words(due_at: datetime, now: datetime, calendar: Calendar, lang: str = "zh", wall_clock: bool = False) -> str:
    """The text of a deadline chip. `wall_clock` is for hour limits: they are shown in hours and minutes."""
    chinese = lang.startswith("zh")
    moment = _when(due_at, local_day(now), chinese)
    if wall_clock:
        span = _span(abs(due_at - now), chinese)
        if now > due_at:
            return f"超期{span}" if chinese else f"{span} overdue"
        return f"还剩{span} · {moment}前" if chinese else f"{span} left · by {moment}"
    left = remaining(due_at, now, calendar)
    if left < 0:
        return f"超期{-left}个工作日" if chinese else f"{_counted(-left)} overdue"
    if local_day(now) == local_day(due_at):
        return f"今日到期 · {moment}" if chinese else f"Due today · {moment}"
    return f"还剩{left}个工作日 · {moment}前" if chinese else f"{_counted(left)} left · by {moment}"


def explain(
    start: datetime,
    due_at: datetime,
    calendar: Calendar,
    lang: str = "zh",
    hours: int | None = None,
    pauses: Sequence[Pause] = (),
) -> tuple[str, ...]:
    """One line for the start, one for each date counted or skipped, one for the end; `hours` for an hour limit.

    Works for a deadline read back from storage: it is drawn from the two moments, not from the number of days.
    """
    chinese = lang.startswith("zh")
    first, second = split(start)
    begun = f"{_name(first, first, chinese)}{'' if chinese else ', '}{_clock(second)}"
    stops = _merged(pauses)
    if hours is None:
        head = f"{begun}起算，当日不计" if chinese else f"{begun}: start, this day is not counted"
        body = _days(first, local_day(due_at), calendar, chinese, stops)
    else:
        head = (
            f"{begun}起算，{hours}小时，昼夜和节假日连续计算"
            if chinese
            else f"{begun}: start, {hours} hours by day and night, holidays included"
        )
        body = [_pause_line(stop, first, chinese) for stop in stops if stop.end > start and stop.start < due_at]
    last, close = split(due_at)
    tail = f"{_name(last, first, chinese)}{'' if chinese else ', '}{_clock(close)}"
    return (head, *body, f"到期：{tail}" if chinese else f"Due: {tail}")


def _days(first: date, last: date, calendar: Calendar, chinese: bool, stops: Sequence[Pause]) -> list[str]:
    lines, number, years = [], 0, set()
    for ordinal in range(first.toordinal() + 1, last.toordinal() + 1):
        on = date.fromordinal(ordinal)
        paused = calendar.is_workday(on) and any(stop.start <= calendar.closes(on) < stop.end for stop in stops)
        number += calendar.is_workday(on) and not paused
        lines.append(_day(on, first, calendar, chinese, None if paused else number))
        if calendar.provisional(on):
            years.add(on.year)
    for year in sorted(years):
        zh, en = f"{year}年放假安排尚未公布，到期时间为暂定", f"The {year} schedule is not published yet: provisional"
        lines.append(zh if chinese else en)
    return lines


def _day(on: date, first: date, calendar: Calendar, chinese: bool, number: int | None) -> str:
    special = calendar.special_day(on)
    name = _name(on, first, chinese)
    called = (special.zh if chinese else special.en) if special else ""
    if not calendar.is_workday(on):
        reason = called or ("周末" if chinese else "weekend")
        return f"{name}{reason}，不计" if chinese else f"{name}: {reason}, not counted"
    if number is None:
        result = "暂停，不计" if chinese else "paused, not counted"
    else:
        result = f"第{number}个工作日" if chinese else f"working day {number}"
    if called:
        result = f"{called}，{result}" if chinese else f"{called}, {result}"
    return f"{name}{result}" if chinese else f"{name}: {result}"


def _nth_running(calendar: Calendar, start: date, days: int, stops: Sequence[Pause]) -> date:
    """The n-th working day after `start` at whose close the clock was running."""
    begin = calendar.closings_before(at(start, 86400))
    last = begin + days - 1
    for stop in stops:
        low, high = calendar.closings_before(stop.start), calendar.closings_before(stop.end)
        if low <= last and high > begin:
            last += high - max(low, begin)
    return calendar.closing_day(last)


def _merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    merged: list[Pause] = []
    for pause in sorted(pauses):
        if pause.end < pause.start:
            raise ValueError(f"a pause ends before it starts: {pause.start.isoformat()}")
        if merged and pause.start <= merged[-1].end:
            merged[-1] = Pause(merged[-1].start, max(merged[-1].end, pause.end))
        else:
            merged.append(pause)
    return tuple(merged)


def _pause_line(stop: Pause, first: date, chinese: bool) -> str:
    start, end = (_when(moment, first, chinese) for moment in stop)
    return f"{start}至{end}暂停，不计" if chinese else f"{start} to {end}: paused, not counted"


def _name(on: date, first: date, chinese: bool) -> str:
    if chinese:
        year = "" if on.year == first.year else f"{on.year}年"
        return f"{year}{on.month}月{on.day}日（周{'一二三四五六日'[on.weekday()]}）"
    year = "" if on.year == first.year else f" {on.year}"
    return f"{_WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}{year}"


def _when(moment: datetime, today: date, chinese: bool) -> str:
    """A moment as short as `today` allows: the time alone, with the date, with the year."""
    on, second = split(moment)
    if on == today:
        return _clock(second)
    if chinese:
        year = "" if on.year == today.year else f"{on.year}年"
        return f"{year}{on.month}月{on.day}日{_clock(second)}"
    year = "" if on.year == today.year else f" {on.year}"
    return f"{on.day} {_MONTHS[on.month - 1]}{year} {_clock(second)}"


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


def _span(span: timedelta, chinese: bool) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if hours >= LONG_HOURS:
        days, hours = divmod(hours, 24)
        return f"{days}天{hours}小时" if chinese else f"{days} d {hours} h"
    if not hours and not minutes:
        return "不到1分" if chinese else "under 1 min"
    parts = [f"{hours}小时" if chinese else f"{hours} h"] if hours else []
    if minutes:
        parts.append(f"{minutes}分" if chinese else f"{minutes} min")
    return "".join(parts) if chinese else " ".join(parts)


def _counted(days: int) -> str:
    return f"{days} working day" if days == 1 else f"{days} working days"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
