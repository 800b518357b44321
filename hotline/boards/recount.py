"""The proof of the numbers: every rollup recounted from the events, by the same rules, in bounded memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, func, select, union_all

from hotline import clock
from hotline.boards.actions import add
from hotline.boards.measures import ALWAYS, Event, Key, deltas
from hotline.boards.models import Rollup, RollupDelta
from hotline.db import db
from hotline.tickets.models import TicketEvent

PAGE = 2000
WINDOW = timedelta(days=31)
FIELDS = ("day", "unit", "category", "channel", "kind", "measure")


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not what the events say."""

    key: Key
    kept: int
    counted: int


def differences(city: str) -> Iterator[Difference]:
    """Compare a month at a time, the newest first: what a correction changes lies in its own past, never ahead.

    Reads one snapshot; call it at the start of a transaction of its own.
    """
    _one_snapshot()
    span = _span(city)
    always: Counter[Key] = Counter()
    if span:
        first, last = span
        earlier: Counter[Key] = Counter()
        while last >= first:
            begin = max(first, last - WINDOW + timedelta(days=1))
            here: Counter[Key] = Counter()
            for event in _events(city, begin, last):
                for key, n in deltas(event):
                    (always if key.day == ALWAYS else here if key.day >= begin else earlier)[key] += n
            for key in [key for key in earlier if key.day >= begin]:
                here[key] += earlier.pop(key)
            yield from _compare(here, _kept(city, begin, last))
            last = begin - timedelta(days=1)
        yield from _compare(earlier, {})
    yield from _compare(always, _kept(city, ALWAYS, ALWAYS))


def mend(city: str, found: list[Difference]) -> None:
    """Add what is missing and take away what is too much, beside whatever is counted meanwhile."""
    for one in found:
        add(city, one.key, one.counted - one.kept)


def _compare(counted: dict[Key, int], kept: dict[Key, int]) -> Iterator[Difference]:
    for key in sorted(counted.keys() | kept.keys()):
        if counted.get(key, 0) != kept.get(key, 0):
            yield Difference(key, kept.get(key, 0), counted.get(key, 0))


def _one_snapshot() -> None:
    # The default of PostgreSQL shows each statement a newer state: work going on would look like a difference.
    if db.engine.dialect.name == "postgresql":
        db.session.rollback()
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _span(city: str) -> tuple[date, date] | None:
    """The first and the last day of events and sums."""
    days: list[date] = []
    for which in (func.min, func.max):
        at = db.session.scalar(select(which(TicketEvent.at)).where(TicketEvent.city == city))
        if at is not None:
            days.append(clock.local(at).date())
        for table in (Rollup, RollupDelta):
            day = db.session.scalar(select(which(table.day)).where(table.city == city, table.day > ALWAYS))
            if day is not None:
                days.append(day)
    return (min(days), max(days)) if days else None


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of a day of the city to the first moment after another, in UTC."""
    begin = datetime.combine(first, time(), clock.LOCAL).astimezone(UTC)
    return begin, datetime.combine(last + timedelta(days=1), time(), clock.LOCAL).astimezone(UTC)


def _events(city: str, first: date, last: date) -> Iterator[Event]:
    begin, end = moments(first, last)
    after: tuple[datetime, int] | None = None
    while True:
        rows = db.session.execute(_page(city, begin, end, after)).all()
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].at, rows[-1].id


def _page(city: str, begin: datetime, end: datetime, after: tuple[datetime, int] | None) -> Select[tuple[object, ...]]:
    one = TicketEvent
    query: Select[tuple[object, ...]] = select(
        one.id, one.at, one.verb, one.frm, one.to, one.unit, one.category, one.channel, one.kind, one.data
    ).where(one.city == city, one.at >= begin, one.at < end)
    if after:
        query = query.where(one.at >= after[0], (one.at > after[0]) | (one.id > after[1]))
    return query.order_by(one.at, one.id).limit(PAGE)


def _kept(city: str, first: date, last: date) -> dict[Key, int]:
    """The folded sums with the deltas that are not folded yet."""
    both = union_all(
        *(
            select(table.day, table.unit, table.category, table.channel, table.kind, table.measure, table.n).where(
                table.city == city, table.day >= first, table.day <= last
            )
            for table in (Rollup, RollupDelta)
        )
    ).subquery()
    fields = [both.c[name] for name in FIELDS]
    rows = db.session.execute(select(*fields, func.sum(both.c.n)).group_by(*fields))
    return {Key(*row[:-1]): int(row[-1]) for row in rows}
