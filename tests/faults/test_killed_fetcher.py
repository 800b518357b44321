"""The job that fetches mail, killed with -9 wherever it happens to be: every mail becomes one ticket."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from hotline import clock as clocks
from hotline import config
from hotline.channels.mailboxes import accounts
from hotline.channels.models import Fetched, Inbox
from hotline.db import db, transaction
from hotline.tickets.models import Ticket
from tests.mails import mail
from tests.mailserver import PASSWORD, MailServer, mail_server

__all__ = ["mail_server"]

NOW = clocks.parse("2026-11-20T10:00:00+08:00")
MAILS = 24

KILLED_INSIDE = """
import os, signal, sys
from hotline import clock, events, wiring
from hotline.app import create_app
from hotline.channels.mailboxes import fetching
heard = []
def die(happened):
    heard.append(happened)
    if len(heard) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
with create_app().app_context():
    events.connect({**wiring.HANDLERS, "receive": (*wiring.HANDLERS["receive"], die)})
    fetching.fetch(clock.parse(sys.argv[1]))
"""


def started(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *arguments], env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def at(minutes: int) -> str:
    return clocks.iso(NOW + timedelta(minutes=minutes))


def kept(app: Flask) -> int:
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Fetched)) or 0
        db.session.remove()
        db.engine.dispose()
        return found


def test_the_fetcher_killed_in_the_middle_makes_every_mail_one_ticket(app: Flask, mail_server: MailServer) -> None:
    box = mail_server.mailbox()
    box.put(*(mail(f"kill-{number}") for number in range(MAILS)))
    with app.app_context(), transaction():
        wanted = accounts.Wanted(f"{box.name}@city.example", "127.0.0.1", box.name, PASSWORD, "", "plain", box.port)
        accounts.add(config.settings().city, wanted, NOW)
    assert started("-c", KILLED_INSIDE, at(0)).wait(60) == -signal.SIGKILL
    before = kept(app)
    running = started("-m", "hotline.cli", "jobs", "once", "mail", "--at", at(20))
    end = time.monotonic() + 60
    while kept(app) < before + 3 and time.monotonic() < end and running.poll() is None:
        time.sleep(0.02)
    running.kill()
    running.wait(10)
    last = [started("-m", "hotline.cli", "jobs", "once", "mail", "--at", at(40)) for _ in range(2)]
    assert [process.wait(60) for process in last] == [0, 0]
    with app.app_context():
        ids = list(db.session.scalars(select(Ticket.external_id)))
        assert sorted(ids) == sorted(f"kill-{number}@example.com" for number in range(MAILS))
        assert set(db.session.scalars(select(Fetched.state))) == {"kept"}
        assert set(db.session.scalars(select(Inbox.state))) == {"done"}
