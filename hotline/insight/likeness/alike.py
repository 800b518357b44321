"""Are two messages about one event at one place? Rare words in common, more than one name of them, places that agree.

Two texts that have nothing but the name of an estate in common are two matters; two that have nothing but the matter in
common, at different places, are two events. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.insight.likeness import grams, named
from hotline.insight.likeness.vectors import Words

BESIDE_THE_NAME = 0.3
"""Share of the likeness that must come from other words than the longest phrase in common."""
NEAR_SAME = 0.6
"""From here on the texts themselves are the same, and no name is asked for."""
ELSEWHERE = 0.35
"""What is left of the likeness of two that name different places."""
COPY, COPIED = 0.7, 0.14
"""From here on one text is written after the other; what is left of it where the places are not the same."""
UNNAMED = 0.75
"""What is left where only one names a place, and the other text does not have it."""
NEAREST = 3
"""The nearest members of a group that count beside the mean of all."""
JOIN = 0.16
"""From here on a message belongs to a group."""
MERGE = 0.15
"""From here on two groups are one."""
PAIR = 2
"""Characters of a pair that stands in a phrase."""


@dataclass(frozen=True, slots=True)
class Read:
    """A message as it is compared: the weights of its pairs, its plain text, and the places it names."""

    weights: dict[str, float]
    text: str
    places: frozenset[str]
    """Of the title."""
    districts: frozenset[str]
    """Of the title."""
    all_districts: frozenset[str]
    """Of the whole text, and the one the ticket is known to lie in."""


def read(words: Words, subject: str, body: str, district: str = "") -> Read:
    """`district`: the code of the one it lies in, where that is known besides."""
    title = grams.plain(subject)
    text = f"{title}。{grams.plain(body[: 2 * grams.READ])[: grams.READ]}"
    everywhere = named.districts(text) | ({district} if district else frozenset())
    return Read(words.vector(subject, body), text, named.places(title), named.districts(title), everywhere)


def alike(one: Read, other: Read) -> float:
    """0 to 1. Near-same texts are near 1, one event in different words lies around 0.2 to 0.5, strangers below 0.1."""
    common = {pair: weight * other.weights[pair] for pair, weight in one.weights.items() if pair in other.weights}
    whole = sum(common.values())
    if not whole:
        return 0.0
    if whole >= NEAR_SAME:
        return whole * (COPIED if whole >= COPY and _apart(one, other) else _agree(one, other))
    beside = (whole - _longest(one.text, common)) / whole
    return whole * min(1.0, beside / BESIDE_THE_NAME) * _agree(one, other)


def belongs(near: Sequence[float]) -> float:
    """How much a message belongs to a group, from its likeness to the members."""
    best = sorted(near, reverse=True)[:NEAREST]
    return (sum(near) / len(near) + sum(best) / len(best)) / 2


def _longest(text: str, common: dict[str, float]) -> float:
    """Weight of the heaviest phrase of the text that is in common: pairs that follow each other."""
    at: dict[int, str] = {}
    for pair in common:
        place = text.find(pair) if len(pair) == PAIR else -1
        while place >= 0:
            at[place] = pair
            place = text.find(pair, place + 1)
    heaviest, phrase, before = 0.0, set[str](), -1
    for place in sorted(at):
        if place != before + 1:
            heaviest, phrase = max(heaviest, sum(common[one] for one in phrase)), set()
        phrase.add(at[place])
        before = place
    return max(heaviest, sum(common[one] for one in phrase))


def _agree(one: Read, other: Read) -> float:
    if _one_place(one, other):
        return 1.0
    near = one.districts & other.all_districts or other.districts & one.all_districts
    if (one.districts and other.districts and not near) or (one.places and other.places):
        return ELSEWHERE
    return UNNAMED if one.places or other.places else 1.0


def _one_place(one: Read, other: Read) -> bool:
    return any(name in other.text for name in one.places) or any(name in one.text for name in other.places)


def _apart(one: Read, other: Read) -> bool:
    """Their titles name different places, or their texts different districts."""
    if _one_place(one, other):
        return False
    elsewhere = one.all_districts and other.all_districts and not one.all_districts & other.all_districts
    return bool(elsewhere) or _agree(one, other) == ELSEWHERE
