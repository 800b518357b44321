"""Clocks: the citizen's promise, the unit's limit from dispatch, extension, stop; listeners of what tickets do."""

from datetime import datetime

from sqlalchemy import Select, select

from hotline.db import db, transaction
from hotline.sla import queries
from hotline.sla.calendar import local_day
from hotline.sla.deadlines import Due, due
from hotline.sla.ladder import next_rung, rungs
from hotline.sla.models import Clock
from hotline.sla.policies import Limit, Policy
from hotline.tickets.actions import Happened, set_due
from hotline.tickets.models import Assignment, Ticket

ASSIST_DAYS_BEFORE = 2
"""An assisting unit gives its opinion this many working days before the lead's limit (D-41)."""


def promise(happened: Happened) -> None:
    """The citizen's clock: from receipt to answer, never paused (D-18)."""
    ticket = happened.ticket
    answer = _due(ticket.received_at, queries.policy_of(ticket).finish)
    ticket.promised_at = answer.due_at
    set_due(ticket, answer.due_at, answer.provisional)


def start(happened: Happened) -> None:
    """The unit clocks of a dispatch; those of an earlier unit stop."""
    _stop_all(happened.ticket)
    policy = queries.policy_of(happened.ticket)
    _start(happened, policy, policy.finish)


def start_rework(happened: Happened) -> None:
    """A rework has its own short limit; the citizen is promised it anew."""
    _stop_all(happened.ticket)
    policy = queries.policy_of(happened.ticket)
    _start(happened, policy, policy.rework)
    happened.ticket.promised_at = happened.ticket.due_at


def start_child(happened: Happened) -> None:
    """A street's clock runs inside the limit of the unit that gave it the part (D-40)."""
    ticket, policy = happened.ticket, queries.policy_of(happened.ticket)
    for child in happened.assignments:
        _fill(child, policy, happened.now, ticket.due_at)
        _add_clock(child, policy, policy.finish, happened.now, ticket.due_at, ticket.provisional)


def stop(happened: Happened) -> None:
    """Answered, returned, withdrawn, merged: no clock of this ticket runs on."""
    _stop_all(happened.ticket)


def stop_part(happened: Happened) -> None:
    """A part is done: an opinion is given, or the reply is written and the ladder rests while the leader reads."""
    for assignment in happened.assignments:
        running = db.session.get(Clock, (assignment.city, assignment.id))
        if running is not None:
            running.next_at = None


def resume(happened: Happened) -> None:
    """The reply was sent back: the ladder goes on where it stood; time has run all the while."""
    for assignment in happened.assignments:
        resting = db.session.get(Clock, (assignment.city, assignment.id))
        if resting is not None:
            schedule(resting)


def extend(happened: Happened) -> None:
    """A granted extension moves the limit by working days; the ladder starts afresh for the new limit (D-19)."""
    calendar, ticket = queries.calendar(), happened.ticket
    for lead in happened.assignments:
        running = db.session.get(Clock, (lead.city, lead.id))
        if running is None:
            continue
        day = calendar.add_workdays(local_day(running.due_at), int(happened.event.data["days"]))
        running.due_at = lead.due_at = calendar.closes(day)
        running.provisional = calendar.provisional_within(local_day(running.started_at), day)
        running.limit_days, running.limit_hours, running.level = max(running.limit_days, 1), 0, 0
        lead.explanation = [*lead.explanation, f"延期{happened.event.data['days']}个工作日"]
        schedule(running)
        ticket.promised_at, ticket.level = running.due_at, 0
        set_due(ticket, running.due_at, running.provisional)


def recompute(happened: Happened) -> None:
    """Kind, category or urgency was corrected: the limit follows, counted from the same start."""
    changed = happened.event.data.get("changed", {})
    ticket = happened.ticket
    if not {"kind", "category", "urgency"} & set(changed):
        return
    policy = queries.policy_of(ticket)
    running = [one for one in queries.clocks(ticket) if one.next_at is not None]
    if not running:
        promise(happened)
        return
    for one in running:
        lead = db.session.get(Assignment, (one.city, one.assignment_id))
        if lead is None or lead.part != "lead":
            continue
        limit = _due(one.started_at, policy.finish)
        one.due_at, one.provisional, one.policy = limit.due_at, limit.provisional, policy.code
        one.limit_days, one.limit_hours, one.level = policy.finish.days or 0, policy.finish.hours or 0, 0
        _fill(lead, policy, one.started_at, limit.due_at, limit)
        schedule(one)
        set_due(ticket, limit.due_at, limit.provisional)


def recompute_open(city: str, batch: int = 200) -> int:
    """A new calendar was loaded: every running limit in working days is counted afresh. Returns how many moved."""
    moved, after = 0, 0
    while True:
        with transaction():
            running = list(db.session.scalars(_running_after(city, after, batch)))
            for one in running:
                moved += _recount(one)
        if len(running) < batch:
            return moved
        after = running[-1].assignment_id


def schedule(running: Clock) -> None:
    """Set the moment of the next rung above the level reached; None past the last."""
    unit = "hours" if running.limit_hours else "days"
    steps = rungs(running.started_at, running.due_at, unit, queries.calendar(), queries.pack())
    following = next_rung(steps, running.level)
    running.next_at = following.at if following else None


def _running_after(city: str, after: int, batch: int) -> Select[Clock]:
    return (
        select(Clock)
        .where(Clock.city == city, Clock.assignment_id > after, Clock.next_at.is_not(None), Clock.limit_days > 0)
        .order_by(Clock.assignment_id)
        .limit(batch)
    )


def _recount(running: Clock) -> int:
    assignment = db.session.get(Assignment, (running.city, running.assignment_id))
    ticket = db.session.get(Ticket, (running.city, running.ticket_id))
    if assignment is None or ticket is None or ticket.extensions:
        return 0
    answer = _due(running.started_at, Limit(days=running.limit_days))
    if answer.due_at == running.due_at and answer.provisional == running.provisional:
        return 0
    running.due_at, running.provisional = answer.due_at, answer.provisional
    assignment.due_at, assignment.calendar = answer.due_at, answer.calendar_version
    assignment.explanation = list(answer.explanation)
    schedule(running)
    if assignment.part == "lead":
        set_due(ticket, answer.due_at, answer.provisional)
    return 1


def _start(happened: Happened, policy: Policy, limit: Limit) -> None:
    ticket, now = happened.ticket, happened.now
    answer = _due(now, limit)
    for assignment in happened.assignments:
        if assignment.part == "assist":
            due_at = _assist_due(now, answer, limit)
            _fill(assignment, policy, now, due_at)
            _add_clock(assignment, policy, limit, now, due_at, answer.provisional)
            continue
        _fill(assignment, policy, now, answer.due_at, answer)
        _add_clock(assignment, policy, limit, now, answer.due_at, answer.provisional)
        ticket.level = 0
        set_due(ticket, answer.due_at, answer.provisional)


def _assist_due(now: datetime, answer: Due, limit: Limit) -> datetime:
    if limit.days is None or limit.days <= ASSIST_DAYS_BEFORE:
        return answer.due_at
    return _due(now, Limit(days=limit.days - ASSIST_DAYS_BEFORE)).due_at


def _fill(assignment: Assignment, policy: Policy, now: datetime, due_at: datetime, answer: Due | None = None) -> None:
    assignment.due_at, assignment.policy = due_at, policy.code
    assignment.calendar = queries.calendar().version
    assignment.sign_by = min(_due(now, policy.sign).due_at, due_at)
    assignment.contact_by = min(_due(now, policy.first_contact).due_at, due_at)
    if answer is not None:
        assignment.explanation = list(answer.explanation)


def _add_clock(
    assignment: Assignment, policy: Policy, limit: Limit, now: datetime, due_at: datetime, provisional: bool
) -> None:
    running = Clock(
        city=assignment.city, assignment_id=assignment.id, ticket_id=assignment.ticket_id, unit=assignment.unit,
        policy=policy.code, started_at=now, due_at=due_at, provisional=provisional, level=0,
        limit_days=limit.days or 0, limit_hours=limit.hours or 0,
    )  # fmt: skip
    schedule(running)
    db.session.add(running)


def _due(start: datetime, limit: Limit) -> Due:
    return due(start, limit.days, limit.hours, queries.calendar())


def _stop_all(ticket: Ticket) -> None:
    for running in queries.clocks(ticket):
        running.next_at = None
