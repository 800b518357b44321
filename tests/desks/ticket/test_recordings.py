"""Recordings are heard by the hotline alone, and each hearing is written down; so is a search by telephone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db, transaction
from hotline.privacy.models import Opening, Reveal
from hotline.telephony.models import Call
from hotline.tickets import queries
from tests.browsing import Client
from tests.desks.calling import page
from tests.followup import stages
from tests.telephony import telling

WAV = "https://recordings.example/1.wav"


@pytest.fixture
def number(app: Flask, clock: Callable[[str], None]) -> str:
    """A ticket with a call that was recorded."""
    number = stages.dispatched(app)
    telling.told(app, telling.ringing(), telling.event("answered", seconds=5, extension="8001"))
    telling.told(app, telling.event("ended", seconds=130), telling.event("recording", seconds=131, recording=WAV))
    with app.app_context(), transaction():
        ticket = queries.get_ticket(number, stages.who("operator"))
        db.session.scalars(select(Call)).one().ticket_id = ticket.id
    return number


@pytest.mark.parametrize("role", ["operator", "followup", "supervisor"])
def test_the_hotline_hears_a_recording_and_it_is_written_down(
    app: Flask, number: str, role: str, sign_in: Callable[..., Client]
) -> None:
    person = sign_in(role)
    shown = page(person, f"/staff/tickets/{number}")
    assert "听录音" in shown
    assert "2分05秒" in shown
    assert WAV not in shown
    answer = person.get(f"/staff/tickets/{number}/recordings/{telling.calls(app)[0].id}")
    assert (answer.status_code, answer.location) == (303, WAV)
    with app.app_context():
        heard = db.session.scalars(select(Opening).where(Opening.what == "voice")).all()
    assert [row.user_name for row in heard] == [f"演示{role}"]


@pytest.mark.parametrize(("role", "unit"), [("clerk", stages.UNIT), ("leader", stages.UNIT), ("mayor", "510100")])
def test_nobody_else_hears_it(app: Flask, number: str, role: str, unit: str, sign_in: Callable[..., Client]) -> None:
    person = sign_in(role, unit=unit)
    assert "听录音" not in page(person, f"/staff/tickets/{number}")
    assert person.get(f"/staff/tickets/{number}/recordings/{telling.calls(app)[0].id}").status_code == 403


def test_a_recording_is_reached_by_its_own_ticket_only(app: Flask, number: str, sign_in: Callable[..., Client]) -> None:
    other = stages.dispatched(app)
    path = f"/staff/tickets/{other}/recordings/{telling.calls(app)[0].id}"
    assert sign_in("operator").get(path).status_code == 404


def test_a_search_by_telephone_is_written_down(app: Flask, number: str, sign_in: Callable[..., Client]) -> None:
    person = sign_in("operator")
    assert person.submit("/staff/tickets", {"find": "138 0013 8000"}, action="/staff/tickets").status_code == 200
    with app.app_context():
        row = db.session.scalars(select(Reveal)).one()
    assert (row.reason, row.user_name, row.ticket_id) == ("按电话查找138****8000", "演示operator", 0)


@pytest.mark.parametrize("role", ["mayor", "auditor"])
def test_who_speaks_with_no_citizen_searches_by_number_only(
    app: Flask, number: str, role: str, sign_in: Callable[..., Client]
) -> None:
    person = sign_in(role)
    answer = person.submit("/staff/tickets", {"find": "13800138000"}, action="/staff/tickets")
    assert answer.status_code == 403
    assert person.submit("/staff/tickets", {"find": number}, action="/staff/tickets").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Reveal)).all() == []
