"""A process that is told to end does so soon: the piece at hand is finished or undone, the rest is the next one's."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as clocks
from hotline import ending, outbox, tasks
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.jobs import Heartbeat
from hotline.outbox import Message
from hotline.sla import sweep
from hotline.sla.models import Escalation
from tests.copies import copy
from tests.matters import CITY, at, dispatched

PATIENCE = 60
LATE = "2027-03-01 09:00"

SLOW = """
import sys, time
from pathlib import Path
from hotline.cli import jobs
from hotline.db import db, transaction
from hotline.jobs import Heartbeat, Job

def slow(now):
    with transaction():
        db.session.add(Heartbeat(job="half done", at=now, done=1))
        db.session.flush()
        Path(sys.argv[1]).touch()
        time.sleep(3600)

jobs.JOBS = (Job("slow", slow, {"trigger": "interval", "seconds": 1}),)
jobs.jobs(["run"])
"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to end, for the length of a test."""
    monkeypatch.setattr(ending, "_told", threading.Event())
    ending.tell()


def test_a_job_that_takes_an_hour_is_not_waited_for_and_leaves_nothing_half_done(app: Flask, tmp_path: Path) -> None:
    begun, said = tmp_path / "begun", tmp_path / "said"
    with said.open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", SLOW, str(begun)], env=os.environ, stdout=out, stderr=out)
    try:
        end = time.monotonic() + PATIENCE
        while not begun.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert begun.exists(), said.read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in said.read_text()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Heartbeat)) == 0


def test_the_message_at_hand_is_marked_as_sent_and_the_next_is_not_begun(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "_told", threading.Event())
    now = at("2026-11-20 10:00")
    with app.app_context():
        with transaction():
            for number in "12":
                outbox.post(CITY, f"unit:{number}", f"cause {number}", "test", {}, now)
        assert outbox.deliver_due(CITY, now, {"unit": lambda _message: ending.tell}) == 1
        states = db.session.execute(select(Message.state, Message.tries).order_by(Message.cause)).all()
        assert [tuple(row) for row in states] == [("sent", 0), ("waiting", 0)]


def test_the_ladder_begins_no_batch(app: Flask, told: None) -> None:
    first = dispatched(app)
    with app.app_context():
        with transaction():
            copy(CITY, first.id, 2)
        assert sweep.sweep(CITY, at(LATE)) == 0
        assert db.session.scalar(select(func.count()).select_from(Escalation)) == 0


def test_long_work_is_put_back_at_its_next_beat_and_the_turn_is_not_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "_told", threading.Event())
    now = clocks.now()
    with app.app_context():
        with transaction():
            tasks.ask(Actor(1, "演示一", "clerk", CITY), "export", {}, "zh", now)
        for _ in range(tasks.MOST_TRIES + 1):
            claimed = tasks.claim(CITY, now)
            assert claimed is not None, "at once, without waiting for the silence of a killed one"
            ending.tell()
            with pytest.raises(tasks.Stopped):
                tasks.beat(claimed, now, done=1)
            ending._told.clear()
