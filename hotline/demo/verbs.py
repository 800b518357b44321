"""The verbs of `tickets.actions`, written on rows: same steps, same facts, same clocks. Each acts at `life.at`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hotline import clock
from hotline.actors import Actor
from hotline.demo import clocks
from hotline.demo.life import Life
from hotline.demo.rows import EventRow, ReplyRow, RequestRow, VisitRow
from hotline.sla.calendar import local_day


def simple(life: Life, verb: str, actor: Actor, text: str = "", data: dict[str, Any] | None = None) -> EventRow:
    """accept, go_on, supply, note, instruct: a step and its words, nothing else."""
    return life.record(life.begin(verb, actor), actor, text, data)


def ask_info(life: Life, actor: Actor, text: str) -> datetime:
    """The moment until which the citizen may add something."""
    until = life.wait("need_info", life.policy.need_info)
    simple(life, "ask_info", actor, text, {"due_at": clock.iso(until)})
    return until


def finish(life: Life, verb: str, actor: Actor, text: str) -> None:
    """guide, answer, void, close: the ticket ends with these words."""
    step = life.begin(verb, actor)
    ticket = life.ticket
    ticket.closed_at = life.at
    if verb in {"guide", "answer"}:
        ticket.answer, ticket.answered_at = text, life.at
        ticket.resolution = "guided" if verb == "guide" else "answered"
    life.record(step, actor, text)


def correct(life: Life, actor: Actor, category: str, text: str) -> None:
    step = life.begin("correct", actor)
    changed = {"category": [life.ticket.category, category]}
    life.ticket.category = category
    received = local_day(life.ticket.received_at).isoformat()
    life.record(step, actor, text, {"changed": changed, "received": received})
    if not life.ticket.extensions and not life.ticket.reworks:
        clocks.promise_from(life, life.ticket.received_at)


def dispatch(life: Life, actor: Actor, unit: str, assist: Sequence[str] = (), text: str = "") -> None:
    step = life.begin("dispatch", actor)
    first = life.ticket.dispatched_at is None
    made = [life.assign(unit, "lead", text), *(life.assign(code, "assist", text) for code in assist if code != unit)]
    life.ticket.dispatched_at = life.at
    life.record(step, actor, text, {"unit": unit, "assist": [row.unit for row in made[1:]], "first": first})
    clocks.start(life, made)


def redispatch(life: Life, actor: Actor, unit: str, text: str) -> None:
    step = life.begin("redispatch", actor)
    before, held = life.ticket.lead_unit, life.first_held()
    life.end_assignments("redispatched")
    made = [life.assign(unit, "lead", text)]
    life.ticket.dispatched_at = life.at
    life.record(step, actor, text, {"unit": unit, "assist": [], "from_unit": before, "first_held": held})
    clocks.start(life, made)


def sign(life: Life, actor: Actor) -> None:
    step = life.begin("sign", actor)
    lead = life.lead()
    lead.signed_at = life.at
    if actor.role == "clerk":
        lead.handler_id, lead.handler = actor.id, actor.name
    life.record(step, actor, data={"late": lead.sign_by is not None and life.at > lead.sign_by})


def contact(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("contact", actor)
    first = life.ticket.contacted_at is None
    if first:
        life.ticket.contacted_at = life.at
    lead = life.lead() if first else None
    late = lead is not None and lead.contact_by is not None and life.at > lead.contact_by
    life.record(step, actor, text, {"first": first, "late": late})


def sub_assign(life: Life, actor: Actor, unit: str, text: str) -> None:
    step = life.begin("sub_assign", actor)
    child = life.assign(unit, "child", text)
    child.due_at = life.ticket.due_at
    life.record(step, actor, text, {"unit": unit})
    clocks.start_child(life, child)


def opine(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("opine", actor)
    mine = [row for row in life.live() if row.unit == actor.unit]
    for row in mine:
        row.replied_at, row.ended_at, row.outcome = life.at, life.at, "opined"
    life.ticket.holders = [code for code in life.ticket.holders if code != actor.unit]
    life.record(step, actor, text, {"unit": actor.unit})
    clocks.stop_part(life, mine)


def ask(life: Life, sort: str, actor: Actor, reason: str, text: str, suggested_unit: str = "", days: int = 0) -> None:
    """ask_return, ask_extension."""
    step = life.begin(f"ask_{sort}", actor)
    lead, ticket = life.lead(), life.ticket
    life.requests.append(
        RequestRow(
            ticket.city, life.new_id(), ticket.id, lead.id, lead.unit, sort, reason, text, suggested_unit, days,
            life.at, actor.name,
        )
    )  # fmt: skip
    wanted: dict[str, Any] = {"suggested_unit": suggested_unit} if sort == "return" else {"days": days}
    life.record(step, actor, text, {"reason": reason, **wanted})
    if sort == "return":
        life.wait("return_review", life.policy.return_review)


def grant_return(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("grant_return", actor)
    request = _decide(life, actor, "granted", text)
    held = life.first_held()
    life.end_assignments("returned")
    life.ticket.returns += 1
    life.record(step, actor, text, {"unit": request.unit, "reason": request.reason, "first_held": held})
    life.ticket.lead_unit = ""
    clocks.stop(life)


def refuse_return(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("refuse_return", actor)
    request = _decide(life, actor, "refused", text)
    life.lead().no_return = True
    life.record(step, actor, text, {"unit": request.unit})


def grant_extension(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("grant_extension", actor)
    request = _decide(life, actor, "granted", text)
    life.ticket.extensions += 1
    life.record(step, actor, text, {"days": request.days, "reason": request.reason})
    clocks.extend(life, request.days)


def refuse_extension(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("refuse_extension", actor)
    request = _decide(life, actor, "refused", text)
    life.record(step, actor, text, {"days": request.days})


def reply(life: Life, actor: Actor, resolution: str, internal: str, public: str) -> None:
    step = life.begin("reply", actor)
    ticket, lead = life.ticket, life.lead()
    lead.replied_at = ticket.replied_at = life.at
    ticket.resolution = resolution
    life.replies.append(
        ReplyRow(ticket.city, life.new_id(), ticket.id, actor.unit, actor.name, life.at, internal, public, resolution)
    )
    data = {"resolution": resolution, "late": life.at > ticket.due_at, "extended": ticket.extensions > 0}
    life.record(step, actor, internal, data)
    clocks.stop_part(life, (lead,))


def approve(life: Life, actor: Actor, text: str = "") -> None:
    step = life.begin("approve", actor)
    waiting = _reviewed(life, actor, "approved", text)
    ticket, lead = life.ticket, life.lead()
    ticket.answer, ticket.answered_at, ticket.next_visit_at = waiting.public, life.at, life.at
    life.end_assignments("answered")
    late = lead.due_at is not None and (lead.replied_at or life.at) > lead.due_at
    data: dict[str, Any] = {
        "resolution": waiting.resolution, "late": late, "again": ticket.reworks > 0,
        "waited": int((life.at - ticket.received_at).total_seconds()),
    }  # fmt: skip
    if late:
        data["carded"] = any(row.code == "red" and row.assignment_id == lead.id for row in life.escalations)
    life.record(step, actor, text, data)
    clocks.stop(life)


def send_back(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("send_back", actor)
    _reviewed(life, actor, "sent_back", text)
    lead = life.lead()
    lead.replied_at = life.ticket.replied_at = None
    life.ticket.resolution = ""
    life.record(step, actor, text)
    life.schedule(life.clocks[lead.id])


def supervise(life: Life, actor: Actor, text: str) -> None:
    simple(life, "supervise", actor, text, {"unit": life.ticket.lead_unit})


def urge(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("urge", actor)
    life.ticket.urges += 1
    life.record(step, actor, text, {"count": life.ticket.urges})


def withdraw(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("withdraw", actor)
    held = life.first_held()
    life.end_assignments("withdrawn")
    life.ticket.closed_at = life.at
    life.record(step, actor, text, {"first_held": held} if held else {})
    clocks.stop(life)


def merge(life: Life, actor: Actor, master: Life, text: str) -> None:
    step = life.begin("merge", actor)
    ticket = life.ticket
    previous = {"state": ticket.state, "units": list(ticket.holders), "lead": ticket.lead_unit}
    held = life.first_held()
    life.end_assignments("merged")
    ticket.master_id = master.ticket.id
    data = {"master": master.ticket.number, "previous": previous}
    life.record(step, actor, text, {**data, "first_held": held} if held else data)
    clocks.stop(life)


def miss(life: Life, actor: Actor) -> None:
    step = life.begin("miss", actor)
    life.ticket.misses += 1
    _visited(life, actor, "phone", reached=False)
    life.record(step, actor, data={"misses": life.ticket.misses})


def evaluate(life: Life, verb: str, actor: Actor, marks: dict[str, str], text: str, reason: str = "") -> None:
    """visit, rework: the citizen's own marks."""
    step = life.begin(verb, actor)
    means = "web" if actor.role == "citizen" else "phone"
    _visited(life, actor, means, reached=True, reason=reason, words=text, **marks)
    ticket = life.ticket
    if verb == "visit":
        ticket.closed_at = life.at
        life.record(step, actor, text, marks)
        return
    ticket.reworks += 1
    ticket.replied_at, ticket.answered_at, ticket.resolution = None, None, ""
    made = life.assign(ticket.lead_unit, "lead", text)
    made.signed_at = life.at
    life.record(step, actor, text, {**marks, "reason": reason})
    clocks.start_rework(life, [made])


def reopen(life: Life, actor: Actor, text: str) -> None:
    step = life.begin("reopen", actor)
    ticket = life.ticket
    ticket.closed_at, ticket.answered_at, ticket.replied_at = None, None, None
    ticket.resolution, ticket.lead_unit = "", ""
    ticket.extensions = ticket.reworks = ticket.misses = 0
    life.record(step, actor, text)
    clocks.promise_anew(life)


def since_answer(life: Life) -> list[VisitRow]:
    """The visits of the answer that stands."""
    answered = life.ticket.answered_at
    return [row for row in life.visits if answered is None or row.at >= answered]


def _decide(life: Life, actor: Actor, state: str, text: str) -> RequestRow:
    request = next(row for row in life.requests if row.state == "pending")
    request.state, request.decided_at, request.decided_by, request.decision = state, life.at, actor.name, text
    return request


def _reviewed(life: Life, actor: Actor, state: str, text: str) -> ReplyRow:
    waiting = next(row for row in life.replies if row.state == "waiting")
    waiting.state, waiting.reviewed_at, waiting.reviewed_by, waiting.review = state, life.at, actor.name, text
    return waiting


def _visited(life: Life, actor: Actor, means: str, reached: bool, **said: str) -> None:
    t = life.ticket
    attempt = len(since_answer(life)) + 1
    life.visits.append(
        VisitRow(t.city, life.new_id(), t.id, life.at, actor.name, actor.id, means, attempt, reached, **said)
    )
