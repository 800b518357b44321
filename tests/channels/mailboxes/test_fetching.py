"""Letters fetched from a real IMAP server: each once, whoever else opens the mailbox, whatever breaks in between."""

import imaplib
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as clocks
from hotline import config
from hotline.channels import inbox
from hotline.channels.adapters import letter
from hotline.channels.mailboxes import accounts, fetching, imap, ledger
from hotline.channels.models import Fetched, Inbox, MailAccount
from hotline.db import Base, db, transaction
from hotline.outbox import Message
from hotline.tickets.models import Attachment, Ticket
from tests.mails import mail
from tests.mailserver import PASSWORD, Mailbox, MailServer

NOW = clocks.parse("2026-11-20T10:00:00+08:00")
Connect = Callable[..., Mailbox]
WANTED = accounts.Wanted("", "127.0.0.1", security="plain")


@pytest.fixture
def connect(app: Flask, mail_server: MailServer) -> Connect:
    """`connect(post="mayor")`: a mailbox with these mails, read by the job from now on."""

    def made(*mails: bytes, post: str = "", host: str = "127.0.0.1", port: int = 0) -> Mailbox:
        box = mail_server.mailbox()
        box.put(*mails)
        with app.app_context(), transaction():
            wanted = accounts.Wanted(
                f"{box.name}@city.example", host, box.name, PASSWORD, post, "plain", port or box.port
            )
            accounts.add(config.settings().city, wanted, NOW)
        return box

    return made


def fetch(app: Flask, minutes: int = 0) -> int:
    with app.app_context():
        return fetching.fetch(NOW + timedelta(minutes=minutes))


def count(app: Flask, model: type[Base]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def account(app: Flask) -> MailAccount:
    with app.app_context():
        found = db.session.scalars(select(MailAccount)).one()
        db.session.expunge(found)
        return found


def ledger_states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Fetched.state).order_by(Fetched.uid)))


def test_a_mail_becomes_a_ticket_of_the_post_and_the_mailbox_stays_as_it_was(app: Flask, connect: Connect) -> None:
    box = connect(mail("one"), post="mayor")
    assert (fetch(app), fetch(app, 2)) == (1, 0)
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.channel, ticket.mailbox, ticket.external_id) == ("letter", "mayor", "one@example.com")
        noted = db.session.scalars(select(Fetched)).one()
        assert (noted.state, noted.message_id, noted.tries) == ("kept", "one@example.com", 1)
        assert db.session.scalars(select(Inbox.id)).one() == noted.inbox_id
    assert box.flags() == [b"1 (FLAGS ())"]


def test_a_mail_somebody_has_read_is_fetched_all_the_same(app: Flask, connect: Connect) -> None:
    box = connect()
    box.put(mail("seen"), flags="(\\Seen)")
    assert fetch(app) == 1


def test_new_numbers_of_the_server_bring_no_ticket_twice(app: Flask, connect: Connect) -> None:
    mails = [mail("one"), mail("two")]
    box = connect(*mails)
    assert fetch(app) == 2
    before = account(app).uidvalidity
    box.start_anew(mail("three"), *mails)
    fetch(app, 2)
    assert account(app).uidvalidity != before
    assert (count(app, Ticket), count(app, Inbox)) == (3, 3)


def test_another_server_with_the_same_numbers_loses_no_letter(app: Flask, connect: Connect) -> None:
    box = connect(mail("one"), mail("two"))
    assert fetch(app) == 2
    with app.app_context(), transaction():
        held = db.session.scalars(select(MailAccount)).one()
        stands = db.session.scalars(select(Fetched.uidvalidity)).first()
        accounts.change(held, replace(WANTED, address=held.address, login=f"{box.name}-moved", port=box.port), NOW)
    moved = Mailbox(box.port, f"{box.name}-moved", box.folder.with_name(f"{box.name}-moved"))
    moved.put(mail("three"))
    numbers = moved.folder / "dovecot-uidlist"
    numbers.write_text(re.sub(r" V\d+", f" V{stands}", numbers.read_text(), count=1))
    for index in moved.folder.glob("dovecot.index*"):
        index.unlink()
    assert fetch(app, 1) == 1
    assert count(app, Ticket) == 3


def test_mails_from_before_the_day_stay_where_they_are(app: Flask, connect: Connect) -> None:
    connect(mail("old"))
    with app.app_context(), transaction():
        db.session.scalars(select(MailAccount)).one().since = clocks.today() + timedelta(days=3650)
    assert (fetch(app), count(app, Ticket)) == (0, 0)


def test_the_password_is_sealed(app: Flask, connect: Connect) -> None:
    connect()
    with app.app_context():
        stored = db.session.execute(select(func.cast(MailAccount.__table__.c.password, db.LargeBinary))).scalar()
        assert PASSWORD.encode() not in bytes(stored)


def test_a_server_that_is_away_is_asked_ever_more_seldom_and_the_administrators_are_told(
    app: Flask, connect: Connect
) -> None:
    connect(port=9)
    waits, now = [], NOW
    for _ in range(6):
        with app.app_context():
            assert fetching.fetch(now) == 0
        waits.append(int((account(app).next_at - now).total_seconds()))
        now = account(app).next_at
    assert waits == [60, 120, 300, 900, 1800, 1800]
    assert (account(app).failures, account(app).error.split(":")[0]) == (6, "ConnectionRefusedError")
    with app.app_context():
        told = db.session.scalars(select(Message).where(Message.recipient == "role:admin")).all()
        assert [message.template for message in told] == ["mailbox_down"]


def test_the_mailbox_beside_one_that_is_away_is_read(app: Flask, connect: Connect) -> None:
    connect(port=9)
    connect(mail("one"))
    connect(mail("two"))
    assert fetch(app) == 2


def test_a_mail_the_server_cannot_hand_over_is_set_aside_and_the_next_ones_come(
    app: Flask, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(mail("one"), mail("poison"), mail("three"))
    honest = imaplib.IMAP4.uid

    def choking(client: imaplib.IMAP4, command: str, *given: str) -> object:
        if command == "FETCH" and given[0] == "2" and "BODY" in given[1]:
            raise imaplib.IMAP4.abort("socket error: EOF")
        return honest(client, command, *given)

    monkeypatch.setattr(imaplib.IMAP4, "uid", choking)
    for minutes in (0, 3, 9, 30, 60):
        fetch(app, minutes)
    assert count(app, Ticket) == 2
    assert ledger_states(app) == ["kept", "aside", "kept"]
    monkeypatch.undo()
    with app.app_context(), transaction():
        stuck = accounts.aside(config.settings().city, account(app).id)[0]
        accounts.try_again(stuck.city, stuck.id, NOW)
    assert (fetch(app, 120), count(app, Ticket)) == (1, 3)


def test_a_mail_too_large_to_take_is_kept_by_its_beginning_for_a_person(
    app: Flask, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(mail("large", body="很长" * 500), mail("next"))
    monkeypatch.setattr(letter, "MAX_BYTES", 1200)
    assert fetch(app) == 2
    with app.app_context():
        row = db.session.scalars(select(Inbox).where(Inbox.state == "quarantined")).one()
        assert row.reason == letter.TOO_LARGE
        assert row.raw.startswith(b"From: demo@example.com")
    assert count(app, Ticket) == 1


def test_two_job_processes_take_no_mail_twice(app: Flask, connect: Connect) -> None:
    for number in range(3):
        connect(*(mail(f"{number}-{one}") for one in range(8)))
    gate, brought = threading.Barrier(2), []

    def work() -> None:
        gate.wait()
        brought.append(fetch(app))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (sum(brought), count(app, Ticket), count(app, Fetched)) == (24, 24, 24)


def test_killed_between_the_inbox_and_the_ledger_the_mail_is_found_again(app: Flask, connect: Connect) -> None:
    connect(mail("one"))
    with app.app_context():
        inbox.arrive("letter", mail("one"), NOW)
    assert fetch(app) == 1
    assert (count(app, Ticket), ledger_states(app)) == (1, ["kept"])


def test_a_mail_that_kills_its_process_every_time_is_set_aside(app: Flask, connect: Connect) -> None:
    connect(mail("one"), mail("two"))
    with app.app_context():
        city = config.settings().city
        for _ in range(ledger.MAX_TRIES):
            with transaction():
                claimed = ledger.claim(city, NOW)
                assert claimed is not None
                with imap.opened(claimed.access) as opened:
                    uidvalidity = opened.uidvalidity
                ledger.turn_over(claimed, uidvalidity)
                ledger.begin(claimed, uidvalidity, 1, NOW)
                ledger.release(claimed, NOW - ledger.POLL)
    assert fetch(app) == 1
    assert ledger_states(app) == ["aside", "kept"]


def test_a_mailbox_is_tried_out_before_it_is_used(app: Flask, mail_server: MailServer) -> None:
    box = mail_server.mailbox()
    box.put(mail("one"))
    good = accounts.Access("127.0.0.1", box.port, "plain", box.name, PASSWORD)
    assert accounts.probe(good) == 1
    with pytest.raises(accounts.NotReached, match="LoginError"):
        accounts.probe(accounts.Access("127.0.0.1", box.port, "plain", box.name, "wrong"))
    assert count(app, Attachment) == 0
