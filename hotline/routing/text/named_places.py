"""What a gazetteer holds, and what it answers. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One name in the gazetteer. `sort` is district, street, landmark, village, alias, stem, weak, span,
    proposed (taught by one person, agreed to by nobody yet), outside, here (the city itself) or nothing.

    `guarded`: the name counts only before a word that makes it a place. `unit`: the district or zone that looks
    after it; `street`: its 9-digit code where known. Several rows may share a name: the text must then decide.
    """

    name: str
    sort: str
    unit: str = ""
    street: str = ""
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the map whose unit a person set against the outlines (边界修正); degrees of WGS-84."""

    name: str
    unit: str
    west: float
    south: float
    east: float
    north: float
    proposed: bool = False

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True, slots=True)
class Candidate:
    """A district the text may mean; confidence 0 to 1."""

    unit: str
    street: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """`unit` is the district or zone, empty when the text names none for sure. `why` is one of named, street, landmark,
    point, override, several, wide, outside, unsure, none. `alternatives`: what else it may be, the likeliest first.
    """

    unit: str = ""
    street: str = ""
    words: tuple[str, ...] = ()
    why: str = "none"
    confidence: float = 0.0
    alternatives: tuple[Candidate, ...] = ()
    proposed: tuple[str, ...] = ()
    """Names it rests on that one person taught and nobody has agreed to: they suggest, and settle nothing."""
