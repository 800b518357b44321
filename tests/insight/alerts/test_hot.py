"""What comes clearly more often than it used to is a hot issue; chance and small numbers are not."""

from datetime import date, timedelta

import pytest

from hotline.insight.alerts.hot import Hot, hot

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 22)


def rows(recent: int, weekly: int, unit: str = "510104") -> list[tuple[date, str, str, int]]:
    """So many cases today, and in each of the four weeks before this one."""
    earlier = [(TODAY - timedelta(days=7 * week), unit, "0101", weekly) for week in range(1, 5)]
    return [(TODAY, unit, "0101", recent), *earlier]


@pytest.mark.parametrize(
    ("recent", "weekly", "is_hot"), [(38, 6, True), (13, 6, False), (14, 6, True), (4, 0, False), (5, 0, True)]
)
def test_three_spreads_above_the_mean_week_and_no_fewer_than_five(recent: int, weekly: int, is_hot: bool) -> None:
    assert hot(rows(recent, weekly), TODAY) == ([Hot("510104", "0101", recent, float(weekly))] if is_hot else [])


def test_the_furthest_above_its_usual_comes_first() -> None:
    found = hot(rows(20, 2, "510105") + rows(40, 10), TODAY)
    assert [one.unit for one in found] == ["510104", "510105"]


def test_what_lies_before_the_five_weeks_counts_for_nothing() -> None:
    old = (TODAY - timedelta(days=35), "510104", "0101", 1000)
    assert hot([old, *rows(9, 0)], TODAY) == [Hot("510104", "0101", 9, 0.0)]
