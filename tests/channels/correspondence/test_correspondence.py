"""Replies find their ticket, strangers never do; what comes back by itself makes no ticket and is written down."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as clocks
from hotline import config, notices
from hotline.actors import Actor
from hotline.channels import inbox
from hotline.channels.correspondence import reply_address, threads
from hotline.channels.correspondence.caps import RECEIPTS_AN_HOUR
from hotline.db import db, transaction
from hotline.outbox import Message
from hotline.tickets import actions, numbers, queries
from hotline.tickets.models import Ticket
from tests.mails import mail

NOW = clocks.parse("2026-11-20T10:00:00+08:00")
WRITER, STRANGER = "demo@example.com", "stranger@example.com"


class Post:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.senders.append(envelope.mail_from)
        return "250 OK"


@pytest.fixture
def post(app: Flask, clock: Callable[[str], None]) -> Iterator[Post]:
    clock("2026-11-20 10:00")
    kept, handler = config.settings(), Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        config.use(
            replace(
                kept, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="12345@city.example",
                mail_reply="12345+{token}@city.example",
            )
        )  # fmt: skip
        yield handler
    finally:
        controller.stop()
        config.use(kept)


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def write(name: str, body: str = "小区停水两天。", header: str = "", sender: str = WRITER) -> inbox.Outcome:
    return inbox.arrive("letter", mail(name, body, header, sender), NOW)


def first() -> Ticket:
    made = write("first").ticket
    assert made is not None
    return made


def fresh(ticket: Ticket) -> Ticket:
    found = queries.by_id(ticket.city, ticket.id)
    assert found is not None
    return found


def do(ticket: Ticket, verb: str, role: str = "dispatcher", **brings: Any) -> None:
    with transaction():
        actions.perform(verb, fresh(ticket), Actor(1, "演示", role, ticket.city), NOW, **brings)


def supplied(ticket: Ticket) -> list[str]:
    rows = queries.timeline(fresh(ticket))
    return [row.text for row in rows if row.verb in ("supply", "note")]


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Ticket)) or 0


def in_subject(ticket: Ticket) -> str:
    return f"Subject: =?utf-8?q?Re:_{numbers.show(ticket.number)}?=\r\n"


def test_the_receipt_is_an_answer_in_the_letters_own_thread_with_number_code_and_day(here: Flask, post: Post) -> None:
    ticket = first()
    assert notices.deliver(NOW) == 1
    (sent,) = post.mails
    assert (sent["In-Reply-To"], sent["To"]) == ("<first@example.com>", WRITER)
    assert sent["References"].split()[0] == "<first@example.com>"
    assert (sent["Auto-Submitted"], sent["Precedence"]) == ("auto-replied", "bulk")
    assert "OOF" in sent["X-Auto-Response-Suppress"]
    assert sent["Reply-To"] == reply_address.reply_to(ticket.number)
    assert post.senders == [reply_address.return_path(db.session.scalars(select(Message.id)).one())]
    for told in (numbers.show(ticket.number), ticket.query_code, "前答复您"):
        assert told in sent.get_content()


def test_whoever_writes_to_the_signed_address_adds_to_the_ticket(here: Flask, post: Post) -> None:
    ticket = first()
    to = reply_address.reply_to(ticket.number)
    outcome = write("second", "还有3栋。", f"To: {to.upper()}\r\n", sender="wife@example.com")
    assert (outcome.disposition, count()) == ("reply", 1)
    assert supplied(ticket) == ["还有3栋。"]


@pytest.mark.parametrize("place", ["In-Reply-To", "References"])
def test_an_answer_to_our_mail_counts_for_its_citizen_and_for_nobody_else(here: Flask, place: str) -> None:
    ticket = first()
    header = f"{place}: {threads.message_id(ticket.number, 7)}\r\n"
    assert write("stranger", "我也来说", header, STRANGER).disposition == "ticket"
    assert write("second", "还有3栋。", header, WRITER.upper()).disposition == "reply"
    assert supplied(ticket) == ["还有3栋。"]


def test_a_number_in_the_subject_counts_for_its_citizen_and_for_nobody_else(here: Flask) -> None:
    ticket = first()
    assert write("guess", "猜的", in_subject(ticket), STRANGER).disposition == "ticket"
    assert write("second", "还有3栋。", in_subject(ticket)).disposition == "reply"
    assert supplied(ticket) == ["还有3栋。"]


def test_a_forged_address_message_id_or_number_leads_nowhere(here: Flask, post: Post) -> None:
    ticket = first()
    forged = reply_address.reply_to(ticket.number).replace(".", ".0", 1)
    wrong = numbers.show(ticket.number)[:-1] + str((int(ticket.number[-1]) + 1) % 10)
    for number, header in enumerate(
        (f"To: {forged}\r\n", f"In-Reply-To: <{ticket.number}.{'0' * 24}@hotline>\r\n", f"Subject: {wrong}\r\n")
    ):
        assert write(f"forged-{number}", "x", header).disposition == "ticket"
    assert supplied(ticket) == []


def test_a_reply_to_a_merged_matter_follows_the_merge_and_the_other_citizen_reads_nothing(here: Flask) -> None:
    master = write("master", sender="other@example.com").ticket
    merged = first()
    assert master is not None
    do(merged, "merge", master=master.number)
    outcome = write("second", "我家也停了", in_subject(merged))
    assert outcome.ticket is not None
    assert (outcome.disposition, outcome.ticket.number, count()) == ("reply", master.number, 2)
    assert "我家也停了" in supplied(master)[0]
    shown = [row.text for row in queries.timeline(fresh(master), public_only=True)]
    assert not any("我家也停了" in text for text in shown)


def test_a_reply_to_a_closed_matter_is_a_new_one_that_names_it(here: Flask, post: Post) -> None:
    ticket = first()
    do(ticket, "answer", text="已供水。")
    notices.deliver(NOW)
    answer = post.mails[-1]
    header = (
        f"To: {answer['Reply-To']}\r\nIn-Reply-To: {answer['Message-ID']}\r\nSubject: 回复：{answer['Subject']}\r\n"
    )
    outcome = write("again", "昨晚又停水了，请再看看。", header)
    assert outcome.ticket is not None
    assert (outcome.disposition, outcome.ticket.follows_id) == ("ticket", ticket.id)
    assert outcome.ticket.title == "昨晚又停水了，请再看看"


def test_another_letter_under_the_same_message_id_is_not_swallowed(here: Flask) -> None:
    first()
    other = write("first", "路灯不亮。")
    again = inbox.arrive("letter", mail("first", header="Received: from relay\r\n"), NOW)
    assert (other.disposition, other.duplicate, count()) == ("ticket", False, 2)
    assert again.duplicate


def test_one_sender_gets_so_many_receipts_an_hour_and_every_letter_is_a_ticket(here: Flask, post: Post) -> None:
    for number in range(RECEIPTS_AN_HOUR + 5):
        write(f"m{number}")
    write("other", sender=STRANGER)
    assert notices.deliver(NOW) == RECEIPTS_AN_HOUR + 1
    assert (len(post.mails), count()) == (RECEIPTS_AN_HOUR + 1, RECEIPTS_AN_HOUR + 6)
    held = db.session.scalars(select(Message.error).where(Message.state == "held")).all()
    assert held == ["receipts of this hour"] * 5


def test_nothing_is_sent_to_an_address_of_a_machine(here: Flask, post: Post) -> None:
    write("form", sender="no-reply@example.com")
    assert (notices.deliver(NOW), post.mails, count()) == (0, [], 1)


def test_two_programs_that_answer_each_other_stop(here: Flask, post: Post) -> None:
    """An honest citizen's vacation program without any mark of its own."""
    write("start")
    for turn in range(30):
        if notices.deliver(NOW + timedelta(minutes=turn)) == 0:
            break
        receipt = post.mails[-1]
        raw = f"From: {WRITER}\r\nMessage-ID: <v{turn}@example.com>\r\nSubject: gone fishing\r\n\r\nback on {turn}"
        assert receipt["To"] == WRITER
        inbox.arrive("letter", raw.encode(), NOW + timedelta(minutes=turn))
    assert len(post.mails) <= RECEIPTS_AN_HOUR


def test_our_own_mail_coming_back_is_a_loop(here: Flask, post: Post) -> None:
    first()
    notices.deliver(NOW)
    back = inbox.arrive("letter", post.mails[0].as_bytes(), NOW)
    assert (back.disposition, back.reason) == ("ignored", "loop")
    own = write("own", sender="12345@city.example")
    assert (own.disposition, own.reason) == ("ignored", "loop")


def bounce(sent: EmailMessage, to: str, action: str, status: str, quoted: bool) -> bytes:
    original = f"Message-ID: {sent['Message-ID']}\r\n" if quoted else "Subject: x\r\n"
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nReturn-Path: <>\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {WRITER}\r\nAction: {action}\r\n"
        f"Status: {status}\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("quoted", [True, False])
def test_a_bounce_makes_no_ticket_and_its_mail_is_left_for_a_person(here: Flask, post: Post, quoted: bool) -> None:
    first()
    notices.deliver(NOW)
    to = "12345@city.example" if quoted else post.senders[0]
    late = inbox.arrive("letter", bounce(post.mails[0], to, "delayed", "4.4.1", quoted), NOW)
    assert (late.disposition, late.reason) == ("ignored", "bounce")
    assert _outbox() == ("sent", "bounced 4.4.1")
    inbox.arrive("letter", bounce(post.mails[0], to, "failed", "5.1.1", quoted), NOW)
    assert _outbox() == ("dead", "bounced 5.1.1")
    assert count() == 1


def _outbox() -> tuple[str, str]:
    row = db.session.execute(select(Message.state, Message.error)).one()
    return row.state, row.error


def test_an_absence_note_to_our_mail_adds_nothing(here: Flask, post: Post) -> None:
    ticket = first()
    header = f"To: {reply_address.reply_to(ticket.number)}\r\nAuto-Submitted: auto-replied\r\n"
    outcome = write("away", "我在休假。", header)
    assert (outcome.disposition, outcome.reason, supplied(ticket)) == ("ignored", "auto-reply", [])


def test_an_unknown_number_is_no_reason_to_lose_a_letter(here: Flask) -> None:
    gone = numbers.make(config.settings().city, clocks.local(NOW).date(), 999_999)
    assert write("lost", header=f"Subject: {gone}\r\n").disposition == "ticket"
