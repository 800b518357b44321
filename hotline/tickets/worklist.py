"""The work list (工作列表): which tickets a person reads, in which order, one keyset page at a time, forth and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import states
from hotline.tickets.models import Reach, Reply, Ticket
from hotline.tickets.queries import PAGE, UNIT_BOUND, visible_to

WINDOW = 5000
"""Tickets of a view, the first in its order, that a text is looked for in: titles have no index."""
MOST_COUNTED = 1000
LONGEST = 20
"""Digits no id has."""
NOW_SCOPES = frozenset({"overdue", "today"})
SORTS = ("due", "-due", "received", "-received")
"""By the limit or by the arrival; `-` the latest first. Ids grow with time, so the arrival is the id."""


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
        """What ends has no limit to be sorted by: finished work comes newest first."""
        if self.scope in {"all", "closed"}:
            return self.sort if self.sort.endswith("received") else "-received"
        return self.sort or "due"


@dataclass(frozen=True, slots=True)
class Page:
    tickets: list[Ticket]
    after: str
    """Cursor of the next page, empty on the last."""
    before: str = ""
    """Cursor of the page before, empty on the first."""


Keys = tuple[InstrumentedAttribute[bool], InstrumentedAttribute[datetime], InstrumentedAttribute[int]]
TICKET_KEYS: Keys = (Ticket.open, Ticket.due_at, Ticket.id)


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
    query, keys = _walk(actor, chosen, now, day_end)
    columns = list(_order(chosen, keys))
    down, back = chosen.order.startswith("-"), bool(before)
    cursor = _cursor(before or after, len(columns))
    if cursor:
        query = query.where(_beyond(columns, cursor, down != back))
    rows = _matching(query.order_by(*_directed(columns, down != back)), chosen, down != back, limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    if back:
        rows.reverse()
    if not rows:
        return Page([], "")
    further, earlier = (True, more) if back else (more, bool(cursor))
    return Page(rows, _mark(rows[-1], len(columns)) if further else "", _mark(rows[0], len(columns)) if earlier else "")


def how_many(actor: Actor, chosen: Filter, now: datetime, day_end: datetime) -> int:
    """How many tickets the filter shows, counted up to `MOST_COUNTED` among the first `WINDOW` of its walk.

    A list that nothing narrows needs no longer walk than is counted. That of a unit is counted in its reach alone,
    which is what `visible_to` looks into: asked for twice, the planner expects too few rows and reads all of them.
    """
    narrowed = bool(chosen.state or chosen.due_before or _conditions(chosen))
    if actor.role in UNIT_BOUND and not narrowed and chosen.scope in {"open", "closed", "all"}:
        return _within_reach(actor, chosen.scope)
    query, keys = _walk(actor, chosen, now, day_end)
    window: Any = query.order_by(*_directed(_order(chosen, keys), chosen.order.startswith("-")))
    longest = WINDOW if narrowed else MOST_COUNTED
    window = window.with_only_columns(Ticket.city, Ticket.id).limit(longest)
    found = _joined(window, chosen).with_only_columns(Ticket.id).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _within_reach(actor: Actor, scope: str) -> int:
    near = select(Reach.ticket_id).where(Reach.city == actor.city, Reach.unit == actor.unit)
    if scope != "all":
        near = near.where(Reach.open == (scope == "open"))
    return db.session.scalar(select(func.count()).select_from(near.limit(MOST_COUNTED).subquery())) or 0


def chosen_tickets(actor: Actor, numbers: Sequence[str]) -> list[Ticket]:
    """The tickets of these stored numbers that this person may see, in the order of the numbers."""
    rows = db.session.scalars(select(Ticket).where(visible_to(actor), Ticket.number.in_(numbers)))
    found = {row.number: row for row in rows}
    return [found[number] for number in numbers if number in found]


def _walk(actor: Actor, chosen: Filter, now: datetime, day_end: datetime) -> tuple[Select[Any], Keys]:
    """The rows in the reach of this person and in the scope, before any other filter."""
    by_unit = actor.unit if actor.role in UNIT_BOUND else chosen.unit
    query, keys = _by_reach(by_unit) if by_unit else _by_city()
    query = query.where(visible_to(actor))
    is_open, due, _id = keys
    if chosen.scope != "all":
        query = query.where(is_open == (chosen.scope != "closed"))
    if chosen.scope in NOW_SCOPES:
        query = query.where(Ticket.state.in_(sorted(states.RUNNING)))
        query = query.where(due < now) if chosen.scope == "overdue" else query.where(due >= now, due < day_end)
    if chosen.due_before:
        query = query.where(due < chosen.due_before)
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
        ordered = _directed(_order(chosen, TICKET_KEYS), down)
        near: Any = query.with_only_columns(Ticket.city, Ticket.id).limit(WINDOW)
        query = _joined(near, chosen).order_by(*ordered)
    else:
        query = query.where(*_conditions(chosen))
    return list(db.session.scalars(query.limit(limit)))


def _joined(window: Any, chosen: Filter) -> Any:
    near = window.subquery()
    joined = select(Ticket).join(near, and_(near.c.city == Ticket.city, near.c.id == Ticket.id))
    return joined.where(*_conditions(chosen))


def _by_city() -> tuple[Select[Any], Keys]:
    return select(Ticket), TICKET_KEYS


def _by_reach(unit: str) -> tuple[Select[Any], Keys]:
    joined = select(Ticket).join(Reach, and_(Reach.city == Ticket.city, Reach.ticket_id == Ticket.id))
    return joined.where(Reach.unit == unit), (Reach.open, Reach.due_at, Reach.ticket_id)


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    plain = {name: getattr(chosen, name) for name in ("channel", "kind", "urgency", "district")}
    wanted: list[ColumnElement[bool]] = [getattr(Ticket, name) == value for name, value in plain.items() if value]
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
    return or_(in_title, Ticket.number.endswith(text, autoescape=True)) if text.isdecimal() else in_title


def _order(chosen: Filter, keys: Keys) -> tuple[InstrumentedAttribute[Any], ...]:
    _open, due, id_ = keys
    return (id_,) if chosen.order.endswith("received") else (due, id_)


def _directed(columns: Sequence[InstrumentedAttribute[Any]], down: bool) -> list[Any]:
    return [column.desc() if down else column for column in columns]


def _beyond(columns: Sequence[Any], cursor: tuple[Any, ...], down: bool) -> ColumnElement[bool]:
    """After the cursor in this direction. The first condition alone finds the place in the index."""
    id_ = columns[-1]
    past_id: ColumnElement[bool] = id_ < cursor[-1] if down else id_ > cursor[-1]
    if len(columns) == 1:
        return past_id
    due, moment = columns[0], cursor[0]
    return and_(due <= moment, or_(due < moment, past_id)) if down else and_(due >= moment, or_(due > moment, past_id))


def _mark(row: Ticket, parts: int) -> str:
    return str(row.id) if parts == 1 else f"{row.due_at.timestamp():.6f}_{row.id}"


def _cursor(typed: str, parts: int) -> tuple[Any, ...] | None:
    """What a cursor says; None for none, or for one of another order."""
    moment, _, last = typed.rpartition("_")
    if not (last.isdecimal() and last.isascii() and len(last) < LONGEST) or bool(moment) != (parts > 1):
        return None
    try:
        return (datetime.fromtimestamp(float(moment), UTC), int(last)) if moment else (int(last),)
    except (ValueError, OverflowError, OSError):
        return None
