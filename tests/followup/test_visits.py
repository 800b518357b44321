"""Visits and what they do to the ticket, its clocks, the queue and the supervisors."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as city_clock
from hotline.actors import Actor, citizen, system
from hotline.boards.measures import deltas
from hotline.db import db, transaction
from hotline.errors import Incomplete, NotAllowed
from hotline.followup import queries
from hotline.followup.actions import book, close_without_phone, record_visit
from hotline.followup.claims import claim_next
from hotline.followup.models import Visit
from hotline.outbox import Message
from hotline.tickets import queries as tickets
from tests.followup import stages

GOOD = {"reached": True, "contacted": "yes", "solved": "solved", "satisfied": "satisfied", "process": "satisfied"}
BAD = {"reached": True, "solved": "unsolved", "satisfied": "dissatisfied", "reason": "no_show", "words": "没人来过。"}


def visit(app: Flask, number: str, actor: Actor | None = None, **said: Any) -> None:
    with app.app_context(), transaction():
        ticket = tickets.get_ticket(number, system(stages.city()))
        record_visit(ticket, actor or stages.who("followup"), city_clock.now(), **said)


def missed(app: Flask, number: str) -> None:
    visit(app, number, reached=False, again_at=city_clock.now() + timedelta(hours=1))


def queued(app: Flask) -> list[str]:
    with app.app_context():
        return [one.number for one in queries.queue(stages.who("followup"), city_clock.now())[0]]


def rows(app: Flask) -> list[tuple[int, bool, str, str, str]]:
    with app.app_context():
        return [
            (one.attempt, one.reached, one.solved, one.satisfied, one.reason)
            for one in db.session.scalars(select(Visit).order_by(Visit.id))
        ]


def test_a_content_citizen_closes_the_ticket(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    assert queued(app) == [number]
    visit(app, number, **GOOD)
    assert stages.read(app, number).state == "closed"
    assert rows(app) == [(1, True, "solved", "satisfied", "")]
    assert queued(app) == []


def test_an_unsolved_matter_goes_back_to_its_unit(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    visit(app, number, **BAD)
    ticket = stages.read(app, number)
    assert (ticket.state, ticket.lead_unit, ticket.reworks) == ("handling", stages.UNIT, 1)
    assert rows(app) == [(1, True, "unsolved", "dissatisfied", "no_show")]


def test_on_the_telephone_a_discontent_citizen_is_asked_why(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    with pytest.raises(Incomplete) as refused:
        visit(app, number, **{**BAD, "reason": ""})
    assert refused.value.field == "reason"
    assert (stages.read(app, number).state, rows(app)) == ("reviewed", [])


def test_a_citizen_on_the_web_need_not_say_why(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    who = citizen(stages.city(), stages.read(app, number).id)
    visit(app, number, who, **{**BAD, "reason": ""}, means="web")
    assert stages.read(app, number).state == "handling"


def test_an_explained_matter_is_not_done_again_against_nobodys_wish(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app, resolution="explained")
    visit(app, number, reached=True, solved="unsolved", satisfied="basically")
    assert stages.read(app, number).state == "closed"


def test_after_two_reworks_a_person_decides(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    for day in ("2026-11-23", "2026-11-24"):
        visit(app, number, **BAD)
        clock(f"{day}T10:00:00+08:00")
        stages.answer_again(app, number)
    visit(app, number, **BAD)
    ticket = stages.read(app, number)
    assert (ticket.state, ticket.reworks) == ("closed", 2)
    assert rows(app)[-1] == (1, True, "unsolved", "dissatisfied", "no_show")
    with app.app_context():
        told = db.session.scalars(select(Message.recipient).where(Message.template == "unsettled")).all()
    assert told == ["role:supervisor"]
    stages.do(app, number, "reopen", stages.who("supervisor"), text="现场仍未整改，重新办理。")
    assert stages.read(app, number).state == "accepted"


def test_a_missed_call_waits_for_its_next_time(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    missed(app, number)
    assert (stages.read(app, number).state, queued(app)) == ("reviewed", [])
    clock("2026-11-20T11:00:00+08:00")
    assert queued(app) == [number]


def test_three_missed_calls_on_two_days_close_without_an_evaluation(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    missed(app, number)
    missed(app, number)
    clock("2026-11-23T10:00:00+08:00")
    missed(app, number)
    assert stages.read(app, number).state == "closed"
    assert stages.verbs(app, number)[-2:] == ["miss", "close"]
    assert [attempt for attempt, *_ in rows(app)] == [1, 2, 3]


def test_three_missed_calls_on_one_day_do_not_close(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    for _ in range(3):
        missed(app, number)
    assert stages.read(app, number).state == "reviewed"


def test_a_rework_begins_a_new_count_of_missed_calls(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    missed(app, number)
    missed(app, number)
    visit(app, number, **BAD)
    clock("2026-11-23T10:00:00+08:00")
    stages.answer_again(app, number)
    missed(app, number)
    assert stages.read(app, number).state == "reviewed"


@pytest.mark.parametrize("more", [{"follow_up": False}, {"kind": "praise"}])
def test_who_wants_no_call_is_done_with_the_answer(
    app: Flask, clock: Callable[[str], None], more: dict[str, Any]
) -> None:
    number = stages.answered(app, **more)
    assert stages.read(app, number).state == "closed"
    assert stages.verbs(app, number)[-2:] == ["approve", "close"]
    assert queued(app) == []


def test_the_unit_that_answered_may_not_mark_itself(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    with pytest.raises(NotAllowed):
        visit(app, number, stages.who("leader", stages.UNIT), **GOOD)
    assert rows(app) == []


def test_the_queue_is_read_page_by_page(app: Flask, clock: Callable[[str], None]) -> None:
    numbers = [stages.answered(app, f"锦江区沙河街道第{i}处占道经营") for i in range(3)]
    with app.app_context():
        page, after = queries.queue(stages.who("followup"), city_clock.now(), limit=2)
        rest, end = queries.queue(stages.who("followup"), city_clock.now(), after, limit=2)
        count = queries.waiting(stages.who("followup"), city_clock.now())
    assert [one.number for one in (*page, *rest)] == numbers
    assert (end, count) == ("", 3)


def test_who_cannot_be_called_has_a_week_for_a_mark_and_is_then_closed_without_one(
    app: Flask, clock: Callable[[str], None]
) -> None:
    silent, reachable = stages.answered(app, phone=""), stages.answered(app)
    clock("2026-11-27T09:59:00+08:00")
    with app.app_context():
        assert close_without_phone(city_clock.now()) == 0
    clock("2026-11-27T10:00:00+08:00")
    with app.app_context():
        assert close_without_phone(city_clock.now()) == 1
        assert close_without_phone(city_clock.now()) == 0
    assert (stages.read(app, silent).state, stages.read(app, reachable).state) == ("closed", "reviewed")
    with app.app_context():
        last = tickets.timeline(tickets.get_ticket(silent, system(stages.city())))[-1]
        assert "未留联系电话" in last.text
        assert [key.measure for key, n in deltas(last) if n > 0] == ["closed", "unmarked"]


def test_an_appointment_is_gone_with_the_next_attempt(app: Flask, clock: Callable[[str], None]) -> None:
    number = stages.answered(app)
    with app.app_context(), transaction():
        ticket = tickets.get_ticket(number, system(stages.city()))
        book(ticket, stages.who("followup"), city_clock.now(), city_clock.now() + timedelta(hours=2))
    assert queued(app) == []
    clock("2026-11-20T12:00:00+08:00")
    assert queued(app) == [number]
    missed(app, number)
    with app.app_context():
        assert queries.appointment(tickets.get_ticket(number, system(stages.city()))) is None


def test_two_who_begin_at_once_get_two_citizens(app: Flask, clock: Callable[[str], None]) -> None:
    numbers = {stages.answered(app) for _ in range(4)}

    def begin(agent: int) -> str:
        with app.app_context(), transaction():
            ticket = claim_next(replace(stages.who("followup"), id=agent), city_clock.now())
            assert ticket is not None
            return ticket.number

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(begin, range(1, 5))) == numbers
