"""Harassing numbers are tagged by two people and for a time; calls ended for abuse are looked at by somebody else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db, transaction
from hotline.telephony import actions
from hotline.telephony.models import CallAct, Nuisance
from tests.browsing import Client
from tests.desks.calling import page, token
from tests.desks.calls.test_line import popped, sit
from tests.followup import stages
from tests.telephony import telling

GUARD = "/staff/calls/guard"
TAG = {"phone": "138 0000 1234", "reason": "abuse", "text": "一周内辱骂五次。", "days": "7"}


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


def post(person: Client, what: str, **fields: Any) -> Any:
    return person.post(f"{GUARD}/{what}", data={"csrf_token": token(person, GUARD), **fields})


def tag(app: Flask) -> Nuisance:
    with app.app_context():
        row = db.session.scalars(select(Nuisance)).one()
        db.session.expunge(row)
        return row


def test_a_tag_needs_a_second_person_and_then_warns_without_blocking(
    app: Flask, operator: Client, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    sit(operator, "8001")
    assert post(operator, "tags", **TAG).status_code == 303
    telling.told(app, telling.ringing("a"))
    assert "已标记骚扰" not in popped(operator)
    dispatcher = sign_in("dispatcher")
    assert post(dispatcher, f"tags/{tag(app).id}/approve", words="属实").status_code == 303
    assert "已标记骚扰：多次辱骂、威胁工作人员，至11月27日" in popped(operator)
    told = tag(app)
    assert (told.proposed_by, told.decided_by, told.decision) == ("演示operator", "演示dispatcher", "属实")
    clock("2026-11-27T10:01:00+08:00")
    telling.told(app, telling.ringing("b"))
    assert "138 0000 1234" in popped(operator)
    assert "已标记骚扰" not in popped(operator)


def test_nobody_approves_a_tag_of_his_own(app: Flask, sign_in: Callable[..., Client], operator: Client) -> None:
    dispatcher = sign_in("dispatcher")
    post(dispatcher, "tags", **TAG)
    assert "approve" not in page(dispatcher, GUARD)
    assert post(dispatcher, f"tags/{tag(app).id}/approve").status_code == 403
    assert post(operator, f"tags/{tag(app).id}/approve").status_code == 403
    assert tag(app).state == "proposed"


@pytest.mark.parametrize(("act", "state"), [("decline", "refused"), ("lift", "lifted")])
def test_a_tag_is_declined_or_lifted(
    app: Flask, operator: Client, sign_in: Callable[..., Client], act: str, state: str
) -> None:
    post(operator, "tags", **TAG)
    supervisor = sign_in("supervisor")
    if act == "lift":
        post(supervisor, f"tags/{tag(app).id}/approve")
    post(supervisor, f"tags/{tag(app).id}/{act}")
    assert tag(app).state == state
    assert post(supervisor, f"tags/{tag(app).id}/{act}").status_code == 404
    assert "演示supervisor" in page(supervisor, GUARD)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "12", "完整的电话号码"),
        ("reason", "x", "请选择理由"),
        ("text", "坏", "请写明经过"),
        ("days", "31", "1到30天"),
    ],
)
def test_a_proposal_says_what_it_lacks(operator: Client, field: str, value: str, words: str) -> None:
    answer = post(operator, "tags", **{**TAG, field: value})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_the_same_number_is_proposed_once(operator: Client) -> None:
    post(operator, "tags", **TAG)
    assert post(operator, "tags", **TAG).status_code == 422


def test_an_ended_call_is_looked_at_by_somebody_else(
    app: Flask, operator: Client, sign_in: Callable[..., Client]
) -> None:
    with app.app_context(), transaction():
        act = actions.acted("ending", "c" * 32, 0, "", stages.who("dispatcher"), telling.at("2026-11-20 10:00")).id
    assert "待主管复核" in page(operator, GUARD)
    supervisor = sign_in("supervisor")
    assert post(supervisor, f"endings/{act}", agreed="yes", remark="提醒充分").status_code == 303
    with app.app_context():
        row = db.session.get(CallAct, ("510100", act))
        assert row is not None
        assert (row.agreed, row.reviewed_by, row.remark) == (True, "演示supervisor", "提醒充分")
    assert post(supervisor, f"endings/{act}", agreed="no").status_code == 404
