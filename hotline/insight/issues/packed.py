"""A message as it is compared, in a sixth of the memory: what a window of a hundred thousand needs. Pure."""

from array import array
from dataclasses import dataclass
from sys import intern

from hotline.insight.likeness.alike import Read


@dataclass(frozen=True, slots=True)
class Packed:
    """The pairs of a reading, heaviest first, each string once in the whole program; their weights; the rest."""

    pairs: tuple[str, ...]
    weights: "array[float]"
    text: str
    places: frozenset[str]
    districts: frozenset[str]
    all_districts: frozenset[str]


def pack(how: Read) -> Packed:
    pairs = tuple(intern(pair) for pair in how.weights)
    weights = array("f", how.weights.values())
    return Packed(pairs, weights, how.text, how.places, how.districts, how.all_districts)


def unpack(kept: Packed) -> Read:
    """What was packed; weights to seven digits."""
    weights = dict(zip(kept.pairs, kept.weights, strict=True))
    return Read(weights, kept.text, kept.places, kept.districts, kept.all_districts)
