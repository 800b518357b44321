"""Who calls or writes about an announced outage reads the notice before anything becomes a ticket."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.channels.models import Inbox
from hotline.db import db
from hotline.insight.models import Outage
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.desks.calling import assist, count, send
from tests.portal.writing import checked

NOTICE = {
    "sort": "water", "district": "510104", "places": "锦华苑", "since": "2026-11-20 08:00",
    "until": "2026-11-20 18:00", "text": "管网抢修，预计18时恢复。",
}  # fmt: skip
ABOUT = "锦江区锦华苑从早上起停水，什么时候来水？"


@pytest.fixture
def operator(app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    assert sign_in("dispatcher").submit("/staff/outages", NOTICE, "/staff/outages").status_code == 303
    return sign_in("operator")


def test_the_operator_reads_it_out_and_no_ticket_is_made(app: Flask, operator: Client) -> None:
    shown = assist(operator, body=ABOUT)
    assert "预计18时恢复" in shown
    with app.app_context():
        notice = db.session.scalars(select(Outage)).one()
    answer = send(operator, f"/staff/calls/outages/{notice.id}", body=ABOUT)
    assert answer.status_code == 303
    assert (count(app, Ticket), count(app, Inbox)) == (0, 0)
    with app.app_context():
        assert db.session.scalars(select(Outage.told)).one() == 1


def test_danger_stands_before_a_notice(operator: Client) -> None:
    shown = assist(operator, body="锦江区锦华苑停水，楼道着火了，有人被困。")
    assert "119" in shown
    assert "预计18时恢复" not in shown


@pytest.mark.parametrize(("body", "told"), [(ABOUT, True), ("锦江区锦华苑的路灯坏了三天。", False)])
def test_a_citizen_reads_it_before_she_sends_her_letter(
    operator: Client, client: Client, body: str, told: bool
) -> None:
    assert ("预计18时恢复" in checked(client, body=body).get_data(as_text=True)) is told
