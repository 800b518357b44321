"""A matter turns out to be a report after it was given out: those it accuses lose it at once (D-66)."""

from typing import Any

from hotline.actors import system
from hotline.errors import Incomplete
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.tickets import queries as tickets
from hotline.tickets import states
from hotline.tickets.actions import Happened, perform
from hotline.tickets.actions.outset import first_held
from hotline.tickets.actions.recusal import recuse
from hotline.tickets.models import Ticket


def shut_out(happened: Happened) -> None:
    """Whoever the text accuses, or only names without asking it for help, and all below it, see the ticket no more.

    Better once too often: nobody is kept from giving it back to a unit that is only named. The citizen is hidden too.
    """
    ticket, event = happened.ticket, happened.event
    if event.data.get("changed", {}).get("kind", ("", ""))[1] != "report":
        return
    ticket.confidential = True
    held, lead = first_held(ticket), ticket.lead_unit
    recused = recuse(ticket, _kept_off(ticket), happened.now)
    if recused:
        # The event keeps the unit it is taken from, as every other that takes a ticket back.
        event.to = ticket.state
        event.data = {**event.data, "recused": list(recused), **_lost(ticket, lead, held)}


def said_since(happened: Happened) -> None:
    """What the citizen says later may accuse those who have her matter: they lose it before they can read her words.

    Listener of every verb by which she speaks, and of our own notes of her letters to a ticket it was merged into.
    A dispatcher looks; it goes back to none of them but by two hands.
    """
    ticket, event, now = happened.ticket, happened.event, happened.now
    ours = event.verb == "note" and happened.actor.role != "system"
    if ours or not event.text or not queries.engine().conduct.read("", event.text).words:
        return
    held = tickets.reached(ticket)
    if ticket.kind != "report" and states.find("correct", ticket.state):
        perform("correct", ticket, system(ticket.city), now, kind="report", text="市民补充的内容涉及公职人员。")
    ticket.confidential = True
    first, lead = first_held(ticket), ticket.lead_unit
    recuse(ticket, held, now)
    event.to = ticket.state
    event.data = {**event.data, "accuses": True, "recused": held, **_lost(ticket, lead, first)}


def keep_apart(happened: Happened) -> None:
    """merge: no report is handled with a ticket that those it accuses hold or held, whichever of the two is the master.

    Their page of the other one would show its number, and their answer would go to whom they must not know.
    """
    ticket = happened.ticket
    master = tickets.by_id(ticket.city, ticket.master_id) if ticket.master_id else None
    if master is None:
        return
    for report, other in ((ticket, master), (master, ticket)):
        if report.kind == "report" and _kept_off(report) & set(tickets.reached(other)):
            raise Incomplete(
                "master", "其中一件是举报，另一件由被举报的单位办理或办理过，不能并案。",
                "One is a report about units that have or had the other: they are not handled together.",
            )  # fmt: skip


def _lost(ticket: Ticket, lead: str, held: dict[str, str] | None) -> dict[str, Any]:
    """What the boards count where its first unit lost it."""
    return {"first_held": held} if held and lead and not ticket.lead_unit else {}


def _kept_off(ticket: Ticket) -> set[str]:
    engine, matter = queries.engine(), matter_of(ticket, "")
    return {*engine.decide(matter).barred, *engine.named(matter)}
