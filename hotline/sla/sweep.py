"""The supervision ladder as a job: every rung exactly once, also after a restart or with many job processes (D-60).

Rows are claimed in batches of one city; the claim, the escalation rows, the events and the messages are one
transaction, and a unique key makes a second firing of the same rung impossible.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select, update
from sqlalchemy.exc import SQLAlchemyError

from hotline import actors, clock, config, events
from hotline.db import db, new_id, transaction
from hotline.sla import actions, queries
from hotline.sla.ladder import Rung, rungs
from hotline.sla.models import Clock, Escalation
from hotline.tickets import states
from hotline.tickets.actions import Happened, append, perform
from hotline.tickets.models import Assignment, Ticket

BATCH = 50
LATER = timedelta(minutes=10)

log = logging.getLogger(__name__)


def ladder(now: datetime) -> int:
    """The job: sweep our city."""
    return sweep(config.settings().city, now)


def sign_late(now: datetime) -> int:
    """The job: sign for the units of our city that did not."""
    return auto_sign(config.settings().city, now)


def sweep(city: str, now: datetime) -> int:
    """Fire every rung of this city that is due. Returns how many fired."""
    fired = 0
    while True:
        try:
            with transaction():
                claimed = _claim(city, now, BATCH)
                fired += sum(1 for _ in _fire(claimed, now))
        except SQLAlchemyError:
            log.exception("a batch failed; going on one by one")
            fired += _one_by_one(city, now)
            return fired
        if len(claimed) < BATCH:
            return fired


def auto_sign(city: str, now: datetime) -> int:
    """Sign for units that did not sign in time; their clock has run since dispatch anyway (D-18)."""
    signed = 0
    while True:
        with transaction():
            late = list(db.session.scalars(_unsigned(city, now)))
            for ticket in late:
                perform("sign", ticket, actors.system(city), now)
        signed += len(late)
        if len(late) < BATCH:
            return signed


def _unsigned(city: str, now: datetime) -> Select[Ticket]:
    same = (Assignment.city == Ticket.city) & (Assignment.ticket_id == Ticket.id)
    overdue = (Assignment.part == "lead") & Assignment.ended_at.is_(None) & (Assignment.sign_by < now)
    return (
        select(Ticket)
        .where(Ticket.city == city, Ticket.state == "dispatched", exists().where(same, overdue))
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Ticket)
    )


def _claim(city: str, now: datetime, limit: int) -> list[Clock]:
    return list(
        db.session.scalars(
            select(Clock)
            .where(Clock.city == city, Clock.next_at <= now)
            .order_by(Clock.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def _fire(claimed: list[Clock], now: datetime) -> Iterator[Happened]:
    tickets = _tickets(claimed)
    for running in claimed:
        ticket = tickets[running.ticket_id]
        if states.find("escalate", ticket.state) is None:
            running.next_at = None
            continue
        for rung in _due_rungs(running, now):
            yield _escalate(running, ticket, rung, now)
        actions.schedule(running)
    db.session.flush()


def _escalate(running: Clock, ticket: Ticket, rung: Rung, now: datetime) -> Happened:
    system = actors.system(running.city)
    data = {
        "level": rung.level, "code": rung.code, "due_at": clock.iso(running.due_at), "unit": running.unit,
        "again": ticket.reworks > 0,
    }  # fmt: skip
    event = append("escalate", ticket.state, ticket, system, now, "", data, public=False)
    event.id = new_id()
    running.level = rung.level
    db.session.add(
        Escalation(
            city=running.city, assignment_id=running.assignment_id, ticket_id=ticket.id, unit=running.unit,
            level=rung.level, code=rung.code, due_at=running.due_at, at=now,
        )
    )  # fmt: skip
    happened = Happened(ticket, event, system, now)
    events.publish("escalate", happened)
    if running.unit == ticket.lead_unit:  # a late 协办 is charged to itself, not to the 主办 (D-41)
        _raise_level(ticket, rung.level)
    return happened


def _raise_level(ticket: Ticket, level: int) -> None:
    # Not through the ORM: a warning must not make the reply a clerk is writing stale.
    db.session.execute(
        update(Ticket)
        .where(Ticket.city == ticket.city, Ticket.id == ticket.id, Ticket.level < level)
        .values(level=level, version=Ticket.version)
        .execution_options(synchronize_session=False)
    )


def _due_rungs(running: Clock, now: datetime) -> list[Rung]:
    unit = "hours" if running.limit_hours else "days"
    steps = rungs(running.started_at, running.due_at, unit, queries.calendar(), queries.pack())
    return [step for step in steps if step.level > running.level and step.at <= now]


def _tickets(claimed: list[Clock]) -> dict[int, Ticket]:
    if not claimed:
        return {}
    rows = db.session.scalars(
        select(Ticket).where(Ticket.city == claimed[0].city, Ticket.id.in_({one.ticket_id for one in claimed}))
    )
    return {row.id: row for row in rows}


def _one_by_one(city: str, now: datetime) -> int:
    fired = 0
    while True:
        with transaction():
            claimed = _claim(city, now, 1)
            if not claimed:
                return fired
            key = (claimed[0].city, claimed[0].assignment_id)
        try:
            with transaction():
                again = db.session.get(Clock, key, with_for_update=True)
                if again is not None and again.next_at is not None and again.next_at <= now:
                    fired += sum(1 for _ in _fire([again], now))
        except SQLAlchemyError:
            log.exception("clock %s failed; tried again later", key)
            with transaction():
                db.session.execute(
                    update(Clock).where(Clock.city == key[0], Clock.assignment_id == key[1]).values(next_at=now + LATER)
                )
