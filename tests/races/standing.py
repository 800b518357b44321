"""What must hold of a ticket whatever happened to it and at the same moment as what else."""

from collections import Counter
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from hotline.db import db
from hotline.followup.models import Visit
from hotline.outbox import Message
from hotline.sla.models import Clock
from hotline.tickets import queries
from hotline.tickets.models import Assignment, Ticket, TicketEvent


def faults(ticket: Ticket) -> list[str]:
    """Everything that contradicts itself."""
    return [*_timeline(ticket), *_parts(ticket), *_requests(ticket), *_messages(ticket)]


def _rows(table: Any, ticket: Ticket) -> list[Any]:
    key = table.id if hasattr(table, "id") else table.assignment_id
    query = select(table).where(table.city == ticket.city, table.ticket_id == ticket.id).order_by(key)
    return list(db.session.scalars(query))


def _timeline(ticket: Ticket) -> list[str]:
    """Each step begins where the one before it ended, the first at the beginning, and the last is where it stands."""
    moved = [event for event in _rows(TicketEvent, ticket) if event.frm != event.to]
    told = [f"{later.verb} from {later.frm} after {event.verb} to {event.to}" for event, later in pairwise(moved)
            if event.to != later.frm]  # fmt: skip
    if moved[-1].to != ticket.state:
        told.append(f"stands at {ticket.state}, the last step went to {moved[-1].to}")
    counted = Counter(event.verb for event in _rows(TicketEvent, ticket))
    for verb, kept in (("urge", ticket.urges), ("rework", ticket.reworks), ("miss", ticket.misses),
                       ("grant_return", ticket.returns), ("grant_extension", ticket.extensions)):  # fmt: skip
        if counted[verb] != kept:
            told.append(f"{verb} happened {counted[verb]} times and is counted {kept}")
    visits = sum(counted[verb] for verb in ("visit", "rework", "miss"))
    if visits != len(_rows(Visit, ticket)):
        told.append(f"{visits} visits in the timeline, {len(_rows(Visit, ticket))} kept")
    if counted["reply"] != len(queries.replies(ticket)):
        told.append(f"{counted['reply']} replies in the timeline, {len(queries.replies(ticket))} kept")
    return told


def _parts(ticket: Ticket) -> list[str]:
    """One live lead at most, holders are the live parts, each part one clock, and none runs for a part that is done."""
    parts: list[Assignment] = _rows(Assignment, ticket)
    live = [part for part in parts if part.ended_at is None]
    clocks: dict[int, Clock] = {one.assignment_id: one for one in _rows(Clock, ticket)}
    told = []
    if Counter(ticket.holders) != Counter(part.unit for part in live):
        told.append(f"holders {ticket.holders}, live parts {[part.unit for part in live]}")
    if sum(part.part == "lead" for part in live) > 1:
        told.append("two units lead")
    if set(clocks) != {part.id for part in parts}:
        told.append(f"{len(parts)} parts and {len(clocks)} clocks")
    still = {part.id for part in live if part.replied_at is None}
    running = {key for key, one in clocks.items() if one.next_at is not None}
    if running != still:
        told.append(f"{len(running)} clocks run for {len(still)} parts in work")
    return told


def _requests(ticket: Ticket) -> list[str]:
    asked, told = queries.requests(ticket), []
    waiting = [one for one in asked if one.state == "pending"]
    live = {part.id for part in _rows(Assignment, ticket) if part.ended_at is None}
    if len({one.sort for one in waiting}) != len(waiting):
        told.append("the same is asked for twice")
    if any(one.assignment_id not in live for one in waiting):
        told.append("a request waits of a unit that no longer has it")
    counted = Counter(event.verb for event in _rows(TicketEvent, ticket))
    for sort in ("return", "extension"):
        mine = [one for one in asked if one.sort == sort]
        if counted[f"ask_{sort}"] != len(mine):
            told.append(f"{counted[f'ask_{sort}']} times asked for {sort}, {len(mine)} kept")
        for word, state in (("grant", "granted"), ("refuse", "refused")):
            if counted[f"{word}_{sort}"] != sum(one.state == state for one in mine):
                told.append(f"{sort}: {word} happened {counted[f'{word}_{sort}']} times")
    return told


def _messages(ticket: Ticket) -> list[str]:
    """Every message tells of an event there is."""
    events = {str(event.id) for event in _rows(TicketEvent, ticket)}
    rows = db.session.scalars(select(Message).where(Message.city == ticket.city))
    causes = [row.cause.split()[0] for row in rows if row.data.get("ticket") == ticket.id]
    return [f"a message of {cause}, which never happened" for cause in causes if cause not in events]
