"""Silence has an answer: detail the citizen does not add, a return the hotline does not decide."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import events, wiring
from hotline.db import db
from hotline.sla import waits
from hotline.sla.models import Wait
from hotline.tickets import queries
from hotline.tickets.actions import Happened
from tests.matters import CITY, Matter, at, dispatched, handled, replied, taken

Clock = Callable[[str], None]


@pytest.fixture(autouse=True)
def _friday(clock: Clock) -> None:
    clock("2026-11-20 10:00")


def sweep(app: Flask, moment: str) -> int:
    with app.app_context():
        return waits.sweep(CITY, at(moment))


def left(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Wait)) or 0


def asked_back(app: Flask, urgency: str = "normal") -> Matter:
    matter = taken(app)
    if urgency != "normal":
        matter.do("correct", urgency=urgency)
    matter.do("accept").do("dispatch", unit="cgw")
    return matter.do("ask_return", "clerk", of="cgw", reason="duty", text="不属本单位职责。")


def test_without_the_detail_the_hotline_goes_on_after_three_working_days(app: Flask, clock: Clock) -> None:
    matter = taken(app).do("ask_info", text="请补充楼栋号")
    assert matter.events("ask_info")[0].data["due_at"] == "2026-11-25T17:30:00+08:00"
    assert sweep(app, "2026-11-25 17:29") == 0
    assert matter.ticket.state == "needs_info"
    assert sweep(app, "2026-11-25 17:30") == 1
    assert matter.ticket.state == "received"
    assert [event.public for event in matter.events("go_on")] == [True]
    assert (sweep(app, "2026-11-26 17:30"), left(app)) == (0, 0)
    matter.do("accept")


def test_detail_that_came_leaves_nothing_to_wait_for(app: Flask, clock: Clock) -> None:
    matter = taken(app).do("ask_info", text="请补充楼栋号").do("supply", "citizen", text="3栋")
    assert sweep(app, "2026-11-26 09:00") == 0
    assert (matter.ticket.state, matter.events("go_on"), left(app)) == ("received", [], 0)


def test_a_second_question_has_its_own_time(app: Flask, clock: Clock) -> None:
    matter = taken(app).do("ask_info", text="请补充楼栋号").do("supply", "citizen", text="3栋")
    clock("2026-11-24 10:00")
    matter.do("ask_info", text="几单元？")
    assert sweep(app, "2026-11-26 09:00") == 0
    assert sweep(app, "2026-11-27 17:30") == 1


@pytest.mark.parametrize(
    ("urgency", "before", "over"),
    [("normal", "2026-11-23 17:29", "2026-11-23 17:30"), ("h24", "2026-11-20 13:59", "2026-11-20 14:00")],
)
def test_a_return_nobody_decides_is_granted(app: Flask, urgency: str, before: str, over: str) -> None:
    matter = asked_back(app, urgency)
    assert sweep(app, before) == 0
    assert sweep(app, over) == 1
    ticket = matter.ticket
    assert (ticket.state, ticket.lead_unit, ticket.returns, matter.part("cgw").outcome) == (
        "accepted",
        "",
        1,
        "returned",
    )
    with app.app_context():
        (request,) = queries.requests(ticket)
        assert (request.state, request.decision) == ("granted", waits.NOT_DECIDED)
    assert left(app) == 0


def test_a_return_that_was_decided_stays_so(app: Flask) -> None:
    matter = asked_back(app).do("refuse_return", text="属于城管职责")
    assert (sweep(app, "2026-11-24 09:00"), left(app)) == (0, 0)
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("dispatched", "cgw")


def test_a_unit_that_answers_meanwhile_keeps_it(app: Flask) -> None:
    matter = handled(app)
    matter.do("ask_return", "clerk", of="cgw", reason="duty", text="不属本单位职责。")
    replied(matter)
    assert (sweep(app, "2026-11-24 09:00"), matter.ticket.state) == (0, "replied")
    matter.do("approve", "leader", of="cgw")
    assert (sweep(app, "2026-11-24 09:05"), left(app)) == (0, 0)


def test_an_undone_merge_gives_the_hotline_its_time_to_decide_again(app: Flask, clock: Clock) -> None:
    matter = asked_back(app).do("merge", master=dispatched(app).ticket.number)
    assert (sweep(app, "2026-11-24 09:00"), matter.ticket.state) == (0, "merged")
    clock("2026-11-24 10:00")
    matter.do("unmerge", text="不是一件事")
    assert sweep(app, "2026-11-25 17:29") == 0
    assert sweep(app, "2026-11-25 17:30") == 1


def test_one_ticket_that_fails_does_not_stop_the_others(app: Flask) -> None:
    first, second = taken(app).do("ask_info", text="楼栋？"), taken(app).do("ask_info", text="楼栋？")

    def trouble(happened: Happened) -> None:
        if happened.ticket.id == first.id:
            raise RuntimeError

    events.connect({**wiring.HANDLERS, "go_on": (trouble,)})
    try:
        assert sweep(app, "2026-11-26 09:00") == 1
    finally:
        events.connect(wiring.HANDLERS)
    assert (first.ticket.state, second.ticket.state) == ("needs_info", "received")
    assert sweep(app, "2026-11-26 09:05") == 1
    assert first.ticket.state == "received"
