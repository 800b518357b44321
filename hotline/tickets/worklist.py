"""The work list (工作列表): which tickets a person reads, in which order, one keyset page at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import states
from hotline.tickets.models import Reach, Ticket
from hotline.tickets.queries import PAGE, UNIT_BOUND, visible_to


@dataclass(frozen=True, slots=True)
class Filter:
    """What a work list shows. Empty fields do not filter."""

    state: str = ""
    scope: str = "open"
    """open | overdue | today | closed | all"""
    unit: str = ""
    category: str = ""
    channel: str = ""
    kind: str = ""
    urgency: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    tickets: list[Ticket]
    after: str
    """Cursor of the next page, empty on the last."""


def worklist(
    actor: Actor, chosen: Filter, now: datetime, day_end: datetime, after: str = "", limit: int = PAGE
) -> Page:
    """One keyset page. Open work comes by due time, finished work newest first."""
    by_unit = actor.unit if actor.role in UNIT_BOUND else chosen.unit
    query, keys = _by_reach(by_unit) if by_unit else _by_city()
    query = query.where(visible_to(actor), *_conditions(chosen))
    is_open, due, id_ = keys
    if chosen.scope == "all":
        return _newest(query, id_, after, limit)
    query = query.where(is_open == (chosen.scope != "closed"))
    if chosen.scope == "closed":
        return _newest(query, id_, after, limit)
    if chosen.scope in {"overdue", "today"}:
        query = query.where(Ticket.state.in_(sorted(states.RUNNING)))
        query = query.where(due < now) if chosen.scope == "overdue" else query.where(due >= now, due < day_end)
    return _soonest(query, due, id_, after, limit)


Keys = tuple[InstrumentedAttribute[bool], InstrumentedAttribute[datetime], InstrumentedAttribute[int]]


def _by_city() -> tuple[Select[Ticket], Keys]:
    return select(Ticket), (Ticket.open, Ticket.due_at, Ticket.id)


def _by_reach(unit: str) -> tuple[Select[Ticket], Keys]:
    joined = select(Ticket).join(Reach, and_(Reach.city == Ticket.city, Reach.ticket_id == Ticket.id))
    return joined.where(Reach.unit == unit), (Reach.open, Reach.due_at, Reach.ticket_id)


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.state:
        wanted.append(Ticket.state == chosen.state)
    if chosen.category:
        wanted.append(Ticket.category.startswith(chosen.category, autoescape=True))
    if chosen.channel:
        wanted.append(Ticket.channel == chosen.channel)
    if chosen.kind:
        wanted.append(Ticket.kind == chosen.kind)
    if chosen.urgency:
        wanted.append(Ticket.urgency == chosen.urgency)
    if chosen.level:
        wanted.append(Ticket.level >= chosen.level)
    return wanted or [true()]


def _newest(query: Select[Ticket], id_: InstrumentedAttribute[int], after: str, limit: int) -> Page:
    if after.isdecimal():
        query = query.where(id_ < int(after))
    rows = list(db.session.scalars(query.order_by(id_.desc()).limit(limit + 1)))
    return Page(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else "")


def _soonest(
    query: Select[Ticket],
    due: InstrumentedAttribute[datetime],
    id_: InstrumentedAttribute[int],
    after: str,
    limit: int,
) -> Page:
    cursor = _cursor(after)
    if cursor:
        moment, last = cursor
        query = query.where(due >= moment, (due > moment) | (id_ > last))
    rows = list(db.session.scalars(query.order_by(due, id_).limit(limit + 1)))
    if len(rows) <= limit:
        return Page(rows, "")
    last_row = rows[limit - 1]
    return Page(rows[:limit], f"{last_row.due_at.timestamp():.6f}_{last_row.id}")


def _cursor(after: str) -> tuple[datetime, int] | None:
    moment, _, last = after.partition("_")
    try:
        return datetime.fromtimestamp(float(moment), UTC), int(last)
    except (ValueError, OverflowError, OSError):
        return None
