"""The signed door for telephone systems: what is taken, what is refused, and in which words."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from hotline import clock as hotline_clock
from hotline import config
from hotline.channels import signed
from tests.browsing import Client
from tests.telephony import telling

DOOR = "/channels/calls/events"
SECRETS = ("the newest secret", "the one before")
NOW = "2026-11-20T10:00:00+08:00"
RINGS: dict[str, Any] = {
    "event": "ringing", "call": "17.1", "at": NOW, "caller": "138 0000 1234", "line": "12345", "extension": "8001",
}  # fmt: skip


@pytest.fixture
def pbx(client: Client, app: Flask, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(config, "_used", replace(config.settings(), calls_secrets=SECRETS))
    return client


def send(
    client: Client, body: Any, secret: str = SECRETS[0], age: int = 0, signature: str | None = None
) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int((hotline_clock.now() - timedelta(seconds=age)).timestamp()))
    headers = {"X-Hotline-Timestamp": stamp, "X-Hotline-Signature": signature or signed.signature(secret, stamp, raw)}
    answer = client.post(DOOR, data=raw, headers=headers, content_type="application/json")
    assert answer.mimetype == "application/json"
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_signed_event_is_a_call(pbx: Client, app: Flask, secret: str) -> None:
    assert send(pbx, RINGS, secret) == (200, {"events": 1, "new": 1})
    (call,) = telling.calls(app)
    assert (call.phone, call.line, call.extension, call.state) == ("+8613800001234", "12345", "8001", "ringing")


def test_a_message_of_several_events_told_twice_counts_once(pbx: Client, app: Flask) -> None:
    told = {"events": [RINGS, {"event": "ended", "call": "17.1", "at": 1795140030}]}
    assert send(pbx, told)[1] == {"events": 2, "new": 2}
    assert send(pbx, told)[1] == {"events": 2, "new": 0}
    assert [call.state for call in telling.calls(app)] == ["missed"]


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"secret": "another"}, "signature"),
        ({"signature": "sha256=é"}, "signature"),
        ({"age": 301}, "expired"),
        ({"age": -301}, "expired"),
    ],
)
def test_what_is_not_signed_now_is_refused(pbx: Client, app: Flask, how: dict[str, Any], error: str) -> None:
    status, answer = send(pbx, RINGS, **how)
    assert (status, answer["error"]) == (401, error)
    assert telling.calls(app) == []


def test_a_changed_body_is_refused(pbx: Client) -> None:
    stamp = str(int(hotline_clock.now().timestamp()))
    signature = signed.signature(SECRETS[0], stamp, json.dumps(RINGS).encode())
    status, answer = send(pbx, {**RINGS, "caller": "110"}, signature=signature)
    assert (status, answer["error"]) == (401, "signature")


def test_without_a_secret_the_door_is_closed(client: Client, clock: Callable[[str], None]) -> None:
    assert send(client, RINGS) == (401, {"error": "not_configured", "message": send(client, RINGS)[1]["message"]})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"\xff", "json"),
        (b"[" * 100_000, "json"),
        ([], "events"),
        ({"events": [7]}, "events"),
        ({**RINGS, "event": "lapsed"}, "event"),
        ({**RINGS, "call": ""}, "call"),
        ({**RINGS, "call": "x" * 101}, "call"),
        ({**RINGS, "caller": "1\n2"}, "caller"),
        ({**RINGS, "at": "soon"}, "at"),
        ({**RINGS, "at": 1e300}, "at"),
        ({**RINGS, "at": "2026-10-01T10:00:00+08:00"}, "at"),
        ({**RINGS, "at": "2026-11-20T10:06:00+08:00"}, "at"),
        ({**RINGS, "recording": "https://recordings.example/1.wav"}, "recording"),
        ({**RINGS, "event": "recording", "recording": "javascript:alert(1)"}, "recording"),
        (b" " * (1024 * 1024 + 1), "size"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(pbx: Client, app: Flask, body: Any, error: str) -> None:
    events = body if isinstance(body, bytes) or not isinstance(body, dict) or "events" in body else [RINGS, body]
    status, answer = send(pbx, events)
    assert (status, answer["error"]) == (400, error)
    assert answer["message"]
    assert telling.calls(app) == []


def test_a_number_that_is_hidden_makes_no_task(pbx: Client, app: Flask) -> None:
    send(pbx, [{**RINGS, "caller": ""}, {"event": "missed", "call": "17.1", "at": NOW}])
    assert ([call.state for call in telling.calls(app)], telling.tasks(app)) == (["missed"], [])
