"""Deadline chips: how long is left, or how it ended, in the few words a list has room for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from hotline import clock, i18n
from hotline.sla import queries as sla
from hotline.sla.calendar import Calendar
from hotline.sla.deadlines import remaining, words
from hotline.tickets.models import Ticket

ANSWERED = frozenset({"reviewed", "closed"})


@dataclass(frozen=True, slots=True)
class Chip:
    """`kind`: none, soon, over, hold, done; `words` come first, `at` is the moment in quieter letters."""

    kind: str
    words: str
    at: str = ""


def chip(ticket: Ticket, now: datetime, calendar: Calendar | None = None) -> Chip | None:
    """What the list says about a ticket's limit; None where no limit is left to speak of."""
    if ticket.state in ANSWERED or (ticket.state == "replied" and ticket.replied_at):
        return _ended(ticket)
    if not ticket.open:
        return None
    return left(ticket.due_at, now, calendar or sla.calendar(), ticket.urgency != "normal")


def left(due_at: datetime, now: datetime, calendar: Calendar, wall_clock: bool = False) -> Chip:
    """A running limit. Working-day limits are never shown in hours, hour limits always (`wall_clock`)."""
    text, _dot, at = words(due_at, now, calendar, i18n.language(), wall_clock).partition(" · ")
    if now > due_at:
        return Chip("over", text, short_moment(due_at, now))
    soon = due_at - now <= timedelta(hours=2) if wall_clock else remaining(due_at, now, calendar) <= 1
    return Chip("soon" if soon else "none", text, at)


def short_moment(moment: datetime, now: datetime) -> str:
    """A short absolute time: the hour alone today, the date with it otherwise."""
    here, today = clock.local(moment), clock.local(now)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d %H:%M}"


def waited(ticket: Ticket, now: datetime) -> str:
    """The citizen's clock in calendar days: it never stands still."""
    until = ticket.answered_at or ticket.closed_at or now
    days = (clock.local(until).date() - clock.local(ticket.received_at).date()).days
    if days == 0:
        return str(_("wrote today"))
    return str(ngettext("has waited %(num)s day", "has waited %(num)s days", days))


def day_end(now: datetime) -> datetime:
    """The first moment of tomorrow on the city's clock."""
    return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _ended(ticket: Ticket) -> Chip:
    answered = ticket.replied_at or ticket.answered_at or ticket.closed_at
    late = answered is not None and answered > ticket.due_at
    if late:
        return Chip("over", _("Answered late"))
    return Chip("done", _("Answered in time"))
