"""Missed calls: one task a number, called back by one person in time, done when somebody was reached."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.privacy.models import Reveal
from hotline.telephony import actions
from tests.browsing import Client
from tests.desks.calling import only, page, send, token
from tests.telephony import telling

BACK = "/staff/calls/back"


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


def post(person: Client, what: str, **fields: Any) -> Any:
    return person.post(f"{BACK}/{what}", data={"csrf_token": token(person, BACK), **fields})


def test_missed_calls_of_one_number_are_one_task_with_its_limit(app: Flask, operator: Client) -> None:
    telling.missed(app, "a", 0)
    telling.missed(app, "b", 300)
    telling.missed(app, "c", 600, caller="13900005678")
    first, second = telling.tasks(app)
    assert (first.calls, first.due_at) == (2, telling.at("2026-11-20T11:00:00+08:00"))
    assert (second.calls, second.phone) == (1, "+8613900005678")
    shown = page(operator, BACK)
    assert "待回拨2个号码" in shown
    assert "138****1234" in shown
    assert "138 0000 1234" not in shown


def test_who_calls_again_and_is_answered_needs_no_call_back(app: Flask, operator: Client) -> None:
    telling.missed(app, "a")
    telling.told(app, telling.ringing("b", 60), telling.event("answered", "b", 65, extension="8001"))
    assert telling.tasks(app) == []
    assert [task.done_by for task in telling.tasks(app, "called")] == [""]
    telling.missed(app, "c", 900)
    assert [task.calls for task in telling.tasks(app)] == [1]


def test_one_person_calls_and_the_number_shown_is_written_down(
    app: Flask, operator: Client, sign_in: Callable[..., Client]
) -> None:
    telling.missed(app, "a")
    task = telling.tasks(app)[0].id
    assert "138 0000 1234" in post(operator, f"{task}/claim").get_data(as_text=True)
    with app.app_context():
        row = db.session.scalars(select(Reveal)).one()
        assert (row.field, row.reason, row.user_name) == ("phone", "漏接回拨138****1234", "演示operator")
    other = post(sign_in("dispatcher"), f"{task}/claim")
    assert other.status_code == 409
    assert "演示operator正在回拨这个号码" in other.get_data(as_text=True)
    assert "138 0000 1234" not in other.get_data(as_text=True)


def test_reached_leads_to_a_form_that_belongs_to_the_task(app: Flask, operator: Client) -> None:
    telling.missed(app, "a")
    task = telling.tasks(app)[0].id
    answer = post(operator, f"{task}/tried", act="reached", note="已说明")
    assert answer.location == f"/staff/calls/new?back={task}"
    assert 'value="138 0000 1234"' in page(operator, answer.location)
    send(operator, act="leave", back=str(task))
    assert [row.ticket_id for row in telling.tasks(app, "reached")] == [only(app).id]
    telling.missed(app, "late", -60)
    assert telling.tasks(app) == []


def test_who_is_not_reached_is_tried_again_and_given_up_after_the_last_attempt(
    app: Flask, operator: Client, clock: Callable[[str], None]
) -> None:
    telling.missed(app, "a")
    task = telling.tasks(app)[0].id
    post(operator, f"{task}/tried", act="missed")
    assert "稍后再打" in page(operator, BACK)
    clock("2026-11-20T11:01:00+08:00")
    assert "其中超期1个" in page(operator, BACK)
    post(operator, f"{task}/tried", act="missed")
    post(operator, f"{task}/tried", act="missed")
    assert [row.attempts for row in telling.tasks(app, "given_up")] == [3]
    assert post(operator, f"{task}/tried", act="missed").status_code == 409


def test_a_call_nobody_hears_of_any_more_is_missed(app: Flask, clock: Callable[[str], None]) -> None:
    telling.told(app, telling.ringing("a"))
    telling.told(app, telling.ringing("b", caller="13900005678"), telling.event("answered", "b", 5, extension="8001"))
    clock("2026-11-20T10:11:00+08:00")
    with app.app_context():
        assert actions.tidy(telling.at("2026-11-20T10:11:00+08:00")) == 1
    assert [(row.external_id, row.state) for row in telling.calls(app)] == [("a", "missed"), ("b", "talking")]


def test_a_supervisor_looks_on_and_others_do_not(app: Flask, sign_in: Callable[..., Client], operator: Client) -> None:
    telling.missed(app, "a")
    supervisor = sign_in("supervisor")
    assert "claim" not in page(supervisor, BACK)
    assert post(supervisor, f"{telling.tasks(app)[0].id}/claim").status_code == 403
    assert sign_in("mayor").get(BACK).status_code == 403
