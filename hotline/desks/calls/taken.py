"""The call just taken, to be read back: number in groups, query code, promised day. The next call begins from here."""

from datetime import timedelta
from typing import Any

from flask import session

from hotline import clock, i18n
from hotline.actors import Actor
from hotline.desks import advice
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.tickets import labels, numbers, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

TAKEN = "call_taken"
PAPER = "paper_taken"
SHOWN_FOR = timedelta(minutes=10)
"""How long number and code stay on the operator's page."""


def keep(ticket: Ticket, verb: str = "", place: str = TAKEN) -> None:
    """The session holds the number only; the code never leaves the database but on the page. `verb`: urge or supply."""
    session[place] = [ticket.number, clock.iso(clock.now()), verb]


def taken(actor: Actor, place: str = TAKEN) -> dict[str, Any] | None:
    """What is read to the caller, or None when nothing was taken or it is long ago.

    The code is said of a new ticket only: who asks about an earlier one may not be the person it belongs to.
    """
    kept = session.get(place)
    if not kept or clock.now() - clock.parse(kept[1]) > SHOWN_FOR:
        session.pop(place, None)
        return None
    number, _at, verb = kept
    ticket = queries.get_ticket(number, actor)
    person = queries.petitioner(ticket)
    code = ticket.query_code
    return {
        "ticket": ticket,
        "number": numbers.show(ticket.number),
        "code": "" if verb else f"{code[:4]} {code[4:]}",
        "unit": people.unit_name(ticket.lead_unit, i18n.language()) if ticket.lead_unit else "",
        "due": advice.spoken(ticket.promised_at or ticket.due_at) if ticket.open else "",
        "done": say(labels.DONE, verb).rstrip("。.") if verb else "",
        "caller": " ".join(filter(None, (person.name, masking.phone(person.phone)))),
    }
