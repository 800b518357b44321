"""Clocks: the citizen's promise, the unit's limit from dispatch, extension, stop; listeners of what tickets do."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from hotline import clock
from hotline.db import append, db
from hotline.sla import queries
from hotline.sla.calendar import local_day
from hotline.sla.deadlines import Due, Pause, due_with_pauses
from hotline.sla.ladder import next_rung
from hotline.sla.models import Clock
from hotline.sla.policies import Limit, Policy
from hotline.tickets import queries as tickets
from hotline.tickets import states
from hotline.tickets.actions import Happened, set_due
from hotline.tickets.models import Assignment, Ticket, TicketEvent

ASSIST_DAYS_BEFORE = 2
"""An assisting unit gives its opinion this many working days before the lead's limit (D-41)."""


def promise(happened: Happened) -> None:
    """The citizen's clock: from receipt to answer, never paused (D-18)."""
    promise_from(happened.ticket, happened.ticket.received_at)


def promise_anew(happened: Happened) -> None:
    """A reopened ticket is promised like a new one, from the reopening on."""
    happened.ticket.level = 0
    promise_from(happened.ticket, happened.now)


def start(happened: Happened) -> None:
    """The unit clocks of a dispatch; those of an earlier unit stop."""
    if not happened.event.data.get("first"):
        _stop_all(happened.ticket)
    policy = queries.policy_of(happened.ticket)
    _start(happened, policy, policy.finish)


def start_rework(happened: Happened) -> None:
    """A rework has its own short limit; the citizen is promised it anew. Without its unit it begins at the desk."""
    _stop_all(happened.ticket)
    if not happened.assignments:
        promise_anew(happened)
        return
    policy = queries.policy_of(happened.ticket)
    _start(happened, policy, policy.rework)
    happened.ticket.promised_at = happened.ticket.due_at


def go_on(happened: Happened) -> None:
    """A merge is undone: the clocks go on where they stood. A limit that had passed before stays where it was."""
    ticket, stood = happened.ticket, [happened.event.data["since"], clock.iso(happened.now)]
    if ticket.state in states.DESK:
        stop(happened)
        return
    for assignment, running in queries.live(ticket):
        running.pauses = [*running.pauses, stood]
        move(assignment, running, ticket, happened.now)
        _first_steps(assignment, running, queries.policy_of(ticket))


def start_child(happened: Happened) -> None:
    """A street's clock runs inside the limit of the unit that gave it the part (D-40)."""
    ticket, policy = happened.ticket, queries.policy_of(happened.ticket)
    above = next(clock for part, clock in queries.live(ticket) if part.part == "lead")
    for child in happened.assignments:
        running = Clock(
            city=child.city, assignment_id=child.id, ticket_id=ticket.id, unit=child.unit, policy=policy.code,
            started_at=happened.now, limit_days=above.limit_days, limit_hours=above.limit_hours, level=0,
        )  # fmt: skip
        _begin(child, running, ticket, policy)


def stop(happened: Happened) -> None:
    """Answered, returned, withdrawn, merged: no clock of this ticket runs on. Back at the desk the promise counts."""
    ticket = happened.ticket
    _stop_all(ticket)
    if ticket.state in states.DESK and ticket.promised_at is not None:
        unsure = queries.calendar().provisional_within(local_day(ticket.received_at), local_day(ticket.promised_at))
        ticket.level = 0
        set_due(ticket, ticket.promised_at, unsure)


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
    """A granted extension moves every live limit by working days; rungs that lie ahead again fire again (D-19)."""
    days, ticket, calendar = int(happened.event.data["days"]), happened.ticket, queries.calendar()
    for assignment, running in queries.live(ticket):
        if running.limit_hours:
            last = calendar.add_workdays(local_day(running.due_at), days)
            begun = calendar.workdays_between(local_day(running.started_at), last)
            # What stood still is in the end that is counted on from.
            running.limit_days, running.limit_hours, running.pauses = max(begun, 1), 0, []
        else:
            running.limit_days += days
        move(assignment, running, ticket, happened.now)
        if assignment.part == "lead":
            ticket.promised_at = running.due_at


def recompute(happened: Happened) -> None:
    """Kind, category or urgency was corrected: promise and limit follow, counted from the same start."""
    ticket, changed = happened.ticket, happened.event.data.get("changed", {})
    if not {"kind", "category", "urgency"} & set(changed):
        return
    policy, live, history = queries.policy_of(ticket), queries.live(ticket), tickets.timeline(ticket)
    promise_afresh(ticket, history)
    extra = _extension(ticket, live)
    for assignment, running in live:
        redone = any(event.verb == "rework" and event.at == running.started_at for event in history)
        limit = policy.rework if redone else policy.finish
        running.policy = assignment.policy = policy.code
        running.limit_days = limit.days + extra if limit.days is not None else 0
        running.limit_hours = limit.hours or 0
        move(assignment, running, ticket, happened.now)
        if assignment.part == "lead" and (ticket.extensions or ticket.reworks):
            ticket.promised_at = running.due_at


def promise_from(ticket: Ticket, start: datetime) -> None:
    """Promise the answer, counted from `start`; before dispatch it is also what the hotline must keep."""
    answer = _due(start, queries.policy_of(ticket).finish)
    ticket.promised_at = answer.due_at
    if ticket.state in states.DESK:
        set_due(ticket, answer.due_at, answer.provisional)


def promise_afresh(ticket: Ticket, history: list[TicketEvent]) -> None:
    """Promise again from the same start: receipt or reopening. An extension or a rework made a promise of its own."""
    if not ticket.extensions and not ticket.reworks:
        reopened = [event.at for event in history if event.verb == "reopen"]
        promise_from(ticket, reopened[-1] if reopened else ticket.received_at)


def move(assignment: Assignment, running: Clock, ticket: Ticket, now: datetime) -> None:
    """Count the limit of one live part afresh from its start; the lead's comes first, for a child has the same end.

    Rungs that now lie ahead will fire; those already fired and still behind do not fire a second time.
    """
    if assignment.part == "child":
        due_at, provisional = ticket.due_at, ticket.provisional
    else:
        answer = _due(running.started_at, _own(assignment, running), queries.pauses(running))
        due_at, provisional = answer.due_at, answer.provisional
        assignment.explanation = list(answer.explanation)
    running.due_at, running.provisional = due_at, provisional
    assignment.due_at, assignment.calendar = due_at, queries.calendar().version
    behind = (rung.level for rung in queries.ladder(running) if rung.at <= now)
    running.level = min(running.level, max(behind, default=0))
    if assignment.replied_at is None:
        schedule(running)
    if assignment.part == "lead":
        ticket.level = running.level
        set_due(ticket, due_at, provisional)


def schedule(running: Clock) -> None:
    """Set the moment of the next rung above the level reached; None past the last."""
    following = next_rung(queries.ladder(running), running.level)
    running.next_at = following.at if following else None


def _start(happened: Happened, policy: Policy, limit: Limit) -> None:
    ticket = happened.ticket
    for assignment in happened.assignments:
        running = Clock(
            city=assignment.city, assignment_id=assignment.id, ticket_id=ticket.id, unit=assignment.unit,
            policy=policy.code, started_at=happened.now, limit_days=limit.days or 0, limit_hours=limit.hours or 0,
            level=0,
        )  # fmt: skip
        _begin(assignment, running, ticket, policy)


def _begin(assignment: Assignment, running: Clock, ticket: Ticket, policy: Policy) -> None:
    move(assignment, running, ticket, running.started_at)
    assignment.policy = policy.code
    _first_steps(assignment, running, policy)
    append(running)


def _first_steps(assignment: Assignment, running: Clock, policy: Policy) -> None:
    """By when the unit signs and gets in touch."""
    start, stood = running.started_at, queries.pauses(running)
    assignment.sign_by = min(_due(start, policy.sign, stood).due_at, running.due_at)
    assignment.contact_by = min(_due(start, policy.first_contact, stood).due_at, running.due_at)


def _own(assignment: Assignment, running: Clock) -> Limit:
    """The lead's limit, or the shorter one of an assisting unit where there is room for it."""
    if running.limit_hours:
        return Limit(hours=running.limit_hours)
    early = ASSIST_DAYS_BEFORE if assignment.part == "assist" and running.limit_days > ASSIST_DAYS_BEFORE else 0
    return Limit(days=running.limit_days - early)


def _extension(ticket: Ticket, live: list[tuple[Assignment, Clock]]) -> int:
    """Working days granted to the lead that has it now."""
    leads = {assignment.id for assignment, _ in live if assignment.part == "lead"}
    granted = (one for one in tickets.requests(ticket) if one.sort == "extension" and one.state == "granted")
    return sum(one.days for one in granted if one.assignment_id in leads)


def _due(start: datetime, limit: Limit, pauses: Sequence[Pause] = ()) -> Due:
    return due_with_pauses(start, limit.days, limit.hours, queries.calendar(), pauses)


def _stop_all(ticket: Ticket) -> None:
    db.session.execute(
        update(Clock)
        .where(Clock.city == ticket.city, Clock.ticket_id == ticket.id, Clock.next_at.is_not(None))
        .values(next_at=None)
    )
