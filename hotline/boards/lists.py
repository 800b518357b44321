"""The tickets behind a number, found by the same rules that made the number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from hotline.actors import Actor
from hotline.boards import office, queries
from hotline.boards.measures import COHORT, FLOWS, STOCKS, deltas, made_by
from hotline.boards.queries import Scope
from hotline.boards.recount import moments
from hotline.db import db
from hotline.tickets import states
from hotline.tickets.models import Ticket, TicketEvent
from hotline.tickets.queries import visible_to

PAGE = 50
CHUNK = 500
FURTHEST = 10_000
"""Events looked through for one page; a page that ends early says where to go on."""

FOLLOWING = frozenset({"received"})
"""Flows that follow a later correction: their category and kind are the ticket's, not the event's."""
FLOW_LISTS: dict[str, tuple[str, ...]] = {
    **{flow: (flow,) for flow in FLOWS if flow != "waited"},
    "given": ("dispatched", "redispatched"),
    "answered": ("answered_on_time", "answered_late"),
}
Condition = Callable[[datetime, datetime], ColumnElement[bool]]


def _always(wanted: ColumnElement[bool]) -> Condition:
    """A condition that does not ask for the time."""

    def condition(now: datetime, day_end: datetime) -> ColumnElement[bool]:
        del now, day_end
        return wanted

    return condition


STOCK_LISTS: dict[str, Condition] = {
    "in_hand": _always(queries.in_hand()),
    "in_desk": _always(queries.in_hand() & Ticket.state.in_(sorted(states.DESK))),
    "due_today": queries.due_today,
    "overdue": lambda now, day_end: queries.overdue(now),
    "to_instruct": _always(office.to_instruct()),
    "instructed": _always(office.instructed()),
    **{f"level_{level}": _always(queries.at_level(level)) for level in queries.LEVELS},
    **{name: _always(queries.in_hand() & (Ticket.state == state)) for state, name in STOCKS.items()},
}
LISTS = (*STOCK_LISTS, *FLOW_LISTS)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page: each ticket with the moment of the event that counted, or nothing for what is open now."""

    rows: list[tuple[Ticket, datetime | None]]
    after: str
    """Cursor of the next page, empty on the last."""


def behind(name: str, scope: Scope, actor: Actor, now: datetime, day_end: datetime, after: str = "") -> Listing:
    """The page of tickets that this number counted, as far as this actor may see them."""
    if name in STOCK_LISTS:
        return _open(STOCK_LISTS[name](now, day_end), scope, actor, after)
    return _flow(name, scope, actor, after)


def _open(wanted: ColumnElement[bool], scope: Scope, actor: Actor, after: str) -> Listing:
    query = select(Ticket).where(*queries.narrowed(scope), wanted, visible_to(actor))
    cursor = _cursor(after)
    if cursor:
        moment, last = cursor
        query = query.where(Ticket.due_at >= moment, (Ticket.due_at > moment) | (Ticket.id > last))
    found = list(db.session.scalars(query.order_by(Ticket.due_at, Ticket.id).limit(PAGE + 1)))
    rows: list[tuple[Ticket, datetime | None]] = [(ticket, None) for ticket in found[:PAGE]]
    return Listing(rows, _place(found[PAGE - 1].due_at, found[PAGE - 1].id) if len(found) > PAGE else "")


def _flow(name: str, scope: Scope, actor: Actor, after: str) -> Listing:
    rows: list[tuple[Ticket, datetime | None]] = []
    for _ in range(FURTHEST // CHUNK):
        events = _events(name, scope, after)
        counted = [one for one in events if _counts(name, one, scope)]
        tickets, recalled = _tickets(scope, actor, counted), _recalled(scope, counted)
        for one in events:
            after = _place(one.at, one.id)
            ticket = tickets.get(one.ticket_id)
            if one.id in recalled or ticket is None:
                continue
            if not _counts(name, one, scope) or not _belongs(name, ticket, scope):
                continue
            rows.append((ticket, one.at))
            if len(rows) == PAGE:
                return Listing(rows, after)
        if len(events) < CHUNK:
            return Listing(rows, "")
    return Listing(rows, after)


def _events(name: str, scope: Scope, after: str) -> list[TicketEvent]:
    begin, end = moments(scope.since, scope.until)
    verbs = sorted({verb for flow in FLOW_LISTS[name] for verb in made_by(flow)})
    one = TicketEvent
    query = select(one).where(one.city == scope.city, one.at >= begin, one.verb.in_(verbs))
    if not COHORT & set(FLOW_LISTS[name]):
        query = query.where(one.at < end)
    cursor = _cursor(after)
    if cursor:
        moment, last = cursor
        query = query.where(one.at <= moment, (one.at < moment) | (one.id < last))
    return list(db.session.scalars(query.order_by(one.at.desc(), one.id.desc()).limit(CHUNK)))


def _counts(name: str, event: TicketEvent, scope: Scope) -> bool:
    return any(
        n > 0
        and scope.since <= key.day <= scope.until
        and key.measure in FLOW_LISTS[name]
        and (not scope.unit or key.unit in scope.units)
        and (not scope.channel or key.channel == scope.channel)
        and (name in FOLLOWING or key.category.startswith(scope.category))
        for key, n in deltas(event)
    )


def _belongs(name: str, ticket: Ticket, scope: Scope) -> bool:
    return name not in FOLLOWING or ticket.category.startswith(scope.category)


def _tickets(scope: Scope, actor: Actor, events: list[TicketEvent]) -> dict[int, Ticket]:
    if not events:
        return {}
    wanted: Any = {one.ticket_id for one in events}
    query = select(Ticket).where(Ticket.city == scope.city, Ticket.id.in_(wanted), visible_to(actor))
    return {ticket.id: ticket for ticket in db.session.scalars(query)}


def _recalled(scope: Scope, events: list[TicketEvent]) -> set[int]:
    """The dispatches among these that were taken back: they count as none."""
    wanted = {one.ticket_id for one in events if one.verb == "dispatch"}
    if not wanted:
        return set()
    query = select(TicketEvent.data).where(
        TicketEvent.city == scope.city, TicketEvent.ticket_id.in_(wanted), TicketEvent.verb == "recall"
    )
    return {int(data["dispatch"]) for data in db.session.scalars(query)}


def _place(moment: datetime, last: int) -> str:
    return f"{moment.timestamp():.6f}_{last}"


def _cursor(after: str) -> tuple[datetime, int] | None:
    moment, _, last = after.partition("_")
    try:
        return datetime.fromtimestamp(float(moment), UTC), int(last)
    except (ValueError, OverflowError, OSError):
        return None
