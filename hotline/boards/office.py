"""What stands on the mayor's page (市长办公室): what needs her first, then what goes wrong. Kept ten seconds a process.

A ticket waits for an instruction (请您批示) when the ladder has raised it to the city and no mayor has instructed.
"""

import threading
import time
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, union_all

from hotline import changed
from hotline.actors import Actor
from hotline.boards import queries
from hotline.boards.models import Rollup, RollupDelta
from hotline.boards.queries import Scope
from hotline.boards.snapshots import FRESH_SECONDS, Pressing, pressing
from hotline.db import db
from hotline.insight.alerts import hot
from hotline.insight.alerts import queries as alerts
from hotline.insight.alerts.hot import Hot
from hotline.insight.alerts.models import Alert
from hotline.people import queries as people
from hotline.tickets.models import Ticket, TicketEvent
from hotline.tickets.queries import visible_to

CITY_LEVEL = 5
SHOWN = 2
LOOKED_AT = 6
"""Lines under "To look at today": with the rest of the page they fill the first screen of a phone, and no more."""
_PLACES = frozenset({"district", "zone", "bureau", "utility"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for an instruction, what has one and is still open, and what comes more often than it used to."""

    at: datetime
    waiting: tuple[Pressing, ...]
    """The first few, the longest over their limit first."""
    waits: int
    given: int
    given_over: int
    hot: tuple[Hot, ...]
    alerts: tuple[Alert, ...]
    """More than usual today, and nobody has taken it up."""

    def new_issues(self, districts: int) -> tuple[Hot, ...]:
        """Those there is room for below the alerts, beside the leader's line and so many `districts` (or why none)."""
        return self.hot[: min(SHOWN, LOOKED_AT - 1 - len(self.alerts) - max(districts, 1))]


CHANGED = "office"
"""What the other processes are told of: a mayor's word was given."""
_kept: dict[tuple[str, str, str, date], tuple[float, int, Desk]] = {}
_lock = threading.Lock()


def desk(scope: Scope, actor: Actor, now: datetime) -> Desk:
    """The desk of this city, at most ten seconds old, and never older than the last instruction given here."""
    key = (str(db.engine.url), scope.city, actor.role, scope.until)
    with _lock:
        found, stamp = _kept.get(key), changed.stamp(CHANGED)
        if found and found[1] == stamp and time.monotonic() - found[0] < FRESH_SECONDS:
            return found[2]
        made = _read(scope, actor, now)
        _kept.clear()
        _kept[key] = (time.monotonic(), stamp, made)
        return made


def tell() -> None:
    """Every process reads it anew; after an instruction is committed."""
    forget()
    changed.tell(CHANGED)


def forget() -> None:
    with _lock:
        _kept.clear()


def _read(scope: Scope, actor: Actor, now: datetime) -> Desk:
    mine = (*queries.narrowed(scope), visible_to(actor))
    first = select(Ticket).where(*mine, to_instruct()).order_by(Ticket.due_at, Ticket.id).limit(SHOWN)
    return Desk(
        now,
        tuple(pressing(one) for one in db.session.scalars(first)),
        _count(*mine, to_instruct()),
        _count(*mine, instructed()),
        _count(*mine, instructed(), queries.overdue(now)),
        tuple(hot.hot(_given(scope.city, scope.until), scope.until)),
        tuple(alerts.alerts(scope.city, ("new",), SHOWN)),
    )


def to_instruct() -> ColumnElement[bool]:
    """请您批示: raised to the city, still running, without a mayor's word."""
    return queries.at_level(CITY_LEVEL) & ~_has_instruction()


def instructed() -> ColumnElement[bool]:
    """批示在办: open, with a mayor's instruction."""
    return queries.in_hand() & _has_instruction()


def _has_instruction() -> ColumnElement[bool]:
    one = TicketEvent
    return exists().where(
        one.city == Ticket.city, one.ticket_id == Ticket.id, one.verb == "instruct", one.actor_role == "mayor"
    )


def _given(city: str, today: date) -> list[tuple[date, str, str, int]]:
    """day, unit above the streets, category, n of everything given."""
    both = union_all(
        *(
            select(table.day, table.unit, table.category, table.n).where(
                table.city == city, table.day >= hot.begin(today), table.day <= today, table.measure == "dispatched"
            )
            for table in (Rollup, RollupDelta)
        )
    ).subquery()
    columns = (both.c.day, both.c.unit, both.c.category)
    rows = db.session.execute(select(*columns, func.sum(both.c.n)).group_by(*columns))
    return [(day, place(unit), category, int(n)) for day, unit, category, n in rows if category]


def place(code: str) -> str:
    """The district or bureau that a unit belongs to."""
    units = people.units()
    while code in units and units[code].kind not in _PLACES and units[code].parent:
        code = units[code].parent or ""
    return code


def _count(*wanted: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Ticket).where(*wanted)) or 0
