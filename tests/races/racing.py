"""Two requests at one moment: their threads wait for each other before the request, and inside the transaction."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from hotline import events, wiring
from hotline.tickets import states
from tests import inspection
from tests.browsing import Client
from tests.races.moves import CITIZEN, Move, Who

TOGETHER = 0.1
"""Seconds to wait inside a transaction for the other one; a lock that keeps it out lets this one go on alone."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A ticket to race for, as both saw it."""

    id: int
    number: str
    code: str
    version: int
    other: str
    """Another ticket, the master of a merge."""


class Meeting:
    """Where the threads of a race meet. A thread that is in no race passes."""

    def __init__(self, inside: bool) -> None:
        self.inside = inside
        self.own = threading.local()

    def hear(self, _happened: Any) -> None:
        """The first listener of every verb: once a request, with everything checked and nothing written yet."""
        barrier: threading.Barrier | None = getattr(self.own, "barrier", None)
        self.own.barrier = None
        if barrier is not None and self.inside:
            try:
                barrier.wait(TOGETHER)
            except threading.BrokenBarrierError:
                return

    def run(self, *acts: Callable[[], TestResponse]) -> list[TestResponse]:
        """Do these at once; the answers in their order."""
        start, within = threading.Barrier(len(acts)), threading.Barrier(len(acts))
        answers: list[Any] = [None] * len(acts)

        def one(place: int) -> None:
            start.wait(60)
            self.own.barrier = within
            try:
                answers[place] = acts[place]()
            except BaseException as error:  # an error of this thread is the test's to raise
                answers[place] = error
            finally:
                within.abort()

        threads = [threading.Thread(target=one, args=(place,)) for place in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return answers


@contextmanager
def meeting(inside: bool) -> Iterator[Meeting]:
    """Everybody listens as always, and before them the meeting."""
    made = Meeting(inside)
    heard = {verb: (made.hear, *wiring.HANDLERS.get(verb, ())) for verb in states.VERBS}
    events.connect({**wiring.HANDLERS, **heard})
    try:
        yield made
    finally:
        events.connect(wiring.HANDLERS)


class Desk:
    """One person at a browser: signed in, or the citizen with her number and code."""

    def __init__(self, client: Client, who: Who) -> None:
        self.client, self.who = client, who
        self.token = inspection.read(client.get("/track").get_data(as_text=True)).forms[0].values["csrf_token"]

    def ready(self, matter: Matter) -> None:
        if self.who == CITIZEN:
            proof = {"csrf_token": self.token, "number": matter.number, "code": matter.code}
            shown = self.client.post("/track", data=proof)
            assert shown.status_code == 303, shown.status

    def act(self, move: Move, matter: Matter, words: str) -> TestResponse:
        form = {**move.form(words), "csrf_token": self.token, "version": str(matter.version)}
        form = {name: value.replace("<other>", matter.other) for name, value in form.items()}
        return self.client.post(move.path.replace("<number>", matter.number), data=form)


class Desks:
    """Two of every role, opened when first asked for."""

    def __init__(self, app: Flask, open_desk: Callable[[Flask, Who, int], Client]) -> None:
        self.app, self.open_desk = app, open_desk
        self.open: dict[tuple[Who, int], Desk] = {}

    def one(self, who: Who, place: int) -> Desk:
        if (who, place) not in self.open:
            self.open[who, place] = Desk(self.open_desk(self.app, who, place), who)
        return self.open[who, place]
