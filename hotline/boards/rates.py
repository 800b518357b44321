"""Rates that never stand without their denominator, and ranks that small numbers do not get. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hotline.shares import wilson

LEAST = 10
"""Under ten valid cases there is no rank (K-15)."""
Counts = Mapping[str, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` out of `denominator`; `excluded` cases are outside both and shown beside them (K-14)."""

    numerator: int
    denominator: int
    excluded: int = 0

    @property
    def percent(self) -> float | None:
        """Rounded half up to two digits; None where there is no case."""
        if not self.denominator:
            return None
        return (20_000 * self.numerator + self.denominator) // (2 * self.denominator) / 100

    @property
    def bare(self) -> "Rate":
        """The same without the excluded cases, where they stand in a place of their own."""
        return Rate(self.numerator, self.denominator)

    @property
    def ranked(self) -> bool:
        return self.denominator >= LEAST

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval in percent, one digit: where the rate may truly lie (K-15)."""
        if not self.denominator:
            return None
        low, high = wilson(self.numerator, self.denominator)
        return round(100 * low, 1), round(100 * high, 1)

    @property
    def words(self) -> str:
        """`17,771/21,980（80.85%）`, as plain text prints it."""
        if not self.denominator:
            return "—"
        parts = f"{self.numerator:,}/{self.denominator:,}"
        return f"{parts}（{self.percent:.2f}%）" if self.ranked else f"{parts} 样本不足，不排名"


def on_time(counts: Counts) -> Rate:
    """按时办结率 (K-6): answers in time out of all limits that were met or missed.

    A limit missed and still open is in the denominator from its red card on: not answering does not help a unit.
    An extended ticket is judged by the granted limit (D-19). Tickets withdrawn or merged have no answer to judge.
    """
    met = counts.get("answered_on_time", 0)
    return Rate(met, met + counts.get("missed", 0), counts.get("withdrawn", 0) + counts.get("merged", 0))


def overdue(counts: Counts) -> Rate:
    """超期率 (K-7): limits missed out of what was given to units."""
    return Rate(counts.get("missed", 0), counts.get("dispatched", 0))


def solved(counts: Counts) -> Rate:
    """解决率 (K-9) with w = 1: solved and basically solved out of valid evaluations."""
    good = counts.get("solved", 0) + counts.get("solved_basically", 0)
    return Rate(good, good + counts.get("unsolved", 0), counts.get("unmarked", 0))


def satisfied(counts: Counts) -> Rate:
    """满意率 (K-10): 1 − dissatisfied out of valid evaluations; the unreachable are outside."""
    good = counts.get("satisfied", 0) + counts.get("satisfied_basically", 0)
    return Rate(good, good + counts.get("dissatisfied", 0), counts.get("unmarked", 0))


def evaluated(counts: Counts) -> Rate:
    """参评率 (K-11): follow-ups that ended with the citizen's mark out of all that ended."""
    marks = counts.get("evaluated", 0)
    return Rate(marks, marks + counts.get("unmarked", 0))


def direct(counts: Counts) -> Rate:
    """直接答复率 (K-2): answered on the line out of what was answered there, guided, or given to a unit."""
    line = counts.get("direct", 0)
    return Rate(line, line + counts.get("guided", 0) + counts.get("dispatched", 0))


def signed(counts: Counts) -> Rate:
    """按时签收率 (K-4)."""
    good = counts.get("signed_on_time", 0)
    return Rate(good, good + counts.get("signed_late", 0))


def contacted(counts: Counts) -> Rate:
    """按时联系率 (K-5): first contacts in time out of first contacts."""
    good = counts.get("contacted_on_time", 0)
    return Rate(good, good + counts.get("contacted_late", 0))


def first_right(counts: Counts) -> Rate:
    """一次派准率 (K-13): of the tickets first dispatched in the period, those that their first unit kept.

    A ticket counts against it once, however often it went on. What was withdrawn or merged while the first unit had
    it is outside; a dispatch taken back within its seconds was none.
    """
    aside = counts.get("first_aside", 0)
    given = max(counts.get("dispatched", 0) - aside, 0)
    return Rate(max(given - counts.get("first_lost", 0), 0), given, aside)


def waited_days(counts: Counts) -> float | None:
    """平均答复用时: calendar days from receipt to the first answer, one digit; None without an answer."""
    answers = counts.get("answered_on_time", 0) + counts.get("answered_late", 0)
    return round(counts.get("waited", 0) / answers / 86_400, 1) if answers else None


def ends(rows: Sequence[tuple[T, Rate]], most: int = 3) -> tuple[list[tuple[T, Rate]], list[tuple[T, Rate]]]:
    """The best and the worst of those with enough cases, the same row never in both; the worst first in its list."""
    able = [row for row in rows if row[1].ranked]
    able.sort(key=lambda row: (-row[1].numerator / row[1].denominator, -row[1].denominator))
    take = min(most, len(able) // 2)
    return able[:take], able[::-1][:take]
