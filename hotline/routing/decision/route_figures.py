"""How good routing is on letters whose right answers a reader wrote down: the figures, counted honestly. Pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hotline.routing.decision.evidence import Decision
from hotline.routing.learning.evaluation import calibration_error
from hotline.shares import wilson

SUGGESTED = 3
"""Units a dispatcher sees for one key each."""
BARS = 5


@dataclass(frozen=True, slots=True)
class Right:
    """What a reader accepts. `units`: any of these leads; `district`: empty where there is none or nobody can tell;
    `told`: the text itself tells the district; `categories`: codes, a chapter's for all below it. Empty: not judged."""

    units: frozenset[str] = frozenset()
    district: str = ""
    told: bool = True
    categories: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()


Judged = tuple[Right, Decision]


def figures(found: Iterable[Judged]) -> dict[str, Any]:
    """The figures of `hotline judge routes`; each share stands with what it is of and its 95 % interval.

    `alone`: of the letters that would go out without a person; `district.silent`, `wrong`, `invented`: none was named,
    another was, one was where the text tells none; `reliability`: how many were right where so sure.
    """
    every = list(found)
    judged = [(right, one) for right, one in every if right.units]
    told = [(right, one) for right, one in every if _told(right)]
    alone = [(right, one) for right, one in judged if one.auto]
    return {
        "n": len(every),
        "unit": {
            "first": _of(_first(right, one) for right, one in judged),
            "among_three": _of(_among(right, one) for right, one in judged),
            "where_told": {
                "first": _of(_first(right, one) for right, one in judged if right.told),
                "among_three": _of(_among(right, one) for right, one in judged if right.told),
            },
        },
        "alone": {
            "share": _of(one.auto for _, one in judged),
            "right": _of(_first(right, one) for right, one in alone),
        },
        "district": {
            "right": _of(one.district == right.district for right, one in told),
            "silent": sum(not one.district for _, one in told),
            "wrong": sum(one.district not in {"", right.district} for right, one in told),
            "invented": sum(one.district not in {"", right.district} for right, one in every if not _told(right)),
        },
        "category": _of(one.category.startswith(right.categories) for right, one in every if right.categories),
        "kind": _of(one.kind in right.kinds for right, one in every if right.kinds),
        "calibration_error": _calibration(judged),
        "reliability": _reliability(judged),
    }


def _first(right: Right, one: Decision) -> bool:
    return one.unit in right.units


def _among(right: Right, one: Decision) -> bool:
    named = (one.unit, *(other.unit for other in one.alternatives))
    return not right.units.isdisjoint(named[:SUGGESTED])


def _told(right: Right) -> bool:
    return bool(right.district) and right.told


def _of(hits: Iterable[bool]) -> dict[str, Any]:
    held = list(hits)
    if not held:
        return {"hits": 0, "of": 0, "share": None, "interval": None}
    low, high = wilson(sum(held), len(held))
    share = {"hits": sum(held), "of": len(held), "share": round(sum(held) / len(held), 4)}
    return {**share, "interval": [round(low, 4), round(high, 4)]}


def _calibration(judged: Sequence[Judged]) -> float | None:
    if not judged:
        return None
    confidence = np.array([one.confidence for _, one in judged])
    return round(calibration_error(confidence, np.array([_first(right, one) for right, one in judged]), BARS), 4)


def _reliability(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    bars: list[list[Judged]] = [[] for _ in range(BARS)]
    for right, one in judged:
        bars[min(int(one.confidence * BARS), BARS - 1)].append((right, one))
    return [
        {"from": number / BARS, "to": (number + 1) / BARS, **_of(_first(right, one) for right, one in bar)}
        for number, bar in enumerate(bars)
    ]
