"""The dispatcher's list: emergencies first, one press sends, the next opens, everything can be corrected."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.desks.dispatch import waiting
from hotline.desks.dispatch.named import called
from hotline.routing.models import Correction
from tests import inspection
from tests.browsing import Client
from tests.desks.dispatch.triage import DANGER, LIST, OTHER, returned, send, text
from tests.followup import stages


def test_an_emergency_stands_before_what_is_due_earlier(
    app: Flask, dispatcher: Client, clock: Callable[[str], None]
) -> None:
    clock("2026-10-20T10:00:00+08:00")
    old = stages.accepted(app)
    clock("2026-11-20T10:00:00+08:00")
    danger, new = stages.accepted(app, DANGER), stages.accepted(app, OTHER)
    shown = text(dispatcher)
    assert shown.index(danger) < shown.index(old) < shown.index(new)


def test_the_list_is_read_page_by_page(app: Flask, clock: Callable[[str], None]) -> None:
    danger = stages.accepted(app, DANGER)
    numbers = [stages.accepted(app, OTHER) for _ in range(3)]
    with app.app_context():
        page, after = waiting.to_dispatch(stages.who("dispatcher"), limit=2)
        rest, end = waiting.to_dispatch(stages.who("dispatcher"), after, limit=2)
    assert [one.number for one in page] == [danger, *numbers[:2]]
    assert ([one.number for one in rest], end) == (numbers[2:], "")


def test_one_press_sends_the_suggestion_and_the_next_opens(app: Flask, dispatcher: Client) -> None:
    first, second = stages.accepted(app), stages.accepted(app, OTHER)
    forms = inspection.read(text(dispatcher, f"{LIST}/{first}")).forms
    form = next(form for form in forms if form.action.endswith("/dispatch"))
    answer = dispatcher.post(form.action, data=form.values)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{second}")
    assert (stages.read(app, first).state, stages.read(app, first).lead_unit) == ("dispatched", stages.UNIT)
    shown = text(dispatcher, answer.location)
    assert f"…{first[-7:]}已派给" in shown
    undo = next(form for form in inspection.read(shown).forms if form.action.endswith("/undo/recall"))
    assert dispatcher.post(undo.action, data=undo.values).location == f"{LIST}/{first}"
    assert stages.read(app, first).state == "accepted"


def test_the_text_is_shown_and_the_person_masked(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app, "锦江区春熙路街道占道经营，我的电话13912345678。")
    shown = text(dispatcher, f"{LIST}/{number}")
    assert "139****5678" in shown
    assert "138****8000" in shown
    assert "13800138000" not in shown
    assert "演示来电人" not in shown


def test_another_unit_is_a_correction(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    send(dispatcher, number, "dispatch", named="成都市城市管理委员会", unit="", assist="锦江区", text="请尽快核实。")
    ticket = stages.read(app, number)
    assert (ticket.lead_unit, ticket.holders) == ("cgw", ["cgw", "510104"])
    with app.app_context():
        assert db.session.scalars(select(Correction.to_unit)).all() == ["cgw"]


@pytest.mark.parametrize(("typed", "unit"), [("jjq", "510104"), ("CGW", "cgw"), ("510105", "510105")])
def test_a_unit_is_found_by_its_first_letters(app: Flask, dispatcher: Client, typed: str, unit: str) -> None:
    number = stages.accepted(app)
    send(dispatcher, number, "dispatch", named=typed, unit="")
    assert stages.read(app, number).lead_unit == unit


def test_letters_that_fit_no_unit_stay_what_was_typed(app: Flask) -> None:
    with app.app_context():
        assert called("zzzz") == "zzzz"
        assert called("a") == "a"


def test_a_correction_keeps_the_ticket_in_front_with_new_suggestions(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    answer = send(dispatcher, number, "correct", district="510105")
    assert answer.location == f"{LIST}/{number}"
    assert "派给</span><b>青羊区" in text(dispatcher, answer.location)


def test_what_a_person_corrected_is_weighed_with_the_precedents_of_the_item(app: Flask, dispatcher: Client) -> None:
    ruled = stages.dispatched(app, category="0402")
    stages.do(app, ruled, "refer", stages.who("dispatcher"), text="两家都说不归自己")
    stages.do(app, ruled, "rule", stages.who("supervisor"), unit="cgw", text="谁主管谁负责")
    number = stages.accepted(app)
    assert "先例（" not in text(dispatcher, f"{LIST}/{number}")
    send(dispatcher, number, "correct", category="0402")
    shown = text(dispatcher, f"{LIST}/{number}")
    assert re.search(r"先例（.*裁定由市城管委主办", shown)
    assert re.search(r"/precedents\?one=\d+", shown), "the precedent can be looked up"


def test_each_suggestion_has_one_key(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    keys = re.findall(r'data-suggestion="(\d)" data-key="(Digit\d)', text(dispatcher, f"{LIST}/{number}"))
    assert keys == [("1", "Digit1"), ("2", "Digit9"), ("3", "Digit0")][: len(keys)]
    assert len(keys) > 1


@pytest.mark.parametrize(
    ("verb", "fields", "state"),
    [
        ("ask_info", {"text": "请说明楼栋。"}, "needs_info"),
        ("guide", {"text": "请到法院立案。"}, "guided"),
        ("answer", {"text": "电话12329。"}, "closed"),
    ],
)
def test_what_is_not_for_a_unit_is_settled_here(
    app: Flask, dispatcher: Client, verb: str, fields: dict[str, str], state: str
) -> None:
    number = stages.accepted(app)
    assert send(dispatcher, number, verb, **fields).status_code == 303
    assert stages.read(app, number).state == state


def test_a_merge_can_be_taken_back_at_once(app: Flask, dispatcher: Client) -> None:
    number, master = stages.accepted(app), stages.accepted(app, OTHER)
    answer = send(dispatcher, number, "merge", master=master)
    assert stages.read(app, number).state == "merged"
    forms = inspection.read(text(dispatcher, answer.location)).forms
    undo = next(form for form in forms if form.action.endswith("/unmerge"))
    assert dispatcher.post(undo.action, data=undo.values).location == f"{LIST}/{number}"
    assert stages.read(app, number).state == "accepted"


def test_what_is_wrong_stands_beside_its_field_and_the_text_is_kept(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    answer = send(dispatcher, number, "dispatch", named="没有的单位", unit="", text="请尽快核实这件事。")
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, stages.read(app, number).state) == (422, "accepted")
    assert "没有叫这个名称的单位" in shown
    assert "请尽快核实这件事。" in shown


def test_the_slower_of_two_is_told(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    forms = inspection.read(text(dispatcher, f"{LIST}/{number}")).forms
    form = next(form for form in forms if form.action.endswith("/guide"))
    stages.do(app, number, "note", stages.who("dispatcher"), text="我在看")
    stages.do(app, number, "dispatch", stages.who("dispatcher"), unit=stages.UNIT)
    answer = dispatcher.post(form.action, data={**form.values, "text": "请到法院立案。"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert stages.read(app, number).state == "dispatched"
    assert f"…{number[-7:]}：“告知引导”已经不能做了：这件工单现在是“待签收”。" in shown
    assert "请到法院立案。" in shown
    assert "没有提交。写的内容保留在这里" in shown
    assert "请核对后再提交" not in shown
    assert f"{LIST}/{number}/guide" not in shown


def test_a_ticket_sent_on_meanwhile_gives_way_to_the_list(app: Flask, dispatcher: Client) -> None:
    number = stages.dispatched(app)
    assert dispatcher.get(f"{LIST}/{number}").location == LIST
    assert "演示dispatcher刚处理了" in text(dispatcher)


def test_who_presses_second_is_told_courteously_and_gets_the_next(app: Flask, dispatcher: Client) -> None:
    first, second = stages.accepted(app), stages.accepted(app, OTHER)
    forms = inspection.read(text(dispatcher, f"{LIST}/{first}")).forms
    form = next(form for form in forms if form.action.endswith("/dispatch"))
    stages.do(app, first, "dispatch", stages.who("dispatcher"), unit="cgw")
    answer = dispatcher.post(form.action, data=form.values)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{second}")
    assert "演示dispatcher刚处理了" in text(dispatcher, answer.location)
    assert stages.read(app, first).lead_unit == "cgw"


def test_a_script_gets_the_next_ticket_the_list_and_the_tabs_in_one_answer(app: Flask, dispatcher: Client) -> None:
    first, second = stages.accepted(app), stages.accepted(app, OTHER)
    forms = inspection.read(text(dispatcher, f"{LIST}/{first}")).forms
    form = next(form for form in forms if form.action.endswith("/dispatch"))
    answer = dispatcher.post(form.action, data=form.values, headers={"HX-Request": "true"})
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["HX-Replace-Url"]) == (200, f"{LIST}/{second}")
    assert "<html" not in shown
    assert f'data-number="{second}"' in shown
    assert f"pick-{first}" not in shown
    for place in ("#triage-list", "#triage-tabs", "#messages"):
        assert f'hx-target="{place}"' in shown
    back = dispatcher.get(f"{LIST}/{second}", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.get_data(as_text=True)


def test_an_address_names_nobody(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app, phone="")
    shown = text(dispatcher, f"{LIST}/{number}")
    assert re.search(r"<dt>诉求人</dt><dd>(演\*+|未留)", shown)


def test_a_report_names_whom_it_never_goes_to(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app, "举报成都市城市管理委员会执法人员收受商户好处费。", kind="report")
    shown = text(dispatcher, f"{LIST}/{number}")
    assert re.search(r"不得派给</dt><dd[^>]*>.*?城市管理委员会", shown, re.DOTALL)


def test_the_tabs_count_what_waits_and_what_is_late(app: Flask, clock: Callable[[str], None]) -> None:
    stages.accepted(app)
    returned(app)
    with app.app_context():
        now = waiting.counted(stages.who("dispatcher"), datetime.fromisoformat("2026-11-20T10:00:00+08:00"))
        late = waiting.counted(stages.who("dispatcher"), datetime.fromisoformat("2027-03-01T10:00:00+08:00"))
    assert (now.new, now.new_late, now.returns, now.extensions, now.hard) == (1, 0, 1, 0, 0)
    assert (late.new, late.new_late) == (1, 1)


def test_one_that_came_back_with_more_is_accepted_by_dispatching_it(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    stages.do(app, number, "ask_info", stages.who("dispatcher"), text="几栋？")
    stages.do(app, number, "supply", stages.who("operator"), text="3栋。")
    assert number in text(dispatcher)
    send(dispatcher, number, "dispatch", unit=stages.UNIT)
    assert stages.verbs(app, number)[-2:] == ["accept", "dispatch"]


def test_an_empty_list_says_so(dispatcher: Client) -> None:
    assert "没有待派工单" in text(dispatcher)


def test_an_unknown_verb_is_no_page(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    form = next(f for f in inspection.read(text(dispatcher, f"{LIST}/{number}")).forms if f.action.endswith("/guide"))
    assert dispatcher.post(f"{LIST}/{number}/approve", data=form.values).status_code == 404


@pytest.mark.parametrize("role", ["operator", "clerk", "followup", "admin", "supervisor"])
def test_the_list_is_the_dispatchers(role: str, sign_in: Callable[..., Client]) -> None:
    client = sign_in(role, unit=stages.UNIT if role == "clerk" else "510100")
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}/requests").status_code == 403
