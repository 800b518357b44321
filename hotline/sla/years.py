"""The published schedule of a year (放假安排), read from its TOML; what contradicts itself is refused by name."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypeGuard

from hotline.sla.calendar import Calendar, CalendarError, SpecialDay, Year


def load(folder: Path) -> Calendar:
    """The calendar of all `YYYY.toml` files of a folder. Raises CalendarError naming the file."""
    years = []
    for path in sorted(folder.glob("*.toml")):
        try:
            years.append(parse_year(tomllib.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, KeyError, TypeError) as error:
            raise CalendarError(f"{path.name}: {error}") from error
    return Calendar(tuple(years))


def parse_year(data: Mapping[str, object]) -> Year:
    """One year from its TOML: `year`, `official`, `source` and `[[holiday]]` with zh, en, first, last, workdays.

    Raises CalendarError for a date outside the year (December before is allowed), given twice, or for a make-up
    workday that is no weekend.
    """
    match data:
        case {"year": int(year), "official": bool(official), "source": str(source), "holiday": list(holidays)}:
            days = [day for holiday in holidays for day in _holiday(holiday)]
        case _:
            raise CalendarError("year, official, source and [[holiday]] are needed")
    seen: set[date] = set()
    for day in days:
        if day.on in seen:
            raise CalendarError(f"{year}: {day.on} is given twice")
        if day.on.year != year and (day.on.year, day.on.month) != (year - 1, 12):
            raise CalendarError(f"{year}: {day.on} belongs to another year")
        seen.add(day.on)
    return Year(year, official, source, tuple(sorted(days, key=lambda day: day.on)))


def _holiday(data: Mapping[str, object]) -> Iterable[SpecialDay]:
    name = f"holiday {data.get('zh', '')}"
    if unknown := set(data) - {"zh", "en", "first", "last", "workdays"}:
        raise CalendarError(f"{name}: unknown {sorted(unknown)}")
    match data:
        case {"zh": str(zh), "en": str(en), "first": first, "last": last} if _is_date(first) and _is_date(last):
            if last < first or (last - first).days > 30:
                raise CalendarError(f"{name}: from {first} to {last} is no holiday")
            for ordinal in range(first.toordinal(), last.toordinal() + 1):
                yield SpecialDay(date.fromordinal(ordinal), zh, en)
        case _:
            raise CalendarError(f"{name}: zh, en and the dates first and last are needed")
    workdays = data.get("workdays", [])
    for on in workdays if isinstance(workdays, list) else [workdays]:
        if not _is_date(on) or on.weekday() < 5:
            raise CalendarError(f"{name}: make-up workday {on} is not a weekend")
        yield SpecialDay(on, "调休上班", "make-up workday", None)


def _is_date(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)
