"""A dispute over whose duty it is (疑难会商, D-39): referred, then ruled on, while the unit that has it works on."""

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.people import queries as people
from hotline.tickets import queries
from hotline.tickets.actions.ground import begin, record
from hotline.tickets.models import Request, Ticket, TicketEvent

SORT = "arbitrate"


def refer(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """提请会商: the unit that has it keeps it and works on (先办后议); it can no longer return it."""
    step = begin("refer", ticket, actor, {"text": text})
    if queries.pending_request(ticket, SORT) is not None:
        raise NotAllowed("已经提请会商，等待裁定。", "It is referred already and waits for the ruling.")
    lead = queries.lead_assignment(ticket)
    if lead is None:
        raise NotFound("没有在办的承办单位。", "No unit has it.")
    lead.no_return = True
    flag_modified(ticket, "state")
    db.session.add(
        Request(
            city=ticket.city, ticket_id=ticket.id, assignment_id=lead.id, unit=lead.unit, sort=SORT, reason="dispute",
            text=text.strip(), asked_at=now, asked_by=actor.name,
        )
    )  # fmt: skip
    return record(step, ticket, actor, now, text, {"unit": lead.unit})


def rule(ticket: Ticket, actor: Actor, now: datetime, unit: str, text: str) -> TicketEvent:
    """裁定: this unit leads (主办), with the reason; a listener gives it the ticket if another has it."""
    step = begin("rule", ticket, actor, {"unit": unit, "text": text})
    request = queries.pending_request(ticket, SORT)
    if request is None:
        raise NotFound("没有待裁定的争议。", "No dispute is waiting.")
    ruled = people.unit(unit)
    if ruled is None or ruled.kind == "city":
        raise Incomplete("unit", "没有这个单位，请从列表中选择。", "There is no such unit. Choose from the list.")
    flag_modified(ticket, "state")
    request.state, request.suggested_unit = "granted", unit
    request.decided_at, request.decided_by, request.decision = now, actor.name, text.strip()
    return record(step, ticket, actor, now, text, {"unit": unit, "from_unit": ticket.lead_unit})
