"""Two people do something to one ticket at one moment: one is first, the other is told so and loses no word."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from hotline.cli import main
from hotline.db import db, transaction
from hotline.tickets import states
from hotline.tickets.models import Ticket, TicketEvent
from hotline.tickets.policy import SYSTEM
from tests.races import standing
from tests.races.moves import MOVES, RIVALS, SENDER, SIDE_BY_SIDE, TWICE, Pair
from tests.races.opening import met, open_desk
from tests.races.racing import Desks, Matter, Meeting
from tests.tickets import walking

Race = tuple[Matter, str, str]
__all__ = ["met"]
WRITTEN = ("甲写的话", "乙写的话")


def test_every_verb_of_a_person_is_raced() -> None:
    raced = {MOVES[move].verb for _, *pair in RIVALS for move in pair}
    assert raced == {step.verb for step in states.STEPS if step.permit is not SYSTEM}
    assert {move for _, *pair in RIVALS for move in pair} == set(MOVES)


@pytest.mark.parametrize("races", [RIVALS, TWICE], ids=["two verbs", "one verb twice"])
def test_one_is_first_and_the_other_is_told(app: Flask, met: Meeting, races: tuple[Pair, ...]) -> None:
    desks, told = Desks(app, open_desk), []
    desks.one(SENDER, 0)
    for matter, *pair in prepared(app, races):
        before = happened(app, matter)
        answers = met.run(*(acting(desks, matter, move, place) for place, move in enumerate(pair)))
        told += [f"{' against '.join(pair)}: {fault}" for fault in wrong(app, matter, pair, answers, before)]
    assert told == [], "\n".join(told)
    recounted = CliRunner().invoke(main, ["boards", "recount"])
    assert (recounted.exit_code, recounted.stdout) == (0, "0\n")


def acting(desks: Desks, matter: Matter, move: str, place: int) -> Callable[[], TestResponse]:
    person = desks.one(MOVES[move].who, place)
    person.ready(matter)
    return lambda: person.act(MOVES[move], matter, WRITTEN[place])


def prepared(app: Flask, races: tuple[Pair, ...]) -> list[Race]:
    """A ticket for each race, at its stage; read apart from any session."""
    with app.app_context(), transaction():
        master = walking.handling("master").number
        made = [(stage(str(place)), *pair) for place, (stage, *pair) in enumerate(races)]
        db.session.flush()
        return [(Matter(one.id, one.number, one.query_code, one.version, master), *pair) for one, *pair in made]


def happened(app: Flask, matter: Matter) -> Counter[str]:
    with app.app_context():
        rows = db.session.scalars(select(TicketEvent.verb).where(TicketEvent.ticket_id == matter.id))
        return Counter(rows)


def wrong(
    app: Flask, matter: Matter, pair: list[str], answers: list[TestResponse], before: Counter[str]
) -> Iterator[str]:
    """What of this race is not as it must be."""
    won = [MOVES[move].verb for move, answer in zip(pair, answers, strict=True) if answer.status_code == 303]
    statuses = [answer.status_code for answer in answers]
    if not won or (len(won) == 2 and not SIDE_BY_SIDE & set(pair)):
        yield f"{len(won)} of two were first {statuses}"
    new = happened(app, matter) - before
    if "her_urge" in pair:  # a second one of a day is thanked for, and counted nowhere
        won, new = sorted(set(won)), Counter(set(new))
    if Counter(won) != new:
        yield f"answered as done: {won}; in the timeline: {dict(new)}"
    for move, said, answer in zip(pair, WRITTEN, answers, strict=True):
        if answer.status_code == 303:
            continue
        # Who may not see it any more is told no more than that; the words are on that page too.
        if answer.status_code != (404 if "recall" in pair and move == "contact" else 409):
            yield f"{move} is answered {answer.status}"
        if MOVES[move].writes and said not in answer.get_data(as_text=True):
            yield f"the words of {move} are lost"
    with app.app_context():
        ticket = db.session.get_one(Ticket, (walking.CITY, matter.id))
        yield from standing.faults(ticket)
