"""What every action shares: check the step, record one event, publish it. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm.attributes import set_committed_value

from hotline import db, events
from hotline.actors import Actor
from hotline.errors import Incomplete, NotAllowed
from hotline.people import queries as people
from hotline.tickets import queries, states
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Assignment, Reach, Ticket, TicketEvent

MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Happened:
    """What listeners hear: the ticket as it is now, the event row, who did it and when."""

    ticket: Ticket
    event: TicketEvent
    actor: Actor
    now: datetime
    assignments: tuple[Assignment, ...] = ()
    """Those this verb made or ended, the lead first."""
    message: Inbound | None = None
    """What it was made from; with `receive` only."""


def available(ticket: Ticket, actor: Actor) -> tuple[str, ...]:
    """The verbs open to this actor on this ticket now, in the order of the table."""
    steps = (states.find(verb, ticket.state) for verb in states.VERBS)
    return tuple(step.verb for step in steps if step and step.permit.allows(actor, ticket))


def begin(verb: str, ticket: Ticket, actor: Actor, brings: Mapping[str, object]) -> states.Step:
    """The row of the table for this verb now. Raises NotAllowed or Incomplete; changes nothing."""
    step = states.find(verb, ticket.state)
    if step is None:
        raise NotAllowed("这件工单现在的状态不能做这一步。", f"A ticket that is {ticket.state} has no {verb} step.")
    if not step.permit.allows(actor, ticket):
        raise NotAllowed("这一步不由您办理。", f"This step is for: {step.permit.name}.")
    for need in step.needs:
        value = brings.get(need)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Incomplete(need, "这一项要填。", f"Fill in: {need}.")
    for field, value in brings.items():
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise Incomplete(field, f"最多{MAX_TEXT:,}字，现在{len(value):,}字。", f"At most {MAX_TEXT:,} characters.")
    return step


def record(
    step: states.Step,
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
    assignments: tuple[Assignment, ...] = (),
    to: str = "",
) -> TicketEvent:
    """Move the ticket if the step has a target, append the event, tell the listeners, keep the lists in step.

    `to` is the step's other target, where the first cannot be.
    """
    # What goes back has been put where it was: it comes from the one state its step knows.
    frm = min(step.frm) if step.to == states.BACK else ticket.state
    if step.to and step.to != states.BACK:
        ticket.move(to or step.to)
    event = event_of(step.verb, frm, ticket, actor, now, text.strip(), data or {}, step.public)
    events.publish(step.verb, Happened(ticket, event, actor, now, assignments))
    db.append(event)
    _touch(ticket, now)
    _extend_reach(ticket, assignments)
    if not event.data.get("first"):
        sync_reach(ticket)
    return event


def _touch(ticket: Ticket, now: datetime) -> None:
    """The ticket changed now. Where nothing but this changed it keeps its version: a note makes no open form stale."""
    if db.db.session.is_modified(ticket):
        ticket.changed_at = now
        return
    tickets = Ticket.metadata.tables["tickets"]
    mine = (tickets.c.city == ticket.city, tickets.c.id == ticket.id)
    db.db.session.execute(update(tickets).where(*mine).values(changed_at=now))
    set_committed_value(ticket, "changed_at", now)


def event_of(
    verb: str,
    frm: str,
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    text: str,
    data: dict[str, Any],
    public: bool,
) -> TicketEvent:
    """The row of what happened, not written yet: listeners may still add the facts they know."""
    if ticket.parent_id:
        # Numbers of letters leave it out, numbers of units count it (docs/decisions/0031).
        data = {**data, "parent": str(ticket.parent_id)}
    return TicketEvent(
        city=ticket.city, id=db.new_id(), ticket_id=ticket.id, at=now, verb=verb, frm=frm, to=ticket.state,
        actor_id=actor.id, actor_name=actor.name, actor_role=actor.role, actor_unit=actor.unit,
        unit=ticket.lead_unit, category=ticket.category, channel=ticket.channel, kind=ticket.kind,
        text=text, data=data, public=public,
    )  # fmt: skip


def assign(ticket: Ticket, unit: str, part: str, opinion: str, now: datetime) -> Assignment:
    """Give a unit its part. Raises Incomplete for an unknown unit."""
    if not takes_work(unit):
        raise Incomplete(
            "unit", "没有这个承办单位，请从列表中选择。", "There is no such unit. Choose one from the list."
        )
    made = Assignment(
        city=ticket.city,
        id=db.new_id(),
        ticket_id=ticket.id,
        unit=unit,
        part=part,
        opinion=opinion.strip(),
        made_at=now,
    )
    db.add_after(made)
    ticket.holders = [unit, *ticket.holders] if part == "lead" else [*ticket.holders, unit]
    if part == "lead":
        ticket.lead_unit = unit
    return made


def takes_work(unit: str) -> bool:
    """A unit that may be given a part: known, active, and not the city itself."""
    known = people.unit(unit)
    return known is not None and known.active and known.kind != "city"


def end_assignments(ticket: Ticket, outcome: str, now: datetime) -> tuple[Assignment, ...]:
    """End every live part of this ticket, the lead first; what those units still asked for lapses."""
    live = [row for row in queries.assignments(ticket) if row.ended_at is None]
    for row in live:
        row.ended_at, row.outcome = now, outcome
    for request in queries.requests(ticket):
        if request.state == "pending":
            request.state, request.decided_at = "lapsed", now
    ticket.holders = []
    return tuple(sorted(live, key=lambda row: row.part != "lead"))


def set_due(ticket: Ticket, due_at: datetime, provisional: bool = False) -> None:
    """The limit that lists are sorted by. Outside `record`, which does it itself, `sync_reach` must follow."""
    ticket.due_at = due_at
    ticket.provisional = provisional


def sync_reach(ticket: Ticket) -> None:
    """Keep the ticket's place on the lists of its units in step with it."""
    if ticket.dispatched_at is None:
        return
    db.db.session.flush()
    reach = Reach.metadata.tables["reach"]
    db.db.session.execute(
        update(reach)
        .where(reach.c.city == ticket.city, reach.c.ticket_id == ticket.id)
        .values(open=ticket.open, due_at=ticket.due_at, changed_at=ticket.changed_at)
    )


def _extend_reach(ticket: Ticket, assignments: tuple[Assignment, ...]) -> None:
    """Those who have a part, and the units above them, see the ticket from now on, on their lists too."""
    live = (row.unit for row in assignments if row.ended_at is None)
    for code in dict.fromkeys(above for unit in live for above in people.ancestors(unit)):
        db.append(
            Reach(
                city=ticket.city, ticket_id=ticket.id, unit=code, open=ticket.open, due_at=ticket.due_at,
                changed_at=ticket.changed_at,
            ),
            once=True,
        )  # fmt: skip


def shrink_reach(ticket: Ticket, ended: tuple[Assignment, ...]) -> None:
    """Whoever saw the ticket only because of these parts sees it no more."""
    others = (row.unit for row in queries.assignments(ticket) if row not in ended)
    kept = {above for unit in others for above in people.ancestors(unit)}
    gone = {above for row in ended for above in people.ancestors(row.unit)} - kept
    db.db.session.flush()
    reach = Reach.metadata.tables["reach"]
    db.db.session.execute(
        delete(reach).where(reach.c.city == ticket.city, reach.c.ticket_id == ticket.id, reach.c.unit.in_(sorted(gone)))
    )
