"""An Asterisk listened to over a socket: its channels become calls, and a lost connection loses none."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from hotline import clock as hotline_clock
from hotline.db import transaction
from hotline.errors import Misconfigured
from hotline.telephony import actions, ami, ami_client
from hotline.telephony.models import Call
from hotline.telephony.rules import CallEvent
from tests.telephony import telling
from tests.telephony.asterisk import SCRIPTS, Asterisk, asterisk

CONTEXTS = frozenset({"from-trunk"})
RECORDINGS = "https://recordings.example/12345/"
WAIT = 8.0


@pytest.fixture(autouse=True)
def _then(clock: Callable[[str], None]) -> None:
    clock("2026-11-20T10:10:00+08:00")


def script(name: str) -> str:
    return (SCRIPTS / name).read_text(encoding="utf-8")


def listened(app: Flask, other: Asterisk, until: Callable[[], bool], fail_first: bool = False) -> None:
    """Listen until that is so."""
    failures = [RuntimeError("the database is away")] if fail_first else []

    def take(events: list[CallEvent]) -> None:
        if failures:
            raise failures.pop()
        with app.app_context(), transaction():
            actions.take(telling.CITY, "ami", events, hotline_clock.now())

    def over_but(living: set[str]) -> None:
        with app.app_context(), transaction():
            actions.over_but(telling.CITY, "ami", living, hotline_clock.now())

    stop = threading.Event()
    listener = ami_client.Listener(
        ami_client.address(other.url), ami.Tracker(CONTEXTS, RECORDINGS), take, over_but, (0.01,), 0.1
    )
    running = threading.Thread(target=partial(listener.run, stop), daemon=True)
    running.start()
    end = time.monotonic() + WAIT
    while not until() and time.monotonic() < end:
        time.sleep(0.02)
    stop.set()
    running.join(WAIT)
    assert until()


def over(app: Flask, count: int) -> bool:
    rows = telling.calls(app)
    return len(rows) == count and not any(row.live for row in rows)


def of(app: Flask, number: str) -> Call:
    return next(row for row in telling.calls(app) if row.phone == number)


@pytest.mark.parametrize("fail_first", [False, True])
def test_calls_through_a_queue_are_told_as_they_went(app: Flask, fail_first: bool) -> None:
    with asterisk(script("calls.txt")) as other:
        listened(app, other, lambda: over(app, 2), fail_first)
    call = of(app, "+8613800001234")
    assert (call.state, call.line, call.extension) == ("ended", "12345", "8003")
    assert hotline_clock.iso(call.rang_at).endswith("T10:00:00+08:00")
    assert call.answered_at is not None
    assert (call.answered_at - call.rang_at).total_seconds() == 26
    assert [to for _at, to in call.transfers] == ["8003"]
    assert call.recording == RECORDINGS + "%E9%80%9A%E8%AF%9D%201.wav"
    assert of(app, "+862886651234").state == "missed"
    assert [task.phone for task in telling.tasks(app)] == ["+862886651234"]


def test_a_lost_connection_is_made_again_and_what_went_past_is_asked_for(app: Flask) -> None:
    with asterisk(script("broken.txt")) as other:
        listened(app, other, lambda: over(app, 2))
        assert other.actions.count("Login") == 2
    first, second = of(app, "+8613800001234"), of(app, "+8613900005678")
    assert (first.state, first.extension) == ("ended", "8001")
    assert (second.state, second.extension) == ("ended", "8002")


def test_a_silent_line_is_kept_alive(app: Flask) -> None:
    with asterisk("") as other:
        listened(app, other, lambda: other.actions.count("Ping") > 1)
        assert other.actions.count("Login") == 1


def test_a_refused_sign_in_is_tried_again_without_a_word_of_the_secret(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with asterisk("--- break ---", secret="another") as other:
        listened(app, other, lambda: other.actions.count("Login") > 1)
    assert "Authentication failed" in caplog.text
    assert ":secret" not in caplog.text


@pytest.mark.once
@pytest.mark.parametrize("url", ["", "http://a:b@host", "ami://host", "ami://user:x@host:99999999"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(Misconfigured, match="HOTLINE_AMI_URL"):
        ami_client.address(url)


@pytest.mark.once
def test_what_is_no_asterisk_is_not_listened_to() -> None:
    with pytest.raises(ValueError, match="not an Asterisk"):
        list(ami.Reader().feed(b"HTTP/1.1 400 Bad Request\r\n"))


@pytest.mark.once
def test_a_value_cannot_smuggle_an_action() -> None:
    assert ami.write("Login", Secret="x\r\nAction: Command").count(b"\r\n") == 3
