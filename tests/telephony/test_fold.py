"""One call from its events: whatever order they come in, however often, the end is the same."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from hotline.db import db, transaction
from hotline.telephony import rules
from hotline.telephony.models import Call, Callback, CallEventRow
from hotline.telephony.rules import CallEvent, fold
from tests.telephony import telling

pytestmark = pytest.mark.usefixtures("clock")

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DESKS = ("8001", "8002", "110", "")


def _event(call: str, kind: str, seconds: int, desk: str) -> CallEvent:
    to = desk if kind == "transferred" else ""
    file = "https://recordings.example/1.wav" if kind == "recording" else ""
    caller = "13800001234" if kind == "ringing" else ""
    return CallEvent(call, kind, START + timedelta(seconds=seconds), caller, "12345", desk, to, file)


events = st.builds(
    _event,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(rules.KINDS),
    st.integers(-900, 900),
    st.sampled_from(DESKS),
)


@pytest.mark.once
@given(st.lists(events, min_size=1, max_size=12), st.randoms())
@settings(deadline=None)
def test_order_and_repetition_change_nothing(told: list[CallEvent], chance: random.Random) -> None:
    shuffled = [*told, *chance.choices(told, k=3)]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(told)


@pytest.mark.once
@given(st.lists(events, min_size=1, max_size=12))
@settings(deadline=None)
def test_a_call_that_is_over_was_either_answered_or_missed(told: list[CallEvent]) -> None:
    kinds = {one.kind for one in told}
    call = fold(told)
    if "ended" in kinds or ("missed" in kinds and "answered" not in kinds):
        assert call.state == ("ended" if "answered" in kinds else "missed")
    assert call.live == (call.ended_at is None)
    assert (call.answered_at is not None) == ("answered" in kinds)


@given(st.lists(events, min_size=1, max_size=14), st.randoms())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_ends_at_the_same_calls_and_tasks(
    app: Flask, clock: Callable[[str], None], told: list[CallEvent], chance: random.Random
) -> None:
    clock("2026-11-20T10:30:00+08:00")
    ends = []
    for _ in range(2):
        chance.shuffle(told)
        _emptied(app)
        for one in [*told, *told[:2]]:
            telling.told(app, one)
        ends.append((_calls(app), _tasks(app)))
    assert ends[0] == ends[1]
    by_call = {name: fold([one for one in told if one.call == name]) for name in {one.call for one in told}}
    assert {name: (call.state, call.extension) for name, call in by_call.items()} == {
        row[0]: row[1:3] for row in ends[0][0]
    }


def _emptied(app: Flask) -> None:
    with app.app_context(), transaction():
        for table in (CallEventRow, Call, Callback):
            db.session.execute(delete(table))


def _calls(app: Flask) -> list[tuple[object, ...]]:
    rows = telling.calls(app)
    return sorted(
        (row.external_id, row.state, row.extension, row.rang_at, str(row.answered_at), str(row.ended_at), row.phone)
        for row in rows
    )


def _tasks(app: Flask) -> list[tuple[object, ...]]:
    return [(row.phone, row.calls, row.first_at, row.last_at, row.due_at) for row in telling.tasks(app)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("kinds", "state", "desk"),
    [
        (["ringing:8001"], "ringing", "8001"),
        (["ringing:8001", "ringing:8002"], "ringing", "8002"),
        (["ringing:8001", "ringing:8002", "answered:8001", "ringing:8003"], "talking", "8001"),
        (["ringing:8001", "answered:8001", "held:"], "held", "8001"),
        (["ringing:8001", "answered:8001", "held:", "resumed:"], "talking", "8001"),
        (["ringing:8001", "answered:8001", "transferred:8002"], "talking", "8002"),
        (["ringing:8001", "answered:8001", "transferred:110"], "talking", "8001"),
        (["ringing:8001", "ended:"], "missed", "8001"),
        (["ringing:8001", "missed:", "answered:8002", "ended:"], "ended", "8002"),
        (["answered:8001", "lapsed:"], "ended", "8001"),
        (["ringing:8001", "lapsed:", "answered:8001"], "talking", "8001"),
    ],
)
def test_what_is_told_is_where_the_call_is(kinds: list[str], state: str, desk: str) -> None:
    call = fold([_event("a", kind, place, where) for place, (kind, where) in enumerate(map(_kind, kinds))])
    assert (call.state, call.extension) == (state, desk)


def _kind(text: str) -> tuple[str, str]:
    kind, _colon, desk = text.partition(":")
    return kind, desk


@pytest.mark.once
def test_a_call_without_events_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        fold([])
