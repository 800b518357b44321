"""A unit asks to give a ticket back: what it must say, what it may attach, and what the dispatcher sees of it."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from hotline import web
from hotline.sla import bounds
from hotline.tickets import queries
from tests.browsing import Client
from tests.desks.acting import form_of
from tests.desks.dispatch.triage import LIST, text
from tests.followup import stages

SignIn = Callable[..., Client]


@pytest.fixture
def clerk(sign_in: SignIn) -> Client:
    return sign_in("clerk", stages.UNIT)


def dispatched(app: Flask) -> str:
    number = stages.dispatched(app)
    stages.do(app, number, "sign", stages.who("clerk", stages.UNIT))
    return number


def path(number: str) -> str:
    return f"/staff/tickets/{number}"


def test_the_form_says_until_when_a_return_may_be_asked_for(app: Flask, clerk: Client) -> None:
    number = dispatched(app)
    with app.app_context():
        ticket = queries.get_ticket(number, stages.who("dispatcher"))
        lead = queries.lead_assignment(ticket)
        assert lead is not None
        until = web.when(bounds.return_until(ticket, lead))
    assert f"{until}前可申请，每个单位限一次" in text(clerk, path(number))


def test_a_return_brings_its_proof_as_a_file_to_whoever_decides(app: Flask, clerk: Client, sign_in: SignIn) -> None:
    number = dispatched(app)
    asked = {
        **form_of(clerk, number, "ask_return"), "reason": "duty", "text": "按职责清单第3条。",
        "evidence": (BytesIO(b"%PDF-1.4 x"), "职责清单.pdf"),
    }  # fmt: skip
    answer = clerk.post(f"{path(number)}/ask_return", data=asked, content_type="multipart/form-data")
    assert answer.status_code == 303
    shown = text(sign_in("dispatcher"), f"{LIST}/requests?sort=return")
    assert "职责清单.pdf" in shown
    assert f"{path(number)}/files/" in shown


def test_a_return_that_is_too_long_comes_back_whole(app: Flask, clerk: Client) -> None:
    number = dispatched(app)
    written = "依据" * 1500
    asked = {**form_of(clerk, number, "ask_return"), "reason": "duty", "text": written}
    answer = clerk.post(f"{path(number)}/ask_return", data=asked)
    assert answer.status_code == 422
    told = answer.get_data(as_text=True)
    assert "最多2000字" in told
    assert written in told
    with app.app_context():
        ticket = queries.get_ticket(number, stages.who("dispatcher"))
        assert queries.pending_request(ticket, "return") is None
