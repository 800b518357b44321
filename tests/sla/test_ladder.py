"""The supervision ladder: which step fires when, for limits in days and in hours."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.sla.calendar import at, local_day, split
from hotline.sla.deadlines import due
from hotline.sla.ladder import Rung, next_rung, rungs
from hotline.sla.packs import load_pack
from hotline.sla.years import load

pytestmark = pytest.mark.once

SEED = Path(__file__).parents[2] / "hotline" / "seed"
CITY = load(SEED / "calendars")
PACK = load_pack(SEED / "sla" / "sichuan-2025.toml")
STARTS = st.builds(at, st.dates(date(2020, 1, 1), date(2027, 11, 1)), st.integers(0, 86399))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


def ladder(start: str, days: int | None = None, hours: int | None = None) -> list[tuple[int, str, datetime]]:
    end = due(moment(start), days, hours, CITY).due_at
    return [tuple(step) for step in rungs(moment(start), end, "days" if days else "hours", CITY, PACK)]


def test_a_limit_of_working_days_has_five_steps_at_nine_in_the_morning() -> None:
    assert ladder("2026-09-24T16:05:00", days=7) == [
        (1, "reminder", moment("2026-10-09T09:00:00")),
        (2, "yellow", moment("2026-10-10T09:00:00")),
        (3, "red", moment("2026-10-13T09:00:00")),
        (4, "supervise_unit", moment("2026-10-15T09:00:00")),
        (5, "supervise_city", moment("2026-10-19T09:00:00")),
    ]


@pytest.mark.parametrize(
    ("start", "days", "levels"),
    [
        ("2026-11-20T10:00:00", 1, [3, 4, 5]),
        ("2026-11-21T10:00:00", 1, [3, 4, 5]),
        ("2026-11-20T10:00:00", 2, [2, 3, 4, 5]),
        ("2026-11-20T08:00:00", 2, [1, 2, 3, 4, 5]),
        ("2026-11-20T09:00:00", 2, [2, 3, 4, 5]),
        ("2026-11-20T10:00:00", 3, [1, 2, 3, 4, 5]),
    ],
)
def test_steps_before_the_start_are_left_out(start: str, days: int, levels: list[int]) -> None:
    assert [level for level, _code, _at in ladder(start, days=days)] == levels


def test_a_limit_of_two_hours_climbs_by_night() -> None:
    assert ladder("2026-10-01T23:00:00", hours=2) == [
        (1, "reminder", moment("2026-10-02T00:00:00")),
        (2, "yellow", moment("2026-10-02T00:30:00")),
        (3, "red", moment("2026-10-02T01:00:00")),
        (4, "supervise_unit", moment("2026-10-02T02:00:00")),
        (5, "supervise_city", moment("2026-10-02T03:00:00")),
    ]


def test_another_hour_of_the_day_comes_from_the_pack() -> None:
    start = moment("2026-11-20T10:00:00")
    early = replace(PACK, fires_at=8 * 3600)
    steps = rungs(start, due(start, 5, None, CITY).due_at, "days", CITY, early)
    assert {split(step.at)[1] for step in steps} == {8 * 3600}


@settings(max_examples=60, deadline=None)
@given(STARTS, st.integers(1, 30))
def test_warnings_come_before_the_end_and_cards_after_it_on_working_days(start: datetime, days: int) -> None:
    end = due(start, days, None, CITY).due_at
    steps = rungs(start, end, "days", CITY, PACK)
    assert all(CITY.is_workday(local_day(step.at)) and step.at > start for step in steps)
    assert [step.at for step in steps] == sorted({step.at for step in steps})
    assert all((step.level <= 2) is (step.at < end) for step in steps)
    assert [step.level for step in steps][-3:] == [3, 4, 5]


@settings(max_examples=60, deadline=None)
@given(STARTS, st.integers(1, 72))
def test_steps_of_an_hour_limit_are_in_order_and_red_is_the_end(start: datetime, hours: int) -> None:
    end = due(start, None, hours, CITY).due_at
    steps = rungs(start, end, "hours", CITY, PACK)
    assert [step.level for step in steps] == [1, 2, 3, 4, 5]
    assert [step.at for step in steps] == sorted({step.at for step in steps})
    assert steps[2].at == end
    assert {step.at.utcoffset() for step in steps} == {timedelta(0)}


def test_the_next_step_is_the_lowest_above_the_level_taken() -> None:
    start = moment("2026-11-20T10:00:00")
    steps = rungs(start, due(start, 2, None, CITY).due_at, "days", CITY, PACK)
    assert next_rung(steps, 0) == Rung(2, "yellow", moment("2026-11-23T09:00:00"))
    assert next_rung(steps, 3) == steps[2]
    assert next_rung(steps, 5) is None
    assert next_rung((), 0) is None
