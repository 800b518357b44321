"""Beside the call form: the advice, the caller's earlier tickets, open ones of the same matter; urged, not doubled."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.channels.models import Inbox
from hotline.db import db
from hotline.desks.calls.desk import UPSET
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.desks.calling import BODY, UNIT, assist, count, only, page, send
from tests.followup import stages


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


def test_the_assistant_says_unit_limit_and_why_before_anything_is_saved(app: Flask, operator: Client) -> None:
    shown = assist(operator)
    for words in ("锦江区", "占道经营", "15个工作日", "12月11日（周五）17:30", "把握", "依据"):
        assert words in shown
    assert (count(app, Ticket), count(app, Inbox)) == (0, 0)


@pytest.mark.parametrize("part", ["assist", "earlier"])
def test_nothing_that_is_typed_into_stands_in_the_part_that_refreshes(app: Flask, operator: Client, part: str) -> None:
    stages.dispatched(app)
    shown = assist(operator, part)
    assert re.findall(r"<(?:input(?![^>]*hidden)|textarea|select)\b", shown) == []


def test_danger_is_called_out_with_the_number_to_dial(operator: Client) -> None:
    shown = assist(operator, body="锦江区小区楼道着火了，火势很大，有人被困。")
    assert 'data-echo-alarm=""' not in shown
    assert "119" in shown


def test_without_a_script_the_whole_page_comes_back_with_everything_typed(operator: Client) -> None:
    answer = send(operator, "/staff/calls/assist", name="演示来电人", address="东大街", kind="complaint")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for kept in (BODY, 'value="演示来电人"', 'value="东大街"', "15个工作日"):
        assert kept in shown


def test_the_callers_earlier_tickets_stand_beside_the_form(app: Flask, operator: Client) -> None:
    mine, other = stages.dispatched(app), stages.accepted(app, phone="+8613900000000")
    shown = assist(operator, "earlier", body="")
    assert f"/staff/calls/{mine}/urge" in shown
    assert f'id="urge-{mine}"' in shown
    assert other not in shown


def test_an_open_matter_is_urged_instead_of_doubled(app: Flask, operator: Client) -> None:
    number = stages.dispatched(app)
    answer = send(operator, f"/staff/calls/{number}/urge", body="")
    assert answer.status_code == 303
    assert (stages.read(app, number).urges, count(app, Ticket)) == (1, 1)
    shown = page(operator)
    assert numbers.show(number) in shown
    assert "查询码" not in shown


def test_an_urge_that_comes_too_late_keeps_what_was_typed(app: Flask, operator: Client) -> None:
    number = stages.dispatched(app)
    stages.do(app, number, "withdraw", stages.who("operator"))
    answer = send(operator, f"/staff/calls/{number}/urge", name="演示来电人")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for kept in ("现在的状态不能做这一步", BODY, 'value="演示来电人"'):
        assert kept in shown


def test_what_the_caller_adds_goes_to_the_open_matter(app: Flask, operator: Client) -> None:
    number = stages.dispatched(app)
    empty = send(operator, f"/staff/calls/{number}/supply", body=" ")
    assert empty.status_code == 422
    send(operator, f"/staff/calls/{number}/supply", body="昨晚又来了，在东门口。")
    with app.app_context():
        ticket = queries.get_ticket(number, stages.who("operator"))
        assert queries.timeline(ticket)[-1].text == "昨晚又来了，在东门口。"


def test_an_open_ticket_of_the_same_item_and_place_is_shown_and_merged_with(app: Flask, operator: Client) -> None:
    send(operator, act="dispatch", shown_unit=UNIT, phone="13900000000")
    master = only(app)
    assert f'value="{master.number}"' in assist(operator, body=BODY + "天天如此。")
    assert f'value="{master.number}"' not in assist(operator, body="武侯区晋阳街道路灯不亮。")
    assert f'value="{master.number}"' not in assist(operator, phone="13900000000")
    assert send(operator, master=master.number).status_code == 303
    with app.app_context():
        merged = db.session.scalars(select(Ticket).where(Ticket.master_id == master.id)).one()
        assert merged.state == "merged"
    assert "2人反映" in assist(operator)


def test_a_merge_with_an_answered_ticket_makes_no_ticket(app: Flask, operator: Client) -> None:
    send(operator, act="answer", body="咨询公积金怎么提取？", text="请到公积金中心办理。")
    answer = send(operator, master=only(app).number)
    assert (answer.status_code, count(app, Ticket)) == (409, 1)
    assert BODY in answer.get_data(as_text=True)


def test_a_name_typed_over_the_list_is_found_or_asked_about(app: Flask, operator: Client) -> None:
    assert send(operator, act="dispatch", unit_text="市城管委", category_text="占道经营与城管执法").status_code == 303
    assert (only(app).lead_unit, only(app).category) == ("cgw", "0102")
    answer = send(operator, act="leave", unit_text="没有的局")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "没有叫“没有的局”的" in shown
    assert 'data-typed="没有的局"' in shown


def test_units_and_places_are_found_by_pinyin_and_initials(operator: Client) -> None:
    shown = page(operator)
    unit = re.search(r'<option[^>]*value="cgw"[^>]*>|<option[^>]*data-py[^>]*value="cgw"[^>]*>', shown)
    assert unit
    assert "cheng guan ju" in unit[0]
    assert "城管局" in unit[0]
    street = re.search(r'<option value="锦江区春熙路街道" data-py="([^"]*)">', shown)
    assert street
    assert "chun xi" in street[1]


def test_an_agitated_caller_is_noted_for_those_who_call_back(app: Flask, operator: Client) -> None:
    send(operator, act="leave", upset="y")
    with app.app_context():
        told = queries.timeline(queries.get_ticket(only(app).number, stages.who("operator")))
    assert [event.text for event in told if event.verb == "note"] == [UPSET]
