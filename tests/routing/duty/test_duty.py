"""Who is on duty when a unit does not work: urgent matters reach somebody at night, all others wait (值班)."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date

import pytest
from flask import Flask

from hotline.db import db, transaction
from hotline.errors import Incomplete
from hotline.routing import queries
from hotline.routing.duty import rosters
from hotline.routing.duty.watch import Shift, Watch
from hotline.routing.models import Decision
from hotline.sla import queries as sla
from tests.conftest import add_user
from tests.matters import Matter, staff, taken

GAS = {"title": "路灯杆漏电", "body": "锦江区春熙路路灯杆漏电，有人被电到了！", "category": "0204"}
LAMP = {"title": "春熙路路灯不亮", "body": "锦江区春熙路的路灯坏了好几天，晚上一片漆黑。", "category": "0204"}
FRIDAY, SATURDAY, NEW_YEAR = date(2026, 11, 20), date(2026, 11, 21), date(2026, 1, 1)
TEN, LATE = 10 * 3600, 22 * 3600


@pytest.fixture(autouse=True)
def _night(clock: Callable[[str], None]) -> Iterator[None]:
    clock("2026-11-20 22:10")
    rosters.forget()
    yield
    rosters.forget()


def kept(app: Flask, unit: str, room: str = "", stand_in: str = "", opens: str = "office") -> None:
    with app.app_context(), transaction():
        rosters.put_hours(staff("admin"), unit, opens, [], "", room, stand_in)
    rosters.forget()


def received(app: Flask, **letter: str) -> tuple[Matter, Decision]:
    matter = taken(app, "", role="system", channel="app", **letter)
    with app.app_context():
        found = queries.decision(matter.ticket)
        assert found is not None
        db.session.expunge(found)
    return matter, found


def said(found: Decision, rule: str) -> str:
    return next((reason["zh"] for reason in found.because if reason["rule"] == rule), "")


def test_what_is_urgent_by_night_goes_to_the_unit_on_duty_and_the_other_assists(app: Flask) -> None:
    lead = received(app, **GAS)[1].unit
    kept(app, "yjj", room="028-50001399", opens="always")
    kept(app, lead, stand_in="yjj")
    matter, found = received(app, **GAS)
    assert (found.urgency, found.unit, found.alternatives[0]["unit"]) == ("h2", "yjj", lead)
    assert lead in found.assist
    assert "下班时间（周五22:10），由值守单位市应急局先行办理" in said(found, "duty/stand-in")
    assert "电话028-50001399" in said(found, "duty/stand-in")
    assert not found.auto or matter.ticket.lead_unit == "yjj"


def test_a_normal_matter_is_not_moved_by_hours_only_explained(app: Flask) -> None:
    kept(app, "510104", stand_in="yjj")
    _matter, found = received(app, **LAMP)
    assert (found.urgency, found.unit) == ("normal", "510104")
    assert "不改派" in said(found, "duty/closed")


def test_by_day_nothing_is_said_of_hours(app: Flask, clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")
    rules = {reason["rule"].partition("/")[0] for reason in received(app, **GAS)[1].because}
    assert "duty" not in rules


def test_the_person_on_duty_is_told_of_what_is_urgent_and_of_nothing_else(app: Flask) -> None:
    add_user(app, "night", "clerk", "510104")
    with app.app_context(), transaction():
        rosters.add_shift(staff("admin"), "510104", "5", "17:30", "09:00", "", "", "night")
    rosters.forget()
    urgent = taken(app, **LAMP).do("correct", urgency="h24").do("accept").do("dispatch", unit="510104", assist=("cgw",))
    normal = taken(app, **LAMP).do("accept").do("dispatch", unit="510104")
    (told,) = urgent.messages("on_duty")
    assert told.recipient.startswith("user:")
    assert normal.messages("on_duty") == []
    assert "值班：演示clerk" in said(received(app, **GAS)[1], "duty/room")


@pytest.mark.parametrize(("unit", "taken"), [("510104", True), ("510104017", True), ("cgw", False)])
def test_nobody_of_another_unit_is_told_of_its_matters(app: Flask, unit: str, taken: bool) -> None:
    add_user(app, "night", "clerk", unit)
    told = nullcontext() if taken else pytest.raises(Incomplete, match="another unit")
    with app.app_context(), told, transaction():
        rosters.add_shift(staff("admin"), "510104", "5", "17:30", "09:00", "", "", "night")


def test_hours_follow_the_calendar_and_own_hours_rest_on_holidays(app: Flask) -> None:
    with app.app_context():
        calendar = sla.calendar()
        office, always = Watch("cgw"), Watch("yjj", "always")
        own = Watch("zwj", "own", (4, 6), ((TEN, 20 * 3600),))
        assert [office.open_at(day, TEN, calendar) for day in (FRIDAY, SATURDAY, NEW_YEAR)] == [True, False, False]
        assert [own.open_at(day, TEN, calendar) for day in (FRIDAY, SATURDAY, NEW_YEAR)] == [False, True, False]
        assert always.open_at(NEW_YEAR, LATE, calendar)


def test_a_night_shift_runs_into_the_morning_and_a_date_goes_before_the_week() -> None:
    weekly = Shift(LATE - 3600, 9 * 3600, "周五班", weekday=5)
    once = Shift(LATE - 3600, 9 * 3600, "替班", on=FRIDAY)
    held = Watch("cgw", shifts=(weekly, once))
    assert [shift.name for shift in (held.on_duty(FRIDAY, LATE), held.on_duty(SATURDAY, 3600)) if shift] == ["替班"] * 2
    assert held.on_duty(SATURDAY, TEN) is None
    assert Watch("cgw", shifts=(weekly,)).on_duty(FRIDAY, 3600) is None


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("hours", {"opens": "own", "days": [1], "hours": "9点到5点"}),
        ("hours", {"opens": "own", "days": [1], "hours": "12:00-09:00"}),
        ("days", {"opens": "own", "hours": "09:00-12:00"}),
        ("stand_in", {"stand_in": "cgw"}),
        ("stand_in", {"stand_in": "510100"}),
    ],
)
def test_hours_that_make_no_sense_are_refused_by_field(app: Flask, field: str, fault: dict[str, str]) -> None:
    given = {"opens": "office", "days": [], "hours": "", "room": "", "stand_in": "", **fault}
    with app.app_context(), pytest.raises(Incomplete) as refused:
        rosters.put_hours(staff("admin"), "cgw", **given)
    assert refused.value.field == field
