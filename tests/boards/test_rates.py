"""Rates against published figures, and what small numbers may not say."""

import pytest

from hotline.boards import rates
from hotline.boards.rates import Rate

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("missed", "given", "percent"), [(301, 72_838, 0.41), (20, 54_270, 0.04), (281, 18_568, 1.51)])
def test_overdue_as_published_for_chengdu_in_march_2018(missed: int, given: int, percent: float) -> None:
    assert rates.overdue({"missed": missed, "dispatched": given}).percent == percent


@pytest.mark.parametrize(
    ("dissatisfied", "valid", "percent"), [(4_209, 21_980, 80.85), (3_070, 15_358, 80.01), (1_139, 6_626, 82.81)]
)
def test_satisfied_as_published_for_chengdu_in_march_2018(dissatisfied: int, valid: int, percent: float) -> None:
    some = (valid - dissatisfied) // 3
    counts = {
        "satisfied": valid - dissatisfied - some, "satisfied_basically": some, "dissatisfied": dissatisfied,
        "unmarked": 49_954 - valid,
    }  # fmt: skip
    rate = rates.satisfied(counts)
    assert (rate.numerator, rate.denominator, rate.percent) == (valid - dissatisfied, valid, percent)
    assert rate.excluded == 49_954 - valid


def test_the_published_month_adds_up() -> None:
    assert 115_071 + 49_148 + 5_411 + 4_115 + 270 == 174_015
    assert 54_270 + 18_568 == 72_838
    assert rates.evaluated({"evaluated": 21_980, "unmarked": 49_954 - 21_980}).percent == 44.0


def test_a_rate_is_printed_with_its_denominator() -> None:
    assert Rate(17_771, 21_980).words == "17,771/21,980（80.85%）"
    assert Rate(7, 9).words == "7/9 样本不足，不排名"
    assert Rate(0, 0).words == "—"
    assert Rate(0, 0).percent is None


def test_percent_is_rounded_half_up() -> None:
    assert Rate(1, 800).percent == 0.13
    assert Rate(1, 3).percent == 33.33
    assert Rate(2, 3).percent == 66.67


def test_the_interval_is_wilsons() -> None:
    assert Rate(8, 10).interval == (49.0, 94.3)
    assert Rate(10, 10).interval == (72.2, 100.0)
    assert Rate(0, 0).interval is None


def test_a_limit_that_is_still_missed_counts_against_the_unit() -> None:
    assert rates.on_time({"answered_on_time": 9, "missed": 3, "answered_late": 1}) == Rate(9, 12)


def test_few_cases_are_not_ranked_and_nobody_is_best_and_worst() -> None:
    rows = [("a", Rate(9, 9)), ("b", Rate(10, 10)), ("c", Rate(10, 20)), ("d", Rate(15, 20))]
    best, worst = rates.ends(rows)
    assert [name for name, _ in best] == ["b"]
    assert [name for name, _ in worst] == ["c"]
    assert rates.ends(rows[:2]) == ([], [])


def test_the_mean_wait_needs_an_answer() -> None:
    assert rates.waited_days({"waited": 86_400 * 9, "answered_on_time": 1, "answered_late": 1}) == 4.5
    assert rates.waited_days({}) is None


def test_the_first_unit_is_right_where_it_kept_the_ticket_and_what_was_set_aside_is_shown() -> None:
    counts = {"dispatched": 20, "first_lost": 3, "first_aside": 2, "returned": 5, "moved_away": 4}
    assert rates.first_right(counts) == Rate(15, 18, 2)
    assert rates.first_right({}) == Rate(0, 0)
