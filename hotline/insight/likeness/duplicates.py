"""The same letter again: by the same citizen, by another door, or by many hands from one draft. Pure.

A text is read twice at most: once for its bands, and once more where a band says that another may be the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hotline.insight.likeness import near
from hotline.insight.likeness.alike import alike, read
from hotline.insight.likeness.vectors import Words

SAME = 0.55
"""Share of runs in common from which two texts are near-same, whoever wrote them."""
INSIDE = 0.85
"""Share of the shorter text that stands in the longer, from which they are the same letter."""
LONG_ENOUGH = 60
"""Runs below which a text inside another proves nothing."""
A_LINE = 40
"""Characters below which one of them may turn the matter round (怎么转入, 怎么转出)."""
AGAIN = 0.25
"""Likeness (`alike`) from which two letters of one citizen are about one matter."""
BACK = 12
"""Earlier letters of the same citizen that a letter is compared with."""
KEPT = 5_000
"""Texts that are kept as read, the newest used: memory stays bounded."""
CROWD = 40
"""Letters of one band that each is compared with, so that a form letter of thousands stays linear."""

WHY = {
    "door": "同一封信由不同渠道来",
    "citizen": "同一人再次反映同一事项",
    "text": "不同来信内容几乎相同",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """`author` is what names the citizen in the file: an author, a telephone; empty when nothing does."""

    id: str
    subject: str
    body: str
    author: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Letters in the order of the file, and why they are one: door, citizen or text."""

    ids: list[str]
    sort: str

    @property
    def why(self) -> str:
        return WHY[self.sort]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a letter says, and its runs of four characters."""

    text: str
    runs: near.Hashes


@dataclass(slots=True)
class _Joined:
    """Which letters belong together (union-find)."""

    above: dict[int, int] = field(default_factory=dict)

    def top(self, one: int) -> int:
        while (up := self.above.get(one, one)) != one:
            self.above[one] = self.above.get(up, up)
            one = up
        return one

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.top(one), self.top(other)))
        self.above[second] = first


def find(letters: Sequence[Letter]) -> list[Group]:
    """The groups of two and more, the largest first."""
    joined = _Joined()
    keys = np.empty((len(letters), near.BANDS), dtype=np.int64)
    for place, letter in enumerate(letters):
        keys[place] = near.bands(_said(letter).runs)
    said = lru_cache(KEPT)(lambda place: _said(letters[place]))
    for one, other in _meeting(keys):
        if joined.top(one) != joined.top(other) and _same(said(one), said(other)):
            joined.join(one, other)
    rare = Words()
    rare.learn((letter.subject, letter.body) for letter in letters)
    how = lru_cache(KEPT)(lambda place: read(rare, letters[place].subject, letters[place].body))
    for one, other in _by_author(letters):
        if joined.top(one) != joined.top(other) and alike(how(one), how(other)) >= AGAIN:
            joined.join(one, other)
    members: dict[int, list[int]] = defaultdict(list)
    for place in range(len(letters)):
        members[joined.top(place)].append(place)
    found = [_told([letters[place] for place in group]) for group in members.values() if len(group) > 1]
    return sorted(found, key=lambda group: -len(group.ids))


def same_text(one: Letter, other: Letter) -> bool:
    """Whoever wrote them: near-same, or the one within the other."""
    return _same(_said(one), _said(other))


def same_matter(one: Letter, other: Letter, rare: Words) -> bool:
    """Of one citizen: alike enough, or near-same."""
    return Compared(other, rare).how(one) != ""


class Compared:
    """One letter that is read once and compared with many of the same citizen."""

    def __init__(self, letter: Letter, rare: Words) -> None:
        self._rare = rare
        self._read = read(rare, letter.subject, letter.body)
        self._said = _said(letter)

    def how(self, other: Letter) -> str:
        """`text` for near-same words, `matter` for words alike enough, empty for another matter."""
        if _same(_said(other), self._said):
            return "text"
        return "matter" if alike(read(self._rare, other.subject, other.body), self._read) >= AGAIN else ""


def _said(letter: Letter) -> _Said:
    text = near.letters(letter.subject, letter.body)
    return _Said(text, near.shingles(text))


def _same(one: _Said, other: _Said) -> bool:
    """Near-same words. Of two that are a line each every word counts, and nothing is not the same as nothing."""
    if not one.text or not other.text:
        return False
    if near.likeness(one.runs, other.runs) >= SAME:
        return min(len(one.text), len(other.text)) >= A_LINE or not near.turned(one.text, other.text)
    least = min(len(one.runs), len(other.runs))
    return least >= LONG_ENOUGH and near.held(one.runs, other.runs) >= INSIDE


def _meeting(keys: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Pairs that share a band: each with the one before it, and with the first of its crowd."""
    for band in keys.T:
        order = np.argsort(band, kind="stable")
        ends = np.flatnonzero(np.diff(band[order])) + 1
        for crowd in np.split(order, ends):
            for place in range(1, len(crowd)):
                yield int(crowd[place - 1]), int(crowd[place])
                if place < CROWD:
                    yield int(crowd[0]), int(crowd[place])


def _by_author(letters: Sequence[Letter]) -> Iterator[tuple[int, int]]:
    earlier: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(letters):
        if one.author:
            yield from ((before, place) for before in earlier[one.author][-BACK:])
            earlier[one.author].append(place)


def _told(group: Sequence[Letter]) -> Group:
    authors, doors = {one.author for one in group}, {one.channel for one in group} - {""}
    if len(authors) > 1 or authors == {""}:
        return Group([one.id for one in group], "text")
    return Group([one.id for one in group], "door" if len(doors) > 1 else "citizen")
