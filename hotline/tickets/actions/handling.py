"""What a unit does: sign 签收, contact 联系, note 批注, reply 答复; and what its leader does with the reply."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import Incomplete, NotFound
from hotline.people import queries as people
from hotline.tickets import queries
from hotline.tickets.actions.ground import begin, end_assignments, record
from hotline.tickets.actions.merging import share_all
from hotline.tickets.models import Assignment, Reply, Ticket, TicketEvent

RESOLUTIONS = ("solved", "partly", "unsolved", "explained", "planned", "legal_path")
"""解决 部分解决 未解决 解释说明 已列计划 法定途径 (D-46)."""


def sign(ticket: Ticket, actor: Actor, now: datetime) -> TicketEvent:
    """签收. It starts no clock: the unit's clock has run since dispatch."""
    step = begin("sign", ticket, actor, {})
    lead = queries.lead_assignment(ticket)
    if lead is not None:
        lead.signed_at = now
        _take_up(lead, actor)
    late = bool(lead and lead.sign_by and now > lead.sign_by)
    return record(step, ticket, actor, now, data={"late": late})


def contact(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """联系诉求人: when and how the citizen was reached, what was agreed (D-47)."""
    step = begin("contact", ticket, actor, {"text": text})
    first = ticket.contacted_at is None
    if first:
        ticket.contacted_at = now
    lead = queries.lead_assignment(ticket) if first else None
    late = bool(lead and lead.contact_by and now > lead.contact_by)
    if lead is not None and actor.unit == lead.unit:
        _take_up(lead, actor)
    return record(step, ticket, actor, now, text, {"first": first, "late": late})


def entrust(ticket: Ticket, actor: Actor, now: datetime, handler: str, text: str = "") -> TicketEvent:
    """指定经办人: the lead unit says who of its people handles it; `handler` is the person's sign-in."""
    step = begin("entrust", ticket, actor, {"handler": handler, "text": text})
    lead = queries.lead_assignment(ticket)
    person = people.user_by_login(handler)
    if lead is None:
        raise NotFound("没有在办的承办单位。", "No unit has it.")
    if person is None or not person.active or (person.unit, person.city) != (lead.unit, ticket.city):
        raise Incomplete("handler", "请选择本单位的在岗人员。", "Choose somebody who works in your unit.")
    if person.id == lead.handler_id:
        raise Incomplete("handler", "已由这位同事经办，请选别的人员。", "This person handles it already.")
    flag_modified(ticket, "state")
    before, lead.handler_id, lead.handler = lead.handler, person.id, person.name
    return record(step, ticket, actor, now, text, {"handler": person.id, "name": person.name, "before": before})


def note(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """批注: internal, never shown to the citizen."""
    return record(begin("note", ticket, actor, {"text": text}), ticket, actor, now, text)


def reply(ticket: Ticket, actor: Actor, now: datetime, resolution: str, internal: str, public: str) -> TicketEvent:
    """答复: the internal report and the public answer apart. The unit's clock is judged at this moment."""
    step = begin("reply", ticket, actor, {"resolution": resolution, "internal": internal, "public": public})
    if resolution not in RESOLUTIONS:
        raise Incomplete("resolution", "请选择办理结果。", "Choose a result.")
    lead = queries.lead_assignment(ticket)
    if lead is not None:
        lead.replied_at = now
    ticket.replied_at, ticket.resolution = now, resolution
    written = Reply(
        city=ticket.city, ticket_id=ticket.id, unit=actor.unit, author=actor.name, at=now,
        internal=internal.strip(), public=public.strip(), resolution=resolution,
    )  # fmt: skip
    db.session.add(written)
    late = now > ticket.due_at
    data: dict[str, Any] = {"resolution": resolution, "late": late, "extended": ticket.extensions > 0}
    return record(step, ticket, actor, now, internal, data, (lead,) if lead else ())


def approve(ticket: Ticket, actor: Actor, now: datetime, text: str = "") -> TicketEvent:
    """签发: the unit's leader lets the answer go to the citizen."""
    step = begin("approve", ticket, actor, {"text": text})
    waiting = _reviewed(ticket, actor, now, "approved", text)
    ticket.answer, ticket.answered_at, ticket.next_visit_at = waiting.public, now, now
    share_all(ticket, now)
    ended = end_assignments(ticket, "answered", now)
    lead = next((row for row in ended if row.part == "lead"), None)
    late = bool(lead and lead.due_at and (lead.replied_at or now) > lead.due_at)
    data: dict[str, Any] = {
        "resolution": waiting.resolution, "late": late, "again": ticket.reworks > 0,
        "waited": int((now - ticket.received_at).total_seconds()),
    }  # fmt: skip
    if late and lead:
        data["carded"] = _carded(ticket, lead)
    return record(step, ticket, actor, now, text, data, ended)


def send_back(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """退回修改: the reply is not good enough, with the reason; the clock goes on."""
    step = begin("send_back", ticket, actor, {"text": text})
    _reviewed(ticket, actor, now, "sent_back", text)
    lead = queries.lead_assignment(ticket)
    if lead is not None:
        lead.replied_at = None
    ticket.replied_at, ticket.resolution = None, ""
    return record(step, ticket, actor, now, text, assignments=(lead,) if lead else ())


def instruct(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """批示: a leader's instruction."""
    return record(begin("instruct", ticket, actor, {"text": text}), ticket, actor, now, text)


def supervise(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """督办: a supervisor's written demand to the unit that has it."""
    step = begin("supervise", ticket, actor, {"text": text})
    return record(step, ticket, actor, now, text, {"unit": ticket.lead_unit})


def escalate(ticket: Ticket, actor: Actor, now: datetime, level: int, code: str, due_at: str) -> TicketEvent:
    """One rung of the supervision ladder is reached; the system's verb."""
    step = begin("escalate", ticket, actor, {"level": level})
    ticket.level = max(ticket.level, level)
    data = {"level": level, "code": code, "due_at": due_at, "again": ticket.reworks > 0}
    return record(step, ticket, actor, now, data=data)


def _carded(ticket: Ticket, lead: Assignment) -> bool:
    """Whether this part of the lead unit had its red card, so that its missed limit is counted already."""
    return any(
        event.verb == "escalate" and event.data.get("code") == "red" and event.data.get("unit", lead.unit) == lead.unit
        for event in queries.timeline(ticket)
        if event.at >= lead.made_at
    )


def _reviewed(ticket: Ticket, actor: Actor, now: datetime, state: str, text: str) -> Reply:
    waiting = queries.waiting_reply(ticket)
    if waiting is None:
        raise NotFound("没有待审核的答复。", "No reply is waiting.")
    waiting.state, waiting.reviewed_at, waiting.reviewed_by, waiting.review = state, now, actor.name, text.strip()
    return waiting


def _take_up(lead: Assignment, actor: Actor) -> None:
    """Whoever of the unit's clerks begins handles it, where nobody was named."""
    if actor.role == "clerk" and not lead.handler_id:
        lead.handler_id, lead.handler = actor.id, actor.name
