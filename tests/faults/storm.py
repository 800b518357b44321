"""Messages at a steady rate through the doors while the processes are killed, and what is stored afterwards.

The promise: what was acknowledged is stored, and nothing is there twice.
"""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from tests.faults import doors
from tests.faults.doors import Line, Send
from tests.faults.kept_running import running
from tests.mailserver import Mailbox

SENDERS = 24
PATIENCE = 180
"""Seconds after its time in which a message must be acknowledged by somebody."""
MIX = ("app", "app", "feed", "app", "app", "feed", "app", "app", "feed", "app", "letter", "app", "feed", "app", "mail")


@dataclass(frozen=True, slots=True)
class Storm:
    """So many messages at that rate, with a kill every `gap` seconds on the average.

    `spared`: how many messages must be acknowledged between two kills, so that a slow machine gets on too.
    """

    messages: int
    per_second: float
    gap: float
    spared: int = 0
    servers: int = 2
    workers: int = 2
    seed: int = field(default_factory=lambda: random.randrange(10**6))


@dataclass(slots=True)
class Told:
    """What the senders were told, and what the killer did."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    """The mark of a message → the number of its ticket, or '' where the door tells none."""
    late: list[float] = field(default_factory=list)
    """Seconds from the time a message was due until it was acknowledged."""
    tries: int = 0
    seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def blow(storm: Storm, environment: Mapping[str, str], box: Mailbox) -> Told:
    """Send all of it. Afterwards every message is acknowledged, and the processes are gone.

    `box` must be connected as a mailbox of the city. Raises AssertionError where a door refuses a message.
    """
    open_doors(Path(environment["HOTLINE_VAR"]))
    chance = random.Random(storm.seed)
    with running(environment, storm.servers, storm.workers) as processes:
        told = Told(kills=processes.count)
        processes.begin(chance, storm.gap, lambda: len(told.acknowledged) >= storm.spared * (1 + told.kills.total()))
        _send_all(storm, processes.ports, box, told)
    if told.errors:
        raise AssertionError(f"storm {storm.seed}: {told.errors[0]}")
    return told


def open_doors(var: Path) -> None:
    """The file of connections, before any process reads it."""
    var.mkdir(parents=True, exist_ok=True)
    (var / "connections.toml").write_text(doors.CONNECTIONS, encoding="utf-8")


def broken_promises(told: Told, url: str) -> list[str]:
    """One line for each way in which what is stored differs from what was acknowledged; empty when all is well."""
    engine = create_engine(url)
    try:
        return list(_differences(told, engine))
    finally:
        engine.dispose()


def _differences(told: Told, engine: Engine) -> list[str]:
    with engine.connect() as connection:
        tickets = connection.execute(text("SELECT id, number, body FROM tickets")).all()
        received = (
            connection.execute(text("SELECT ticket_id FROM ticket_events WHERE verb = 'receive'")).scalars().all()
        )
        inbox = connection.execute(text("SELECT state, ticket_id FROM inbox")).all()
    found = [(number, mark) for _, number, body in tickets if (mark := _mark(body))]
    stored = Counter(mark for _, mark in found)
    numbers = {mark: number for number, mark in found}
    wrong = [f"acknowledged and lost: {mark}" for mark in told.acknowledged if mark not in stored]
    wrong += [f"stored {count} times: {mark}" for mark, count in stored.items() if count > 1]
    wrong += [
        f"acknowledged as {number}, stored as {numbers[mark]}: {mark}"
        for mark, number in told.acknowledged.items()
        if number and mark in numbers and numbers[mark] != number
    ]
    if Counter(received) != Counter(ticket for ticket, _, _ in tickets):
        wrong.append("a ticket was not received exactly once")
    if states := Counter(state for state, _ in inbox if state != "done"):
        wrong.append(f"rows of the inbox are {dict(states)}")
    if Counter(ticket for _, ticket in inbox) != Counter(ticket for ticket, _, _ in tickets):
        wrong.append(f"{len(inbox)} rows of the inbox, {len(tickets)} tickets")
    return wrong


def _mark(body: str) -> str:
    start = body.rfind("storm-")
    return body[start:].split()[0] if start >= 0 else ""


def _send_all(storm: Storm, ports: list[int], box: Mailbox, told: Told) -> None:
    lock, numbers = threading.Lock(), itertools.count()
    made: dict[str, Callable[[str], Send]] = {
        "app": doors.app, "feed": doors.feed, "letter": doors.letter, "mail": doors.mailed(box),
    }  # fmt: skip
    begun = time.monotonic()

    def work(first: int) -> None:
        line = Line(ports, first)
        while (number := next(numbers)) < storm.messages and not told.errors:
            due = begun + number / storm.per_second
            time.sleep(max(0.0, due - time.monotonic()))
            mark = f"storm-{storm.seed}-{number:06}"
            try:
                answer, tries = _until_acknowledged(made[MIX[number % len(MIX)]](mark), line, due)
            except Exception as error:  # the other senders stop, and the caller is told
                told.errors.append(f"{mark}: {type(error).__name__}: {error}")
                return
            with lock:
                told.acknowledged[mark] = answer
                told.late.append(time.monotonic() - due)
                told.tries += tries
        line.turn()

    senders = [threading.Thread(target=work, args=(first,), daemon=True) for first in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    told.seconds = time.monotonic() - begun


def _until_acknowledged(send: Send, line: Line, due: float) -> tuple[str, int]:
    """The number of the ticket, and how many tries it took."""
    for tries in itertools.count(1):
        try:
            return send(line), tries
        except doors.AGAIN:
            if time.monotonic() > due + PATIENCE:
                raise
            line.turn()
            time.sleep(min(0.05 * tries, 0.5))
    raise AssertionError("there is always one more try")
