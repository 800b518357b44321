"""Tickets brought to a stage of their life by the real actions, for tests of what comes after."""

from typing import Any

from flask import Flask

from hotline import clock, config
from hotline.actors import Actor, system
from hotline.db import db, new_id, transaction
from hotline.tickets import queries
from hotline.tickets.actions import perform, receive
from hotline.tickets.inbound import Inbound, Person
from hotline.tickets.models import Ticket

UNIT = "510104"
PHONE = "+8613800138000"
BODY = "锦江区沙河街道楼下烧烤摊占道经营，半夜油烟很大，多次反映没有改善。"


def city() -> str:
    return config.settings().city


def who(role: str, unit: str = "510100") -> Actor:
    return Actor(7, f"演示{role}", role, city(), unit, unit)


def called(app: Flask, body: str = BODY, **more: Any) -> str:
    """A call taken by an operator: received, with nobody's hand on it yet. Returns its number."""
    person = Person(name="演示来电人", phone=more.pop("phone", PHONE), address=more.pop("address", "锦江区沙河街道"))
    with app.app_context(), transaction():
        message = Inbound(
            channel="phone", external_id=more.pop("external_id", "") or str(new_id()), title=body[:20],
            body=body, received_at=clock.now(), person=person, **more,
        )  # fmt: skip
        return receive(message, who("operator"), clock.now()).number


def do(app: Flask, number: str, verb: str, actor: Actor, **brings: Any) -> None:
    with app.app_context(), transaction():
        perform(verb, queries.get_ticket(number, system(city())), actor, clock.now(), **brings)


def accepted(app: Flask, body: str = BODY, **more: Any) -> str:
    number = called(app, body, **more)
    do(app, number, "accept", who("operator"))
    return number


def dispatched(app: Flask, body: str = BODY, **more: Any) -> str:
    number = accepted(app, body, **more)
    do(app, number, "dispatch", who("dispatcher"), unit=UNIT)
    return number


def answered(app: Flask, body: str = BODY, resolution: str = "solved", **more: Any) -> str:
    """Answered by the unit and let go by its leader: it waits for the follow-up call."""
    number = dispatched(app, body, **more)
    answer_again(app, number, resolution, sign=True)
    return number


def answer_again(app: Flask, number: str, resolution: str = "solved", sign: bool = False) -> None:
    clerk = who("clerk", UNIT)
    if sign:
        do(app, number, "sign", clerk)
    do(app, number, "reply", clerk, resolution=resolution, internal="已到现场处理。", public="您好，已经处理。")
    do(app, number, "approve", who("leader", UNIT))


def read(app: Flask, number: str) -> Ticket:
    """The ticket as it stands, for looking at its plain columns."""
    with app.app_context():
        ticket = queries.get_ticket(number, system(city()))
        db.session.expunge(ticket)
        return ticket


def verbs(app: Flask, number: str) -> list[str]:
    """What happened to it, in order."""
    with app.app_context():
        return [event.verb for event in queries.timeline(queries.get_ticket(number, system(city())))]
