"""What a board shows: sums of rollups and deltas over a period, counts of open tickets through their indexes.

No query here scans tickets or events: open tickets are counted through indexes that hold only what is open, and lists
walk the events of their period through the index on time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true, union_all

from hotline.boards.measures import ALWAYS, STOCKS
from hotline.boards.models import Rollup, RollupDelta
from hotline.db import db
from hotline.people import queries as people
from hotline.tickets import states
from hotline.tickets.models import Ticket
from hotline.tickets.queries import came_by

RUNNING = states.RUNNING
"""States in which time runs: an answer that waits for its leader was judged when it was written."""
LEVELS = (2, 3, 4, 5)
ATTENTION = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """The days `since` to `until` of a city; where given, a unit and those below, category or channel."""

    city: str
    since: date
    until: date
    unit: str = ""
    category: str = ""
    channel: str = ""

    @property
    def units(self) -> frozenset[str]:
        """The chosen unit and all below it; empty for the whole city."""
        return below(self.unit) if self.unit else frozenset()


@dataclass(slots=True)
class Numbers:
    """Everything a board needs, by measure: in all, by unit (as counted, streets apart), channel, category, day."""

    total: Counter[str] = field(default_factory=Counter)
    by_unit: dict[str, Counter[str]] = field(default_factory=dict)
    by_channel: dict[str, Counter[str]] = field(default_factory=dict)
    by_category: dict[str, Counter[str]] = field(default_factory=dict)
    by_day: dict[date, Counter[str]] = field(default_factory=dict)
    in_hand: Counter[str] = field(default_factory=Counter)
    """By unit; '' is the hotline itself."""
    in_state: Counter[str] = field(default_factory=Counter)
    due_today: Counter[str] = field(default_factory=Counter)
    overdue: Counter[str] = field(default_factory=Counter)
    level: dict[int, Counter[str]] = field(default_factory=dict)


def below(code: str) -> frozenset[str]:
    """A unit and every unit under it."""
    found, fresh = {code}, [code]
    while fresh:
        fresh = [row.code for row in people.children(fresh.pop())] + fresh
        found.update(fresh)
    return frozenset(found)


def numbers(scope: Scope, now: datetime, day_end: datetime) -> Numbers:
    made = Numbers(
        by_unit=_flows(scope, "unit"),
        by_channel=_flows(scope, "channel"),
        by_category=_flows(scope, "category"),
        by_day=_flows(scope, "day"),
    )
    for counts in made.by_day.values():
        made.total.update(counts)
    for unit, measure, n in _stocks(scope):
        made.in_hand[unit] += n
        made.in_state[measure] += n
    made.due_today = _open_by_unit(scope, due_today(now, day_end))
    made.overdue = _open_by_unit(scope, overdue(now))
    made.level = {level: _open_by_unit(scope, at_level(level)) for level in LEVELS}
    return made


def fold(counts: dict[str, Counter[str]], tops: Iterable[str]) -> dict[str, Counter[str]]:
    """Sums by unit with everything below a unit counted to it."""
    return {top: sum((counts[code] for code in below(top) if code in counts), Counter()) for top in tops}


def due_today(now: datetime, day_end: datetime) -> ColumnElement[bool]:
    return _running() & (Ticket.due_at >= now) & (Ticket.due_at < day_end)


def overdue(now: datetime) -> ColumnElement[bool]:
    return _running() & (Ticket.due_at < now)


def at_level(level: int) -> ColumnElement[bool]:
    """On exactly this rung of the ladder."""
    return _running() & (Ticket.level == level)


def in_hand() -> ColumnElement[bool]:
    """A letter in parts is in hand by its parts."""
    return (Ticket.open == true()) & (Ticket.state != "parted")


def narrowed(scope: Scope) -> list[ColumnElement[bool]]:
    """The scope as conditions on tickets, by their lead unit."""
    wanted = [Ticket.city == scope.city]
    if scope.unit:
        wanted.append(Ticket.lead_unit.in_(sorted(scope.units)))
    if scope.category:
        wanted.append(Ticket.category.startswith(scope.category, autoescape=True))
    if scope.channel:
        wanted.append(came_by(scope.channel))
    return wanted


def worst(scope: Scope, now: datetime) -> list[Ticket]:
    """The few open tickets that need somebody first: highest on the ladder, then longest over their limit."""
    query = select(Ticket).where(*narrowed(scope), _running(), Ticket.due_at < now, Ticket.level >= 4)
    return list(db.session.scalars(query.order_by(Ticket.level.desc(), Ticket.due_at).limit(ATTENTION)))


def _running() -> ColumnElement[bool]:
    return (Ticket.open == true()) & Ticket.state.in_(sorted(RUNNING))


def _open_by_unit(scope: Scope, wanted: ColumnElement[bool]) -> Counter[str]:
    query = select(Ticket.lead_unit, func.count()).where(*narrowed(scope), wanted).group_by(Ticket.lead_unit)
    return Counter({unit: int(n) for unit, n in db.session.execute(query)})


def _flows(scope: Scope, group: str) -> dict[Any, Counter[str]]:
    found: dict[Any, Counter[str]] = defaultdict(Counter)
    for key, measure, n in db.session.execute(_grouped(scope, group, scope.since, scope.until)):
        found[key][measure] += int(n)
    return dict(found)


def _stocks(scope: Scope) -> list[tuple[str, str, int]]:
    rows = db.session.execute(_grouped(scope, "unit", ALWAYS, ALWAYS))
    return [(unit, measure, int(n)) for unit, measure, n in rows if measure in STOCKS.values()]


def _grouped(scope: Scope, group: str, since: date, until: date) -> Select[Any]:
    """Folded and unfolded sums in one statement: a fold going on between two would count twice or not at all."""
    both = union_all(*(_rows(table, scope, group, since, until) for table in (Rollup, RollupDelta))).subquery()
    return select(both.c.key, both.c.measure, func.sum(both.c.n)).group_by(both.c.key, both.c.measure)


def _rows(table: type[Rollup] | type[RollupDelta], scope: Scope, group: str, since: date, until: date) -> Select[Any]:
    column: Any = func.substr(table.category, 1, 2) if group == "category" else getattr(table, group)
    query = select(column.label("key"), table.measure, table.n).where(table.city == scope.city)
    # Equality, not a span of one day: then the whole key of the stocks is used.
    query = query.where(table.day == since) if since == until else query.where(table.day >= since, table.day <= until)
    if scope.unit:
        query = query.where(table.unit.in_(sorted(scope.units)))
    if scope.category:
        query = query.where(table.category.startswith(scope.category, autoescape=True))
    if scope.channel:
        query = query.where(table.channel == scope.channel)
    return query
