"""How a ticket ends, or comes back: urge 催办, withdraw 撤回, visit 回访 and what follows, reopen."""

from datetime import datetime, timedelta
from typing import Any

from hotline.actors import Actor
from hotline.errors import Incomplete, NotAllowed
from hotline.tickets.actions.ground import assign, begin, end_assignments, record, takes_work
from hotline.tickets.actions.merging import release
from hotline.tickets.actions.outset import first_held
from hotline.tickets.models import Ticket, TicketEvent

SOLVED = ("solved", "basically", "unsolved")
"""已解决 基本解决 没解决."""
SATISFIED = ("satisfied", "basically", "dissatisfied")
"""满意 基本满意 不满意."""
REOPEN_WITHIN = timedelta(days=30)
"""After this the matter is a new one."""


def urge(ticket: Ticket, actor: Actor, now: datetime, text: str = "") -> TicketEvent:
    """催办: counted on the open ticket, never a second ticket (D-59)."""
    step = begin("urge", ticket, actor, {"text": text})
    ticket.urges += 1
    return record(step, ticket, actor, now, text, {"count": ticket.urges})


def withdraw(ticket: Ticket, actor: Actor, now: datetime, text: str = "") -> TicketEvent:
    """撤回: the citizen takes the matter back; a part of her letter goes with it, whatever its unit is about to say."""
    step = begin("withdraw", ticket, actor, {"text": text})
    release(ticket, now)
    held = first_held(ticket)
    ended = end_assignments(ticket, "withdrawn", now)
    ticket.closed_at, ticket.master_id = now, None
    return record(step, ticket, actor, now, text, {"first_held": held} if held else {}, ended)


def miss(ticket: Ticket, actor: Actor, now: datetime, text: str = "") -> TicketEvent:
    """未接通: one attempt more; when the next one is due is the follow-up desk's to say."""
    step = begin("miss", ticket, actor, {"text": text})
    ticket.misses += 1
    return record(step, ticket, actor, now, text, {"misses": ticket.misses})


def visit(
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    solved: str,
    satisfied: str,
    process: str = "",
    contacted: str = "",
    text: str = "",
) -> TicketEvent:
    """回访: the citizen's own marks close the ticket."""
    step = begin("visit", ticket, actor, {"solved": solved, "satisfied": satisfied, "text": text})
    marks = _marks(solved, satisfied, process, contacted)
    ticket.closed_at = now
    return record(step, ticket, actor, now, text, marks)


def rework(
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    solved: str,
    satisfied: str,
    process: str = "",
    contacted: str = "",
    reason: str = "",
    text: str = "",
) -> TicketEvent:
    """重办: dissatisfied, so the same unit does it again with a short limit; the mark stays (D-55, D-56).

    Where that unit takes no work any more, a dispatcher finds another. Who was answered with a master goes on alone.
    """
    step = begin("rework", ticket, actor, {"solved": solved, "satisfied": satisfied, "text": text})
    marks = _marks(solved, satisfied, process, contacted) | {"reason": reason}
    ticket.reworks += 1
    ticket.replied_at, ticket.answered_at, ticket.resolution = None, None, ""
    ticket.master_id = None
    if not takes_work(ticket.lead_unit):
        event = record(step, ticket, actor, now, text, marks, to=step.otherwise)
        ticket.lead_unit = ""
        return event
    made = assign(ticket, ticket.lead_unit, "lead", text, now)
    made.signed_at = now
    # A ticket that was merged at the desk comes to a unit for the first time.
    ticket.dispatched_at = ticket.dispatched_at or now
    return record(step, ticket, actor, now, text, marks, (made,))


def close(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """办结 without a mark: not reachable, or the citizen wants no visit; the reason is kept."""
    step = begin("close", ticket, actor, {"text": text})
    ticket.closed_at = now
    return record(step, ticket, actor, now, text)


def reopen(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """New facts: the ticket waits to be dispatched again, and is handled anew: with its own extension and reworks."""
    step = begin("reopen", ticket, actor, {"text": text})
    if ticket.parent_id:
        raise NotAllowed("分件随主件办理，请重新办理主件。", "This is a part of a letter: reopen the letter itself.")
    if ticket.closed_at is not None and now > ticket.closed_at + REOPEN_WITHIN:
        raise NotAllowed("办结已满30天，请登记为新的工单。", "It ended more than 30 days ago: take it as a new matter.")
    ticket.closed_at, ticket.answered_at, ticket.replied_at = None, None, None
    ticket.resolution, ticket.lead_unit, ticket.master_id = "", "", None
    ticket.extensions = ticket.reworks = ticket.misses = 0
    return record(step, ticket, actor, now, text)


def _marks(solved: str, satisfied: str, process: str, contacted: str) -> dict[str, Any]:
    if solved not in SOLVED:
        raise Incomplete("solved", "请选择问题是否解决。", "Choose whether it is solved.")
    if satisfied not in SATISFIED:
        raise Incomplete("satisfied", "请选择对结果是否满意。", "Choose whether the citizen is satisfied.")
    if process and process not in SATISFIED:
        raise Incomplete("process", "请选择对办理过程是否满意。", "Choose the mark for the process.")
    return {"solved": solved, "satisfied": satisfied, "process": process, "contacted": contacted}
