"""Who in a unit handles a ticket, and how much each has in hand: a suggestion with its number, never an order."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline.actors import Actor
from hotline.clock import now
from hotline.db import db, transaction
from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.tickets import workload
from hotline.tickets.actions import perform
from hotline.tickets.models import Ticket
from tests.conftest import add_user
from tests.matters import CITY, Matter, dispatched, replied, taken

BUS = {"title": "希望增加公交线路", "body": "公交车班次太少，希望增加公交线路。", "category": "0501"}


@pytest.fixture(autouse=True)
def _two_clerks(app: Flask, clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")
    for login in ("first", "second"):
        add_user(app, login, "clerk", "cgw")


def signed(app: Flask, login: str) -> Matter:
    matter = dispatched(app)
    with app.app_context(), transaction():
        user = people.user_by_login(login)
        ticket = db.session.get(Ticket, (CITY, matter.id))
        assert user is not None
        assert ticket is not None
        perform("sign", ticket, Actor(user.id, user.name, "clerk", CITY, "cgw"), now())
    return matter


def loads(app: Flask) -> list[tuple[str, int, int]]:
    with app.app_context():
        return [(one.login, one.open, one.lately) for one in workload.of_unit(CITY, "cgw", now())]


def test_whoever_signs_handles_it_and_the_fewest_open_come_first(app: Flask) -> None:
    matter = signed(app, "first")
    assert matter.part("cgw").handler == "演示clerk"
    assert loads(app) == [("second", 0, 0), ("first", 1, 1)]


def test_who_is_quick_is_not_taken_for_idle(app: Flask) -> None:
    for _time in range(2):
        replied(signed(app, "first")).do("approve", "leader", of="cgw")
    assert loads(app) == [("second", 0, 0), ("first", 0, 2)]


def test_the_unit_names_another_and_that_is_told(app: Flask) -> None:
    matter = signed(app, "first").do("entrust", "leader", of="cgw", handler="second", text="熟悉情况")
    assert loads(app) == [("first", 0, 0), ("second", 1, 1)]
    assert matter.events("entrust")[0].data["before"] == "演示clerk"
    assert matter.messages("entrusted")[0].recipient.startswith("user:")


@pytest.mark.parametrize("handler", ["first", "nobody", "stranger"])
def test_nobody_of_another_unit_and_not_the_same_again(app: Flask, handler: str) -> None:
    add_user(app, "stranger", "clerk", "sjj")
    with pytest.raises(Incomplete):
        signed(app, "first").do("entrust", "leader", of="cgw", handler=handler)


def test_the_decision_names_a_handler_only_where_there_is_a_choice(app: Flask) -> None:
    add_user(app, "one", "clerk", "gjjt")
    alone = reasons(taken(app, **BUS))
    add_user(app, "two", "clerk", "gjjt")
    assert alone == []
    (told,) = reasons(taken(app, **BUS))
    assert "在办0件，本单位最少" in told
    assert told.endswith("由单位决定")


def reasons(matter: Matter) -> list[str]:
    with matter.app.app_context():
        found = routing.decision(matter.ticket)
        assert found is not None
        assert found.unit == "gjjt"
        return [one["zh"] for one in found.because if one["rule"].startswith("workload/")]
