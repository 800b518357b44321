"""Alarms that stand (警情): a life may be in danger, and the dispatchers' pages say so until somebody takes it up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, flash
from flask_babel import gettext as _
from sqlalchemy import and_, select

from hotline import clock, web
from hotline.actors import Actor
from hotline.db import db, id_at, transaction
from hotline.desks.blueprint import desks
from hotline.insight.alerts import alarming
from hotline.outbox import Message
from hotline.tickets import actions, queries, states
from hotline.tickets.models import Ticket, TicketEvent
from hotline.tickets.queries import visible_to

STANDS = timedelta(hours=12)
"""An alarm that nobody took up is told so long; then its ticket is overdue and the ladder tells of it."""
SAID = timedelta(minutes=10)
"""So long the others read who took it up."""
READ, MOST = 100, 5
"""Alarms that are looked at, and those shown."""
TAKES_UP = frozenset({"dispatcher", "supervisor"})
"""Whoever of these does something with the ticket has taken it up; so has the unit that signs for it."""
TAKEN = "警情已知悉，由我跟进。"
"""The note that the button on the alarm writes; it stands in the timeline of the ticket."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`taken_by` is empty while nobody has taken it up. `id` grows with time."""

    id: int
    ticket: Ticket
    at: datetime
    taken_by: str = ""
    taken_at: datetime | None = None


def hears(actor: Actor) -> bool:
    """Whether this person's pages say an alarm."""
    return f"role:{actor.role}" == alarming.TOLD


def standing(actor: Actor, now: datetime) -> list[Standing]:
    """The alarms this person is told of that still stand, those nobody has taken up first, the newest before others.

    Two statements along indexes, the second only where there is an alarm.
    """
    if not hears(actor):
        return []
    wanted = Message.city == actor.city, Message.recipient == alarming.TOLD, Message.template == "alarm"
    told = {
        int(row.data["ticket"]): row
        for row in db.session.scalars(
            select(Message).where(*wanted, Message.id >= id_at(now - STANDS)).order_by(Message.id.desc()).limit(READ)
        )
    }
    if not told:
        return []
    taken = _taken(actor, list(told))
    tickets = select(Ticket).where(visible_to(actor), Ticket.id.in_(told), Ticket.state.in_(sorted(states.RUNNING)))
    found = [_standing(told[one.id], one, taken.get(one.id)) for one in db.session.scalars(tickets)]
    said = [one for one in found if one.taken_at is None or now - one.taken_at <= SAID]
    return sorted(said, key=lambda one: (bool(one.taken_by), -one.id))[:MOST]


def _standing(message: Message, ticket: Ticket, taken: TicketEvent | None) -> Standing:
    if taken is None:
        return Standing(message.id, ticket, message.created_at)
    return Standing(message.id, ticket, message.created_at, taken.actor_name, taken.at)


def _taken(actor: Actor, ids: list[int]) -> dict[int, TicketEvent]:
    """Of each ticket the first event by which a person took it up."""
    rows = db.session.scalars(
        select(TicketEvent)
        .where(
            TicketEvent.city == actor.city, TicketEvent.ticket_id.in_(ids), TicketEvent.verb != states.START,
            TicketEvent.actor_role.in_(sorted(TAKES_UP)) | and_(
                TicketEvent.verb == "sign", TicketEvent.actor_role != "system"
            ),
        )
        .order_by(TicketEvent.id.desc())
    )  # fmt: skip
    return {row.ticket_id: row for row in rows}


@desks.post("/staff/alarms/<number>")
@web.staff("dispatcher")
def take_up(number: str) -> Response:
    """This person sees to it: the note in the timeline tells everybody, and the others' pages stop sounding."""
    actor = web.actor()
    with transaction():
        ticket = queries.get_ticket(number, actor)
        first = _taken(actor, [ticket.id]).get(ticket.id)
        if first is None:
            actions.perform("note", ticket, actor, clock.now(), text=TAKEN)
    if first is None:
        flash(_("You see to it; the other dispatchers read your name"), "success")
    else:
        flash(_("%(name)s has seen to it since %(at)s", name=first.actor_name, at=web.when(first.at)), "info")
    return web.see_other("desks.ticket", number=number)
