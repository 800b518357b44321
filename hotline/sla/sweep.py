"""The supervision ladder as a job: every rung exactly once, also after a restart or with many job processes (D-60).

Clocks are claimed in batches of one city, each with its ticket; the claim, the escalation rows, the events and the
messages are one transaction, and a unique key makes a second firing of the same rung impossible.
"""

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import defer

from hotline import actors, clock, config, ending, events
from hotline.db import append, db, new_id, transaction, upsert
from hotline.sla import queries
from hotline.sla.ladder import Rung
from hotline.sla.models import Clock, Escalation
from hotline.tickets import states
from hotline.tickets.actions import Happened, event_of, perform
from hotline.tickets.models import Assignment, Ticket

BATCH = 100
LATER = timedelta(minutes=10)
"""When a clock that failed is tried again."""

Claimed = tuple[Clock, Ticket]
Step = tuple[Clock, Ticket, Rung]

log = logging.getLogger(__name__)


def ladder(now: datetime) -> int:
    """The job: sweep our city."""
    return sweep(config.settings().city, now)


def sign_late(now: datetime) -> int:
    """The job: sign for the units of our city that did not."""
    return auto_sign(config.settings().city, now)


def sweep(city: str, now: datetime) -> int:
    """Fire every rung of this city that is due. Returns how many fired."""
    fired, claimed = 0, BATCH
    while claimed == BATCH and not ending.told():
        try:
            with transaction():
                batch = _claim(city, now, BATCH)
                done = _fire(city, batch, now)
        except (OperationalError, ProgrammingError):  # the database itself: the next run finds the same rows
            raise
        except Exception:  # one faulty clock must not stop the others
            log.exception("a batch failed; going on one by one")
            return fired + _one_by_one(city, now)
        fired, claimed = fired + done, len(batch)
    return fired


def auto_sign(city: str, now: datetime) -> int:
    """Sign for units that did not sign in time; their clock has run since dispatch anyway (D-18)."""
    with transaction():
        late = list(db.session.scalars(_unsigned(city, now)))
    return sum(_sign(city, ticket_id, now) for ticket_id in late)


def _unsigned(city: str, now: datetime) -> Select[int]:
    same = (Assignment.city == Ticket.city) & (Assignment.ticket_id == Ticket.id)
    overdue = (Assignment.part == "lead") & Assignment.ended_at.is_(None) & (Assignment.sign_by < now)
    return select(Ticket.id).where(Ticket.city == city, Ticket.state == "dispatched", exists().where(same, overdue))


def _sign(city: str, ticket_id: int, now: datetime) -> bool:
    """One transaction a ticket; whoever holds it now may be signing himself, so it is left to the next run."""
    held = _unsigned(city, now).where(Ticket.id == ticket_id).with_only_columns(Ticket)
    try:
        with transaction():
            ticket = db.session.scalar(held.with_for_update(skip_locked=True, key_share=True, of=Ticket))
            if ticket is None:
                return False
            perform("sign", ticket, actors.system(city), now)
    except Exception:
        log.exception("ticket %s is not signed; tried again at the next run", ticket_id)
        return False
    return True


def _claim(city: str, now: datetime, limit: int) -> list[Claimed]:
    """Due clocks with their tickets, both held; one that a person is working on is left to the next run.

    Both at once, because a person's step locks the ticket first and its clocks after it.
    """
    rows = db.session.execute(
        select(Clock, Ticket)
        .join(Ticket, (Ticket.city == Clock.city) & (Ticket.id == Clock.ticket_id))
        .where(Clock.city == city, Clock.next_at <= now)
        .order_by(Clock.next_at)
        .limit(limit)
        .options(defer(Ticket.query_code), defer(Ticket.body), defer(Ticket.answer))
        .with_for_update(skip_locked=True, key_share=True)
    )
    return [(running, ticket) for running, ticket in rows]


def _fire(city: str, claimed: list[Claimed], now: datetime) -> int:
    """Fire what is due of these clocks and set each one's next moment. Returns how many rungs fired."""
    due: list[Step] = []
    for running, ticket in claimed:
        due += _climb(running, ticket, now)
    fresh = _keep(city, due, now)
    highest: defaultdict[int, set[int]] = defaultdict(set)
    for running, ticket, rung in fresh:
        _tell(running, ticket, rung, now)
        if running.unit == ticket.lead_unit:  # a late 协办 is charged to itself, not to the 主办 (D-41)
            highest[rung.level].add(ticket.id)
    for level, tickets in sorted(highest.items()):
        _raise_level(city, tickets, level)
    return len(fresh)


def _climb(running: Clock, ticket: Ticket, now: datetime) -> list[Step]:
    """The rungs of this clock that are due; it now waits for the one after them, or for none."""
    if states.find("escalate", ticket.state) is None:
        running.next_at = None
        return []
    above = [rung for rung in queries.ladder(running) if rung.level > running.level]
    due, later = [rung for rung in above if rung.at <= now], [rung for rung in above if rung.at > now]
    running.next_at = later[0].at if later else None
    running.level = due[-1].level if due else running.level
    return [(running, ticket, rung) for rung in due]


def _keep(city: str, due: list[Step], now: datetime) -> list[Step]:
    """Those of these rungs that never fired before; a limit moved away and back meets its own earlier rungs."""
    if not due:
        return []
    rows = [
        {"city": city, "id": new_id(), "assignment_id": running.assignment_id, "ticket_id": ticket.id,
         "unit": running.unit, "level": rung.level, "code": rung.code, "due_at": running.due_at, "at": now}
        for running, ticket, rung in due
    ]  # fmt: skip
    # Not through the objects: that would write out one statement with a thousand parameters, anew each time.
    table = Escalation.metadata.tables["escalations"]
    insert = upsert(table).on_conflict_do_nothing().returning(table.c.id)
    made = set(db.session.connection().execute(insert, rows).scalars())
    return [step for step, row in zip(due, rows, strict=True) if row["id"] in made]


def _tell(running: Clock, ticket: Ticket, rung: Rung, now: datetime) -> None:
    system = actors.system(running.city)
    data = {
        "level": rung.level, "code": rung.code, "due_at": clock.iso(running.due_at), "unit": running.unit,
        "again": ticket.reworks > 0,
    }  # fmt: skip
    event = event_of("escalate", ticket.state, ticket, system, now, "", data, public=False)
    events.publish("escalate", Happened(ticket, event, system, now))
    append(event)


def _raise_level(city: str, tickets: set[int], level: int) -> None:
    # Not through the objects: a warning must not make the reply a clerk is writing stale.
    table = Ticket.metadata.tables["tickets"]
    raised = update(table).where(table.c.city == city, table.c.id.in_(tickets), table.c.level < level)
    db.session.execute(raised.values(level=level))


def _one_by_one(city: str, now: datetime) -> int:
    fired = 0
    while True:
        with transaction():
            batch = _claim(city, now, 1)
            if not batch:
                return fired
            failed = batch[0][0].assignment_id
            # Committed first, so that a clock that fails again waits its turn instead of stopping the others.
            batch[0][0].next_at = now + LATER
        try:
            with transaction():
                fired += _again(city, failed, now)
        except Exception:
            log.exception("clock %s failed; tried again later", failed)


def _again(city: str, assignment_id: int, now: datetime) -> int:
    running = db.session.get_one(Clock, (city, assignment_id), with_for_update=True)
    ticket = db.session.get_one(Ticket, (city, running.ticket_id))
    if running.next_at is None:
        return 0
    return _fire(city, [(running, ticket)], now)
