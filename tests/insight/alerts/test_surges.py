"""More than the usual of its weekday, or many alike within hours and a kilometre, is a surge; the usual is none."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline.insight.alerts.surges import Case, crowd, days, levels

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


def young(weeks: int, today: int, each_week: int = 0, others: int = 0) -> list[tuple[date, str, str, int]]:
    """A city that has seen so many weeks: the count of one district today and before, `others` in twenty more."""
    seen = days(MONDAY)[: weeks + 1]
    plain = [(day, "cgw", "0204", 20) for day in seen]
    elsewhere = [(day, f"d{number}", "0101", others) for day in seen for number in range(20) if others]
    own = [(day, "510104", "0101", each_week) for day in seen[1:] if each_week]
    return [(MONDAY, "510104", "0101", today), *own, *plain, *elsewhere]


def least(weeks: int, each_week: int = 0, others: int = 0) -> int:
    """The least count of today that is a surge."""
    return next(n for n in range(1, 200) if levels(young(weeks, n, each_week, others), MONDAY))


def test_in_its_first_week_a_city_has_no_usual() -> None:
    assert levels(young(0, 50), MONDAY) == []
    assert levels(young(1, 50), MONDAY)


def test_a_week_the_city_did_not_see_is_no_week_without_cases() -> None:
    assert [least(weeks, 3) for weeks in (1, 2, 4, 8)] == sorted(
        (least(weeks, 3) for weeks in (1, 2, 4, 8)), reverse=True
    )
    assert least(1, 3) == 13, "three a week, known for one"
    assert least(8, 3) == 9, "eight weeks of three: 3 + 3 x root of 3"


def test_a_young_city_knows_a_category_by_its_level_elsewhere() -> None:
    assert levels(young(1, 5, others=3), MONDAY) == []
    assert least(1, others=3) > least(1, others=0)
    assert least(1, others=10) > least(1, others=3)
    assert levels(young(1, 40, others=3), MONDAY)[0].unit == "510104"


def test_a_young_city_that_grows_as_a_whole_has_no_surge() -> None:
    week, today = days(MONDAY)[1], MONDAY
    codes = [(f"d{number}", f"01{number:02}") for number in range(20)]
    before = [(week, unit, code, 10) for unit, code in codes]
    grown = [(today, unit, code, 30) for unit, code in codes]
    assert levels([*before, *grown], MONDAY) == []
    assert [one.unit for one in levels([*before, *grown[1:], (today, "d0", "0100", 90)], MONDAY)] == ["d0"]


def test_weeks_that_swing_widen_what_a_young_city_may_reach() -> None:
    three = days(MONDAY)[:4]
    plain = [(day, "cgw", "0204", 20) for day in three]
    swinging = [(day, "510104", "0101", n) for day, n in zip(three, (22, 1, 20, 0), strict=True)]
    steady = [(day, "510104", "0101", n) for day, n in zip(three, (22, 7, 7, 7), strict=True)]
    assert levels([*plain, *swinging], MONDAY) == []
    assert levels([*plain, *steady], MONDAY)


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


def test_an_estate_that_no_list_knows_is_a_place_in_its_district() -> None:
    unknown = {"lon": None, "lat": None, "street": "", "district": "510108"}
    here, there = frozenset({"云锦苑"}), frozenset({"双桂里"})
    assert len(crowd(cases(5, **unknown, names=here), NOW)) == 5
    assert len(crowd([*cases(4, names=here, district="510108"), *cases(1, **unknown, names=here)], NOW)) == 5
    assert crowd([*cases(4, **unknown, names=here), *cases(1, **unknown, names=there)], NOW) == []
    other = unknown | {"district": "510104"}
    assert crowd([*cases(4, **unknown, names=here), *cases(1, **other, names=here)], NOW) == []
    assert len(crowd(cases(5, **unknown), NOW)) == 5, "their words name no place that is known as one"
    assert crowd(cases(5, **unknown | {"district": ""}), NOW) == []
