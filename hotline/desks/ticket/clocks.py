"""The two clocks of a ticket as bars: how long the limit is, how much has gone, when the clock stood still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.sla import queries as sla
from hotline.sla.deadlines import Pause
from hotline.sla.models import Clock
from hotline.tickets.models import Assignment, Ticket

WIDTH = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """All in hundredths of the bar's length, which is the limit, or the time gone where that is longer."""

    gone: float
    """Up to here time has passed, at most up to the limit."""
    limit: float
    """Where the limit stands: at the very end unless it has passed."""
    stood: tuple[tuple[float, float], ...] = ()
    """When the clock stood still: start and length."""


def citizen(ticket: Ticket, now: datetime) -> Bar | None:
    """From the letter to the answer or to now, against what the citizen was promised. Never stands still."""
    if ticket.promised_at is None:
        return None
    return _bar(ticket.received_at, ticket.promised_at, ticket.answered_at or ticket.closed_at or now, ())


def unit(running: Clock | None, parts: Sequence[Assignment], now: datetime) -> Bar | None:
    """From the dispatch to the unit's reply or to now, against the unit's limit."""
    if running is None:
        return None
    part = next((one for one in parts if one.id == running.assignment_id), None)
    end = (part.replied_at or part.ended_at if part else None) or now
    return _bar(running.started_at, running.due_at, end, sla.pauses(running))


def _bar(start: datetime, due: datetime, end: datetime, pauses: Sequence[Pause]) -> Bar | None:
    whole = (max(due, end) - start).total_seconds()
    if whole <= 0:
        return None

    def at(moment: datetime) -> float:
        return round(WIDTH * min(max((moment - start).total_seconds() / whole, 0.0), 1.0), 1)

    stood = tuple((at(one.start), round(at(one.end) - at(one.start), 1)) for one in pauses if one.start < end)
    return Bar(min(at(end), at(due)), at(due), stood)
