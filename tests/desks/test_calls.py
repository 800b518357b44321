"""The operator's call: suggestion, ticket, number read back; an earlier matter is urged instead of doubled."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline.channels.models import Inbox
from hotline.db import db
from hotline.desks import calls
from hotline.routing.models import Correction
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.followup import stages

NEW = "/staff/calls/new"
BODY = "锦江区春熙路街道楼下烧烤摊半夜占道经营，油烟很大。"
UNIT = "510104"


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


def page(client: Client, path: str = NEW) -> str:
    return client.get(path).get_data(as_text=True)


def token(client: Client) -> str:
    return next(form.values["csrf_token"] for form in inspection.read(page(client)).forms if form.values)


def send(client: Client, path: str = NEW, **fields: Any) -> Any:
    typed = {"csrf_token": token(client), "call_id": uuid4().hex, "body": BODY, "phone": "138 0013 8000"}
    return client.post(path, data={**typed, **fields})


def only(app: Flask) -> Ticket:
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        db.session.expunge(ticket)
        return ticket


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_confirmed_suggestion_becomes_a_ticket_with_its_unit(app: Flask, operator: Client) -> None:
    answer = send(operator, act="dispatch", shown_unit=UNIT)
    assert (answer.status_code, answer.location) == (303, NEW)
    ticket = only(app)
    assert (ticket.state, ticket.lead_unit, ticket.channel) == ("dispatched", UNIT, "phone")
    assert stages.verbs(app, ticket.number) == ["receive", "accept", "dispatch"]


def test_number_and_code_are_read_back_on_an_empty_form(app: Flask, operator: Client) -> None:
    send(operator, act="dispatch", shown_unit=UNIT)
    ticket, shown = only(app), page(operator)
    assert numbers.show(ticket.number) in shown
    assert f"{ticket.query_code[:4]} {ticket.query_code[4:]}" in shown
    assert "12月11日（周五）17:30" in shown
    assert re.search(r'id="body"[^>]*>\s*</textarea>', shown)
    assert re.search(r'<a [^>]*href="#phone" autofocus', shown)


def test_a_caller_who_left_nothing_is_said_to_have_left_nothing(operator: Client) -> None:
    send(operator, act="leave", phone="")
    assert "<dt>来电人</dt><dd>未留</dd>" in page(operator)


def test_the_code_disappears_after_a_while(app: Flask, operator: Client, clock: Callable[[str], None]) -> None:
    send(operator, act="dispatch", shown_unit=UNIT)
    clock("2026-11-20T10:11:00+08:00")
    assert only(app).query_code[:4] + " " not in page(operator)


def test_the_raw_call_is_kept_as_it_was_typed(app: Flask, operator: Client) -> None:
    send(operator, act="leave", name="演示来电人𠮷", confidential="y")
    with app.app_context():
        raw = json.loads(db.session.scalars(select(Inbox)).one().raw)
    assert (raw["name"], raw["body"], raw["confidential"]) == ("演示来电人𠮷", BODY, True)


def test_sent_twice_is_one_ticket(app: Flask, operator: Client) -> None:
    call_id = uuid4().hex
    for _ in range(2):
        assert send(operator, act="dispatch", shown_unit=UNIT, call_id=call_id).status_code == 303
    assert stages.verbs(app, only(app).number) == ["receive", "accept", "dispatch"]


def test_the_same_form_with_another_matter_is_not_swallowed(app: Flask, operator: Client) -> None:
    call_id = uuid4().hex
    send(operator, act="leave", call_id=call_id)
    again = send(operator, act="leave", call_id=call_id, body="武侯区晋阳街道路灯不亮。")
    assert again.status_code == 409
    assert "路灯不亮" in again.get_data(as_text=True)
    form = next(form for form in inspection.read(again.get_data(as_text=True)).forms if form.action == NEW)
    assert form.values["call_id"] not in {"", call_id}
    assert operator.post(NEW, data={**form.values, "act": "leave"}).status_code == 303
    assert count(app, Ticket) == 2


def test_a_suggestion_that_was_not_seen_is_not_acted_on(app: Flask, operator: Client) -> None:
    answer = send(operator, act="dispatch", shown_unit="")
    assert answer.status_code == 422
    assert "现在建议派给锦江区" in answer.get_data(as_text=True)
    assert count(app, Ticket) == 0


def test_another_unit_than_suggested_is_kept_as_a_correction(app: Flask, operator: Client) -> None:
    send(operator, act="dispatch", shown_unit=UNIT, unit="cgw")
    assert only(app).lead_unit == "cgw"
    with app.app_context():
        kept = db.session.scalars(select(Correction)).one()
    assert (kept.from_unit, kept.to_unit) == (UNIT, "cgw")


def test_left_to_the_dispatcher_it_waits_there(app: Flask, operator: Client, sign_in: Callable[..., Client]) -> None:
    send(operator, act="leave")
    assert only(app).state == "accepted"
    assert only(app).number in page(sign_in("dispatcher"), "/staff/dispatch")


@pytest.mark.parametrize(("act", "state"), [("answer", "closed"), ("guide", "guided")])
def test_a_call_can_end_on_the_line(app: Flask, operator: Client, act: str, state: str) -> None:
    send(operator, act=act, body="咨询公积金怎么提取？", text="请到公积金中心办理，电话12329。")
    assert (only(app).state, only(app).answer) == (state, "请到公积金中心办理，电话12329。")


def test_an_answer_needs_its_words_and_keeps_what_was_typed(app: Flask, operator: Client) -> None:
    answer = send(operator, act="answer", name="演示来电人")
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, count(app, Inbox)) == (422, 0)
    assert "请写下答复或引导的内容" in shown
    assert BODY in shown
    assert 'value="演示来电人"' in shown


def test_a_place_is_asked_for_when_the_text_names_none(app: Flask, operator: Client) -> None:
    answer = send(operator, act="leave", body="楼下烧烤摊半夜占道经营，油烟很大。")
    assert answer.status_code == 422
    assert "请问清位置" in answer.get_data(as_text=True)
    assert send(operator, act="leave", body="楼下烧烤摊半夜占道经营。", address="东大街1号").status_code == 303


def test_an_enquiry_needs_no_place(app: Flask, operator: Client) -> None:
    assert send(operator, act="leave", body="咨询居住证怎么办理", kind="consult").status_code == 303


def test_urgency_chosen_by_the_operator_sets_the_limit(app: Flask, operator: Client) -> None:
    send(operator, act="dispatch", shown_unit=UNIT, urgency="h24")
    ticket = only(app)
    assert (ticket.urgency, ticket.due_at.isoformat()) == ("h24", "2026-11-21T02:00:00+00:00")


def test_a_report_is_not_sent_to_those_it_accuses(app: Flask, operator: Client) -> None:
    accused = "举报锦江区城管局执法人员收受贿赂，包庇烧烤摊。"
    answer = send(operator, act="dispatch", kind="report", body=accused, unit=UNIT)
    assert answer.status_code == 422
    assert count(app, Ticket) == 0


def assist(client: Client, part: str = "assist", **fields: Any) -> str:
    typed = {"csrf_token": token(client), "body": BODY, "phone": "13800138000"}
    answer = client.post(f"/staff/calls/{part}", data={**typed, **fields}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Vary"].count("HX-Request")) == (200, 1)
    return answer.get_data(as_text=True)


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
    assert [event.text for event in told if event.verb == "note"] == [calls.UPSET]


def test_a_call_begun_is_found_again_and_forgotten_when_it_is_logged(operator: Client) -> None:
    operator.post("/staff/drafts", data={"csrf_token": token(operator), "draft": "call", "body": BODY, "kind": "help"})
    assert "没写完的来电" in page(operator)
    assert BODY not in page(operator)
    assert BODY in page(operator, NEW + "?draft=1")
    send(operator, act="leave")
    assert "没写完的来电" not in page(operator)


def test_a_dispatcher_who_takes_a_call_decides_where_it_goes(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    send(sign_in("dispatcher"), act="leave")
    assert only(app).state == "accepted"


@pytest.mark.parametrize(
    "typed",
    [
        {"body": "\x00\x01"},
        {"body": "字" * 20_001},
        {"body": BODY, "name": "名" * 61},
        {"body": BODY, "phone": "1" * 41},
    ],
)
def test_absurd_input_is_answered_beside_its_field(app: Flask, operator: Client, typed: dict[str, str]) -> None:
    answer = send(operator, act="leave", **typed)
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)
    assert count(app, Inbox) == 0


def test_rare_characters_and_unknown_choices_do_no_harm(app: Flask, operator: Client) -> None:
    body = "锦江区春熙路街道𠮷㐂餐厅😀占道经营"
    answer = send(operator, act="leave", body=body, kind="nonsense", category="99zz", unit="nobody", urgency="now")
    assert answer.status_code == 303
    assert only(app).body == body


@pytest.mark.parametrize("role", ["clerk", "followup", "admin", "mayor"])
def test_the_call_desk_is_the_hotlines_own(role: str, sign_in: Callable[..., Client]) -> None:
    assert sign_in(role, unit=UNIT if role == "clerk" else "510100").get(NEW).status_code == 403
