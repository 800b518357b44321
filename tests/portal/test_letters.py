"""A letter from the form to its ticket: nothing asked before, nothing lost on the way, nothing taken twice."""

import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import files
from hotline.channels.models import Inbox
from hotline.db import db
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal.writing import BODY, NAME, PNG, carried, checked, confirmation, form_to, words, written

Clock = Callable[[str], None]


def ticket_of(number: str) -> Ticket:
    return db.session.scalars(select(Ticket).where(Ticket.number == numbers.read(number))).one()


def test_a_letter_to_the_mayor_becomes_a_ticket_with_number_code_and_promised_day(
    app: Flask, client: Client, clock: Clock
) -> None:
    sent = written(client, mailbox="mayor", kind="complaint")
    assert re.search(r"12月11日（周五）前答复您", words(sent.page))
    with app.app_context():
        ticket = ticket_of(sent.number)
        person = queries.petitioner(ticket)
        assert (ticket.channel, ticket.mailbox, ticket.body) == ("mailbox", "mayor", BODY)
        assert ticket.query_code == sent.code.replace(" ", "")
        assert (person.name, person.phone) == (NAME, "+8613800138000")


def test_without_a_mailbox_it_goes_to_the_hotline(app: Flask, client: Client) -> None:
    sent = written(client)
    with app.app_context():
        assert (ticket_of(sent.number).channel, ticket_of(sent.number).mailbox) == ("web", "")


def test_an_unknown_mailbox_is_said_and_the_letter_still_has_a_way(client: Client) -> None:
    page = client.get("/letters/new?mailbox=nobody")
    assert page.status_code == 200
    assert "没有这个信箱" in words(page)
    assert form_to(page, "/letters/new")["mailbox"] == ""


def test_the_same_form_sent_twice_is_one_ticket_and_one_confirmation(app: Flask, client: Client) -> None:
    fields = carried(checked(client))
    assert client.post("/letters/send", data=fields).status_code == 303
    first = confirmation(client)
    assert client.post("/letters/send", data=fields).status_code == 303
    assert confirmation(client).number == first.number
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_a_letter_changed_after_it_was_sent_says_so(client: Client) -> None:
    fields = carried(checked(client))
    client.post("/letters/send", data=fields)
    client.post("/letters/send", data={**fields, "body": "改过的内容"})
    assert "后来改动的内容没有包含在内" in confirmation(client).page


def test_what_is_stored_of_the_form_does_not_open_it_again(app: Flask, client: Client) -> None:
    fields = carried(checked(client))
    client.post("/letters/send", data=fields)
    with app.app_context():
        stored = db.session.scalars(select(Inbox.external_id)).one()
    assert stored not in fields["form_id"]
    other = new_client(app)
    again = carried(checked(other))
    again["form_id"] = [stored[:32]]
    other.post("/letters/send", data=again)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 2


def test_the_confirmation_belongs_to_the_browser_that_sent_the_letter(app: Flask, client: Client) -> None:
    written(client)
    answer = new_client(app).get("/letters/sent")
    assert (answer.status_code, answer.location) == (303, "/track")


def test_the_problem_is_compulsory_and_everything_else_is_kept(client: Client) -> None:
    page = checked(client, body="  \n", phone="1381234123", address="锦华路三段88号", email="x")
    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert "<title>错误：" in html
    for said in ("请写下发生了什么事", "手机号少了1位，请填11位", "邮箱要写成"):
        assert html.count(said) == 2, said
    kept = form_to(page, "/letters/new")
    assert (kept["phone"], kept["address"], kept["email"]) == ("1381234123", "锦华路三段88号", "x")


def test_a_megabyte_of_text_is_kept_with_an_error(client: Client) -> None:
    page = checked(client, body="长" * 350_000)
    assert page.status_code == 422
    assert "最多20,000字，请删去330,000字" in words(page)
    assert len(form_to(page, "/letters/new")["body"]) == 350_000


def test_nul_emoji_and_rare_characters_are_fine(app: Flask, client: Client) -> None:
    sent = written(client, body="𠮷祥里㐂楼道\x00灯不亮👨‍👩‍👧，已经三天", name="演示𠮷")
    with app.app_context():
        ticket = ticket_of(sent.number)
        assert ticket.body == "𠮷祥里㐂楼道灯不亮👨‍👩‍👧，已经三天"
        assert queries.petitioner(ticket).name == "演示𠮷"


def test_markup_in_a_letter_stays_text(client: Client) -> None:
    page = checked(client, body="<script>alert(1)</script>路灯不亮")
    assert "<script>alert" not in page.get_data(as_text=True)
    assert "<script>alert(1)</script>路灯不亮" in words(page)


def test_files_survive_an_error_and_come_with_the_letter(app: Flask, client: Client) -> None:
    page = checked(client, body="", files=[("烧烤摊.png", PNG)])
    assert "烧烤摊.png" in words(page)
    fields = form_to(page, "/letters/new") | {"body": BODY}
    page = client.post("/letters/new", data=fields)
    client.post("/letters/send", data=carried(page))
    sent = confirmation(client)
    with app.app_context():
        kept = queries.attachments(ticket_of(sent.number))
        assert [(one.name, one.type, one.size) for one in kept] == [("烧烤摊.png", "image/png", len(PNG))]


def test_a_kept_file_that_vanished_is_asked_for_again(client: Client) -> None:
    fields = carried(checked(client, files=[("烧烤摊.png", PNG)]))
    files.path(hashlib.sha256(PNG).hexdigest()).unlink()
    page = client.post("/letters/send", data=fields)
    assert page.status_code == 422
    assert "“烧烤摊.png”没有存下来，请重新选择" in words(page)


def test_a_letter_still_waiting_for_its_number_is_called_safe(client: Client, clock: Clock) -> None:
    with client.session_transaction() as session:
        session["sent"] = ["", "stored, not finished", 4_000_000_000]
    page = client.get("/letters/sent")
    assert page.status_code == 200
    assert "您的来信已经存好" in words(page)


def test_a_kept_file_can_be_taken_off(client: Client) -> None:
    page = checked(client, body="", files=[("烧烤摊.png", PNG)])
    digest = re.findall(r'name="remove" value="(\w+)"', page.get_data(as_text=True))
    page = client.post("/letters/new", data=form_to(page, "/letters/new") | {"remove": digest[0]})
    assert page.status_code == 200
    assert "烧烤摊.png" not in words(page)


def test_a_file_is_judged_by_its_content_and_the_others_stay(client: Client) -> None:
    page = checked(client, files=[("烧烤摊.png", PNG), ("照片.jpg", b"MZ\x90\x00 program")])
    assert page.status_code == 422
    assert "不支持“照片.jpg”这种文件" in words(page)
    assert "烧烤摊.png" in words(page)
    assert form_to(page, "/letters/new")["body"] == BODY


def test_a_file_that_is_too_large_loses_no_text(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    page = checked(client, files=[("长片.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 1000)])
    assert page.status_code == 422
    assert "“长片.mp4”超过10MB" in words(page)
    assert form_to(page, "/letters/new")["body"] == BODY


def test_nobody_adds_a_file_by_its_hash(app: Flask, client: Client) -> None:
    forged = '{"name": "x.png", "type": "image/png", "size": 1, "sha256": "' + "0" * 64 + '"}'
    fields = carried(checked(client))
    client.post("/letters/send", data=fields | {"attached": [forged]})
    sent = confirmation(client)
    with app.app_context():
        assert queries.attachments(ticket_of(sent.number)) == []


def test_more_than_the_page_can_take_is_told_in_words(client: Client) -> None:
    page = client.get("/letters/new")
    token = form_to(page, "/letters/new")["csrf_token"]
    announced = {"CONTENT_LENGTH": str(200 * 2**20)}
    answer = client.post("/letters/new", data={"csrf_token": token, "body": BODY}, environ_overrides=announced)
    assert answer.status_code == 413
    assert "文件太大" in words(answer)


def test_who_leaves_no_way_back_is_told_what_that_means(app: Flask, client: Client) -> None:
    page = checked(client, phone="", name="")
    assert "您没有留电话和邮箱" in words(page)
    assert "您没有留电话和邮箱" not in words(checked(new_client(app), email="demo@example.com", phone=""))


def test_going_back_to_change_something_keeps_everything(client: Client) -> None:
    fields = carried(checked(client, mailbox="mayor", confidential="y", public="yes", address="锦华路三段88号"))
    page = client.post("/letters/new", data=fields | {"step": "edit"})
    kept = form_to(page, "/letters/new")
    assert page.status_code == 200
    assert {key: kept[key] for key in ("mailbox", "body", "confidential", "public", "address")} == {
        "mailbox": "mayor",
        "body": BODY,
        "confidential": "y",
        "public": "yes",
        "address": "锦华路三段88号",
    }


def test_a_confidential_letter_is_never_published(app: Flask, client: Client) -> None:
    sent = written(client, confidential="y", public="yes")
    with app.app_context():
        ticket = ticket_of(sent.number)
        assert (ticket.confidential, ticket.public) == (True, False)


def test_the_district_stands_in_the_address_once(app: Flask, client: Client) -> None:
    first = written(client, district="510104", address="锦华路三段88号")
    second = written(client, district="510104", address="锦江区锦华路三段88号")
    with app.app_context():
        for sent in (first, second):
            assert queries.petitioner(ticket_of(sent.number)).address == "锦江区锦华路三段88号"


def test_a_lost_session_keeps_the_letter_ready_to_send_again(app: Flask, client: Client) -> None:
    fields = carried(checked(client))
    stranger = new_client(app)
    page = stranger.post("/letters/send", data=fields)
    assert page.status_code == 400
    assert BODY in words(page)
    assert stranger.post("/letters/send", data=form_to(page, "/letters/send?")).status_code == 303


def test_the_confirmation_is_gone_after_two_hours(client: Client, clock: Clock) -> None:
    written(client)
    clock("2026-11-20T12:00:01+08:00")
    assert client.get("/letters/sent").location == "/track"


def test_letters_can_be_written_in_english(client: Client) -> None:
    client.set_cookie("language", "en")
    page = written(client, mailbox="mayor").page
    assert "Your letter has arrived" in page
    assert not re.search(r"[\u4e00-\u9fff]", words(page))


def test_who_switches_the_language_while_checking_comes_back_to_the_letter(client: Client) -> None:
    assert 'href="/language/en?next=/letters/new"' in checked(client).text
