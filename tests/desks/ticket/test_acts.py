"""Pressing a verb: it is done once and said, or the page comes back with the reason and all that was typed."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from hotline import files
from hotline.actors import system
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.desks.acting import ACTS, form_of, press
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")


W = walking


NOBODY_S = numbers.make(W.CITY, date(2026, 11, 1), 999_999)


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
    answer = press(client, number, verb, **fields)
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
    assert press(sign_in(role), number, verb, text="理由").status_code == 303
    assert stages.state(app, number) == state


def test_tickets_are_merged_by_the_master_s_number_and_parted_again(app: Flask, sign_in: Callable[..., Client]) -> None:
    master, double = stages.make(app, W.accepted, "1"), stages.make(app, W.accepted, "2")
    client = sign_in("dispatcher")
    assert press(client, double, "merge", master=f" {master[:6]}-{master[6:]} ").status_code == 303
    assert stages.state(app, double) == "merged"
    assert press(client, double, "unmerge", text="不是一件事").status_code == 303
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
    answer = press(sign_in("dispatcher"), number, "merge", master=typed, text="同一件事")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "同一件事" in page


def test_what_is_missing_is_named_and_what_is_there_stays(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    answer = press(client, number, "reply", resolution="", internal="写了很久的内部情况", public=" ")
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
    form = form_of(client, number, "reply")
    data = {**form, "internal": "内部情况", "resolution": "solved", "public": "已有的话", "skeleton": "1"}
    page = client.post(f"{stages.path(number)}/reply", data=data).get_data(as_text=True)
    kept = next(form.values for form in inspection.read(page).forms if form.path.endswith("/reply"))
    assert kept["internal"].strip() == "内部情况"
    assert kept["resolution"] == "solved"
    assert "收悉" in kept["public"]
    assert kept["public"].endswith("已有的话")
    refused = client.post(f"{stages.path(number)}/reply", data=kept)
    assert refused.status_code == 422
    assert "请把【】里的内容填好再提交" in refused.get_data(as_text=True)
    assert "reply" not in stages.verbs(app, number)


@pytest.mark.parametrize("verb", ["approve", "dispatch", "redispatch", "grant_return", "close", "supervise"])
def test_a_verb_that_is_not_yours_is_refused_however_it_is_sent(
    app: Flask, sign_in: Callable[..., Client], verb: str
) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = form_of(client, number, "note")
    before = stages.verbs(app, number)
    answer = client.post(f"{stages.path(number)}/{verb}", data={**form, "text": "x", "unit": "510108"})
    assert answer.status_code == 403
    assert stages.state(app, number) == "handling"
    assert stages.verbs(app, number) == before


@pytest.mark.parametrize("verb", ["escalate", "visit", "rework", "miss", "receive", "nonsense"])
def test_what_is_no_act_of_this_page_does_not_exist(app: Flask, sign_in: Callable[..., Client], verb: str) -> None:
    number = stages.make(app, W.reviewed)
    client = sign_in("followup")
    form = form_of(client, number, "note")
    assert client.post(f"{stages.path(number)}/{verb}", data=form).status_code == 404


def test_a_stranger_cannot_act_on_what_he_cannot_see(app: Flask, sign_in: Callable[..., Client]) -> None:
    mine, other = stages.make(app, W.handling), stages.make(app, W.dispatched, "2", unit=W.OTHER)
    client = sign_in("clerk", "510104")
    form = {**form_of(client, mine, "note"), "text": "偷看"}
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
    answer = press(sign_in("dispatcher"), number, "dispatch", **fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert stages.state(app, number) == "accepted"


@pytest.mark.parametrize("text", ["𠮷㐂🙂", "a\x00b", "\ud7ff\uffff", "<b>粗</b>", "行一\r\n行二"])
def test_any_characters_are_kept_as_text(app: Flask, sign_in: Callable[..., Client], text: str) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    assert press(client, number, "note", text=text).status_code == 303
    with app.app_context():
        kept = queries.timeline(queries.get_ticket(number, system(W.CITY)))[-1].text
    assert kept == text.replace("\x00", "").replace("\r", "").replace("\uffff", "")
    assert "<b>粗" not in client.get(stages.path(number)).get_data(as_text=True)


@pytest.mark.parametrize("field", ["category", "district", "kind", "urgency"])
def test_a_value_from_outside_the_lists_is_not_taken(app: Flask, sign_in: Callable[..., Client], field: str) -> None:
    number = stages.make(app, W.accepted)
    answer = press(sign_in("dispatcher"), number, "correct", **{field: "x" * 99, "text": "更正"})
    assert answer.status_code == 422
    assert f'id="correct-{field}-error"' in answer.get_data(as_text=True)


def test_evidence_is_kept_with_the_act(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = form_of(client, number, "contact")
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
    form = form_of(client, number, "contact")
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
