"""Two matters in one call: told quietly, and one key files the second with caller and place kept."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.desks.calling import BODY, NEW, assist, count, only, send

SECOND = "/staff/calls/second"
LIGHTS = "锦华路三段路灯不亮，晚上很黑。"
BOTH = f"{LIGHTS}另外我想问一下居住证怎么办理。"
CALLER = {"phone": "138 0013 8000", "name": "演示来电人", "address": "锦江区锦华路三段88号", "confidential": "y"}


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


def tickets(app: Flask) -> list[Ticket]:
    with app.app_context():
        found = list(db.session.scalars(select(Ticket).order_by(Ticket.id)))
        db.session.expunge_all()
        return found


def test_two_matters_are_told_and_one_is_not(operator: Client) -> None:
    shown = assist(operator, body=BOTH)
    assert "好像说了2件事" in shown
    assert shown.index("路灯不亮") < shown.index("居住证")
    assert 'data-key="A-KeyY"' in shown
    assert "件事" not in assist(operator, body=BODY)


def test_the_second_becomes_a_ticket_with_caller_and_place_and_the_call_goes_on(app: Flask, operator: Client) -> None:
    answer = send(operator, SECOND, body=BOTH, **CALLER)
    made, page = only(app), answer.get_data(as_text=True)
    assert (answer.status_code, made.body, made.confidential) == (200, "我想问一下居住证怎么办理。", True)
    with app.app_context():
        person = queries.petitioner(made)
        assert (person.name, person.phone, person.address) == (
            CALLER["name"], "+8613800138000", CALLER["address"],
        )  # fmt: skip
    assert numbers.show(made.number) in page
    assert "继续本通电话" in page
    assert 'data-touched="yes"' in page, "what the browser kept of the words before must not come back"
    form = next(form for form in inspection.read(page).forms if form.action == NEW)
    assert form.values["body"].strip() == LIGHTS
    assert {name: form.values[name] for name in ("phone", "name", "address")} == {
        name: CALLER[name] for name in ("phone", "name", "address")
    }
    rest = operator.post(NEW, data={**form.values, "act": "leave"})
    assert rest.status_code == 303
    assert [one.body for one in tickets(app)] == [made.body, LIGHTS]


def test_pressed_twice_it_is_filed_once(app: Flask, operator: Client) -> None:
    call_id = uuid4().hex
    for _ in range(2):
        assert send(operator, SECOND, body=BOTH, call_id=call_id, **CALLER).status_code == 200
    assert count(app, Ticket) == 1


def test_three_matters_are_filed_one_after_the_other(app: Flask, operator: Client) -> None:
    said = f"1.{LIGHTS}\n2.居住证怎么办理？\n3.公交车等了四十分钟不来。"
    page = send(operator, SECOND, body=said, **CALLER).get_data(as_text=True)
    assert "好像说了2件事" in page
    form = next(form for form in inspection.read(page).forms if form.action == NEW)
    operator.post(SECOND, data=form.values)
    assert [one.body for one in tickets(app)] == ["居住证怎么办理？", "公交车等了四十分钟不来。"]


def test_one_matter_is_left_as_it_is(app: Flask, operator: Client) -> None:
    page = send(operator, SECOND, **CALLER).get_data(as_text=True)
    assert "现在只剩一件事了" in page
    assert BODY in page
    assert count(app, Ticket) == 0
