"""Deadlines: due times across holidays, what is left of them, suspensions and the explanation a clerk reads."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.sla.calendar import OutOfHorizon, at, local_day, split
from hotline.sla.deadlines import Due, Pause, due, due_with_pauses, elapsed_days, explain, remaining, words
from hotline.sla.years import load

pytestmark = pytest.mark.once

CITY = load(Path(__file__).parents[2] / "hotline" / "seed" / "calendars")
STARTS = st.builds(at, st.dates(date(2019, 12, 1), date(2027, 12, 1)), st.integers(0, 86399))
DAYS = st.integers(1, 60)
FEW = settings(max_examples=80, deadline=None)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


def ends(start: str, days: int) -> datetime:
    return due(moment(start), days, None, CITY).due_at


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20T10:00:00", 3, "2026-11-25T17:30:00"),
        ("2026-11-20T23:59:59", 3, "2026-11-25T17:30:00"),
        ("2026-11-21T00:00:00", 3, "2026-11-25T17:30:00"),
        ("2026-11-22T23:59:59", 3, "2026-11-25T17:30:00"),
        ("2026-11-23T00:00:00", 3, "2026-11-26T17:30:00"),
        ("2026-09-24T16:05:00", 7, "2026-10-12T17:30:00"),
        ("2026-09-30T18:00:00", 3, "2026-10-10T17:30:00"),
        ("2026-10-09T10:00:00", 1, "2026-10-10T17:30:00"),
        ("2026-10-10T10:00:00", 1, "2026-10-12T17:30:00"),
        ("2026-02-13T10:00:00", 1, "2026-02-14T17:30:00"),
        ("2026-02-14T10:00:00", 3, "2026-02-26T17:30:00"),
        ("2026-02-16T10:00:00", 5, "2026-02-28T17:30:00"),
        ("2020-01-23T10:00:00", 3, "2020-02-05T17:30:00"),
        ("2024-02-28T10:00:00", 1, "2024-02-29T17:30:00"),
        ("2024-02-29T10:00:00", 1, "2024-03-01T17:30:00"),
        ("2026-12-31T10:00:00", 1, "2027-01-04T17:30:00"),
    ],
)
def test_a_limit_ends_at_close_of_business_of_its_last_working_day(start: str, days: int, end: str) -> None:
    assert ends(start, days) == moment(end)


def test_a_limit_across_new_year_is_provisional_until_the_schedule_is_out() -> None:
    start = moment("2026-12-28T10:00:00")
    assert not due(start, 3, None, CITY).provisional
    assert due(start, 4, None, CITY).provisional


@pytest.mark.parametrize(("hours", "end"), [(2, "2026-10-01T01:30:00"), (24, "2026-10-01T23:30:00")])
def test_hours_run_by_night_and_on_holidays(hours: int, end: str) -> None:
    answer = due(moment("2026-09-30T23:30:00"), None, hours, CITY)
    assert answer.due_at == moment(end)
    assert answer.due_at.utcoffset() == timedelta(0)
    assert not answer.provisional


@FEW
@given(STARTS, DAYS)
def test_the_working_days_up_to_the_end_are_the_limit(start: datetime, days: int) -> None:
    end = due(start, days, None, CITY).due_at
    assert elapsed_days(start, end, CITY) == days
    assert CITY.is_workday(local_day(end))
    assert split(end)[1] == 17 * 3600 + 1800


@FEW
@given(STARTS, st.timedeltas(timedelta(0), timedelta(days=20)), DAYS)
def test_a_later_start_never_ends_earlier(start: datetime, later: timedelta, days: int) -> None:
    assert due(start + later, days, None, CITY).due_at >= due(start, days, None, CITY).due_at
    assert due(start, days + 1, None, CITY).due_at > due(start, days, None, CITY).due_at


@FEW
@given(STARTS, DAYS, st.integers(-12, 14))
def test_the_zone_of_the_start_does_not_matter(start: datetime, days: int, offset: int) -> None:
    elsewhere = start.astimezone(timezone(timedelta(hours=offset)))
    assert due(elsewhere, days, None, CITY).due_at == due(start, days, None, CITY).due_at


@pytest.mark.parametrize(("days", "hours"), [(None, None), (3, 24), (0, None), (-1, None), (None, 0), (None, 10**9)])
def test_a_limit_that_is_none_is_refused(days: int | None, hours: int | None) -> None:
    with pytest.raises(ValueError, match="a limit is"):
        due(moment("2026-11-20T10:00:00"), days, hours, CITY)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        due(datetime(2026, 11, 20, 10), 3, None, CITY)  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(("days", "hours"), [(3, None), (None, 24), (100_000, None)])
def test_a_limit_beyond_the_calendar_is_refused(days: int | None, hours: int | None) -> None:
    with pytest.raises(OutOfHorizon):
        due(datetime(2059, 12, 31, 20, tzinfo=UTC), days, hours, CITY)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-20T10:00:00", 5),
        ("2026-11-22T23:59:59", 5),
        ("2026-11-23T00:00:00", 4),
        ("2026-11-27T00:00:00", 0),
        ("2026-11-27T17:30:00", 0),
        ("2026-11-27T17:30:01", -1),
        ("2026-11-29T12:00:00", -1),
        ("2026-11-30T09:00:00", -1),
        ("2026-12-01T00:00:00", -2),
    ],
)
def test_working_days_left_reach_zero_on_the_last_day_and_go_on_below(now: str, left: int) -> None:
    assert remaining(ends("2026-11-20T10:00:00", 5), moment(now), CITY) == left


@FEW
@given(STARTS, DAYS, st.timedeltas(timedelta(days=-40), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(9)))
def test_what_is_left_never_grows_and_is_negative_only_when_late(
    start: datetime, days: int, offset: timedelta, later: timedelta
) -> None:
    end = due(start, days, None, CITY).due_at
    now = end + offset
    assert remaining(end, now + later, CITY) <= remaining(end, now, CITY)
    assert (remaining(end, now, CITY) < 0) is (now > end)


@pytest.mark.parametrize(
    ("now", "zh", "en"),
    [
        ("2026-11-23T09:00:00", "还剩4个工作日 · 11月27日17:30前", "4 working days left · by 27 Nov 17:30"),
        ("2026-11-26T09:00:00", "还剩1个工作日 · 11月27日17:30前", "1 working day left · by 27 Nov 17:30"),
        ("2026-11-27T09:00:00", "今日到期 · 17:30", "Due today · 17:30"),
        ("2026-11-30T09:00:00", "超期1个工作日", "1 working day overdue"),
        ("2026-12-02T09:00:00", "超期3个工作日", "3 working days overdue"),
    ],
)
def test_the_chip_of_a_limit_in_working_days(now: str, zh: str, en: str) -> None:
    end = ends("2026-11-20T10:00:00", 5)
    assert words(end, moment(now), CITY) == zh
    assert words(end, moment(now), CITY, "en") == en


@pytest.mark.parametrize(
    ("now", "zh", "en"),
    [
        ("2026-12-31T22:48:00", "还剩24小时 · 2027年1月1日22:48前", "24 h left · by 1 Jan 2027 22:48"),
        ("2027-01-01T21:36:00", "还剩1小时12分 · 22:48前", "1 h 12 min left · by 22:48"),
        ("2027-01-01T22:47:30", "还剩不到1分 · 22:48前", "under 1 min left · by 22:48"),
        ("2027-01-01T23:13:00", "超期25分", "25 min overdue"),
    ],
)
def test_the_chip_of_a_limit_in_hours(now: str, zh: str, en: str) -> None:
    end = due(moment("2026-12-31T22:48:00"), None, 24, CITY).due_at
    assert words(end, moment(now), CITY, wall_clock=True) == zh
    assert words(end, moment(now), CITY, "en", wall_clock=True) == en


def paused(start: str, days: int, *pauses: tuple[str, str]) -> Due:
    stops = [Pause(moment(begin), moment(end)) for begin, end in pauses]
    return due_with_pauses(moment(start), days, None, CITY, stops)


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        ("", "2026-11-25T17:30:00"),
        ("23T10:00 23T16:00", "2026-11-25T17:30:00"),
        ("23T10:00 25T15:00", "2026-11-27T17:30:00"),
        ("20T18:00 23T08:00", "2026-11-25T17:30:00"),
        ("25T17:30 26T08:00", "2026-11-26T17:30:00"),
        ("24T10:00 25T10:00 26T10:00 27T10:00", "2026-11-27T17:30:00"),
        ("24T10:00 25T10:00 25T10:00 26T10:00", "2026-11-27T17:30:00"),
        ("23T10:00 25T09:00 24T10:00 25T15:00", "2026-11-27T17:30:00"),
        ("01T10:00 10T09:00", "2026-11-25T17:30:00"),
        ("28T10:00 30T19:00", "2026-11-25T17:30:00"),
    ],
)
def test_a_working_day_suspended_at_its_close_moves_the_end_by_one(pauses: str, end: str) -> None:
    edges = [f"2026-11-{edge}:00" for edge in pauses.split()]
    stops = zip(edges[::2], edges[1::2], strict=True)
    assert paused("2026-11-20T10:00:00", 3, *stops).due_at == moment(end)


@FEW
@given(STARTS, DAYS, st.lists(st.tuples(st.integers(-100, 900), st.integers(0, 200)), max_size=4))
def test_the_closes_at_which_the_clock_ran_are_the_limit(
    start: datetime, days: int, hours: list[tuple[int, int]]
) -> None:
    stops = [Pause(start + timedelta(hours=at), start + timedelta(hours=at + long)) for at, long in hours]
    answer = due_with_pauses(start, days, None, CITY, stops)
    on, last, ran = local_day(start), local_day(answer.due_at), 0
    while on < last:
        on = CITY.next_workday(on)
        ran += not any(stop.start <= CITY.closes(on) < stop.end for stop in stops)
    assert ran == days
    assert answer.due_at >= due(start, days, None, CITY).due_at


def test_a_limit_in_hours_stands_still_for_as_long_as_it_is_suspended() -> None:
    stops = [
        Pause(moment("2026-11-20T09:00:00"), moment("2026-11-20T10:20:00")),
        Pause(moment("2026-11-20T11:00:00"), moment("2026-11-20T13:00:00")),
        Pause(moment("2026-11-20T12:00:00"), moment("2026-11-20T14:00:00")),
        Pause(moment("2026-11-20T16:00:00"), moment("2026-11-20T16:30:00")),
    ]
    answer = due_with_pauses(moment("2026-11-20T10:00:00"), None, 2, CITY, stops)
    assert answer.due_at == moment("2026-11-20T15:20:00")


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        paused("2026-11-20T10:00:00", 3, ("2026-11-24T10:00:00", "2026-11-23T10:00:00"))


def test_the_explanation_names_every_day_counted_or_skipped() -> None:
    answer = due(moment("2026-09-30T16:05:00"), 3, None, CITY)
    assert answer.explanation == (
        "9月30日（周三）16:05起算，当日不计",
        *(f"10月{day}日（周{name}）国庆节，不计" for day, name in zip(range(1, 8), "四五六日一二三", strict=True)),
        "10月8日（周四）第1个工作日",
        "10月9日（周五）第2个工作日",
        "10月10日（周六）调休上班，第3个工作日",
        "到期：10月10日（周六）17:30",
    )


def test_the_explanation_in_english() -> None:
    lines = due(moment("2026-10-07T09:00:00"), 4, None, CITY).explain("en")
    assert lines == (
        "Wed 7 Oct, 09:00: start, this day is not counted",
        "Thu 8 Oct: working day 1",
        "Fri 9 Oct: working day 2",
        "Sat 10 Oct: make-up workday, working day 3",
        "Sun 11 Oct: weekend, not counted",
        "Mon 12 Oct: working day 4",
        "Due: Mon 12 Oct, 17:30",
    )


def test_the_explanation_says_that_the_next_year_is_provisional() -> None:
    lines = due(moment("2026-12-31T09:00:00"), 1, None, CITY).explanation
    assert lines == (
        "12月31日（周四）09:00起算，当日不计",
        "2027年1月1日（周五）元旦，不计",
        "2027年1月2日（周六）周末，不计",
        "2027年1月3日（周日）周末，不计",
        "2027年1月4日（周一）第1个工作日",
        "2027年放假安排尚未公布，到期时间为暂定",
        "到期：2027年1月4日（周一）17:30",
    )


def test_the_explanation_shows_suspended_days() -> None:
    lines = paused("2026-11-20T10:00:00", 1, ("2026-11-23T10:00:00", "2026-11-24T10:00:00")).explanation
    assert lines[3:5] == ("11月23日（周一）暂停，不计", "11月24日（周二）第1个工作日")


def test_the_explanation_of_hours() -> None:
    start = moment("2026-11-20T23:00:00")
    stops = [Pause(moment("2026-11-20T23:30:00"), moment("2026-11-21T00:30:00"))]
    assert due_with_pauses(start, None, 2, CITY, stops).explanation == (
        "11月20日（周五）23:00起算，2小时，昼夜和节假日连续计算",
        "23:30至11月21日00:30暂停，不计",
        "到期：11月21日（周六）02:00",
    )
    assert explain(start, moment("2026-11-21T01:00:00"), CITY, "en", 2) == (
        "Fri 20 Nov, 23:00: start, 2 hours by day and night, holidays included",
        "Due: Sat 21 Nov, 01:00",
    )


@FEW
@given(STARTS, DAYS)
def test_the_explanation_counts_up_to_the_limit(start: datetime, days: int) -> None:
    answer = due(start, days, None, CITY)
    assert any(line.endswith(f"第{days}个工作日") for line in answer.explanation[-4:])
    assert explain(start, answer.due_at, CITY) == answer.explanation
