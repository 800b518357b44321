"""A real IMAP server that offers IDLE wakes the job process; what breaks is mended, and it stops when it is told to."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as clocks
from hotline import config
from hotline.channels.mailboxes import accounts, imap, listening
from hotline.channels.mailboxes.listening import Listener
from hotline.channels.models import MailAccount
from hotline.db import db, transaction
from hotline.tickets.models import Ticket
from tests.mails import mail
from tests.mailserver import PASSWORD, Mailbox, MailServer

PATIENCE = 60


@pytest.fixture
def box(app: Flask, mail_server: MailServer, clock: Callable[[str], None]) -> Mailbox:
    """A mailbox of the city. Time stands still: once it was read it is never due again, so no poll brings anything."""
    clock("2026-11-20 10:00")
    made = mail_server.mailbox()
    with app.app_context(), transaction():
        wanted = accounts.Wanted(f"{made.name}@city.example", "127.0.0.1", made.name, PASSWORD, "", "plain", made.port)
        accounts.add(config.settings().city, wanted, clocks.now())
    return made


@pytest.fixture
def listener(app: Flask, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(imap, "SLICE", 0.2)
    running = Listener(app)
    running.start()
    yield running
    running.stop()


def arrives(app: Flask, number: int) -> bool:
    """Whether there are so many tickets, now or in a moment."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with app.app_context():
            if db.session.scalar(select(func.count()).select_from(Ticket)) == number:
                return True
        time.sleep(0.05)
    return False


def test_a_letter_wakes_the_job_process_which_stops_when_told(app: Flask, box: Mailbox, tmp_path: Path) -> None:
    with (tmp_path / "told").open("w") as told:
        process = subprocess.Popen([sys.executable, "-m", "hotline.cli", "jobs", "run"], stdout=told, stderr=told)
        try:
            for number, name in enumerate(("one", "two", "three"), 1):
                box.put(mail(name))
                assert arrives(app, number), (tmp_path / "told").read_text()
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE)
    assert code == 0
    assert "Traceback" not in (tmp_path / "told").read_text()


def test_a_connection_that_breaks_is_made_again_and_misses_nothing(
    app: Flask, box: Mailbox, mail_server: MailServer, listener: Listener
) -> None:
    box.put(mail("one"))
    assert arrives(app, 1)
    mail_server.cut_off(box)
    box.put(mail("two"))
    assert arrives(app, 2)
    assert listener.mailboxes() == 1


def test_a_mailbox_that_is_paused_is_left_alone_and_then_listened_to_again(
    app: Flask, box: Mailbox, listener: Listener
) -> None:
    box.put(mail("one"))
    assert arrives(app, 1)
    for active, still in ((False, 0), (True, 1)):
        with app.app_context(), transaction():
            accounts.pause(db.session.scalars(select(MailAccount)).one(), active, clocks.now())
        end = time.monotonic() + PATIENCE
        while listener.mailboxes() != still and time.monotonic() < end:
            time.sleep(0.05)
        assert listener.mailboxes() == still
        box.put(mail(f"while active is {active}"))
    assert arrives(app, 3)
