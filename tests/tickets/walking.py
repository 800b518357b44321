"""Who acts in the core's tests, and tickets walked to a stage of their life by the real actions."""

from datetime import datetime
from typing import Any

from hotline import clock
from hotline.actors import Actor, citizen
from hotline.tickets import actions
from hotline.tickets.inbound import Inbound, Person
from hotline.tickets.models import Ticket, TicketEvent

CITY = "510100"
DISTRICT = "510104"
STREET = "510104017"
OTHER = "510108"
BUREAU = "cgw"


def who(role: str, unit: str = CITY, user_id: int = 7) -> Actor:
    return Actor(user_id, f"演示{role}", role, CITY, unit)


OPERATOR = who("operator")
DISPATCHER = who("dispatcher")
CLERK = who("clerk", DISTRICT)
LEADER = who("leader", DISTRICT)
FOLLOWUP = who("followup")
SUPERVISOR = who("supervisor")
MAYOR = who("mayor")


def message(external_id: str = "1", **more: Any) -> Inbound:
    given: dict[str, Any] = {
        "channel": "phone", "title": "占道经营", "body": "烧烤摊占道经营，半夜油烟很大。", "kind": "complaint",
        "person": Person(name="演示来电人", phone="+8613800138000", address="锦华路三段88号"),
    }  # fmt: skip
    return Inbound(external_id=external_id, received_at=clock.now(), **{**given, **more})


def received(external_id: str = "1", **more: Any) -> Ticket:
    return actions.receive(message(external_id, **more), OPERATOR, clock.now())


def do(verb: str, ticket: Ticket, actor: Actor, **brings: Any) -> TicketEvent:
    return actions.perform(verb, ticket, actor, clock.now(), **brings)


def accepted(external_id: str = "1", **more: Any) -> Ticket:
    ticket = received(external_id, **more)
    do("accept", ticket, OPERATOR)
    return ticket


def dispatched(external_id: str = "1", unit: str = DISTRICT, assist: tuple[str, ...] = (), **more: Any) -> Ticket:
    ticket = accepted(external_id, **more)
    do("dispatch", ticket, DISPATCHER, unit=unit, assist=assist, text="请尽快核实")
    return ticket


def handling(external_id: str = "1", assist: tuple[str, ...] = (), **more: Any) -> Ticket:
    ticket = dispatched(external_id, assist=assist, **more)
    do("sign", ticket, CLERK)
    return ticket


def replied(external_id: str = "1", **more: Any) -> Ticket:
    ticket = handling(external_id, **more)
    do("reply", ticket, CLERK, resolution="solved", internal="核查属实，已整改。", public="您好，已责令整改。")
    return ticket


def reviewed(external_id: str = "1", **more: Any) -> Ticket:
    ticket = replied(external_id, **more)
    do("approve", ticket, LEADER)
    return ticket


def limit(ticket: Ticket, due_at: datetime) -> None:
    """Due then, on every list."""
    actions.set_due(ticket, due_at)
    actions.sync_reach(ticket)


def of(ticket: Ticket) -> Actor:
    """The citizen of this ticket."""
    return citizen(CITY, ticket.id)
