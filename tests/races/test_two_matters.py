"""At one moment: tickets that hang together, one letter sent twice, and a job while a person works."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hotline import clock as hotline_clock
from hotline.db import db, transaction
from hotline.sla.models import Escalation
from hotline.sla.sweep import auto_sign, sweep
from hotline.tickets.models import Ticket, TicketEvent
from tests.browsing import Client
from tests.conftest import new_client
from tests.portal import writing
from tests.races import standing
from tests.races.moves import CLERK, DISPATCHER, LEADER, MOVES, Move
from tests.races.opening import met, open_desk
from tests.races.racing import Desks, Matter, Meeting
from tests.tickets import walking

__all__ = ["met"]
AFTER_ALL = "2027-03-01T09:00:00+08:00"


def matter_of(ticket: Ticket, other: str = "") -> Matter:
    db.session.flush()
    return Matter(ticket.id, ticket.number, ticket.query_code, ticket.version, other)


def merge_into(desks: Desks, matter: Matter, place: int) -> Callable[[], TestResponse]:
    person = desks.one(DISPATCHER, place)
    return lambda: person.act(MOVES["merge"], matter, "同一件事")


def read(app: Flask, *matters: Matter) -> list[Ticket]:
    with app.app_context():
        found = [db.session.get_one(Ticket, (walking.CITY, matter.id)) for matter in matters]
        told = [fault for ticket in found for fault in standing.faults(ticket)]
        assert told == []
        db.session.expunge_all()
        return found


def test_two_tickets_are_never_each_merged_into_the_other(app: Flask, met: Meeting) -> None:
    with app.app_context(), transaction():
        one, two = walking.accepted("one"), walking.accepted("two")
        first, second = matter_of(one, two.number), matter_of(two, one.number)
    desks = Desks(app, open_desk)
    answers = met.run(merge_into(desks, first, 0), merge_into(desks, second, 1))
    assert sorted(answer.status_code for answer in answers)[0] == 303
    masters = [ticket.master_id for ticket in read(app, first, second)]
    assert masters.count(None) == 1, "one of them leads"


def test_nobody_is_merged_into_what_is_answered_at_this_moment_and_left_without_it(app: Flask, met: Meeting) -> None:
    with app.app_context(), transaction():
        chief = walking.replied("chief")
        master, joining = matter_of(chief), matter_of(walking.accepted("joining"), chief.number)
    desks = Desks(app, open_desk)
    leader = desks.one(LEADER, 0)
    met.run(lambda: leader.act(MOVES["approve"], master, ""), merge_into(desks, joining, 0))
    answered, joined = read(app, master, joining)
    waits = joined.state == "merged" and answered.answered_at is not None
    assert not waits or joined.answer, "merged, and the answer went out without it"


def test_a_letter_sent_twice_at_one_moment_is_one_matter(app: Flask, met: Meeting) -> None:
    browsers: list[Client] = [new_client(app), new_client(app)]
    page = writing.checked(browsers[0])
    form = writing.carried(page)
    token = writing.carried(browsers[1].get("/letters/new"))["csrf_token"]
    forms = (form, {**form, "csrf_token": token})
    answers = met.run(
        lambda: browsers[0].post("/letters/send", data=forms[0]),
        lambda: browsers[1].post("/letters/send", data=forms[1]),
    )
    assert [answer.status_code for answer in answers] == [303, 303]
    assert writing.confirmation(browsers[0]).number == writing.confirmation(browsers[1]).number
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize("job", [sweep, auto_sign])
def test_a_job_and_a_person_at_one_moment_each_do_their_part_once(
    app: Flask, met: Meeting, clock: Callable[[str], None], job: Callable[..., int]
) -> None:
    with app.app_context(), transaction():
        made = walking.handling if job is sweep else walking.dispatched
        matter = matter_of(made("late"))
    clerk, move = Desks(app, open_desk).one(CLERK, 0), MOVES["reply" if job is sweep else "sign"]

    def run_job() -> TestResponse:
        with app.app_context():
            job(walking.CITY, hotline_clock.parse(AFTER_ALL))
        return TestResponse(iter(()), "200 OK", {}, None)  # type: ignore[arg-type]

    answer = met.run(lambda: clerk.act(move, matter, "办好了"), run_job)[0]
    assert answer.status_code in {303, 409}
    with app.app_context():
        job(walking.CITY, hotline_clock.parse(AFTER_ALL))
        rungs = list(db.session.scalars(select(Escalation.level).where(Escalation.ticket_id == matter.id)))
        verbs = list(db.session.scalars(select(TicketEvent.verb).where(TicketEvent.ticket_id == matter.id)))
    assert len(rungs) == len(set(rungs)) == verbs.count("escalate")
    assert verbs.count("sign") == 1
    assert _did(verbs, move) == (answer.status_code == 303 or job is auto_sign)
    read(app, matter)


def _did(verbs: list[str], move: Move) -> bool:
    return move.verb in verbs
