"""From the address of a board to its scope: a period and what it is narrowed to; nonsense is left out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = (7, 30, 90)
DEFAULT = 30
LONGEST = 366


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted; `days` is one of `PERIODS`, or 0 for dates of one's own."""

    since: date
    until: date
    days: int


def period(given: Mapping[str, str], today: date, default: int = DEFAULT) -> Period:
    """`from` and `to` where both are dates, in either order; else the last `days`. Never the future, a year at most."""
    since, until = _date(given.get("from", "")), _date(given.get("to", ""))
    if since and until:
        since, until = min(since, until, today), min(max(since, until), today)
        return Period(max(since, until - timedelta(days=LONGEST - 1)), until, 0)
    text = given.get("days", "")
    days = int(text) if text in {str(one) for one in PERIODS} else default
    return Period(today - timedelta(days=days - 1), today, days)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
