"""Periods out of an address, and shapes out of outlines."""

from datetime import date

import pytest

from hotline.boards import outlines
from hotline.boards.scopes import Period, period

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 22)


def test_thirty_days_unless_something_else_is_asked_for() -> None:
    assert period({}, TODAY) == Period(date(2026, 10, 24), TODAY, 30)
    assert period({"days": "7"}, TODAY) == Period(date(2026, 11, 16), TODAY, 7)
    assert period({"days": "8"}, TODAY).days == 30


def test_dates_of_ones_own_in_either_order_and_never_the_future() -> None:
    wanted = Period(date(2026, 10, 1), date(2026, 10, 31), 0)
    assert period({"from": "2026-10-01", "to": "2026-10-31"}, TODAY) == wanted
    assert period({"from": "2026-10-31", "to": "2026-10-01"}, TODAY) == wanted
    assert period({"from": "2026-11-20", "to": "2027-01-01"}, TODAY).until == TODAY
    assert period({"from": "1990-01-01", "to": "2026-11-22"}, TODAY).since == date(2025, 11, 22)


@pytest.mark.parametrize("given", [{"from": "gestern", "to": "2026-10-31"}, {"from": "2026-02-30"}, {"days": "x"}])
def test_nonsense_is_left_out(given: dict[str, str]) -> None:
    assert period(given, TODAY).days == 30


def test_every_district_is_drawn_inside_the_sheet() -> None:
    sheet = outlines.whole()
    assert len(sheet.shapes) == 20
    assert all(0 < shape.x < sheet.width and 0 < shape.y < sheet.height for shape in sheet.shapes)
    assert [shape.code for shape in outlines.centre().shapes] == list(outlines.INNER)


def test_five_classes_hold_every_value() -> None:
    values = [0, 0, 1, 2, 5, 8, 13, 40, 41, 99]
    bounds = outlines.breaks(values)
    assert bounds[-1] == 99
    assert [outlines.step(value, bounds) for value in (0, 99)] == [1, len(bounds)]
    assert outlines.breaks([3, 3, 3]) == [3]
    assert outlines.breaks([]) == []


@pytest.mark.parametrize(
    ("name", "short"), [("锦江区", "锦江"), ("都江堰市", "都江堰"), ("Jinjiang District", "Jinjiang"), ("高区", "高区")]
)
def test_names_are_short_on_the_map(name: str, short: str) -> None:
    assert outlines.short_name(name) == short
