"""What follows from a visit (回访), and when an unanswered telephone is enough. Pure rules (D-54, D-56)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

REASONS = ("no_contact", "no_show", "off_point", "policy", "slow", "other")
"""Why a citizen is not content: 未联系 未到场 答非所问 政策所限 办得太慢 其他 (D-53)."""
EXPLAINED = frozenset({"explained", "planned", "legal_path"})
"""Resolutions that do not claim to have solved the matter: 解释说明 已列计划 法定途径."""
MAX_REWORKS = 2
"""Automatic reworks; after them a person decides (D-56)."""
MAX_ATTEMPTS = 3
LEAST_DAYS = 2
"""Attempts that all fall on one day say little: they must lie on at least so many days."""

CLAIMED_FOR = timedelta(minutes=15)
"""How long a citizen is one agent's to call."""
MARK_ON_WEB = timedelta(days=7)
"""How long the hotline waits for the mark of a citizen whom nobody can call."""
FURTHEST = timedelta(days=30)
FIRST_HOUR, LAST_HOUR = 8, 21
"""Nobody is called at night, not even by appointment."""


def discontent(solved: str, satisfied: str, resolution: str) -> bool:
    """The matter must be done again: the citizen is dissatisfied, or it is not solved though the answer claims it.

    Whoever was told that the law or a plan stands in the way, and accepts that, is not made to wait for a rework.
    """
    return satisfied == "dissatisfied" or (solved == "unsolved" and resolution not in EXPLAINED)


def follows(solved: str, satisfied: str, resolution: str, reworks: int) -> str:
    """`visit`: closed with these marks; `rework`: done again; `unsettled`: closed so, and a person decides."""
    if not discontent(solved, satisfied, resolution):
        return "visit"
    return "rework" if reworks < MAX_REWORKS else "unsettled"


def out_of_reach(attempted_on: Sequence[date]) -> bool:
    """The dates of all attempts since the answer: enough of them, on enough days, to close without an evaluation."""
    return len(attempted_on) >= MAX_ATTEMPTS and len(set(attempted_on)) >= LEAST_DAYS


def may_book(at: datetime, now: datetime) -> bool:
    """An appointment lies ahead, within a month, and not at night. `at` is on the city's clock."""
    return now < at <= now + FURTHEST and FIRST_HOUR <= at.hour < LAST_HOUR
