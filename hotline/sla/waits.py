"""Limits on others than a unit: the citizen asked for detail (补充材料), the hotline that decides a return (退单审核).

Silence has an answer. Without the detail the hotline goes on with what is known; a return nobody decided in time is
granted, so that a ticket never lies between two desks.
"""

import logging
from datetime import datetime

from sqlalchemy import delete, select

from hotline import actors, clock, config
from hotline.db import db, transaction, upsert
from hotline.sla import queries
from hotline.sla.deadlines import due
from hotline.sla.models import Wait
from hotline.sla.policies import Limit
from hotline.tickets import queries as tickets
from hotline.tickets import states
from hotline.tickets.actions import Happened, perform
from hotline.tickets.models import Ticket

NOT_DECIDED = "退单申请到期未审，视为同意。"

log = logging.getLogger(__name__)


def for_info(happened: Happened) -> None:
    """ask_info: the citizen has until then; the event carries the moment, so that she is told."""
    until = _wait(happened.ticket, "need_info", queries.policy_of(happened.ticket).need_info, happened.now)
    happened.event.data = {**happened.event.data, "due_at": clock.iso(until)}


def for_review(happened: Happened) -> None:
    """ask_return, or an undone merge that brings a request back: the hotline has until then to decide."""
    if happened.event.verb == "ask_return" or tickets.pending_request(happened.ticket, "return") is not None:
        _wait(happened.ticket, "return_review", queries.policy_of(happened.ticket).return_review, happened.now)


def lapse(now: datetime) -> int:
    """The job: what was waited for in vain in our city."""
    return sweep(config.settings().city, now)


def sweep(city: str, now: datetime) -> int:
    """Answer every silence of this city. Returns how many tickets went on."""
    with transaction():
        over = [
            (row.ticket_id, row.sort)
            for row in db.session.execute(
                select(Wait.ticket_id, Wait.sort).where(Wait.city == city, Wait.due_at <= now).order_by(Wait.due_at)
            )
        ]
    return sum(_over(city, ticket_id, sort, now) for ticket_id, sort in over)


def _over(city: str, ticket_id: int, sort: str, now: datetime) -> bool:
    """One transaction a ticket; one that somebody works on now is left to the next run."""
    try:
        with transaction():
            held = select(Ticket).where(Ticket.city == city, Ticket.id == ticket_id)
            ticket = db.session.scalar(held.with_for_update(skip_locked=True, key_share=True))
            wait = db.session.get(Wait, (city, ticket_id, sort), with_for_update=True)
            # A second question, or another process, may have moved it meanwhile.
            return ticket is not None and wait is not None and wait.due_at <= now and _go_on(ticket, wait, now)
    except Exception:
        log.exception("ticket %s does not go on; tried again at the next run", ticket_id)
        return False


def _go_on(ticket: Ticket, wait: Wait, now: datetime) -> bool:
    system = actors.system(ticket.city)
    asked = ticket.state == "needs_info" if wait.sort == "need_info" else _undecided(ticket)
    if asked and wait.sort == "return_review" and ticket.state not in states.UNIT:
        return False
    db.session.execute(
        delete(Wait).where(Wait.city == wait.city, Wait.ticket_id == wait.ticket_id, Wait.sort == wait.sort)
    )
    if asked and wait.sort == "need_info":
        perform("go_on", ticket, system, now)
    elif asked:
        perform("grant_return", ticket, system, now, text=NOT_DECIDED)
    return asked


def _undecided(ticket: Ticket) -> bool:
    return tickets.pending_request(ticket, "return") is not None


def _wait(ticket: Ticket, sort: str, limit: Limit, now: datetime) -> datetime:
    until = due(now, limit.days, limit.hours, queries.calendar()).due_at
    row = upsert(Wait).values(city=ticket.city, ticket_id=ticket.id, sort=sort, due_at=until)
    db.session.execute(row.on_conflict_do_update(index_elements=["city", "ticket_id", "sort"], set_={"due_at": until}))
    return until
