"""The working calendar: the published years to the day, and its arithmetic against plain counting."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.sla.calendar import (
    OFFICE_HOURS,
    WEEK,
    Calendar,
    CalendarError,
    OutOfHorizon,
    SpecialDay,
    at,
    clock_second,
    local_day,
    split,
)
from hotline.sla.years import load, parse_year

pytestmark = pytest.mark.once

SEED = Path(__file__).parents[2] / "hotline" / "seed" / "calendars"
CITY = load(SEED)
DATES = st.dates(date(2019, 11, 1), date(2028, 3, 1))
MOMENTS = st.builds(
    lambda on, second, fraction: at(on, second) + timedelta(microseconds=fraction),
    DATES,
    st.integers(0, 86399),
    st.integers(0, 999_999),
)
FEW = settings(max_examples=60, deadline=None)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


@pytest.mark.parametrize(
    ("year", "workdays"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_published_year_has_as_many_working_days_as_the_notice_gives(year: int, workdays: int) -> None:
    assert CITY.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays


@pytest.mark.parametrize("day", ["2020-01-31", "2020-02-01", "2020-02-02"])
def test_the_spring_festival_of_2020_was_extended(day: str) -> None:
    assert not CITY.is_workday(date.fromisoformat(day))
    assert CITY.next_workday(date.fromisoformat(day)) == date(2020, 2, 3)


WORKED = """
    2020-01-19 2020-06-28 2021-09-18 2022-01-30 2022-10-08 2023-06-25 2023-10-07 2024-02-04 2024-09-29
    2025-01-26 2025-09-28 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
FREE = """
    2020-04-06 2020-10-08 2021-02-17 2022-05-04 2023-01-02 2023-10-06 2024-02-16 2024-10-07 2025-02-04 2025-10-08
    2026-01-02 2026-02-23 2026-09-25 2026-10-07 2027-01-01 2027-02-05 2027-02-08 2027-06-09 2027-09-15
"""


@pytest.mark.parametrize("day", WORKED.split())
def test_a_make_up_day_is_worked(day: str) -> None:
    assert CITY.is_workday(date.fromisoformat(day))
    assert date.fromisoformat(day).weekday() >= 5


@pytest.mark.parametrize("day", FREE.split())
def test_a_holiday_is_not_worked(day: str) -> None:
    assert not CITY.is_workday(date.fromisoformat(day))
    assert date.fromisoformat(day).weekday() < 5


def test_new_years_eve_of_2024_was_left_to_paid_leave() -> None:
    assert CITY.is_workday(date(2024, 2, 9))


def test_the_day_after_a_make_up_saturday_is_free() -> None:
    assert CITY.next_workday(date(2026, 10, 10)) == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("year", "provisional"), [(2019, True), (2020, False), (2026, False), (2027, True), (2031, True)]
)
def test_only_a_published_year_is_certain(year: int, provisional: bool) -> None:
    assert CITY.provisional(date(year, 1, 1)) is provisional
    assert CITY.provisional(date(year, 12, 31)) is provisional


def test_a_span_is_provisional_from_the_first_uncertain_day() -> None:
    assert not CITY.provisional_within(date(2026, 12, 1), date(2026, 12, 31))
    assert CITY.provisional_within(date(2026, 12, 31), date(2027, 1, 1))
    assert not CITY.provisional_within(date(2019, 12, 31), date(2020, 1, 1))


def test_a_year_without_data_counts_its_weekends_only() -> None:
    assert CITY.is_workday(date(2031, 10, 1))
    assert not CITY.is_workday(date(2031, 10, 4))


def test_a_working_day_has_seven_hours() -> None:
    assert CITY.seconds_between(moment("2026-11-20T00:00:00"), moment("2026-11-21T00:00:00")) == 7 * 3600


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2026-11-20T08:59:59", "2026-11-20T09:00:00", 0),
        ("2026-11-20T09:00:00", "2026-11-20T09:00:01", 1),
        ("2026-11-20T11:59:59", "2026-11-20T13:30:00", 1),
        ("2026-11-20T12:00:00", "2026-11-20T13:30:00", 0),
        ("2026-11-20T17:29:59", "2026-11-20T17:30:00", 1),
        ("2026-11-20T17:30:00", "2026-11-23T09:00:00", 0),
        ("2026-11-20T17:00:00", "2026-11-23T09:30:00", 3600),
        ("2026-09-30T17:00:00", "2026-10-08T09:30:00", 3600),
        ("2026-10-10T00:00:00", "2026-10-11T00:00:00", 25200),
        ("2026-11-23T10:00:00", "2026-11-20T17:00:00", -5400),
    ],
)
def test_working_seconds_leave_out_lunch_nights_and_holidays(start: str, end: str, seconds: int) -> None:
    assert CITY.seconds_between(moment(start), moment(end)) == seconds


@FEW
@given(DATES, st.integers(1, 60))
def test_adding_working_days_agrees_with_counting_by_hand(on: date, days: int) -> None:
    expected, left = on, days
    while left:
        expected += timedelta(days=1)
        left -= CITY.is_workday(expected)
    assert CITY.add_workdays(on, days) == expected
    assert CITY.workdays_between(on, expected) == days
    assert CITY.workdays_between(expected, on) == -days


@FEW
@given(DATES, st.integers(1, 60))
def test_going_back_reaches_the_day_one_came_from(on: date, days: int) -> None:
    start = CITY.next_workday(on)
    assert CITY.add_workdays(CITY.add_workdays(start, days), -days) == start
    assert CITY.add_workdays(start, 0) == start


@FEW
@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_seconds_add_up(first: datetime, second: datetime, third: datetime) -> None:
    through = CITY.seconds_between(first, second) + CITY.seconds_between(second, third)
    assert through == CITY.seconds_between(first, third)


@FEW
@given(MOMENTS)
def test_a_moment_is_its_local_date_and_second(when: datetime) -> None:
    on, second = split(when)
    assert at(on, second) == when.replace(microsecond=0)
    assert local_day(when) == on


@FEW
@given(MOMENTS)
def test_closings_are_numbered_without_a_gap(when: datetime) -> None:
    number = CITY.closings_before(when)
    assert CITY.closes(CITY.closing_day(number)) >= when.replace(microsecond=0)
    assert CITY.closes(CITY.closing_day(number - 1)) < when


def test_local_dates_change_at_midnight_in_the_city() -> None:
    assert split(datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)) == (date(2026, 2, 28), 86399)
    assert split(datetime(2026, 2, 28, 16, tzinfo=UTC)) == (date(2026, 3, 1), 0)
    assert split(datetime(2024, 2, 28, 16, tzinfo=UTC)) == (date(2024, 2, 29), 0)


@pytest.mark.parametrize("on", [date(1999, 12, 31), date(2060, 1, 1)])
def test_a_date_beyond_the_horizon_is_refused(on: date) -> None:
    with pytest.raises(OutOfHorizon, match="2000-2059"):
        CITY.is_workday(on)


@pytest.mark.parametrize("days", [10_000_000, -10_000_000])
def test_counting_past_the_horizon_is_refused(days: int) -> None:
    with pytest.raises(OutOfHorizon):
        CITY.add_workdays(date(2026, 1, 5), days)


def test_the_citys_own_days_beat_the_published_ones() -> None:
    morning = ((9 * 3600, 12 * 3600),)
    city = Calendar(
        CITY.years,
        (
            SpecialDay(date(2026, 11, 20), "上午上班", "open in the morning", morning),
            SpecialDay(date(2026, 11, 23), "高温停工", "closed for heat"),
            SpecialDay(date(2026, 10, 1), "应急值守", "emergency duty", None),
        ),
    )
    assert city.closes(date(2026, 11, 20)) == moment("2026-11-20T12:00:00")
    assert city.next_workday(date(2026, 11, 20)) == date(2026, 11, 24)
    assert city.hours(date(2026, 10, 1)) == OFFICE_HOURS
    assert city.version != CITY.version


def test_a_day_off_has_no_close_of_business() -> None:
    with pytest.raises(ValueError, match="2026-11-21 is not a working day"):
        CITY.closes(date(2026, 11, 21))


def test_the_version_follows_the_data() -> None:
    assert load(SEED).version == CITY.version
    assert CITY.version.startswith("2026-")
    assert Calendar(CITY.years[:-1]).version != CITY.version
    assert len({year.version for year in CITY.years}) == len(CITY.years)


def test_every_official_year_names_its_notice() -> None:
    assert {year.year for year in CITY.years if year.official} == set(range(2020, 2027))
    assert [year.year for year in CITY.years if year.official and "国办发明电" not in year.source] == []


def holiday(**changes: object) -> dict[str, object]:
    row = {"zh": "国庆节", "en": "National Day", "first": date(2026, 10, 1), "last": date(2026, 10, 7)} | changes
    return {"year": 2026, "official": True, "source": "a notice", "holiday": [row]}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, "are needed"),
        (holiday(last=date(2026, 9, 1)), "is no holiday"),
        (holiday(first="2026-10-01"), "dates first and last"),
        (holiday(first=datetime(2026, 10, 1, tzinfo=UTC)), "dates first and last"),
        (holiday(workdays=[date(2026, 10, 9)]), "2026-10-09 is not a weekend"),
        (holiday(workdays=[date(2026, 10, 3)]), "2026-10-03 is given twice"),
        (holiday(first=date(2027, 1, 1), last=date(2027, 1, 2)), "belongs to another year"),
        (holiday(workday=[date(2026, 10, 10)]), "unknown"),
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(data: dict[str, object], complaint: str) -> None:
    with pytest.raises(CalendarError, match=complaint):
        parse_year(data)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "2030.toml").write_text("year = ", encoding="utf-8")
    with pytest.raises(CalendarError, match=r"2030\.toml"):
        load(tmp_path)


@pytest.mark.parametrize(
    "week",
    [WEEK[:6], ((),) * 7, (((5, 5),),) * 7, (((9, 12), (11, 17)),) * 7, (((0, 86401),),) * 7],
)
def test_an_impossible_week_is_refused(week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(CalendarError):
        Calendar(week=week)


def test_a_year_given_twice_is_refused() -> None:
    with pytest.raises(CalendarError, match="twice"):
        Calendar((CITY.years[0], CITY.years[0]))


@pytest.mark.parametrize("text", ["9:00", "24:01", "12:60", "noon", ""])
def test_a_wrong_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        clock_second(text)
    assert clock_second("17:30") == 63000
