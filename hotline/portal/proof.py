"""What this browser has proven: tickets whose number and query code were right here. Kept in the signed session."""

from datetime import datetime, timedelta
from typing import Any

from flask import session

from hotline import actors
from hotline.actors import Actor
from hotline.tickets.models import Ticket

KEY = "proven"
SENT = "sent"
LASTS = timedelta(hours=2)
MOST = 5
"""Tickets one browser may have open; the oldest proof gives way."""


def remember(ticket: Ticket, now: datetime) -> None:
    """The pair was right, or the letter was written here a moment ago."""
    held = {number: row for number, row in _held().items() if number != ticket.number}
    held[ticket.number] = [ticket.city, ticket.id, (now + LASTS).timestamp()]
    session[KEY] = dict(list(held.items())[-MOST:])


def citizen(number: str, now: datetime) -> Actor | None:
    """The citizen of that ticket, if this browser proved it in the last two hours."""
    row = _held().get(number)
    if not row or now.timestamp() >= row[2]:
        return None
    return actors.citizen(row[0], row[1])


def here(now: datetime) -> list[tuple[str, int]]:
    """City and id of what this browser may look at now, the newest proof first."""
    return [(row[0], row[1]) for row in reversed(_held().values()) if now.timestamp() < row[2]]


def note_letter(mailbox: str, external_id: str, now: datetime) -> None:
    """Which letter this browser just sent, so that its confirmation needs nothing in the address."""
    session[SENT] = [mailbox, external_id, (now + LASTS).timestamp()]


def last_letter(now: datetime) -> tuple[str, str] | None:
    """Mailbox and external id of the letter sent here in the last two hours."""
    row = session.get(SENT)
    return (row[0], row[1]) if isinstance(row, list) and now.timestamp() < row[2] else None


def forget() -> None:
    """Nothing of any ticket stays on this device."""
    session.pop(KEY, None)
    session.pop(SENT, None)


def _held() -> dict[str, Any]:
    held = session.get(KEY)
    return held if isinstance(held, dict) else {}
