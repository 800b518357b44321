"""Others wrote about this place: what a stranger may read of it, and what becomes of a letter that joins."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hotline.portal import nearby
from hotline.portal.forms import LetterForm
from hotline.tickets import queries
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal import office
from tests.portal.test_letters import ticket_of
from tests.portal.writing import NAME, Sent, carried, checked, confirmation, form_to, words, written
from tests.tickets import plans

pytestmark = pytest.mark.usefixtures("clock")
SAME = "锦江区沙河街道这家烧烤摊夜里占道经营，油烟大得睡不着，请管一管。"
SEARCH = "附近有人反映过"


def public(app: Flask, client: Client, **fields: Any) -> Sent:
    return written(client, **{"title": "烧烤摊占道经营", "public": "yes", **fields})


def asked(app: Flask, **fields: Any) -> tuple[Client, TestResponse]:
    """The page after the form of another citizen."""
    client = new_client(app)
    return client, checked(client, **{"body": SAME, "name": "演示邻居", "phone": "13900139000", **fields})


def pressed(client: Client, page: TestResponse, button: str) -> TestResponse:
    """The next page after one of the buttons of the question."""
    html = page.get_data(as_text=True)
    values = [part.split('"')[0] for part in html.split('name="near" value="')[1:]]
    value = next(one for one in values if one.endswith(":") == (button == "no"))
    return client.post("/letters/new", data={**carried(page), "near": value})


def sent(client: Client, page: TestResponse) -> Sent:
    answer = client.post("/letters/send", data=carried(page))
    assert answer.status_code == 303
    return confirmation(client)


def test_who_says_mine_too_has_a_number_and_the_answer_of_the_other(app: Flask, client: Client) -> None:
    first = public(app, client)
    other, page = asked(app)
    shown = words(page)
    assert SEARCH in shown
    assert "烧烤摊占道经营" in shown
    assert "1人在等" in shown
    assert NAME not in page.get_data(as_text=True)
    assert first.number not in page.get_data(as_text=True)
    check = pressed(other, page, "yes")
    assert "与这件一并办理 烧烤摊占道经营" in words(check)
    mine = sent(other, check)
    assert mine.number != first.number
    with app.app_context():
        ticket, master = ticket_of(mine.number), ticket_of(first.number)
        assert (ticket.state, ticket.master_id, ticket.body) == ("merged", master.id, SAME)
        assert [one.id for one in queries.waiting_with(master)] == [ticket.id]
    office.answered(app, first)
    assert office.state(app, mine) == "reviewed"
    with app.app_context():
        answer = ticket_of(mine.number).answer
    assert "已约谈商户" in answer
    assert NAME not in answer


def test_what_was_sent_a_minute_ago_is_offered_first_though_nobody_knows_its_district(
    app: Flask, client: Client
) -> None:
    public(app, client, body="锦江区演示路的路灯三天没亮了，晚上黑得很", title="演示路路灯")
    public(app, client, body="东大街路灯三天没亮，晚上很黑", title="东大街路灯三天没亮")
    for address in ("", "锦江区"):
        _other, page = asked(app, body="东大街的路灯三天没亮了，晚上很黑", address=address)
        shown = words(page)
        assert "东大街路灯三天没亮" in shown[shown.index(SEARCH) :]
        assert not address or shown.index("东大街路灯三天没亮") < shown.find("演示路路灯") % len(shown)


def test_a_matter_of_no_district_is_not_offered_at_another_place(app: Flask, client: Client) -> None:
    public(app, client, body="东大街路灯三天没亮，晚上很黑", title="东大街路灯三天没亮")
    for body in ("西大街的路灯三天没亮了，晚上很黑", "我家门口的路灯三天没亮了，晚上很黑"):
        assert SEARCH not in words(asked(app, body=body)[1])


def test_who_says_no_writes_a_letter_of_her_own_and_is_asked_once(app: Flask, client: Client) -> None:
    public(app, client)
    other, page = asked(app)
    check = pressed(other, page, "no")
    assert SEARCH not in words(check)
    mine = sent(other, check)
    with app.app_context():
        assert ticket_of(mine.number).master_id is None


def test_at_another_place_she_is_asked_again(app: Flask, client: Client) -> None:
    public(app, client)
    other, page = asked(app)
    check = pressed(other, page, "no")
    fields = carried(check) | {"address": "锦江区沙河街道锦华路三段88号"}
    assert SEARCH in words(other.post("/letters/new", data=fields))


@pytest.mark.parametrize(
    "fields",
    [{"public": "no"}, {"confidential": "y"}, {"kind": "report"},
     {"body": "青羊区草堂街道楼下烧烤摊占道经营，半夜油烟很大。"},
     {"body": "锦江区沙河街道路灯不亮半个月了。", "title": "路灯不亮"}],
    ids=["not public", "confidential", "a report", "another district", "another matter"],
)  # fmt: skip
def test_what_is_not_hers_to_see_or_not_alike_is_not_shown(app: Flask, client: Client, fields: dict[str, str]) -> None:
    public(app, client, **fields)
    _other, page = asked(app)
    assert SEARCH not in words(page)


@pytest.mark.parametrize("verb", ["withdraw", "answered"])
def test_what_is_over_is_not_shown_and_takes_nobody_in(app: Flask, client: Client, verb: str) -> None:
    first = public(app, client)
    other, page = asked(app)
    check = pressed(other, page, "yes")
    if verb == "answered":
        office.answered(app, first)
    else:
        office.do(app, first, "withdraw", "operator")
    assert SEARCH not in words(asked(app)[1])
    mine = sent(other, check)
    with app.app_context():
        assert (ticket_of(mine.number).master_id, ticket_of(mine.number).open) == (None, True)


def test_an_id_typed_by_hand_joins_nothing_that_is_not_public(app: Flask, client: Client) -> None:
    hidden = written(client)
    public(app, client)
    with app.app_context():
        secret = ticket_of(hidden.number).id
    other, page = asked(app)
    value = page.get_data(as_text=True).split('name="near" value="')[1].split(":")[0]
    check = other.post("/letters/new", data={**carried(page), "near": f"{value}:{secret}"})
    mine = sent(other, check)
    with app.app_context():
        assert ticket_of(mine.number).master_id is None


def test_one_question_a_page_asks_it_after_the_place(app: Flask, client: Client) -> None:
    public(app, client)
    other = new_client(app)
    where = other.submit("/letters/new?at=matter", {"body": SAME}, action="/letters/new")
    where = other.get(where.location)
    page = other.post("/letters/new", data={**form_to(where, "/letters/new"), "address": "锦江区沙河街道"})
    assert SEARCH in words(page)
    answer = pressed(other, page, "yes")
    assert (answer.status_code, answer.location) == (303, "/letters/new?at=photos")
    assert form_to(other.get(answer.location), "/letters/new")["near"].partition(":")[2].isdecimal()


def test_the_public_ones_of_a_district_stand_in_an_index(app: Flask, client: Client) -> None:
    public(app, client)
    with app.app_context():
        with plans.seen() as statements:
            nearby.near(LetterForm(data={"body": SAME}))
        asked_for = [(text, given) for text, given in statements if "tickets.public" in text.partition("WHERE")[2]]
        found = [plan for _text, plan in plans.plans(asked_for, "enable_seqscan", "enable_bitmapscan")]
    assert len(found) == 2
    assert all(re.search(r"ix_tickets_public\b", one) for one in found), found
