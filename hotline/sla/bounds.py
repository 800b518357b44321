"""What a limit pack bounds besides the limit: when a return may be asked for, how much more time, how often urged.

Listeners of the step that is about to be taken: what they raise takes the step back.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline import clock
from hotline.db import db
from hotline.errors import Incomplete, NotAllowed
from hotline.sla import queries
from hotline.sla.calendar import at, local_day
from hotline.sla.deadlines import due
from hotline.tickets import queries as tickets
from hotline.tickets.actions import Happened
from hotline.tickets.models import Assignment, Ticket, TicketEvent

ON_THE_WAY = timedelta(seconds=5)
"""What a press needs from the screen to us."""


def return_until(ticket: Ticket, lead: Assignment) -> datetime:
    """The end of the return window (退单窗口), counted from the dispatch to this unit; after it silence is consent."""
    window = queries.policy_of(ticket).return_window
    return due(lead.made_at, window.days, window.hours, queries.calendar()).due_at


def most_days(ticket: Ticket) -> int:
    """The longest extension of this ticket, in working days (D-19)."""
    return queries.policy_of(ticket).extension_days


def recall_until(dispatched_at: datetime) -> datetime:
    """Until when a dispatch can be taken back (撤回派单); with the time of its way to us."""
    return dispatched_at + timedelta(seconds=queries.pack().recall_seconds) + ON_THE_WAY


def urged_lately(ticket: Ticket, now: datetime) -> bool:
    """Whether an urge counts already for this working day (D-59); one of Friday still counts on Sunday."""
    calendar, day = queries.calendar(), local_day(now)
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    count = select(func.count()).where(
        TicketEvent.city == ticket.city,
        TicketEvent.ticket_id == ticket.id,
        TicketEvent.verb == "urge",
        TicketEvent.at >= at(day, 0),
    )
    return bool(db.session.scalar(count))


def recall_in_time(happened: Happened) -> None:
    """撤回派单: only while nobody outside was told of it."""
    if happened.now > recall_until(clock.parse(happened.event.data["dispatched"])):
        raise NotAllowed(
            "撤回的时间已过，通知已经发出；派错了可以改派。",
            "The time to take it back has passed, and the notices are out: dispatch it elsewhere.",
        )


def return_in_time(happened: Happened) -> None:
    """退单: only inside the window (D-38)."""
    lead = tickets.lead_assignment(happened.ticket)
    if lead is not None and happened.now > return_until(happened.ticket, lead):
        raise NotAllowed(
            "已过退单时限，视为接收，请继续办理。",
            "The time for returning it has passed; it counts as taken. Please go on.",
        )


def extension_in_measure(happened: Happened) -> None:
    """延期: not longer than the pack allows for this kind of matter (D-19)."""
    most = most_days(happened.ticket)
    if int(happened.event.data["days"]) > most:
        raise Incomplete(
            "days", f"这类诉求最多延{most}个工作日。", f"At most {most} working days for this kind of matter."
        )


def one_urge_a_day(happened: Happened) -> None:
    """催办: one counts a working day, whoever brings it (D-59)."""
    if urged_lately(happened.ticket, happened.now):
        raise NotAllowed(
            "今天已经催办过，下一个工作日可以再催。", "It was urged today already; again on the next working day."
        )
