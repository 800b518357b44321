"""A web process killed the moment it has said "received": what it said is true."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.tickets.models import Ticket
from tests.conftest import PASSWORD, add_user
from tests.faults.visitor import Browser

WORDS = "锦江区春熙路夜里有人占道经营烧烤。"
START_SECONDS = 90


def letter(browser: Browser) -> str:
    token = browser.hidden(browser.send("/letters/new"))
    page = browser.send("/letters/new", **token, body=WORDS)
    browser.send("/letters/send", **browser.hidden(page))
    return "web"


def call(browser: Browser) -> str:
    token = browser.hidden(browser.send("/login"))
    browser.send("/login", **{**token, "login": "operator", "password": PASSWORD})
    token = browser.hidden(browser.send("/staff/calls/new"))
    browser.send("/staff/calls/new", **{**token, "body": WORDS, "phone": "13800001234", "act": "leave"})
    return "phone"


def app_message(browser: Browser) -> str:
    browser.send("/open311/v2/requests.json", description=WORDS, lat="30.65", long="104.08", service_code="0203")
    return "app"


@contextmanager
def served() -> Iterator[tuple[str, Callable[[], None]]]:
    """A server in processes of its own: its address, and the way to end all of them at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", "hotline.app:warmed()", *given]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def kill() -> None:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait(10)

    try:
        _wait(port, running)
        yield f"http://127.0.0.1:{port}", kill
    finally:
        kill()


def _wait(port: int, running: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


@pytest.mark.parametrize("send", [letter, call, app_message])
def test_what_was_acknowledged_is_there_after_the_kill(app: Flask, send: Callable[[Browser], str]) -> None:
    add_user(app, "operator", "operator", "510100")
    with served() as (base, kill):
        channel = send(Browser(base))
        kill()
    with app.app_context():
        kept = db.session.scalars(select(Ticket)).one()
        assert (kept.channel, kept.body) == (channel, WORDS)


def test_a_mail_that_was_acknowledged_is_there_after_the_kill(app: Flask) -> None:
    mail = f"From: a@mail.example\nSubject: =?utf-8?q?x?=\nContent-Type: text/plain; charset=utf-8\n\n{WORDS}\n"
    command = [sys.executable, "-u", "-m", "hotline.cli", "receive", "letter"]
    taking = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert taking.stdin is not None
    assert taking.stdout is not None
    taking.stdin.write(mail.encode())
    taking.stdin.close()
    told = taking.stdout.readline()
    taking.kill()
    taking.wait(10)
    taking.stdout.close()
    assert b"ticket" in told
    with app.app_context():
        assert db.session.scalars(select(Ticket)).one().body == WORDS
