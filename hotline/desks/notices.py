"""What is new for me (通知): the newest notices of my unit and role, each leading to its ticket."""

from typing import Any

from flask import Response
from sqlalchemy import select

from hotline import clock, i18n, outbox, web
from hotline.actors import Actor
from hotline.db import db
from hotline.desks import bell, toasts
from hotline.desks.blueprint import desks
from hotline.desks.worklist import VIEWS
from hotline.people import queries as people
from hotline.tickets import labels
from hotline.tickets.labels import Words, say
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to

SAID: Words = {
    "assigned": ("派给本单位，请签收", "Sent to your unit: sign for it"),
    "request": ("单位提出申请，请审批", "A unit asks for a decision"),
    "decision": ("申请已审批", "Your request is decided"),
    "to_sign": ("答复待您审核", "A reply waits for you"),
    "sent_back": ("答复被退回修改", "The reply came back for changes"),
    "rework": ("市民不满意，请重办", "The citizen is not content: do it again"),
    "urged": ("市民催办", "The citizen urges"),
    "supplied": ("市民补充了情况", "The citizen added something"),
    "withdrawn": ("市民已撤回，不用再办", "The citizen withdrew it: no more to do"),
    "supervised": ("督办", "Supervision demand"),
    "instructed": ("领导批示", "A leader’s instruction"),
    "unsettled": ("两次重办仍不满意，请决定", "Not content after two reworks: decide"),
}
"""Template → what it says in a line. The ladder's rungs have their own words."""


@desks.get("/staff/notices")
@web.staff(*VIEWS)
def notices() -> Response:
    actor, language = web.actor(), i18n.language()
    fresh = bell.since(actor)
    messages = outbox.recent(actor.city, bell.of(actor))
    tickets = _tickets(actor, {int(message.data.get("ticket", 0)) for message in messages})
    rows = [
        (message, _words(message), ticket, people.unit_name(ticket.lead_unit, language) if ticket.lead_unit else "")
        for message in messages
        if (ticket := tickets.get(int(message.data.get("ticket", 0)))) is not None
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


def _words(message: outbox.Message) -> str:
    if message.template == "ladder":
        return say(labels.LEVELS, message.data.get("level"))
    return say(SAID, message.template)
