"""A life may be in danger (扬言 and the like): a person is told at once, not only a queue (D-31)."""

from datetime import datetime

from sqlalchemy import update

from hotline import outbox
from hotline.actors import Actor
from hotline.db import append, db, new_id
from hotline.insight.alerts.models import Alarm
from hotline.routing import queries as routing
from hotline.routing.decision.engine import READ
from hotline.tickets import origin, states
from hotline.tickets.actions import Happened
from hotline.tickets.models import Ticket

TOLD = "role:dispatcher"
"""Whose bell counts it as a notice."""
HEARERS = ("operator", "dispatcher", "supervisor")
"""Whose pages say it: whoever of the hotline is on duty can act."""
TAKES_UP = frozenset({"dispatcher", "supervisor"})
"""Whoever of these does something with the ticket has taken it up; so has the unit that signs for it."""
CALLED, HEARD, OTHER = 0, 1, 2
"""Grades, the gravest first: for which 110, 119 or 120 must be rung, any other danger that was heard, and what only its
item makes urgent."""


def tell(happened: Happened) -> None:
    """Listener of every receipt: what must be answered within two hours rings until somebody takes it up."""
    ticket, event = happened.ticket, happened.event
    if ticket.urgency != "h2":
        return
    found = routing.engine().alarms.urgency(ticket.title, origin.without(ticket.body)[:READ])
    grade = CALLED if found.call else HEARD if found.rule else OTHER
    append(
        Alarm(
            city=event.city, id=new_id(), ticket_id=ticket.id, grade=grade, at=happened.now, taken_by="",
            taken_at=None,
        )
    )  # fmt: skip
    outbox.post(event.city, TOLD, f"{event.id} alarm", "alarm", {"ticket": ticket.id}, happened.now, shown=True)


def heed(happened: Happened) -> None:
    """Listener of every verb: whoever acts on the ticket has taken its alarm up; nothing rings for one that is over."""
    ticket, event = happened.ticket, happened.event
    if event.verb == states.START or (ticket.urgency != "h2" and event.verb != "correct"):
        return
    role = happened.actor.role
    if role in TAKES_UP or (event.verb == "sign" and role != "system"):
        take(ticket, happened.actor, happened.now)
    elif ticket.state not in states.RUNNING:
        _settle(ticket, "", happened.now)


def take(ticket: Ticket, actor: Actor, now: datetime) -> None:
    """This person sees to it; who was first stays."""
    _settle(ticket, actor.name, now)


def _settle(ticket: Ticket, name: str, now: datetime) -> None:
    mine = Alarm.city == ticket.city, Alarm.ticket_id == ticket.id, Alarm.taken_at.is_(None)
    db.session.execute(update(Alarm).where(*mine).values(taken_by=name, taken_at=now))
