"""A matter told step by step: who does what to one ticket, and what stands in the database after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from hotline import clock, outbox
from hotline.actors import Actor, citizen, system
from hotline.db import db, new_id, transaction
from hotline.sla.models import Clock, Escalation
from hotline.tickets import queries
from hotline.tickets.actions import perform, receive
from hotline.tickets.inbound import Inbound, Person
from hotline.tickets.models import Assignment, Ticket, TicketEvent

CITY = "510100"
PERSON = Person(name="演示市民", phone="+8613800001234", email="citizen@example.com", address="演示路1号2栋")


@dataclass(frozen=True, slots=True)
class Matter:
    """One ticket. `do("reply", "clerk", of="cgw", …)`: the verb, the role, the unit that acts, what the verb brings."""

    app: Flask
    id: int

    def do(self, verb: str, role: str = "dispatcher", of: str = CITY, **brings: Any) -> "Matter":
        return self.by(self._actor(role, of), verb, **brings)

    def by(self, actor: Actor, verb: str, **brings: Any) -> "Matter":
        """The same by one person, who may act again."""
        with self.app.app_context(), transaction():
            perform(verb, self._ticket(), actor, clock.now(), **brings)
        return self

    @property
    def ticket(self) -> Ticket:
        """As it stands now, apart from any session."""
        with self.app.app_context():
            found = self._ticket()
            db.session.expunge(found)
            return found

    def clock(self, unit: str) -> Clock:
        """The newest clock of a unit's part."""
        return self._rows(select(Clock).where(Clock.unit == unit).order_by(Clock.assignment_id), Clock)[-1]

    def part(self, unit: str) -> Assignment:
        return self._rows(select(Assignment).where(Assignment.unit == unit).order_by(Assignment.id), Assignment)[-1]

    def events(self, verb: str) -> list[TicketEvent]:
        return self._rows(select(TicketEvent).where(TicketEvent.verb == verb).order_by(TicketEvent.id), TicketEvent)

    def rungs(self, unit: str) -> list[str]:
        """The rungs fired for a unit, in the order of their firing."""
        rows = select(Escalation).where(Escalation.unit == unit).order_by(Escalation.id)
        return [row.code for row in self._rows(rows, Escalation)]

    def messages(self, template: str) -> list[outbox.Message]:
        with self.app.app_context():
            wanted = select(outbox.Message).where(outbox.Message.template == template).order_by(outbox.Message.id)
            rows = [row for row in db.session.scalars(wanted) if row.data["ticket"] == self.id]
            db.session.expunge_all()
            return rows

    def _rows(self, query: Any, table: Any) -> list[Any]:
        with self.app.app_context():
            rows = list(db.session.scalars(query.where(table.city == CITY, table.ticket_id == self.id)))
            db.session.expunge_all()
            return rows

    def _ticket(self) -> Ticket:
        found = queries.by_id(CITY, self.id)
        assert found is not None
        return found

    def _actor(self, role: str, of: str) -> Actor:
        if role == "system":
            return system(CITY)
        return citizen(CITY, self.id) if role == "citizen" else staff(role, of)


def staff(role: str, of: str = CITY) -> Actor:
    return Actor(new_id(), f"演示{role}", role, CITY, of)


def taken(app: Flask, kind: str = "help", role: str = "operator", **fields: Any) -> Matter:
    """A ticket from a call: an operator's ticket is not sent on by itself."""
    given = {
        "channel": "phone", "external_id": f"call {new_id()}", "title": "春熙路路灯不亮",
        "body": "锦江区春熙路路灯坏了。", "category": "0101", "person": PERSON, "received_at": clock.now(), **fields,
    }  # fmt: skip
    with app.app_context(), transaction():
        who = system(CITY) if role == "system" else staff(role)
        return Matter(app, receive(Inbound(kind=kind, **given), who, clock.now()).id)


def dispatched(
    app: Flask, kind: str = "help", unit: str = "cgw", assist: tuple[str, ...] = (), **fields: Any
) -> Matter:
    return taken(app, kind, **fields).do("accept").do("dispatch", unit=unit, assist=assist)


def handled(app: Flask, kind: str = "help", unit: str = "cgw", **fields: Any) -> Matter:
    """Dispatched and signed."""
    return dispatched(app, kind, unit, **fields).do("sign", "clerk", of=unit)


def replied(matter: Matter, unit: str = "cgw") -> Matter:
    return matter.do("reply", "clerk", of=unit, resolution="solved", internal="已修复。", public="路灯已修好。")


def at(text: str) -> datetime:
    """A moment of the city's wall clock: `at("2026-11-27 17:30")`."""
    return clock.parse(text)
