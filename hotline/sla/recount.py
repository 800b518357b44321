"""A new calendar was loaded: every open promise and limit is counted afresh from its start."""

from datetime import date, datetime

from sqlalchemy import Select, select

from hotline.db import db, transaction
from hotline.sla import actions, queries
from hotline.sla.calendar import at
from hotline.tickets import queries as tickets
from hotline.tickets.actions import sync_reach
from hotline.tickets.models import Ticket

BATCH = 200


def recompute_open(city: str, since: date, now: datetime) -> int:
    """Count every open ticket whose limit or promise ends on `since` or later. Returns how many moved."""
    moved, after = 0, 0
    while True:
        with transaction():
            batch = list(db.session.scalars(_touched(city, since, after)))
            moved += sum(_recount(ticket, now) for ticket in batch)
            after = batch[-1].id if batch else after
        if len(batch) < BATCH:
            return moved


def _touched(city: str, since: date, after: int) -> Select[Ticket]:
    ends = at(since, 0)
    return (
        select(Ticket)
        .where(Ticket.city == city, Ticket.open, Ticket.id > after)
        .where((Ticket.due_at >= ends) | (Ticket.promised_at >= ends))
        .order_by(Ticket.id)
        .limit(BATCH)
        .with_for_update()
    )


def _recount(ticket: Ticket, now: datetime) -> bool:
    before = ticket.due_at, ticket.promised_at, ticket.provisional
    actions.promise_afresh(ticket, tickets.timeline(ticket))
    for assignment, running in queries.live(ticket):
        if running.limit_days:
            actions.move(assignment, running, ticket, now)
        if assignment.part == "lead" and (ticket.extensions or ticket.reworks):
            ticket.promised_at = running.due_at
    sync_reach(ticket)
    return before != (ticket.due_at, ticket.promised_at, ticket.provisional)
