"""The administrator's mailboxes and the messages set aside: opened on record, put right, taken in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as clocks
from hotline import config
from hotline.actors import Actor
from hotline.channels import inbox
from hotline.channels.mailboxes import fetching
from hotline.channels.models import DoorWatch, Inbox, MailAccount
from hotline.db import db, transaction
from hotline.privacy.models import Reveal
from hotline.tickets import actions, queries
from hotline.tickets.models import Attachment, Ticket
from tests.browsing import Client
from tests.mails import mail
from tests.mailserver import PASSWORD, MailServer, mail_server

__all__ = ["mail_server"]

SignIn = Callable[..., Client]
BROKEN = b"\x00\x01\x02" * 300 + "小区停水，13800138000".encode("gb18030")
WORDS = {"subject": "小区停水", "body": "小区停水两天。", "name": "演示市民", "email": "demo@example.com", "phone": ""}


@pytest.fixture
def aside(app: Flask) -> int:
    """A message nobody could read."""
    with app.app_context():
        return inbox.arrive("letter", BROKEN, clocks.now()).row_id


def rows(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.field, row.user_name) for row in db.session.scalars(select(Reveal))]


def test_the_list_shows_nothing_of_a_message_and_opening_it_is_written_down(
    app: Flask, sign_in: SignIn, aside: int
) -> None:
    admin = sign_in("admin")
    assert "13800138000" not in admin.get("/staff/admin/inbox").text
    assert admin.get(f"/staff/admin/inbox/{aside}").status_code == 303, "not without a word in the log"
    assert rows(app) == []
    opened = admin.submit("/staff/admin/inbox", {}, action=f"/staff/admin/inbox/{aside}/open")
    assert opened.status_code == 303
    page = admin.get(f"/staff/admin/inbox/{aside}").text
    assert "小区停水，13800138000" in page
    assert "·····" in page, "what can't be seen is shown by dots"
    assert rows(app) == [("raw", "演示admin")]


def test_a_person_writes_down_what_it_says_and_it_is_a_ticket_with_the_original_attached(
    app: Flask, sign_in: SignIn, aside: int
) -> None:
    admin = sign_in("admin")
    admin.submit("/staff/admin/inbox", {}, action=f"/staff/admin/inbox/{aside}/open")
    here = f"/staff/admin/inbox/{aside}"
    empty = admin.submit(here, {**WORDS, "how": "fields", "body": ""}, action=f"{here}/mend")
    assert empty.status_code == 422
    assert admin.submit(here, {**WORDS, "how": "fields"}, action=f"{here}/mend").status_code == 303
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.title, ticket.body) == ("小区停水", "小区停水两天。")
        assert queries.petitioner(ticket).email == "demo@example.com"
        assert db.session.scalars(select(Attachment.size)).one() == len(BROKEN)
        row = db.session.scalars(select(Inbox)).one()
        assert (row.state, row.raw) == ("done", BROKEN)
    assert admin.get(here).status_code == 404


def test_a_corrected_header_is_read_with_the_body_as_it_came(app: Flask, sign_in: SignIn) -> None:
    raw = b"Content-Type: message/partial; id=x; number=1; total=1\r\nSubject: x\r\n\r\n" + "停水".encode("gb18030")
    with app.app_context():
        row_id = inbox.arrive("letter", raw, clocks.now()).row_id
    admin, here = sign_in("admin"), f"/staff/admin/inbox/{row_id}"
    admin.submit("/staff/admin/inbox", {}, action=f"{here}/open")
    still = {"how": "text", "text": "Content-Type: message/partial"}
    assert admin.submit(here, still, action=f"{here}/mend").headers["Location"].endswith(here)
    text = "From: 演示市民 <demo@example.com>\nSubject: 停水\nContent-Type: text/plain; charset=gb18030"
    admin.submit(here, {"how": "text", "text": text}, action=f"{here}/mend")
    with app.app_context():
        assert db.session.scalars(select(Ticket.body)).one() == "停水"


def test_a_silent_door_stands_above_the_list(app: Flask, sign_in: SignIn) -> None:
    now = clocks.now()
    with app.app_context(), transaction():
        city = config.settings().city
        watched = DoorWatch(
            city=city, door="letter:mayor", last_at=now - timedelta(hours=5), usual_gap=600, alarm_at=now
        )
        db.session.add(watched)
    admin = sign_in("admin")
    assert 'hotline_door_silent{door="letter:mayor"} 1.0' in admin.get("/metrics").text
    page = admin.get("/staff/admin/inbox").text
    assert "久无来件" in page
    assert "市长" in page
    assert "10分钟" in page


def test_a_mailbox_is_connected_changed_and_paused(app: Flask, sign_in: SignIn, mail_server: MailServer) -> None:
    box, admin, here = mail_server.mailbox(), sign_in("admin"), "/staff/admin/mailboxes"
    given = {
        "address": f"{box.name}@city.example", "post": "mayor", "host": "127.0.0.1", "security": "plain",
        "port": str(box.port), "login": box.name, "password": "wrong", "folder": "INBOX", "since": "",
    }  # fmt: skip
    assert admin.submit(here, given).status_code == 422
    assert admin.submit(here, {**given, "password": PASSWORD}).status_code == 303
    assert admin.submit(here, {**given, "password": PASSWORD}).status_code == 422, "one mailbox, once"
    with app.app_context():
        account = db.session.scalars(select(MailAccount)).one()
        one = f"{here}/{account.id}"
    assert PASSWORD not in admin.get(one).text
    assert admin.submit(one, {}, action=f"{one}/check").status_code == 303
    assert admin.submit(one, {**given, "password": "", "post": "secretary"}).status_code == 303
    box.put(mail("one"))
    admin.submit(one, {"active": "no"}, action=f"{one}/active")
    with app.app_context():
        assert fetching.fetch(clocks.now() + timedelta(minutes=1)) == 0
    admin.submit(one, {"active": "yes"}, action=f"{one}/active")
    with app.app_context():
        assert fetching.fetch(clocks.now() + timedelta(minutes=1)) == 1
        assert db.session.scalars(select(Ticket.mailbox)).one() == "secretary"


@pytest.mark.parametrize("role", ["operator", "supervisor", "auditor"])
def test_only_the_administrator_sees_them(sign_in: SignIn, aside: int, role: str) -> None:
    person = sign_in(role)
    for page in ("/staff/admin/inbox", f"/staff/admin/inbox/{aside}", "/staff/admin/mailboxes"):
        assert person.get(page).status_code in (403, 404)


def test_a_letter_that_answers_a_closed_matter_leads_to_it(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        old = inbox.arrive("letter", mail("old"), clocks.now()).ticket
        assert old is not None
        with transaction():
            dispatcher = Actor(1, "演示", "dispatcher", old.city)
            actions.perform(
                "answer", queries.get_ticket(old.number, dispatcher), dispatcher, clocks.now(), text="已供水。"
            )
        new = inbox.arrive("letter", mail("new", "又停了。", f"Subject: {old.number}\r\n"), clocks.now()).ticket
        assert new is not None
    page = sign_in("dispatcher").get(f"/staff/tickets/{new.number}").text
    assert "接续的原件" in page
    assert f"/staff/tickets/{old.number}" in page


def test_an_encrypted_letter_is_taken_in_by_its_sender_who_can_be_answered(app: Flask, sign_in: SignIn) -> None:
    raw = mail("secret", "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----")
    with app.app_context():
        row_id = inbox.arrive("letter", raw, clocks.now()).row_id
    admin, here = sign_in("admin"), f"/staff/admin/inbox/{row_id}"
    assert "这封邮件加了密" in admin.get("/staff/admin/inbox").text
    admin.submit("/staff/admin/inbox", {}, action=f"{here}/open")
    assert admin.submit(here, {"how": "fields"}, action=f"{here}/mend").status_code == 303, "all of it is filled in"
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.title, queries.petitioner(ticket).email) == ("secret", "demo@example.com")
