"""A letter begun and not sent: one question a page, a draft with its own address, nothing lost on the way back."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from hotline.db import db
from hotline.drafts import actions
from hotline.drafts.models import Draft
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal.writing import BODY, NAME, PHONE, PNG, carried, checked, confirmation, form_to, words, written

Clock = Callable[[str], None]
SAVE = "/letters/drafts"


def step(client: Client, at: str, **fields: str) -> str:
    """Answer one question; where the browser is led."""
    return client.submit(f"/letters/new?at={at}", fields, action="/letters/new").location


def saved(client: Client, **fields: str) -> str:
    """Press 保存草稿; the address that was given."""
    page = client.get("/letters/new")
    values = form_to(page, "/letters/new") | {"body": BODY, **fields}
    return str(client.post(SAVE, data=values).location)


def test_one_question_a_page_leads_to_the_same_letter(app: Flask, client: Client) -> None:
    assert step(client, "matter", body=BODY) == "/letters/new?at=where"
    assert step(client, "where", address="锦华路三段88号") == "/letters/new?at=photos"
    assert step(client, "photos") == "/letters/new?at=reach"
    page = client.submit("/letters/new?at=reach", {"name": NAME, "phone": PHONE}, action="/letters/new")
    assert "第5步，共5步" in words(page)
    assert all(said in words(page) for said in (BODY, "锦华路三段88号", NAME, PHONE))
    assert client.post("/letters/send", data=carried(page)).status_code == 303
    assert len(confirmation(client).number) == len("510100-20261120-000001-5")


def test_going_back_a_step_keeps_both_pages(client: Client) -> None:
    step(client, "matter", body=BODY)
    values = form_to(client.get("/letters/new?at=where"), "/letters/new")
    back = client.post("/letters/new", data=values | {"address": "锦华路三段88号", "step": "back"})
    assert back.location == "/letters/new?at=matter"
    assert form_to(client.get(back.location), "/letters/new")["body"] == BODY
    assert form_to(client.get("/letters/new?at=where"), "/letters/new")["address"] == "锦华路三段88号"


def test_a_step_tells_only_its_own_faults_and_the_last_leads_to_the_first_fault(client: Client) -> None:
    page = client.submit("/letters/new?at=matter", {"body": " "}, action="/letters/new")
    assert page.status_code == 422
    assert page.get_data(as_text=True).count("请写下发生了什么事") == 2
    page = client.submit("/letters/new?at=reach", {"phone": PHONE}, action="/letters/new")
    assert page.status_code == 422
    assert "请写下发生了什么事" in words(page)
    assert form_to(page, "/letters/new")["phone"] == PHONE


def test_changing_one_answer_shows_one_question_and_returns_to_the_check(client: Client) -> None:
    values = carried(checked(client, address="锦华路三段88号"))
    page = client.post("/letters/new", data=values | {"part": "reach"})
    assert "返回核对" in words(page)
    assert "怎么联系您？" in words(page)
    wrong = client.post("/letters/new", data=form_to(page, "/letters/new") | {"phone": "138"})
    assert wrong.status_code == 422
    right = client.post("/letters/new", data=form_to(wrong, "/letters/new") | {"phone": "13900139000"})
    assert right.status_code == 200
    assert all(said in words(right) for said in ("请核对", "13900139000", "锦华路三段88号", BODY))


def test_the_easy_view_asks_one_question_a_page_unless_the_whole_is_wanted(client: Client) -> None:
    client.set_cookie("size", "elder")
    assert "第1步，共5步" in words(client.get("/letters/new"))
    assert "第1步" not in words(client.get("/letters/new?at=all"))


def test_back_from_the_check_finds_everything_again(client: Client) -> None:
    checked(client, address="锦华路三段88号", files=[("烧烤摊.png", PNG)])
    page = client.get("/letters/new?at=all")
    kept = form_to(page, "/letters/new")
    assert (kept["body"], kept["phone"], kept["address"]) == (BODY, PHONE, "锦华路三段88号")
    assert "烧烤摊.png" in words(page)


def test_a_draft_opens_on_another_device_by_its_address_alone(app: Flask, client: Client) -> None:
    address = saved(client, phone=PHONE, confidential="y")
    page = client.get(address)
    assert "草稿已保存" in words(page)
    assert address in page.get_data(as_text=True)
    other = new_client(app)
    other.get(address)
    kept = form_to(other.get("/letters/new", headers={"Referer": f"http://localhost{address}"}), "/letters/new")
    assert (kept["body"], kept["phone"], kept["confidential"]) == (BODY, PHONE, "y")


def test_a_draft_is_sealed_and_its_key_is_not_in_the_table(app: Flask, client: Client) -> None:
    key = saved(client).rpartition("/")[2]
    with app.app_context():
        rows = db.session.execute(text("SELECT place, fields FROM drafts")).all()
    told = " ".join(str(part) for row in rows for part in row)
    assert len(rows) == 1
    assert key not in told
    assert BODY not in told


def test_a_draft_is_gone_once_sent_deleted_or_a_week_old(app: Flask, client: Client, clock: Clock) -> None:
    clock("2026-11-20T10:00:00+08:00")
    first = saved(client)
    page = client.post("/letters/new", data=form_to(client.get("/letters/new?at=all"), "/letters/new"))
    client.post("/letters/send", data=carried(page))
    assert client.get(first).status_code == 404
    second = saved(client)
    client.post(f"{SAVE}/drop", data=form_to(client.get(second), f"{SAVE}/drop"))
    assert client.get(second).status_code == 404
    assert form_to(client.get("/letters/new"), "/letters/new")["body"] == ""
    third = saved(client)
    clock("2026-11-27T10:00:00+08:00")
    assert client.get(third).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
        assert actions.forget(db.session.scalars(select(Draft.at)).one() + actions.KEPT * 2) == 1


def test_nobody_else_is_shown_what_was_begun(app: Flask, client: Client, clock: Clock) -> None:
    clock("2026-11-20T10:00:00+08:00")
    checked(client)
    assert form_to(new_client(app).get("/letters/new"), "/letters/new")["body"] == ""
    clock("2026-11-20T12:00:01+08:00")
    assert form_to(client.get("/letters/new"), "/letters/new")["body"] == ""


def test_who_comes_to_the_same_computer_later_is_shown_no_word_of_it(app: Flask, client: Client) -> None:
    checked(client)
    page = client.get("/letters/new")
    assert "这封信是您写的吗？" in words(page)
    assert all(part not in page.get_data(as_text=True) for part in (BODY, PHONE, PHONE[-4:], NAME))
    wrong = client.submit("/letters/new", {"tail": "1234"}, action="/letters/mine")
    assert (wrong.status_code, BODY in wrong.get_data(as_text=True)) == (422, False)
    right = client.submit("/letters/new", {"tail": PHONE[-4:]}, action="/letters/mine")
    assert form_to(client.get(right.location), "/letters/new")["body"] == BODY


WIDE = PHONE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))


@pytest.mark.parametrize(("written", "answered"), [(WIDE, PHONE), (PHONE, WIDE)])
def test_digits_of_an_input_method_are_digits_in_the_question_too(client: Client, written: str, answered: str) -> None:
    saved(client, phone=written)
    right = client.submit("/letters/new", {"tail": answered[-4:]}, action="/letters/mine")
    assert form_to(client.get(right.location), "/letters/new")["body"] == BODY


def test_three_wrong_answers_or_another_letter_end_the_question_and_the_draft_stays(client: Client) -> None:
    for answers in ([{"tail": "1234"}] * 3, [{"other": "1"}]):
        address = saved(client, phone=PHONE)
        values = form_to(client.get("/letters/new"), "/letters/mine")
        for answer in answers:
            client.post("/letters/mine", data=values | answer)
        assert form_to(client.get("/letters/new"), "/letters/new")["body"] == ""
        assert "草稿已保存" in words(client.get(address))
        client.post("/letters/mine", data=values | {"other": "1"})


def test_a_letter_without_a_telephone_opens_only_for_the_tab_that_knows_its_key(client: Client) -> None:
    key = saved(client).rpartition("/")[2]
    values = form_to(client.get("/letters/new"), "/letters/mine")
    assert client.post("/letters/mine", data=values | {"tail": ""}).status_code == 200
    assert "tail" not in values
    led = client.post("/letters/mine", data=values | {"draft": key}).location
    assert form_to(client.get(led), "/letters/new")["body"] == BODY


@pytest.mark.parametrize("key", ["x", "a" * 22, "../../etc/passwd", "%00"])
def test_an_address_nobody_was_given_opens_nothing(client: Client, key: str) -> None:
    assert client.get(f"{SAVE}/{key}").status_code == 404


def test_a_photo_is_taken_at_once_and_comes_with_the_letter(client: Client) -> None:
    token = form_to(client.get("/letters/new"), "/letters/new")["csrf_token"]
    told = client.post("/letters/files", data={"csrf_token": token, "files": [(BytesIO(PNG), "路灯.png")]})
    assert [one["name"] for one in told.json["taken"]] == ["路灯.png"]
    values = form_to(client.get("/letters/new"), "/letters/new") | {"body": BODY}
    page = client.post("/letters/new", data=values | {"attached": told.json["taken"][0]["token"]})
    assert "路灯.png" in words(page)
    bad = client.post(
        "/letters/files", data={"csrf_token": token, "files": [(BytesIO(b"MZ\x90\x00 program"), "a.jpg")]}
    )
    assert bad.json["taken"] == []
    assert "不支持“a.jpg”这种文件" in bad.json["refused"][0]


def test_the_script_is_told_when_the_letter_was_kept(client: Client, clock: Clock) -> None:
    clock("2026-11-20T14:02:00+08:00")
    values = form_to(client.get("/letters/new"), "/letters/new") | {"body": BODY}
    answer = client.post(SAVE, data=values, headers={"Accept": "application/json"})
    assert json.loads(answer.get_data(as_text=True))["said"] == "已保存14:02"


def test_after_sending_the_next_letter_begins_empty(client: Client) -> None:
    written(client)
    page = client.get("/letters/new")
    assert form_to(page, "/letters/new")["body"] == ""
    assert not re.search("没写完的信", words(page))
