"""More than the usual of its weekday, or many alike within hours and a kilometre, is a surge; the usual is none."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline.insight import outages
from hotline.insight.outages import Notice
from hotline.insight.surges import Case, crowd, days, levels

MONDAY = date(2026, 11, 16)
NOW = datetime.fromisoformat("2026-11-16T10:00:00+08:00")


def rows(today: int, earlier: list[int]) -> list[tuple[date, str, str, int]]:
    counts = [today, *earlier]
    return [(day, "510104", "0101", n) for day, n in zip(days(MONDAY), counts, strict=True)]


@pytest.mark.parametrize(
    ("today", "earlier", "is_surge"),
    [
        (30, [10] * 8, True),
        (19, [10] * 8, False),
        (20, [10] * 8, True),
        (4, [0] * 8, False),
        (5, [0] * 8, True),
        (30, [2, 30, 4, 28, 6, 25, 3, 20], False),
    ],
)
def test_three_spreads_above_the_same_weekday(today: int, earlier: list[int], is_surge: bool) -> None:
    assert bool(levels(rows(today, earlier), MONDAY)) == is_surge


def test_other_weekdays_do_not_count() -> None:
    sunday = [(MONDAY - timedelta(days=1), "510104", "0101", 500)]
    assert levels([*rows(9, [1] * 8), *sunday], MONDAY)[0].usual == 1.0


def cases(many: int, **more: object) -> list[Case]:
    one = Case(0, NOW - timedelta(minutes=30), "510104017", 104.080, 30.650)
    return [replace(one, ticket=place, **more) for place in range(many)]


def test_five_within_two_hours_and_a_kilometre_are_a_crowd() -> None:
    assert len(crowd(cases(5), NOW)) == 5
    assert crowd(cases(4), NOW) == []


def test_hours_ago_or_kilometres_away_does_not_count() -> None:
    assert crowd([*cases(4), *cases(1, at=NOW - timedelta(hours=3))], NOW) == []
    assert crowd([*cases(4), *cases(1, lon=104.095)], NOW) == []


def test_without_coordinates_the_street_says_it() -> None:
    assert len(crowd(cases(5, lon=None, lat=None), NOW)) == 5
    assert crowd([*cases(4, lon=None, lat=None), *cases(1, lon=None, lat=None, street="")], NOW) == []


WATER = Notice(1, "water", "510104", "锦华苑、演示路\n双桂里", NOW - timedelta(hours=1), NOW + timedelta(hours=5))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("锦华苑今天早上停水了，什么时候来水", True),
        ("演示路88号家里没有水用", True),
        ("锦华苑停电了", False),
        ("春熙路停水了", False),
        ("锦华苑水费太贵", False),
    ],
)
def test_a_notice_answers_its_own_sort_at_its_own_places(text: str, found: bool) -> None:
    assert bool(outages.matching([WATER], text, "510104", NOW)) == found


def test_a_notice_holds_a_little_before_and_after_its_hours_and_without_places_for_its_district() -> None:
    text = "锦华苑停水了"
    assert outages.matching([WATER], text, "", NOW + timedelta(hours=6))
    assert not outages.matching([WATER], text, "", NOW + timedelta(hours=8))
    whole = replace(WATER, places="")
    assert outages.matching([whole], "家里停水了", "510104", NOW)
    assert not outages.matching([whole], "家里停水了", "510105", NOW)
