"""Tickets of the page tests, brought to a stage by the core's own actions with everybody listening."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from hotline.actors import system
from hotline.db import transaction
from hotline.tickets import queries
from hotline.tickets.inbound import Person
from hotline.tickets.models import Ticket
from tests.tickets import walking

BODY = "请帮忙看看这件事。\n我的电话是13812341234。"
TITLE = "请帮忙看看"
PERSON = Person(name="王小明", phone="+8613812341234", email="wang@example.com", address="锦华路三段88号2栋501")


def make(app: Flask, stage: Callable[..., Ticket], external_id: str = "1", **more: Any) -> str:
    """A ticket at this stage (a function of `walking`); its number. The words name no place and no matter."""
    given = {"title": TITLE, "body": BODY, "person": PERSON, "kind": "help", **more}
    with app.app_context(), transaction():
        return stage(external_id, **given).number


def do(app: Flask, number: str, verb: str, actor: Any, **brings: Any) -> None:
    with app.app_context(), transaction():
        walking.do(verb, queries.get_ticket(number, system(walking.CITY)), actor, **brings)


def state(app: Flask, number: str) -> str:
    with app.app_context():
        return queries.get_ticket(number, system(walking.CITY)).state


def verbs(app: Flask, number: str) -> list[str]:
    """What happened to it, oldest first."""
    with app.app_context():
        return [event.verb for event in queries.timeline(queries.get_ticket(number, system(walking.CITY)))]


def path(number: str) -> str:
    return f"/staff/tickets/{number}"
