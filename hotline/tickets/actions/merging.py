"""Handling tickets together: merge 并案, its undoing 撤销并案, and the master's answer for all of them 并案答复."""

from datetime import datetime

from sqlalchemy import select

from hotline import clock
from hotline.actors import Actor, system
from hotline.db import db
from hotline.errors import Incomplete, NotAllowed, Stale
from hotline.privacy import masking
from hotline.tickets import numbers, queries, states
from hotline.tickets.actions.ground import begin, end_assignments, record, takes_work
from hotline.tickets.actions.outset import first_held
from hotline.tickets.models import Assignment, Ticket, TicketEvent


def merge(ticket: Ticket, actor: Actor, now: datetime, master: str, text: str = "") -> TicketEvent:
    """并案: this ticket is handled with its master; it keeps its own citizen, answer and visit (D-3, D-32).

    Those that wait with it come along, so that two masters can be made one.
    """
    step = begin("merge", ticket, actor, {"master": master, "text": text})
    chief = queries.get_ticket(master, actor) if numbers.read(master) else None
    if chief is None or chief.id == ticket.id or not chief.open or chief.answered_at is not None:
        raise Incomplete(
            "master", "主件编号不对：要填一件在办的、不是本件的工单。", "Give the number of another open ticket."
        )
    if chief.confidential != ticket.confidential:
        raise Incomplete(
            "master",
            "保密件与其他件不能并案，请分别办理。",
            "A confidential matter is not handled together with one that is not.",
        )
    _hold(ticket, chief)
    waiting = queries.waiting_with(ticket)
    _bring(waiting, chief, now, came_with=ticket.number)
    return _put(step, ticket, chief, actor, now, text, **({"brought": len(waiting)} if waiting else {}))


def _put(
    step: states.Step, ticket: Ticket, chief: Ticket, actor: Actor, now: datetime, text: str, **more: str | int
) -> TicketEvent:
    previous = {"state": ticket.state, "units": list(ticket.holders), "lead": ticket.lead_unit}
    held = first_held(ticket)
    ended = end_assignments(ticket, "merged", now)
    ticket.master_id = chief.id
    data = {"master": chief.number, "previous": previous, **({"first_held": held} if held else {}), **more}
    return record(step, ticket, actor, now, text, data, ended)


def _bring(waiting: list[Ticket], chief: Ticket, now: datetime, came_with: str = "") -> None:
    """Those that waited with another master wait with this one; each stands as it stood before it was merged at all."""
    for one in waiting:
        actor, text = system(one.city), "主件变更，随之转并。"
        unmerge(one, actor, now, text=text)
        step = begin("merge", one, actor, {"master": chief.number, "text": text})
        _put(step, one, chief, actor, now, text, **({"came_with": came_with} if came_with else {}))


def unmerge(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """撤销并案: the ticket is again as it was before, with the units it had, what they had done and the time they had.

    Where the lead unit takes no work any more, a dispatcher finds another. Those that came with it leave with it.
    """
    if ticket.master_id and ticket.answered_at is not None and ticket.state != "merged":
        raise NotAllowed(
            "主件已经答复，本件随主件一并答复，不能再撤销并案。没有解决的，在回访时重新办理。",
            "The master is answered and this ticket with it: it can’t be taken out any more. What is not solved is "
            "reworked at the visit.",
        )
    step = begin("unmerge", ticket, actor, {"text": text})
    merged = _merge_of(ticket)
    previous = merged.data["previous"]
    with_unit = previous["state"] in states.UNIT
    parts = _taken_up(ticket, merged.at) if with_unit and takes_work(previous["lead"]) else ()
    chief = queries.by_id(ticket.city, ticket.master_id) if ticket.master_id else None
    ticket.master_id = None
    ticket.holders = [row.unit for row in parts]
    ticket.move(previous["state"] if parts or not with_unit else step.otherwise)
    data = {"master": merged.data["master"], "unit": previous["lead"], "since": clock.iso(merged.at)}
    if parts and merged.data.get("first_held"):
        data["first_held"] = merged.data["first_held"]
    event = record(step, ticket, actor, now, text, data, parts)
    if with_unit and not parts:
        ticket.lead_unit = ""
    others = queries.waiting_with(chief) if chief is not None and merged.data.get("brought") else []
    _bring([one for one in others if _merge_of(one).data.get("came_with") == ticket.number], ticket, now)
    return event


def _merge_of(ticket: Ticket) -> TicketEvent:
    """The latest of its merges."""
    return next(event for event in reversed(queries.timeline(ticket)) if event.verb == "merge")


def share(ticket: Ticket, actor: Actor, now: datetime) -> TicketEvent:
    """并案答复: the master is answered, so this one is too; its citizen is visited and evaluates by herself (D-32)."""
    step = begin("share", ticket, actor, {})
    master = queries.by_id(ticket.city, ticket.master_id) if ticket.master_id else None
    if master is None or master.answered_at is None:
        raise NotAllowed("主件还没有答复。", "The master has no answer yet.")
    ticket.answer, ticket.answered_at, ticket.next_visit_at = shared_words(master), now, now
    ticket.resolution, ticket.lead_unit = master.resolution, master.lead_unit
    return record(step, ticket, actor, now, data={"master": master.number, "resolution": master.resolution})


def share_all(master: Ticket, now: datetime) -> None:
    """Everybody who is handled together with this master has its answer."""
    for together in sharers(master, now):
        share(together, system(master.city), now)


def sharers(master: Ticket, now: datetime) -> list[Ticket]:
    """Those that have this master's answer with it. One that became a secret shares none: the others go on alone."""
    _hold(master)
    waiting = queries.waiting_with(master)
    alone = [one for one in waiting if master.confidential and not one.confidential]
    for one in alone:
        unmerge(one, system(master.city), now, text="主件转为保密办理，本件单独办理。")
    return [one for one in waiting if one not in alone]


def shared_words(master: Ticket) -> str:
    """The master's answer, without the person it was written to (D-3)."""
    return masking.stranger(master.answer, queries.petitioner(master))


def release(master: Ticket, now: datetime) -> None:
    """The master goes without an answer: those handled together with it go on by themselves."""
    _hold(master)
    for together in queries.waiting_with(master):
        unmerge(together, system(master.city), now, text="主件已不再办理，本件继续办理。")


def _hold(*tickets: Ticket) -> None:
    """Nobody joins, answers or leaves these until we are done. Stale when one of them changed since it was read.

    Always in the order of their ids, so that two merges that cross wait for each other and never in a circle.
    """
    known = {ticket.id: ticket for ticket in tickets}
    rows = select(Ticket.id, Ticket.version).where(Ticket.city == tickets[0].city, Ticket.id.in_(known))
    held = db.session.execute(rows.order_by(Ticket.id).with_for_update(key_share=True))
    if any(version != known[key].version for key, version in held):
        raise Stale


def _taken_up(ticket: Ticket, merged_at: datetime) -> tuple[Assignment, ...]:
    """The parts that ended with the merge are live again, the lead first; so is what their units had asked for."""
    ended = [row for row in queries.assignments(ticket) if row.outcome == "merged" and row.ended_at == merged_at]
    parts = [row for row in ended if takes_work(row.unit)]
    for row in parts:
        row.ended_at, row.outcome = None, ""
    live = {row.id for row in parts}
    for request in queries.requests(ticket):
        if request.state == "lapsed" and request.decided_at == merged_at and request.assignment_id in live:
            request.state, request.decided_at = "pending", None
    return tuple(sorted(parts, key=lambda row: row.part != "lead"))
