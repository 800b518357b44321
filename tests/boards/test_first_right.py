"""一次派准率 from the work itself: each ticket counts once, for the unit and the day of its first dispatch."""

import runpy
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text

from hotline import clock
from hotline.boards import lists, rates
from hotline.boards.models import Rollup, RollupDelta
from hotline.boards.queries import Scope, numbers
from hotline.boards.recount import differences
from hotline.boards.snapshots import day_end
from hotline.db import db, transaction
from hotline.tickets import queries
from hotline.tickets.actions import perform
from hotline.tickets.models import TicketEvent
from tests.house.code import ROOT
from tests.matters import CITY, Matter, dispatched, staff, taken

pytestmark = pytest.mark.usefixtures("clock")
FIRST, SECOND, THIRD = "510104", "510105", "510106"
FRIDAY, MONDAY = "2026-11-20T10:00:00+08:00", "2026-11-23T10:00:00+08:00"


def counts(day: str, unit: str = "") -> Counter[str]:
    on, now = date.fromisoformat(day[:10]), clock.now()
    return numbers(Scope(CITY, on, on, unit), now, day_end(now)).total


def returned(matter: Matter, unit: str) -> Matter:
    matter.do("ask_return", "clerk", of=unit, reason="place", text="演示：不在本区")
    return matter.do("grant_return", text="确实不在")


def agree() -> None:
    db.session.rollback()
    assert list(differences(CITY)) == []


def test_a_ticket_returned_twice_counts_once_on_the_day_of_its_first_dispatch(
    app: Flask, clock: Callable[[str], None]
) -> None:
    clock(FRIDAY)
    kept, gone = dispatched(app, unit=FIRST), dispatched(app, unit=FIRST)
    clock(MONDAY)
    returned(gone, FIRST).do("dispatch", unit=SECOND)
    returned(gone, SECOND).do("dispatch", unit=THIRD).do("redispatch", unit=FIRST, text="改派")
    with app.app_context():
        assert rates.first_right(counts(FRIDAY)) == rates.Rate(1, 2)
        assert counts(MONDAY)["first_lost"] == 0
        assert [counts(FRIDAY, unit)["first_lost"] for unit in (FIRST, SECOND, THIRD)] == [1, 0, 0]
        agree()
        on = date(2026, 11, 20)
        found = lists.behind("first_lost", Scope(CITY, on, on), staff("supervisor", CITY), *_moments())
        assert [ticket.id for ticket, _at in found.rows] == [gone.id]
    assert kept.ticket.returns == 0


def test_what_was_withdrawn_or_merged_with_the_first_unit_is_outside(app: Flask) -> None:
    kept, gone, joined = dispatched(app, unit=FIRST), dispatched(app, unit=FIRST), dispatched(app, unit=FIRST)
    gone.do("withdraw", "citizen")
    joined.do("merge", master=kept.ticket.number)
    with app.app_context():
        assert rates.first_right(counts(FRIDAY)) == rates.Rate(1, 1, 2)
    joined.do("unmerge", text="不是同一件事")
    with app.app_context():
        assert rates.first_right(counts(FRIDAY)) == rates.Rate(2, 2, 1)
    joined.do("redispatch", unit=SECOND, text="改派").do("withdraw", "citizen")
    with app.app_context():
        assert rates.first_right(counts(FRIDAY)) == rates.Rate(1, 2, 1)
        agree()


def test_a_dispatch_taken_back_was_none_and_the_next_is_the_first(app: Flask) -> None:
    matter, who = taken(app).do("accept"), staff("dispatcher")
    with app.app_context(), transaction():
        ticket = queries.by_id(CITY, matter.id)
        assert ticket is not None
        perform("dispatch", ticket, who, clock.now(), unit=FIRST)
        perform("recall", ticket, who, clock.now())
    matter.do("dispatch", unit=SECOND)
    with app.app_context():
        assert rates.first_right(counts(FRIDAY)) == rates.Rate(1, 1)
    matter.do("redispatch", unit=FIRST, text="改派")
    with app.app_context():
        assert rates.first_right(counts(FRIDAY)) == rates.Rate(0, 1)
        assert counts(FRIDAY, SECOND)["first_lost"] == 1
        agree()


def test_a_unit_that_a_report_accuses_did_not_keep_it(app: Flask) -> None:
    dispatched(app, body="市城管委的人一直没有来过。").do("correct", kind="report")
    with app.app_context():
        assert counts(FRIDAY, "cgw")["first_lost"] == 1
        agree()


def test_sums_from_before_keep_what_they_said_and_can_be_recounted(app: Flask) -> None:
    matter = dispatched(app, unit=FIRST)
    returned(matter, FIRST).do("dispatch", unit=SECOND).do("redispatch", unit=THIRD, text="改派")
    with app.app_context():
        with transaction():
            for event in db.session.scalars(select(TicketEvent).where(TicketEvent.verb != "receive")):
                event.data = {key: value for key, value in event.data.items() if key != "first_held"}
            for table in (Rollup, RollupDelta):
                db.session.execute(delete(table).where(table.measure == "first_lost"))
            migration = runpy.run_path(str(ROOT / "migrations/versions/0005_what_left_its_first_unit.py"))
            db.session.execute(text(migration["EARLIER"]))
        agree()
        lost = select(Rollup.unit, func.sum(Rollup.n)).where(Rollup.measure == "first_lost").group_by(Rollup.unit)
        assert dict(db.session.execute(lost).all()) == {FIRST: 1, SECOND: 1}


def _moments() -> tuple[datetime, datetime]:
    return clock.now(), day_end(clock.now())
