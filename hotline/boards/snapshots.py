"""A board as it stood at one moment, kept for ten seconds a process: many viewers are one reader of the database."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import clock
from hotline.boards import queries
from hotline.boards.queries import Numbers, Scope
from hotline.db import db
from hotline.privacy import masking
from hotline.tickets.models import Ticket

FRESH_SECONDS = 10.0
MOST = 200


@dataclass(frozen=True, slots=True)
class Pressing:
    """An open ticket that needs somebody first; what may be shown of it on a board."""

    number: str
    title: str
    """Empty for a confidential one."""
    unit: str
    level: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    scope: Scope
    at: datetime
    numbers: Numbers
    pressing: tuple[Pressing, ...]


_kept: dict[tuple[str, Scope], tuple[float, Snapshot]] = {}
_lock = threading.Lock()


def take(scope: Scope, now: datetime) -> Snapshot:
    """The board of this scope, at most ten seconds old."""
    key = (str(db.engine.url), scope)
    with _lock:
        found = _kept.get(key)
        if found and time.monotonic() - found[0] < FRESH_SECONDS:
            return found[1]
        made = _read(scope, now)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (time.monotonic(), made)
        return made


def pressing(one: Ticket) -> Pressing:
    """What may be shown of a ticket on a board."""
    title = "" if one.confidential else masking.text(one.title)
    return Pressing(one.number, title, one.lead_unit, one.level, one.due_at)


def forget() -> None:
    """Read everything afresh at the next look."""
    with _lock:
        _kept.clear()


def day_end(now: datetime) -> datetime:
    """The first moment of tomorrow on the city's clock."""
    return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _read(scope: Scope, now: datetime) -> Snapshot:
    worst = tuple(pressing(one) for one in queries.worst(scope, now))
    return Snapshot(scope, now, queries.numbers(scope, now, day_end(now)), worst)
