"""Pressing a verb: it is done once and said, or the page comes back with the reason and all that was typed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hotline import files
from hotline.actors import system
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
W = walking
NOBODY_S = numbers.make(W.CITY, date(2026, 11, 1), 999_999)


def _press(client: Client, number: str, verb: str, **fields: Any) -> TestResponse:
    """Fill in the verb's own form on the ticket page, as a person does, and send it."""
    return client.submit(stages.path(number), fields, action=f"{stages.path(number)}/{verb}")


def _form(client: Client, number: str, verb: str) -> dict[str, str]:
    page = inspection.read(client.get(stages.path(number)).get_data(as_text=True))
    return next(dict(form.values) for form in page.forms if form.action.endswith(f"/{verb}"))


REPLY = {"resolution": "solved", "internal": "核查属实", "public": "您好，已整改。"}
ACTS: list[tuple[str, Callable[..., Ticket], str, str, dict[str, Any], str]] = [
    # verb, from this stage, by this role, of this unit, with these fields, to this state
    ("accept", W.received, "operator", "", {}, "accepted"),
    ("ask_info", W.received, "operator", "", {"text": "几栋？"}, "needs_info"),
    ("guide", W.accepted, "operator", "", {"text": "请找法院"}, "guided"),
    ("answer", W.accepted, "operator", "", {"text": "答复内容"}, "closed"),
    ("correct", W.accepted, "dispatcher", "", {"kind": "consult", "text": "听错"}, "accepted"),
    ("void", W.received, "dispatcher", "", {"text": "骚扰"}, "void"),
    ("dispatch", W.accepted, "dispatcher", "", {"unit": "510108", "assist": "市城管委、锦江区"}, "dispatched"),
    ("redispatch", W.handling, "dispatcher", "", {"named": "牛市口街道", "text": "属地"}, "dispatched"),
    ("sign", W.dispatched, "clerk", "510104", {}, "handling"),
    ("contact", W.handling, "clerk", "510104", {"text": "电话已打通"}, "handling"),
    ("sub_assign", W.handling, "clerk", "510104", {"unit": "510104017"}, "handling"),
    ("ask_return", W.handling, "clerk", "510104", {"reason": "duty", "text": "依据"}, "handling"),
    ("ask_extension", W.handling, "clerk", "510104", {"reason": "joint", "text": "会办", "days": "3"}, "handling"),
    ("reply", W.handling, "clerk", "510104", REPLY, "replied"),
    ("approve", W.replied, "leader", "510104", {}, "reviewed"),
    ("send_back", W.replied, "leader", "510104", {"text": "没写依据"}, "handling"),
    ("close", W.reviewed, "followup", "", {"text": "多次未接通"}, "closed"),
    ("supply", W.handling, "operator", "", {"text": "补充"}, "handling"),
    ("urge", W.handling, "operator", "", {"text": "来电催办"}, "handling"),
    ("withdraw", W.handling, "operator", "", {"text": "市民来电撤回"}, "withdrawn"),
    ("note", W.handling, "followup", "", {"text": "批注"}, "handling"),
    ("instruct", W.handling, "mayor", "", {"text": "请抓紧"}, "handling"),
    ("supervise", W.handling, "supervisor", "", {"text": "三天内办结"}, "handling"),
]


@pytest.mark.parametrize(("verb", "stage", "role", "unit", "fields", "state"), ACTS, ids=[act[0] for act in ACTS])
def test_a_verb_is_done_once_and_said(
    app: Flask,
    sign_in: Callable[..., Client],
    verb: str,
    stage: Callable[..., Ticket],
    role: str,
    unit: str,
    fields: dict[str, Any],
    state: str,
) -> None:
    number = stages.make(app, stage)
    client = sign_in(role, unit or "510100")
    answer = _press(client, number, verb, **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    signed_off = verb in {"approve", "send_back"}
    assert answer.location == ("/staff/tickets?state=replied" if signed_off else stages.path(number))
    assert stages.state(app, number) == state
    assert stages.verbs(app, number).count(verb) == 1
    told = client.get(answer.location).get_data(as_text=True)
    assert 'class="notice notice-success"' in told


@pytest.mark.parametrize(
    ("sort", "verb", "role", "state"),
    [
        ("return", "grant_return", "dispatcher", "accepted"),
        ("return", "refuse_return", "dispatcher", "handling"),
        ("extension", "grant_extension", "supervisor", "handling"),
        ("extension", "refuse_extension", "supervisor", "handling"),
    ],
)
def test_a_request_is_decided(
    app: Flask, sign_in: Callable[..., Client], sort: str, verb: str, role: str, state: str
) -> None:
    number = stages.make(app, W.handling)
    brought = {"reason": "joint", "text": "会办", "days": 3} if sort == "extension" else {"reason": "duty", "text": "x"}
    stages.do(app, number, f"ask_{sort}", W.CLERK, **brought)
    assert _press(sign_in(role), number, verb, text="理由").status_code == 303
    assert stages.state(app, number) == state


def test_tickets_are_merged_by_the_master_s_number_and_parted_again(app: Flask, sign_in: Callable[..., Client]) -> None:
    master, double = stages.make(app, W.accepted, "1"), stages.make(app, W.accepted, "2")
    client = sign_in("dispatcher")
    assert _press(client, double, "merge", master=f" {master[:6]}-{master[6:]} ").status_code == 303
    assert stages.state(app, double) == "merged"
    assert _press(client, double, "unmerge", text="不是一件事").status_code == 303
    assert stages.state(app, double) == "accepted"


@pytest.mark.parametrize(
    ("master", "words"),
    [
        ("", "请填主件编号"),
        ("12345", "这不是工单编号"),
        ("itself", "主件编号不对"),
        ("510100202611200000010", "这不是工单编号"),
    ],
)
def test_a_wrong_master_is_said_beside_its_field(
    app: Flask, sign_in: Callable[..., Client], master: str, words: str
) -> None:
    number = stages.make(app, W.accepted)
    typed = number if master == "itself" else master
    answer = _press(sign_in("dispatcher"), number, "merge", master=typed, text="同一件事")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "同一件事" in page


def test_what_is_missing_is_named_and_what_is_there_stays(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    answer = _press(client, number, "reply", resolution="", internal="写了很久的内部情况", public=" ")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>错误：" in page
    assert 'href="#reply-resolution-0"' in page
    assert 'href="#reply-public"' in page
    assert 'id="reply-public-error"' in page
    assert "写了很久的内部情况" in page
    assert 'id="reply" open' in page
    assert stages.state(app, number) == "handling"


def test_the_skeleton_of_an_answer_keeps_the_rest_and_must_be_filled_in(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = _form(client, number, "reply")
    data = {**form, "internal": "内部情况", "resolution": "solved", "public": "已有的话", "skeleton": "1"}
    page = client.post(f"{stages.path(number)}/reply", data=data).get_data(as_text=True)
    kept = next(form.values for form in inspection.read(page).forms if form.action.endswith("/reply"))
    assert kept["internal"].strip() == "内部情况"
    assert kept["resolution"] == "solved"
    assert "收悉" in kept["public"]
    assert kept["public"].endswith("已有的话")
    refused = client.post(f"{stages.path(number)}/reply", data=kept)
    assert refused.status_code == 422
    assert "请把【】里的内容填好再提交" in refused.get_data(as_text=True)
    assert "reply" not in stages.verbs(app, number)


def test_the_slower_of_two_is_told_and_keeps_his_words(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = _form(client, number, "reply")
    stages.do(app, number, "urge", W.OPERATOR, text="来电催办")
    data = {**form, **REPLY, "internal": "写了很久"}
    answer = client.post(f"{stages.path(number)}/reply", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "刚被别人处理过" in page
    assert "催办" in page
    again = next(form.values for form in inspection.read(page).forms if form.action.endswith("/reply"))
    assert again["internal"].strip() == "写了很久"
    assert client.post(f"{stages.path(number)}/reply", data=again).status_code == 303
    assert stages.state(app, number) == "replied"


def test_words_for_a_step_that_has_gone_are_still_there_to_copy(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = _form(client, number, "reply")
    stages.do(app, number, "withdraw", W.OPERATOR, text="撤回")
    answer = client.post(f"{stages.path(number)}/reply", data={**form, **REPLY, "internal": "写了很久"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "写了很久" in page
    assert "这一步已经不能做了" in page


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "1e3"])
def test_a_form_without_a_right_version_changes_nothing(
    app: Flask, sign_in: Callable[..., Client], version: str
) -> None:
    number = stages.make(app, W.dispatched)
    client = sign_in("clerk", "510104")
    form = {**_form(client, number, "sign"), "version": version}
    assert client.post(f"{stages.path(number)}/sign", data=form).status_code == 409
    assert stages.state(app, number) == "dispatched"


@pytest.mark.parametrize(
    ("verb", "stage", "role", "unit", "fields"),
    [act[:2] + act[2:5] for act in ACTS if act[0] in {"sign", "note", "contact", "instruct", "supervise", "supply"}],
)
def test_the_same_form_sent_twice_is_one_act_and_one_answer(
    app: Flask, sign_in: Callable[..., Client], verb: str, stage: Any, role: str, unit: str, fields: dict[str, Any]
) -> None:
    number = stages.make(app, stage)
    client = sign_in(role, unit) if unit else sign_in(role)
    form = {**_form(client, number, verb), **fields}
    answers = [client.post(f"{stages.path(number)}/{verb}", data=form) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert stages.verbs(app, number).count(verb) == 1


def test_the_same_words_in_a_new_form_and_new_words_in_the_same_form_are_acts_of_their_own(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("followup")
    for form in (_form(client, number, "note"), _form(client, number, "note")):
        for text in ("第一次", "第二次"):
            assert client.post(f"{stages.path(number)}/note", data={**form, "text": text}).status_code == 303
    assert stages.verbs(app, number).count("note") == 4


def test_a_form_that_was_refused_may_come_again(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = {**_form(client, number, "contact"), "text": "电话已打通"}
    stages.do(app, number, "note", walking.FOLLOWUP, text="刚说过")
    stale = {**form, "version": str(int(form["version"]) - 1)}
    assert client.post(f"{stages.path(number)}/contact", data=stale).status_code == 409
    assert client.post(f"{stages.path(number)}/contact", data=stale).status_code == 409
    assert client.post(f"{stages.path(number)}/contact", data=form).status_code == 303
    assert stages.verbs(app, number).count("contact") == 1


def test_a_form_without_a_key_is_done_each_time(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("followup")
    form = {**_form(client, number, "note"), "text": "批注", "form_key": ""}
    assert [client.post(f"{stages.path(number)}/note", data=form).status_code for _time in range(2)] == [303, 303]
    assert stages.verbs(app, number).count("note") == 2


def test_two_requests_at_one_moment_are_one_act(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    clients = [sign_in("followup", login=name) for name in ("one", "other")]
    forms = [{**_form(client, number, "note"), "text": "批注", "form_key": "the same"} for client in clients]
    start = Barrier(2)

    def send(client: Client, form: dict[str, str]) -> int:
        start.wait()
        return client.post(f"{stages.path(number)}/note", data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, clients, forms)) == [303, 303]
    assert stages.verbs(app, number).count("note") == 1


@pytest.mark.parametrize("verb", ["approve", "dispatch", "redispatch", "grant_return", "close", "supervise"])
def test_a_verb_that_is_not_yours_is_refused_however_it_is_sent(
    app: Flask, sign_in: Callable[..., Client], verb: str
) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = _form(client, number, "note")
    before = stages.verbs(app, number)
    answer = client.post(f"{stages.path(number)}/{verb}", data={**form, "text": "x", "unit": "510108"})
    assert answer.status_code == 403
    assert stages.state(app, number) == "handling"
    assert stages.verbs(app, number) == before


@pytest.mark.parametrize("verb", ["escalate", "visit", "rework", "miss", "receive", "nonsense"])
def test_what_is_no_act_of_this_page_does_not_exist(app: Flask, sign_in: Callable[..., Client], verb: str) -> None:
    number = stages.make(app, W.reviewed)
    client = sign_in("followup")
    form = _form(client, number, "note")
    assert client.post(f"{stages.path(number)}/{verb}", data=form).status_code == 404


def test_a_stranger_cannot_act_on_what_he_cannot_see(app: Flask, sign_in: Callable[..., Client]) -> None:
    mine, other = stages.make(app, W.handling), stages.make(app, W.dispatched, "2", unit=W.OTHER)
    client = sign_in("clerk", "510104")
    form = {**_form(client, mine, "note"), "text": "偷看"}
    assert client.post(f"{stages.path(other)}/note", data=form).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unit": ""}, "请选择主办单位"),
        ({"unit": "nobody"}, "没有这个承办单位"),
        ({"named": "没有这个单位"}, "没有叫这个名称的单位"),
        ({"unit": "510108", "assist": "锦江区、月球局"}, "没有叫“月球局”的单位"),
        ({"unit": "510108", "text": "长" * 20_001}, "最多20,000字"),
    ],
)
def test_a_wrong_unit_is_said_beside_its_field(
    app: Flask, sign_in: Callable[..., Client], fields: dict[str, str], words: str
) -> None:
    number = stages.make(app, W.accepted)
    answer = _press(sign_in("dispatcher"), number, "dispatch", **fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert stages.state(app, number) == "accepted"


@pytest.mark.parametrize("text", ["𠮷㐂🙂", "a\x00b", "\ud7ff\uffff", "<b>粗</b>", "行一\r\n行二"])
def test_any_characters_are_kept_as_text(app: Flask, sign_in: Callable[..., Client], text: str) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    assert _press(client, number, "note", text=text).status_code == 303
    with app.app_context():
        kept = queries.timeline(queries.get_ticket(number, system(W.CITY)))[-1].text
    assert kept == text.replace("\x00", "").replace("\r", "").replace("\uffff", "")
    assert "<b>粗" not in client.get(stages.path(number)).get_data(as_text=True)


@pytest.mark.parametrize("field", ["category", "district", "kind", "urgency"])
def test_a_value_from_outside_the_lists_is_not_taken(app: Flask, sign_in: Callable[..., Client], field: str) -> None:
    number = stages.make(app, W.accepted)
    answer = _press(sign_in("dispatcher"), number, "correct", **{field: "x" * 99, "text": "更正"})
    assert answer.status_code == 422
    assert f'id="correct-{field}-error"' in answer.get_data(as_text=True)


def test_evidence_is_kept_with_the_act(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = _form(client, number, "contact")
    upload = {**form, "text": "现场照片", "evidence": (BytesIO(b"%PDF-1.4 x"), "核查记录.pdf")}
    assert client.post(f"{stages.path(number)}/contact", data=upload).status_code == 303
    with app.app_context():
        [row] = queries.attachments(queries.get_ticket(number, system(W.CITY)))
        assert (row.name, row.part, row.type, files.read(row.sha256)) == (
            "核查记录.pdf", "evidence", "application/pdf", b"%PDF-1.4 x",
        )  # fmt: skip


def test_a_file_of_the_wrong_kind_stops_the_act_and_keeps_the_words(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = _form(client, number, "contact")
    upload = {**form, "text": "写了很久", "evidence": (BytesIO(b"MZ\x90\x00"), "照片.jpg")}
    answer = client.post(f"{stages.path(number)}/contact", data=upload)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "写了很久" in page
    assert 'id="contact-evidence-error"' in page
    assert "contact" not in stages.verbs(app, number)


def test_the_address_of_an_act_leads_back_to_the_ticket(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    for word in ("reply", "reveal"):
        assert client.get(f"{stages.path(number)}/{word}").location == stages.path(number)
    assert client.get(f"{stages.path(number)}/nonsense").status_code == 404
