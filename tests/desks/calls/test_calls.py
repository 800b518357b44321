"""The operator's call: suggestion, ticket, number read back; nothing typed is lost, nothing is sent twice."""

import json
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.channels.models import Inbox
from hotline.db import db
from hotline.routing.models import Correction
from hotline.tickets import numbers
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.desks.calling import BODY, NEW, UNIT, count, only, page, send, token
from tests.followup import stages


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


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
