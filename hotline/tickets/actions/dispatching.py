"""Giving a ticket to units: dispatch 派单, recall 撤回派单, redispatch 改派, sub-assign 下派, opinion 协办意见."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hotline.actors import Actor
from hotline.errors import Incomplete, NotAllowed
from hotline.people import queries as people
from hotline.tickets import queries
from hotline.tickets.actions.ground import assign, begin, end_assignments, record, shrink_reach
from hotline.tickets.actions.outset import first_held
from hotline.tickets.models import Assignment, Ticket, TicketEvent


def dispatch(
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    unit: str,
    assist: Sequence[str] = (),
    text: str = "",
) -> TicketEvent:
    """派单: one lead (主办), any number of assisting units (协办). The clock starts here, not at signing (D-18)."""
    step = begin("dispatch", ticket, actor, {"unit": unit, "text": text})
    first = ticket.dispatched_at is None
    made = _give(ticket, unit, assist, text, now)
    return record(step, ticket, actor, now, text, {**_facts(made), "first": first}, made)


def recall(ticket: Ticket, actor: Actor, now: datetime, text: str = "") -> TicketEvent:
    """撤回派单: a press taken back at once by the same hand, before anything else happened. It waits as it did before.

    How soon "at once" is, the limit pack says.
    """
    step = begin("recall", ticket, actor, {"text": text})
    given = queries.timeline(ticket)[-1]
    if given.verb != "dispatch" or given.actor_id != actor.id:
        raise NotAllowed(
            "这件派出后已有新的情况，不能撤回；派错了可以改派。",
            "Something has happened since it was dispatched: it can only be dispatched elsewhere.",
        )
    ended = end_assignments(ticket, "recalled", now)
    earlier = [row.made_at for row in queries.assignments(ticket) if row.part == "lead" and row not in ended]
    ticket.dispatched_at = earlier[-1] if earlier else None
    data = {
        "unit": ticket.lead_unit, "first": bool(given.data.get("first")), "dispatch": given.id,
        "dispatched": given.at.isoformat(),
    }  # fmt: skip
    event = record(step, ticket, actor, now, text, data, ended)
    ticket.lead_unit = ""
    shrink_reach(ticket, ended)
    return event


def redispatch(
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    unit: str,
    text: str,
    assist: Sequence[str] = (),
) -> TicketEvent:
    """改派: a dispatcher corrects the unit; the old parts end, the new lead's clock starts.

    Not while a dispute waits: the ruling says whose it is, and every unit that was asked hears of it.
    """
    step = begin("redispatch", ticket, actor, {"unit": unit, "text": text})
    if queries.pending_request(ticket, "arbitrate") is not None:
        raise NotAllowed("已提请会商，请用“裁定”确定承办单位。", "A dispute about it waits: the ruling names the unit.")
    if unit == ticket.lead_unit:
        raise Incomplete("unit", "已经在这个单位了，请选别的单位。", "It is with this unit already.")
    before, held = ticket.lead_unit, first_held(ticket)
    end_assignments(ticket, "redispatched", now)
    made = _give(ticket, unit, assist, text, now)
    return record(step, ticket, actor, now, text, {**_facts(made), "from_unit": before, "first_held": held}, made)


def sub_assign(ticket: Ticket, actor: Actor, now: datetime, unit: str, text: str = "") -> TicketEvent:
    """下派: the lead gives a part to one of its own streets, inside its own limit (D-40)."""
    step = begin("sub_assign", ticket, actor, {"unit": unit, "text": text})
    below = {row.code for row in people.children(actor.unit)}
    if unit not in below:
        raise Incomplete("unit", "只能下派给本单位所属的街道（镇）。", "Choose a street or town of your own unit.")
    if unit in ticket.holders:
        raise Incomplete("unit", "已经下派给它了。", "This street has it already.")
    child = assign(ticket, unit, "child", text, now)
    child.due_at = ticket.due_at
    return record(step, ticket, actor, now, text, {"unit": unit}, (child,))


def opine(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """办理意见: an assisting unit or a street reports its part to the lead, and is done."""
    step = begin("opine", ticket, actor, {"text": text})
    mine = tuple(row for row in queries.assignments(ticket) if row.unit == actor.unit and row.ended_at is None)
    for row in mine:
        row.replied_at = row.ended_at = now
        row.outcome = "opined"
    ticket.holders = [code for code in ticket.holders if code != actor.unit]
    return record(step, ticket, actor, now, text, {"unit": actor.unit}, mine)


def _give(ticket: Ticket, unit: str, assist: Sequence[str], opinion: str, now: datetime) -> tuple[Assignment, ...]:
    lead = assign(ticket, unit, "lead", opinion, now)
    others = tuple(assign(ticket, code, "assist", opinion, now) for code in dict.fromkeys(assist) if code != unit)
    ticket.dispatched_at = now
    return (lead, *others)


def _facts(made: tuple[Assignment, ...]) -> dict[str, Any]:
    return {"unit": made[0].unit, "assist": [row.unit for row in made[1:]]}
