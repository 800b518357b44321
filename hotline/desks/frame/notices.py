"""What is new for me (通知): the newest notices of my unit and role, each leading to its ticket."""

from typing import Any

from flask import Response
from sqlalchemy import select

from hotline import clock, i18n, outbox, web
from hotline.actors import Actor
from hotline.db import db
from hotline.desks import bell, toasts
from hotline.desks.blueprint import desks
from hotline.desks.worklist.tabs import VIEWS
from hotline.people import queries as people
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to


@desks.get("/staff/notices")
@web.staff(*VIEWS)
def notices() -> Response:
    actor, language = web.actor(), i18n.language()
    fresh = bell.since(actor)
    messages = outbox.recent(actor.city, bell.of(actor))
    tickets = _tickets(actor, {int(message.data.get("ticket", 0)) for message in messages})
    rows = [
        (message, bell.words(message), ticket, people.unit_name(ticket.lead_unit, language) if ticket else "")
        for message in messages
        if (ticket := tickets.get(int(message.data.get("ticket", 0)))) is not None or "alert" in message.data
    ]
    return web.render(
        "desks/notices.html", rows=rows, fresh=fresh, newest=messages[0].id if messages else 0, done=_done()
    )


def _done() -> list[dict[str, Any]]:
    """What this person did lately, with the moment as one; what can be undone carries the way."""
    return [{**one, "at": clock.parse(one["at"])} for one in toasts.lately()]


def _tickets(actor: Actor, ids: set[int]) -> dict[int, Ticket]:
    """Those of these tickets that the person may see."""
    found = db.session.scalars(select(Ticket).where(visible_to(actor), Ticket.id.in_(ids)))
    return {ticket.id: ticket for ticket in found}
