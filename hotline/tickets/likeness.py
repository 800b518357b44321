"""How alike two texts are: the share of their neighbouring letters that both have. Pure."""

from itertools import pairwise

READ = 400
"""Letters of a text that are compared."""

Pairs = frozenset[str]


def pairs(text: str) -> Pairs:
    """Every two letters that follow each other."""
    letters = [mark for mark in text[:READ] if mark.isalnum()]
    return frozenset(first + second for first, second in pairwise(letters))


def common(one: Pairs, other: Pairs) -> float:
    """0 nothing … 1 all of the shorter one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
