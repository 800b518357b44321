"""The same letter again under the same telephone: added or sent all the same, nothing lost, nothing of it shown."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline.db import db
from hotline.tickets import queries
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal import office
from tests.portal.test_letters import ticket_of
from tests.portal.writing import BODY, carried, checked, confirmation, words, written

pytestmark = pytest.mark.usefixtures("clock")
ASKED = "这件事您已经写过信"
FIRST = BODY + "家里老人孩子睡不好，衣服也不敢晾在外面。"
LONGER = FIRST + "昨晚又来了，油烟更大。"
SHORT = {"body": "沙河街道路灯不亮"}


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Ticket)) or 0


def told(app: Flask, number: str) -> list[str]:
    """The verbs and words of a ticket's life after its receipt."""
    with app.app_context():
        return [f"{one.verb} {one.text}".strip() for one in queries.timeline(ticket_of(number))]


@pytest.mark.parametrize("title", ["", "烧烤摊占道经营"])
@pytest.mark.parametrize(("body", "event"), [(LONGER, f"supply {LONGER}"), (FIRST, "urge")])
def test_the_same_letter_is_added_or_counts_as_an_urge(
    app: Flask, client: Client, body: str, event: str, title: str
) -> None:
    first = written(client, title=title, body=FIRST)
    other = new_client(app)
    page = checked(other, title=title, body=body, name="演示另一人")
    shown = page.get_data(as_text=True)
    assert ASKED in words(page)
    assert (first.number in shown, "/track/" in shown) == (False, False)
    for _twice in range(2):
        answer = other.post("/letters/add", data=carried(page))
        assert (answer.status_code, answer.location) == (303, "/track")
    assert (count(app), told(app, first.number).count(event)) == (1, 1)


@pytest.mark.parametrize("body", [FIRST, LONGER])
def test_sent_all_the_same_it_is_a_letter_with_everything_typed_and_linked(
    app: Flask, client: Client, body: str
) -> None:
    written(client, body=FIRST)
    other = new_client(app)
    page = checked(other, body=body)
    mark = page.get_data(as_text=True).split('name="again" value="')[1].split('"')[0]
    check = other.post("/letters/new", data={**carried(page), "again": mark})
    assert body in words(check)
    assert other.post("/letters/send", data=carried(check)).status_code == 303
    number = confirmation(other).number
    with app.app_context():
        ticket = ticket_of(number)
        assert (ticket.body, ticket.state, ticket.master_id) == (body, "accepted", None)


def test_who_wrote_here_is_asked_in_other_words_too_and_led_to_her_letter(app: Flask, client: Client) -> None:
    first = written(client, title="烧烤摊占道经营")
    again = {"title": "烧烤摊还在占道经营", "body": "沙河街道楼下的烧烤摊半夜油烟很大，没有人管。"}
    page = checked(client, phone="13900139000", **again)
    assert ASKED in words(page)
    answer = client.post("/letters/add", data=carried(page))
    assert answer.location == f"/track/{first.number}"


@pytest.mark.parametrize(
    ("first", "second"),
    [({}, {"phone": "13900139000"}), ({}, {"body": "沙河街道烧烤摊占道经营，油烟扰民。"}), ({}, {"confidential": "y"}),
     ({"confidential": "y"}, {}), ({"kind": "report"}, {}), (SHORT, SHORT)],
    ids=["another telephone", "other words", "confidential", "confidential then", "a report", "short: a guess"],
)  # fmt: skip
def test_a_stranger_learns_nothing(app: Flask, client: Client, first: dict[str, Any], second: dict[str, Any]) -> None:
    written(client, **{"body": FIRST, **first})
    assert ASKED not in words(checked(new_client(app), **{"body": FIRST, **second}))


def test_what_was_answered_meanwhile_is_not_added_to_and_the_letter_can_be_sent(app: Flask, client: Client) -> None:
    first = written(client, body=FIRST)
    other = new_client(app)
    page = checked(other, body=LONGER)
    office.answered(app, first)
    check = other.post("/letters/add", data=carried(page))
    assert LONGER in words(check)
    assert other.post("/letters/send", data=carried(check)).status_code == 303
    assert count(app) == 2
