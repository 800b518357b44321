"""Requests of a unit (申请) and their decisions: return 退单 and extension 延期. A request never stops the clock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.people import queries as people
from hotline.tickets import queries
from hotline.tickets.actions.ground import begin, end_assignments, record
from hotline.tickets.actions.outset import first_held
from hotline.tickets.models import Assignment, Request, Ticket, TicketEvent

RETURN_REASONS = ("place", "duty", "overlap", "level")
"""属地不符 权属不清 职能交叉 层级不符 (D-38)."""
EXTENSION_REASONS = ("complex", "joint", "testing", "season", "citizen")
"""情况复杂 需多部门会办 等待检测鉴定 季节天气 与市民约定 (D-19)."""
MAX_EXTENSIONS = 1
MAX_EXTENSION_DAYS = 15


def ask_return(
    ticket: Ticket, actor: Actor, now: datetime, reason: str, text: str, suggested_unit: str = "", proof: str = ""
) -> TicketEvent:
    """退单申请: once a unit and ticket, with the duty basis, what proves it, and the unit whose duty it is."""
    step = begin("ask_return", ticket, actor, {"reason": reason, "text": text, "proof": proof})
    if reason not in RETURN_REASONS:
        raise Incomplete("reason", "请选择退单原因。", "Choose a reason.")
    if suggested_unit and people.unit(suggested_unit) is None:
        raise Incomplete(
            "suggested_unit", "没有这个单位，请从列表中选择。", "There is no such unit. Choose from the list."
        )
    lead = _asking(ticket, "return")
    if taken_as_own(lead.unit, queries.requests(ticket), queries.assignments(ticket)):
        raise NotAllowed(
            "本单位已申请过退单或已答复过，请继续办理。", "Your unit asked once already, or has answered; please go on."
        )
    _ask(ticket, lead, actor, now, "return", reason, text, suggested_unit=suggested_unit, proof=proof)
    return record(step, ticket, actor, now, text, {"reason": reason, "suggested_unit": suggested_unit})


def taken_as_own(unit: str, asked: Sequence[Request], parts: Sequence[Assignment]) -> bool:
    """A return was asked for by this unit before, it has answered, or it was ruled to keep it (D-38, D-39)."""
    returned = any(one.sort == "return" and one.unit == unit and one.state != "pending" for one in asked)
    return returned or any(part.unit == unit and (part.no_return or part.outcome == "answered") for part in parts)


def grant_return(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """The return is right: the ticket waits to be dispatched again."""
    step = begin("grant_return", ticket, actor, {"text": text})
    request = _decide(ticket, actor, now, "return", "granted", text)
    held = first_held(ticket)
    ended = end_assignments(ticket, "returned", now)
    ticket.returns += 1
    data = {"unit": request.unit, "reason": request.reason, "first_held": held}
    event = record(step, ticket, actor, now, text, data, ended)
    if ticket.state == "accepted":
        # A listener may have sent it on already.
        ticket.lead_unit = ""
    return event


def refuse_return(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """The return is not right: the unit keeps it and may not return it again (no_return)."""
    step = begin("refuse_return", ticket, actor, {"text": text})
    request = _decide(ticket, actor, now, "return", "refused", text)
    lead = queries.lead_assignment(ticket)
    if lead is not None:
        lead.no_return = True
    return record(step, ticket, actor, now, text, {"unit": request.unit})


def ask_extension(ticket: Ticket, actor: Actor, now: datetime, reason: str, text: str, days: int) -> TicketEvent:
    """延期申请: before the limit only; `days` working days more."""
    step = begin("ask_extension", ticket, actor, {"reason": reason, "text": text, "days": days})
    if reason not in EXTENSION_REASONS:
        raise Incomplete("reason", "请选择延期原因。", "Choose a reason.")
    if not 1 <= days <= MAX_EXTENSION_DAYS:
        raise Incomplete(
            "days", f"请填1～{MAX_EXTENSION_DAYS}个工作日。", f"Give 1 to {MAX_EXTENSION_DAYS} working days."
        )
    if now > ticket.due_at:
        raise NotAllowed(
            "已过期限，不能再申请延期，请尽快答复。",
            "The limit has passed: no extension can be asked for now, please answer soon.",
        )
    if ticket.extensions >= MAX_EXTENSIONS:
        raise NotAllowed("已经延期过一次。", "It was extended once already.")
    lead = _asking(ticket, "extension")
    _ask(ticket, lead, actor, now, "extension", reason, text, days=days)
    return record(step, ticket, actor, now, text, {"reason": reason, "days": days})


def grant_extension(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """The new limit is set by the clock's listener; the citizen is told the new date and the reason."""
    step = begin("grant_extension", ticket, actor, {"text": text})
    request = _decide(ticket, actor, now, "extension", "granted", text)
    ticket.extensions += 1
    lead = queries.lead_assignment(ticket)
    data = {"days": request.days, "reason": request.reason}
    return record(step, ticket, actor, now, text, data, (lead,) if lead else ())


def refuse_extension(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """The limit stands."""
    step = begin("refuse_extension", ticket, actor, {"text": text})
    request = _decide(ticket, actor, now, "extension", "refused", text)
    return record(step, ticket, actor, now, text, {"days": request.days})


def _asking(ticket: Ticket, sort: str) -> Assignment:
    if queries.pending_request(ticket, sort) is not None:
        raise NotAllowed("已有一个申请在等审批。", "One request is waiting already.")
    lead = queries.lead_assignment(ticket)
    if lead is None:
        raise NotFound("没有在办的承办单位。", "No unit has it.")
    return lead


def _ask(
    ticket: Ticket,
    lead: Assignment,
    actor: Actor,
    now: datetime,
    sort: str,
    reason: str,
    text: str,
    suggested_unit: str = "",
    days: int = 0,
    proof: str = "",
) -> None:
    _changes(ticket)
    db.session.add(
        Request(
            city=ticket.city, ticket_id=ticket.id, assignment_id=lead.id, unit=lead.unit, sort=sort, reason=reason,
            text=text.strip(), evidence=proof.strip(), suggested_unit=suggested_unit, days=days, asked_at=now,
            asked_by=actor.name,
        )
    )  # fmt: skip


def _decide(ticket: Ticket, actor: Actor, now: datetime, sort: str, state: str, text: str) -> Request:
    request = queries.pending_request(ticket, sort)
    if request is None:
        raise NotFound("没有待审批的申请。", "No request is waiting.")
    _changes(ticket)
    request.state, request.decided_at, request.decided_by, request.decision = state, now, actor.name, text.strip()
    return request


def _changes(ticket: Ticket) -> None:
    """Whatever was decided on the ticket as it was before is out of date, though none of its own columns changed."""
    flag_modified(ticket, "state")
