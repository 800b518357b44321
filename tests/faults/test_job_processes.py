"""Several job processes at once, and one that is killed: every rung fires once, every message goes once."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import config, outbox
from hotline.db import db, transaction
from hotline.sla import sweep
from hotline.sla.models import Escalation
from hotline.tickets.models import Ticket, TicketEvent
from tests.copies import copy
from tests.matters import CITY, dispatched

TICKETS = 300
RUNGS = 5
LATE = "2027-03-01 09:00"
"""Long after the last rung of a limit of seven working days from 20 November 2026."""
MOMENTS = ("2026-11-27 09:00", "2026-11-30 09:00", "2026-12-02 09:00", "2026-12-04 09:00", "2026-12-08 09:00")

LOOP = """
import sys
from hotline import clock
from hotline.app import create_app
from hotline.sla.sweep import sweep
with create_app().app_context():
    for moment in sys.argv[1:]:
        print(sweep("510100", clock.parse(moment)))
"""

KILLED = """
import os, signal, sys
from hotline import clock, events, wiring
from hotline.app import create_app
from hotline.sla.sweep import sweep
heard = []
def die(happened):
    heard.append(happened)
    if len(heard) == 700:
        os.kill(os.getpid(), signal.SIGKILL)
with create_app().app_context():
    events.connect({**wiring.HANDLERS, "escalate": (die,)})
    sweep("510100", clock.parse(sys.argv[1]))
"""


@pytest.fixture
def overdue(app: Flask, clock: Callable[[str], None]) -> Flask:
    """300 dispatched tickets that nobody answers."""
    clock("2026-11-20 10:00")
    first = dispatched(app)
    with app.app_context(), transaction():
        copy(CITY, first.id, TICKETS - 1)
    return app


def started(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def once(job: str, moment: str = LATE) -> "subprocess.Popen[str]":
    return started("-m", "hotline.cli", "jobs", "once", job, "--at", moment)


def finished(processes: list["subprocess.Popen[str]"]) -> list[int]:
    """What each printed, summed over its lines; none may fail or complain."""
    told = []
    for process in processes:
        out, error = process.communicate(timeout=240)
        assert (process.returncode, error) == (0, "")
        told.append(sum(int(line) for line in out.split()))
    return told


def fired(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Escalation)) or 0


def check_exactly_once(app: Flask) -> None:
    with app.app_context():
        rungs = Counter(
            (one, level) for one, level in db.session.execute(select(Escalation.ticket_id, Escalation.level))
        )
        assert len(rungs) == TICKETS * RUNGS
        assert set(rungs.values()) == {1}
        events = select(TicketEvent.ticket_id, TicketEvent.data).where(TicketEvent.verb == "escalate")
        told = Counter((ticket, data["level"]) for ticket, data in db.session.execute(events.order_by(TicketEvent.id)))
        assert told == rungs
        in_order = [level for (ticket, level), _ in told.items() if ticket == min(ticket for ticket, _ in told)]
        assert in_order == [1, 2, 3, 4, 5]
        messages = select(outbox.Message.data, outbox.Message.recipient).where(outbox.Message.template == "ladder")
        sent = Counter((data["ticket"], data["level"], to) for data, to in db.session.execute(messages))
        assert len(sent) == TICKETS * (RUNGS + 2 + 1)
        assert set(sent.values()) == {1}
        assert set(db.session.scalars(select(Ticket.level))) == {5}


def test_four_sweeps_at_once_fire_each_rung_once(overdue: Flask) -> None:
    told = finished([once("ladder") for _ in range(4)])
    assert sum(told) == TICKETS * RUNGS
    check_exactly_once(overdue)
    assert finished([once("ladder")]) == [0]


def test_two_processes_that_walk_the_days_fire_each_rung_once(overdue: Flask) -> None:
    told = finished([started("-c", LOOP, *MOMENTS) for _ in range(2)])
    finished([started("-c", LOOP, MOMENTS[-1])])
    assert sum(told) <= TICKETS * RUNGS
    check_exactly_once(overdue)


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(overdue: Flask) -> None:
    process = started("-c", KILLED, LATE)
    process.communicate(timeout=240)
    assert process.returncode == -signal.SIGKILL
    before = fired(overdue)
    assert before == sweep.BATCH * RUNGS, "the first batch is kept whole, the second not at all"
    assert sum(finished([once("ladder"), once("ladder")])) == TICKETS * RUNGS - before
    check_exactly_once(overdue)


def test_several_senders_send_each_message_once(overdue: Flask) -> None:
    told = finished([once("outbox") for _ in range(3)])
    lines = [json.loads(line) for file in _spool().iterdir() for line in file.read_text("utf-8").splitlines()]
    assert sum(told) == len(lines) == TICKETS * 2, "received and dispatched"
    assert len({line["text"] for line in lines}) == TICKETS * 2
    with overdue.app_context():
        assert set(db.session.scalars(select(outbox.Message.state))) == {"sent"}


def test_several_processes_sign_each_ticket_once(overdue: Flask) -> None:
    assert sum(finished([once("sign") for _ in range(3)])) == TICKETS
    with overdue.app_context():
        signed = select(TicketEvent.ticket_id).where(TicketEvent.verb == "sign")
        assert set(Counter(db.session.scalars(signed)).values()) == {1}


def _spool() -> Path:
    return config.settings().var / "spool"
