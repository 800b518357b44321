"""The way in: nothing that was kept is lost, and the same message is one ticket however and whenever it comes again."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from hotline import clock as clocks
from hotline import config, events, files, wiring
from hotline.actors import Actor, system
from hotline.channels import inbox
from hotline.channels.correspondence import threads
from hotline.channels.models import Inbox
from hotline.db import Base, db, transaction
from hotline.tickets import actions, queries
from hotline.tickets.models import Attachment, Petitioner, Ticket

PHONE = "13800138000"
NAME = "演示市民甲"


def call(**fields: Any) -> bytes:
    given = {"title": "路灯不亮", "body": "锦江区春熙路的路灯三天不亮。", "name": NAME, "phone": PHONE, **fields}
    return json.dumps(given, ensure_ascii=False).encode()


def mail(message_id: str, body: str = "小区停水两天。", header: str = "", attachment: bytes = b"") -> bytes:
    top = f"From: demo@example.com\r\nMessage-ID: <{message_id}>\r\nSubject: water\r\n{header}MIME-Version: 1.0\r\n"
    if not attachment:
        return (top + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + body).encode()
    parts = (
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        f'{body}\r\n--b\r\nContent-Type: image/jpeg; name="a.jpg"\r\nContent-Disposition: attachment; '
        'filename="a.jpg"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    )
    return (top + parts).encode() + attachment + b"\r\n--b--\r\n"


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def rows() -> list[Inbox]:
    return list(db.session.scalars(select(Inbox).order_by(Inbox.id)))


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def listeners() -> Iterator[Callable[[Callable[[Any], None]], None]]:
    """`listeners(f)`: from now on only `f` hears that a message was received."""
    yield lambda heard: events.connect({"receive": (heard,)})
    events.connect(wiring.HANDLERS)


def test_a_call_becomes_a_ticket_with_its_person(here: Flask) -> None:
    outcome = inbox.arrive("phone", call(), clocks.now())
    assert outcome.disposition == "ticket"
    assert outcome.ticket is not None
    person = db.session.scalars(select(Petitioner)).one()
    assert (person.name, person.phone, outcome.ticket.channel) == (NAME, "+8613800138000", "phone")
    assert [(row.state, row.ticket_id) for row in rows()] == [("done", outcome.ticket.id)]


def test_who_took_the_call_stands_in_its_first_event(here: Flask) -> None:
    operator = Actor(7, "演示话务员", "operator", config.settings().city)
    outcome = inbox.arrive("phone", call(), clocks.now(), actor=operator)
    assert outcome.ticket is not None
    assert queries.timeline(outcome.ticket)[0].actor_name == "演示话务员"


def test_the_same_message_again_is_the_same_ticket(here: Flask) -> None:
    first = inbox.arrive("phone", call(), clocks.now())
    again = inbox.arrive("phone", call(), clocks.now())
    assert first.ticket is not None
    assert again.ticket is not None
    assert (first.duplicate, again.duplicate, again.identical) == (False, True, True)
    assert (again.ticket.number, count(Ticket), count(Inbox)) == (first.ticket.number, 1, 1)


def test_the_same_external_id_with_other_bytes_is_the_same_ticket(here: Flask) -> None:
    first = inbox.arrive("web", call(form_id="f-1"), clocks.now(), external_id="f-1")
    again = inbox.arrive("web", call(form_id="f-1", title="改了标题"), clocks.now(), external_id="f-1")
    assert (again.duplicate, again.identical, count(Ticket)) == (True, False, 1)
    assert again.ticket is not None
    assert first.ticket is not None
    assert again.ticket.number == first.ticket.number


def test_a_mail_delivered_by_another_way_is_the_same_ticket_and_both_copies_are_kept(here: Flask) -> None:
    inbox.arrive("letter", mail("one@example.com"), clocks.now())
    again = inbox.arrive("letter", mail("one@example.com", header="Received: from relay\r\n"), clocks.now())
    assert (again.disposition, again.duplicate, count(Ticket), count(Inbox)) == ("ticket", True, 1, 2)


def test_an_external_id_of_any_length_is_one_identity(here: Flask) -> None:
    long = "x" * 5000
    inbox.arrive("phone", call(call_id=long), clocks.now(), external_id=long)
    again = inbox.arrive("phone", call(call_id=long), clocks.now(), external_id=long)
    assert (again.duplicate, count(Ticket)) == (True, 1)


def test_two_deliveries_at_the_same_moment_make_one_ticket(app: Flask) -> None:
    gate, outcomes = threading.Barrier(4), []

    def deliver(header: str) -> None:
        with app.app_context():
            gate.wait()
            outcomes.append(inbox.arrive("letter", mail("race@example.com", header=header), clocks.now()))

    copies = ["", "", "Received: from one\r\n", "Received: from two\r\n"]
    running = [threading.Thread(target=deliver, args=(header,)) for header in copies]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    with app.app_context():
        assert count(Ticket) == 1
    assert len({outcome.ticket.number for outcome in outcomes if outcome.ticket}) == 1
    # Whoever stored it first may find it finished by another copy; two must never believe they made the ticket.
    assert [outcome.duplicate for outcome in outcomes].count(False) <= 1


def test_a_failure_after_the_message_was_kept_loses_nothing(here: Flask, listeners: Any) -> None:
    def fail(_happened: Any) -> None:
        raise OSError("the disk is gone")

    listeners(fail)
    now = clocks.now()
    outcome = inbox.arrive("phone", call(), now)
    assert (outcome.disposition, outcome.ticket, count(Ticket)) == ("waiting", None, 0)
    events.connect(wiring.HANDLERS)
    assert inbox.drain(now) == 0, "a row of this moment belongs to the process that stored it"
    assert (inbox.drain(now + timedelta(minutes=1)), count(Ticket)) == (1, 1)
    assert (inbox.drain(now + timedelta(minutes=2)), count(Ticket)) == (0, 1)


def test_a_killed_process_loses_nothing_and_doubles_nothing(app: Flask) -> None:
    script = """
import os, sys
from hotline import clock, events
from hotline.app import create_app
from hotline.channels import inbox
app = create_app()
events.connect({"receive": (lambda happened: os._exit(9),)})
with app.app_context():
    inbox.arrive("phone", sys.stdin.buffer.read(), clock.now())
"""
    killed = subprocess.run([sys.executable, "-c", script], input=call(), check=False)
    assert killed.returncode == 9
    with app.app_context():
        assert ([row.state for row in rows()], count(Ticket)) == (["new"], 0)
        later = clocks.now() + timedelta(minutes=1)
        assert (inbox.drain(later), inbox.drain(later)) == (1, 0)
        assert ([row.state for row in rows()], count(Ticket)) == (["done"], 1)
        assert inbox.arrive("phone", call(), later).duplicate


def test_a_database_locked_for_a_moment_delays_and_loses_nothing(app: Flask) -> None:
    locked = threading.Event()

    def hold() -> None:
        with app.app_context(), db.engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("lock table inbox"))
            locked.set()
            time.sleep(0.5)

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    with app.app_context():
        outcome = inbox.arrive("phone", call(), clocks.now())
    holder.join()
    assert outcome.disposition == "ticket"


def test_a_message_that_always_fails_is_set_aside_in_the_end_and_holds_up_no_other(here: Flask, listeners: Any) -> None:
    def fail_on_poison(happened: Any) -> None:
        if happened.ticket.title == "毒":
            raise ZeroDivisionError

    listeners(fail_on_poison)
    now = clocks.now()
    inbox.arrive("phone", call(title="毒"), now)
    for minute in range(1, inbox.MAX_TRIES + 2):
        inbox.drain(now + timedelta(minutes=minute))
    assert [(row.state, row.reason) for row in rows()] == [("quarantined", inbox.GIVEN_UP)]
    assert inbox.arrive("phone", call(title="好"), now).disposition == "ticket"


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\x01\x02", b"{}", b"[1]", '{"body": "编码"}'.encode("gb18030"), b'{"body": "\\u0000"}']
)
def test_what_nobody_can_read_is_kept_as_it_came(here: Flask, raw: bytes) -> None:
    outcome = inbox.arrive("phone", raw, clocks.now())
    assert (outcome.disposition, outcome.ticket) == ("quarantined", None)
    assert outcome.reason
    assert [(row.state, row.raw) for row in rows()] == [("quarantined", raw)]


def test_a_better_copy_of_what_was_set_aside_becomes_the_ticket(here: Flask) -> None:
    assert inbox.arrive("web", b"{}", clocks.now(), external_id="f-2").disposition == "quarantined"
    assert inbox.arrive("web", call(form_id="f-2"), clocks.now(), external_id="f-2").disposition == "ticket"


@pytest.mark.parametrize("body", ["𠮷㐂😀👨‍👩‍👧", "长" * 1_000_000, "前\x00后"], ids=["rare", "one megabyte", "nul"])
def test_odd_texts_become_tickets(here: Flask, body: str) -> None:
    outcome = inbox.arrive("phone", call(body=body), clocks.now())
    assert outcome.disposition == "ticket"
    assert outcome.ticket is not None
    assert queries.get_ticket(outcome.ticket.number, system(outcome.ticket.city)).body[0] == body[0]


def test_codes_the_city_does_not_know_are_left_out(here: Flask) -> None:
    outcome = inbox.arrive("web", call(mailbox="nobody", category="something long"), clocks.now())
    assert outcome.ticket is not None
    assert outcome.ticket.mailbox == ""


def test_a_bounce_becomes_no_ticket(here: Flask) -> None:
    outcome = inbox.arrive("letter", mail("b@example.com", header="Auto-Submitted: auto-replied\r\n"), clocks.now())
    assert (outcome.disposition, outcome.reason, count(Ticket)) == ("ignored", "auto-reply", 0)


def test_a_letters_files_are_kept_by_their_content(here: Flask) -> None:
    picture = b"\xff\xd8\xff\xe0 picture"
    outcome = inbox.arrive("letter", mail("f@example.com", attachment=picture), clocks.now())
    assert outcome.disposition == "ticket"
    row = db.session.scalars(select(Attachment)).one()
    assert (row.name, row.type, row.size, files.read(row.sha256)) == ("a.jpg", "image/jpeg", len(picture), picture)


def test_an_answer_to_our_mail_is_added_to_its_ticket(here: Flask) -> None:
    first = inbox.arrive("letter", mail("q@example.com"), clocks.now()).ticket
    assert first is not None
    header = f"In-Reply-To: <other@example.com>\r\nReferences: {threads.message_id(first.number, 3)}\r\n"
    reply = inbox.arrive("letter", mail("r@example.com", "补充：在三楼。", header), clocks.now())
    assert (reply.disposition, count(Ticket)) == ("reply", 1)
    assert reply.ticket is not None
    event = queries.timeline(reply.ticket)[-1]
    assert (reply.ticket.number, event.verb, event.text) == (first.number, "supply", "补充：在三楼。")
    again = inbox.arrive("letter", mail("r@example.com", "补充：在三楼。", header), clocks.now())
    assert (again.disposition, again.duplicate) == ("reply", True)


def test_a_guessed_message_id_reaches_no_ticket(here: Flask) -> None:
    first = inbox.arrive("letter", mail("q@example.com"), clocks.now()).ticket
    assert first is not None
    forged = f"In-Reply-To: <{first.number}.{'0' * 24}@hotline>\r\nSubject: Re: {first.number}\r\n"
    assert inbox.arrive("letter", mail("s@example.com", header=forged), clocks.now()).disposition == "ticket"
    assert count(Ticket) == 2


def test_an_answer_to_a_matter_that_is_over_is_a_new_matter(here: Flask) -> None:
    first = inbox.arrive("letter", mail("q@example.com"), clocks.now()).ticket
    assert first is not None
    with transaction():
        operator = Actor(1, "演示话务员", "operator", first.city)
        ticket = queries.get_ticket(first.number, operator)
        actions.perform("withdraw", ticket, operator, clocks.now())
    header = f"In-Reply-To: {threads.message_id(first.number)}\r\n"
    assert inbox.arrive("letter", mail("t@example.com", header=header), clocks.now()).disposition == "ticket"


def test_persons_and_raw_messages_are_sealed_in_the_database(app: Flask, settings: config.Settings) -> None:
    raw = call(id_number="510104199001011234", email="demo-person@example.com")
    with app.app_context():
        inbox.arrive("phone", raw, clocks.now())
        stored = "".join(
            repr(row)
            for table in Base.metadata.sorted_tables
            for row in db.session.execute(text(f"select * from {table}"))
        )
    if settings.database_url.startswith("sqlite"):
        database = Path(settings.database_url.removeprefix("sqlite:///"))
        stored += "".join(file.read_bytes().decode("utf-8", "replace") for file in database.parent.glob("hotline.db*"))
    secrets = (NAME, PHONE, "510104199001011234", "demo-person@example.com", '"id_number"')
    assert [secret for secret in secrets if secret in stored] == []
    assert "路灯不亮" in stored, "the search finds what is not sealed"
