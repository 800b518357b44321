"""The work list (工作列表): which tickets a person reads, in which order, one keyset page at a time, forth and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import numbers, states
from hotline.tickets.models import Reach, Reply, Ticket
from hotline.tickets.queries import PAGE, UNIT_BOUND, came_by, visible_to

WINDOW = 5000
"""Tickets of a view, the first in its order, that a text is looked for in: titles have no index."""
MOST_COUNTED = 1000
LONGEST = 20
"""Digits no id has."""
NOW_SCOPES = frozenset({"overdue", "today"})
SORTS = ("due", "-due", "received", "-received", "changed", "-changed")
"""By the limit, the arrival or the last change; `-` the latest first. Ids grow with time, so the arrival is the id."""
ENDLESS = frozenset({"all", "closed"})
"""Scopes with finished work, which has no limit to be sorted by."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a work list shows. Empty fields do not filter."""

    state: str = ""
    scope: str = "open"
    """open | overdue | today | back (sent back or to be redone) | closed | all"""
    unit: str = ""
    category: str = ""
    channel: str = ""
    kind: str = ""
    urgency: str = ""
    level: int = 0
    district: str = ""
    due_before: datetime | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None
    text: str = ""
    """In the title; digits alone also in the number."""
    sort: str = ""
    """One of SORTS; empty for the order of the scope."""

    @property
    def order(self) -> str:
        """Open work comes by its limit, finished work newest first."""
        if self.scope in ENDLESS:
            return self.sort if self.sort and not self.sort.endswith("due") else "-received"
        return self.sort or "due"

    @property
    def halves(self) -> tuple[bool | None, ...]:
        """`open` of each walk that makes the list; by the last change there is an index of each half, none of both."""
        if self.scope == "all":
            return (True, False) if self.order.endswith("changed") else (None,)
        return (self.scope != "closed",)


@dataclass(frozen=True, slots=True)
class Page:
    tickets: list[Ticket]
    after: str
    """Cursor of the next page, empty on the last."""
    before: str = ""
    """Cursor of the page before, empty on the first."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The columns a walk is bounded and ordered by: those of tickets, or the copies of them in a unit's reach."""

    open: InstrumentedAttribute[bool]
    due: InstrumentedAttribute[datetime]
    changed: InstrumentedAttribute[datetime]
    id: InstrumentedAttribute[int]

    def order(self, chosen: Filter) -> tuple[InstrumentedAttribute[Any], ...]:
        by = {"due": (self.due, self.id), "changed": (self.changed, self.id), "received": (self.id,)}
        return by[chosen.order.lstrip("-")]


OF_TICKETS = Keys(Ticket.open, Ticket.due_at, Ticket.changed_at, Ticket.id)
OF_REACH = Keys(Reach.open, Reach.due_at, Reach.changed_at, Reach.ticket_id)


def worklist(
    actor: Actor,
    chosen: Filter,
    now: datetime,
    day_end: datetime,
    after: str = "",
    limit: int = PAGE,
    before: str = "",
) -> Page:
    """One keyset page. Open work comes by due time, finished work newest first, unless the filter sorts otherwise."""
    columns = OF_TICKETS.order(chosen)
    back = bool(before)
    down = chosen.order.startswith("-") != back
    cursor = _cursor(before or after, len(columns))
    rows: list[Ticket] = []
    for half in chosen.halves:
        query, keys = _walk(actor, chosen, now, day_end, half)
        if cursor:
            query = query.where(_beyond(keys.order(chosen), cursor, down))
        rows += _matching(query.order_by(*_directed(keys.order(chosen), down)), chosen, down, limit + 1)
    if len(chosen.halves) > 1:
        rows.sort(key=lambda row: (row.changed_at, row.id), reverse=down)
    more, rows = len(rows) > limit, rows[:limit]
    if back:
        rows.reverse()
    if not rows:
        return Page([], "")
    further, earlier = (True, more) if back else (more, bool(cursor))
    return Page(rows, _mark(rows[-1], chosen) if further else "", _mark(rows[0], chosen) if earlier else "")


def how_many(actor: Actor, chosen: Filter, now: datetime, day_end: datetime) -> int:
    """How many tickets the filter shows, counted up to `MOST_COUNTED` among the first `WINDOW` of its walk.

    A list that nothing narrows needs no longer walk than is counted; that of a unit is counted in its reach alone.
    """
    narrowed = bool(chosen.state or chosen.due_before or _conditions(chosen))
    if actor.role in UNIT_BOUND and not narrowed and chosen.scope in {"open", *ENDLESS}:
        return _within_reach(actor, chosen.scope)
    found = 0
    for half in chosen.halves:
        query, keys = _walk(actor, chosen, now, day_end, half)
        window: Any = query.order_by(*_directed(keys.order(chosen), chosen.order.startswith("-")))
        window = _only(window, Ticket.city, Ticket.id).limit(WINDOW if narrowed else MOST_COUNTED)
        found += _size(_only(_joined(window, chosen), Ticket.id).limit(MOST_COUNTED))
    return min(found, MOST_COUNTED)


def size(actor: Actor, chosen: Filter, now: datetime, day_end: datetime, most: int) -> int:
    """How many tickets the filter shows, counted along the whole of its walk, up to `most`: for work that takes time.

    A text is looked for in the first `WINDOW` only, as on the list.
    """
    found = 0
    for half in chosen.halves:
        query, keys = _walk(actor, chosen, now, day_end, half)
        if chosen.text:
            near: Any = query.order_by(*_directed(keys.order(chosen), chosen.order.startswith("-")))
            query = _joined(_only(near, Ticket.city, Ticket.id).limit(WINDOW), chosen)
        else:
            query = query.where(*_conditions(chosen))
        found += _size(_only(query, Ticket.id).limit(most))
    return min(found, most)


def _size(query: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _within_reach(actor: Actor, scope: str) -> int:
    near = select(Reach.ticket_id).where(Reach.city == actor.city, Reach.unit == actor.unit)
    if scope != "all":
        near = near.where(Reach.open == (scope == "open"))
    return _size(near.limit(MOST_COUNTED))


def chosen_tickets(actor: Actor, numbers: Sequence[str]) -> list[Ticket]:
    """The tickets of these stored numbers that this person may see, in the order of the numbers."""
    rows = db.session.scalars(select(Ticket).where(visible_to(actor), Ticket.number.in_(numbers)))
    found = {row.number: row for row in rows}
    return [found[number] for number in numbers if number in found]


def _walk(
    actor: Actor, chosen: Filter, now: datetime, day_end: datetime, half: bool | None
) -> tuple[Select[Any], Keys]:
    """The rows in the reach of this person and in the scope, before any other filter."""
    by_unit = actor.unit if actor.role in UNIT_BOUND else chosen.unit
    query, keys = _by_reach(actor, by_unit) if by_unit else (select(Ticket).where(visible_to(actor)), OF_TICKETS)
    if half is not None:
        query = query.where(keys.open == half)
    if chosen.scope in NOW_SCOPES:
        query = query.where(Ticket.state.in_(sorted(states.RUNNING)))
        today = (keys.due >= now, keys.due < day_end)
        query = query.where(keys.due < now) if chosen.scope == "overdue" else query.where(*today)
    if chosen.due_before:
        query = query.where(keys.due < chosen.due_before)
    if chosen.scope == "back":
        query = query.where(Ticket.state == "handling", sent_back())
    if chosen.state:
        query = query.where(Ticket.state == chosen.state)
    return query, keys


def sent_back() -> ColumnElement[bool]:
    """The leader sent an answer back, or the citizen was not content: it is with the unit again (退回, 重办)."""
    returned = (
        select(Reply.id)
        .where(Reply.city == Ticket.city, Reply.ticket_id == Ticket.id, Reply.state == "sent_back")
        .correlate(Ticket)
        .exists()
    )
    return or_(Ticket.reworks > 0, returned)


def _matching(query: Select[Any], chosen: Filter, down: bool, limit: int) -> list[Ticket]:
    """A text is looked for within the window; every other filter along the walk itself."""
    if chosen.text:
        ordered = _directed(OF_TICKETS.order(chosen), down)
        query = _joined(_only(query, Ticket.city, Ticket.id).limit(WINDOW), chosen).order_by(*ordered)
    else:
        query = query.where(*_conditions(chosen))
    return list(db.session.scalars(query.limit(limit)))


def _only(query: Any, *columns: Any) -> Any:
    return query.with_only_columns(*columns)


def _joined(window: Any, chosen: Filter) -> Any:
    near = window.subquery()
    joined = select(Ticket).join(near, and_(near.c.city == Ticket.city, near.c.id == Ticket.id))
    return joined.where(*_conditions(chosen))


def _by_reach(actor: Actor, unit: str) -> tuple[Select[Any], Keys]:
    """What is in the reach of one unit, its own for whoever is bound to one.

    For those the join is all that `visible_to` asks, and it is asked once: asked for twice, a planner multiplies what
    it expects of either, thinks a handful of rows are left, and reads every ticket the unit ever had to find them.
    """
    joined = select(Ticket).join(Reach, and_(Reach.city == Ticket.city, Reach.ticket_id == Ticket.id))
    bounds = [Reach.city == actor.city, Reach.unit == unit]
    if actor.role not in UNIT_BOUND:
        bounds.append(visible_to(actor))
    return joined.where(*bounds), OF_REACH


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    plain = {name: getattr(chosen, name) for name in ("kind", "urgency", "district")}
    wanted: list[ColumnElement[bool]] = [getattr(Ticket, name) == value for name, value in plain.items() if value]
    if chosen.channel:
        wanted.append(came_by(chosen.channel))
    if chosen.category:
        wanted.append(Ticket.category.startswith(chosen.category, autoescape=True))
    if chosen.level:
        wanted.append(Ticket.level >= chosen.level)
    if chosen.received_from:
        wanted.append(Ticket.received_at >= chosen.received_from)
    if chosen.received_before:
        wanted.append(Ticket.received_at < chosen.received_before)
    if chosen.text:
        wanted.append(_says(chosen.text))
    return wanted


def _says(text: str) -> ColumnElement[bool]:
    in_title = Ticket.title.contains(text, autoescape=True)
    if not text.isdecimal():
        return in_title
    return or_(in_title, Ticket.number.endswith(numbers.half_width(text), autoescape=True))


def _directed(columns: Sequence[InstrumentedAttribute[Any]], down: bool) -> list[Any]:
    return [column.desc() if down else column for column in columns]


def _beyond(columns: Sequence[Any], cursor: tuple[Any, ...], down: bool) -> ColumnElement[bool]:
    """After the cursor in this direction. The first condition alone finds the place in the index."""
    id_ = columns[-1]
    past_id: ColumnElement[bool] = id_ < cursor[-1] if down else id_ > cursor[-1]
    if len(columns) == 1:
        return past_id
    at, moment = columns[0], cursor[0]
    return and_(at <= moment, or_(at < moment, past_id)) if down else and_(at >= moment, or_(at > moment, past_id))


def _mark(row: Ticket, chosen: Filter) -> str:
    if chosen.order.endswith("received"):
        return str(row.id)
    moment = row.changed_at if chosen.order.endswith("changed") else row.due_at
    return f"{moment.timestamp():.6f}_{row.id}"


def _cursor(typed: str, parts: int) -> tuple[Any, ...] | None:
    """What a cursor says; None for none, or for one of another order."""
    moment, _, last = typed.rpartition("_")
    if not (last.isdecimal() and last.isascii() and len(last) < LONGEST) or bool(moment) != (parts > 1):
        return None
    try:
        return (datetime.fromtimestamp(float(moment), UTC), int(last)) if moment else (int(last),)
    except (ValueError, OverflowError, OSError):
        return None
