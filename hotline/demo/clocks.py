"""The listeners of `sla.actions` on plain rows: promise, limits from dispatch, extension, stop."""

from collections.abc import Sequence
from datetime import datetime

from hotline.demo.life import Life
from hotline.demo.rows import AssignmentRow, ClockRow
from hotline.sla.actions import ASSIST_DAYS_BEFORE
from hotline.sla.calendar import local_day
from hotline.sla.policies import Limit
from hotline.tickets import states


def promise_from(life: Life, start: datetime) -> None:
    """The citizen's clock; before dispatch it is also what the hotline must keep."""
    ticket = life.ticket
    ticket.promised_at, provisional = life.desk.limits.end(start, life.policy.finish)
    if ticket.state in states.DESK:
        ticket.due_at, ticket.provisional = ticket.promised_at, provisional


def promise_anew(life: Life) -> None:
    """A reopened ticket is promised like a new one."""
    life.ticket.level = 0
    promise_from(life, life.at)


def start(life: Life, made: Sequence[AssignmentRow]) -> None:
    """The clocks of a dispatch; those of an earlier unit stop."""
    _stop_all(life)
    _start(life, made, life.policy.finish)


def start_rework(life: Life, made: Sequence[AssignmentRow]) -> None:
    _stop_all(life)
    _start(life, made, life.policy.rework)
    life.ticket.promised_at = life.ticket.due_at


def start_child(life: Life, child: AssignmentRow) -> None:
    """A street's clock runs inside the limit of the unit that gave it the part."""
    lead = life.clocks[life.lead().id]
    _begin(life, child, Limit(lead.limit_days or None, lead.limit_hours or None))


def stop(life: Life) -> None:
    """No clock runs on; back at the desk the promise counts."""
    ticket, limits = life.ticket, life.desk.limits
    _stop_all(life)
    if ticket.state in states.DESK and ticket.promised_at is not None:
        ticket.level, ticket.due_at = 0, ticket.promised_at
        ticket.provisional = limits.calendar.provisional_within(
            local_day(ticket.received_at), local_day(ticket.promised_at)
        )


def stop_part(life: Life, parts: Sequence[AssignmentRow]) -> None:
    for row in parts:
        life.clocks[row.id].next_at = None


def extend(life: Life, days: int) -> None:
    """A granted extension moves every live limit by working days."""
    calendar = life.desk.limits.calendar
    for row in sorted(life.live(), key=lambda row: row.part != "lead"):
        running = life.clocks[row.id]
        if running.limit_hours:
            last = calendar.add_workdays(local_day(running.due_at), days)
            begun = calendar.workdays_between(local_day(running.started_at), last)
            running.limit_days, running.limit_hours = max(begun, 1), 0
        else:
            running.limit_days += days
        _move(life, row, running)
        if row.part == "lead":
            life.ticket.promised_at = running.due_at


def _start(life: Life, made: Sequence[AssignmentRow], limit: Limit) -> None:
    for row in made:
        _begin(life, row, limit)


def _begin(life: Life, row: AssignmentRow, limit: Limit) -> None:
    policy, limits = life.policy, life.desk.limits
    running = ClockRow(
        row.city, row.id, row.ticket_id, row.unit, policy.code, life.at, life.at, False,
        limit.days or 0, limit.hours or 0,
    )  # fmt: skip
    life.clocks[row.id] = running
    _move(life, row, running)
    row.policy = policy.code
    row.sign_by = min(limits.end(life.at, policy.sign)[0], running.due_at)
    row.contact_by = min(limits.end(life.at, policy.first_contact)[0], running.due_at)


def _move(life: Life, row: AssignmentRow, running: ClockRow) -> None:
    """Count the limit of one live part afresh from its start; a child has the lead's end."""
    ticket, limits = life.ticket, life.desk.limits
    if row.part == "child":
        running.due_at, running.provisional = ticket.due_at, ticket.provisional
    else:
        limit = _own(row, running)
        running.due_at, running.provisional = limits.end(running.started_at, limit)
        row.explanation = limits.explanation(running.started_at, running.due_at, limit)
    row.due_at, row.calendar = running.due_at, limits.version
    if running.level:
        steps = limits.rungs(running.started_at, running.due_at, bool(running.limit_hours))
        behind = max((step.level for step in steps if step.at <= life.at), default=0)
        running.level = min(running.level, behind)
    if row.replied_at is None:
        life.schedule(running)
    if row.part == "lead":
        ticket.level, ticket.due_at, ticket.provisional = running.level, running.due_at, running.provisional


def _own(row: AssignmentRow, running: ClockRow) -> Limit:
    if running.limit_hours:
        return Limit(hours=running.limit_hours)
    early = ASSIST_DAYS_BEFORE if row.part == "assist" and running.limit_days > ASSIST_DAYS_BEFORE else 0
    return Limit(days=running.limit_days - early)


def _stop_all(life: Life) -> None:
    for running in life.clocks.values():
        running.next_at = None
