"""What follows from a citizen's marks."""

from datetime import date

import pytest

from hotline.followup.rules import follows, out_of_reach

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("solved", "satisfied", "resolution", "reworks", "then"),
    [
        ("solved", "satisfied", "solved", 0, "visit"),
        ("basically", "basically", "partly", 0, "visit"),
        ("unsolved", "satisfied", "solved", 0, "rework"),
        ("solved", "dissatisfied", "solved", 0, "rework"),
        ("unsolved", "basically", "explained", 0, "visit"),
        ("unsolved", "satisfied", "planned", 0, "visit"),
        ("unsolved", "dissatisfied", "legal_path", 0, "rework"),
        ("unsolved", "dissatisfied", "solved", 1, "rework"),
        ("unsolved", "dissatisfied", "solved", 2, "unsettled"),
        ("solved", "satisfied", "solved", 2, "visit"),
    ],
)
def test_marks_decide_what_follows(solved: str, satisfied: str, resolution: str, reworks: int, then: str) -> None:
    assert follows(solved, satisfied, resolution, reworks) == then


def test_three_attempts_on_one_day_are_not_enough() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert not out_of_reach([friday, friday, friday])
    assert not out_of_reach([friday, monday])
    assert out_of_reach([friday, friday, monday])
