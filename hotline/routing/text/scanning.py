"""Finds thousands of words in a text in one pass; the ground of matching, places and emergencies. Pure rules.

Many lists read one letter: its neighbours are made numbers once, for all of them, and one look at a table tells each
list where its words may begin.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from hotline.routing.text.lexicon import HELD, Hit, begins_or_ends_latin, normal, whole

Array: TypeAlias = np.ndarray[Any, Any]

SLOTS = 1 << 16
"""Places of a table. Two pairs may share one: what the table says is looked up once more, word by word."""
_hit = tuple.__new__
"""A named tuple in half the time: there are some fifty in a letter."""
_SPREAD = np.uint32(0x9E3779B1)
_MIX = np.uint32(0x85EBCA6B)
_SHIFT = np.uint32(16)


class WordList:
    """Words of two characters or more, by their first two; shorter ones say too little and are left out."""

    def __init__(self, words: Iterable[str]) -> None:
        buckets: dict[str, set[str]] = {}
        for word in map(normal, words):
            if len(word) >= 2:
                buckets.setdefault(word[:2], set()).add(word)
        self._buckets = {
            key: (tuple(sorted({len(word) for word in bucket}, reverse=True)), frozenset(bucket))
            for key, bucket in buckets.items()
        }
        self._begins = table(self._buckets)
        words = (word for _, bucket in self._buckets.values() for word in bucket)
        self._latin = frozenset(word for word in words if begins_or_ends_latin(word))

    def find(self, text: str) -> list[Hit]:
        """The longest word at each place, from left to right; a word inside a longer one is not a hit.

        `text` must be `normal`. Words may overlap by a part, as 房屋漏水 and 漏水问题 do. The last words of a text
        count also inside a longer one (通道 in 消防通道): what a Chinese title is about stands at its end.
        A word in Latin letters counts where it stands by itself (做CT), never within another (ct in district).
        """
        hits: list[Hit] = []
        last_end = 0
        for start in self._begins[slots(text)].nonzero()[0].tolist():
            bucket = self._buckets.get(text[start : start + 2])
            if bucket is None:
                continue
            lengths, words = bucket
            for length in lengths:
                end = start + length
                if end <= last_end:
                    break
                word = text[start:end]
                if word in words and (word not in self._latin or whole(text, start, word)):
                    hits.append(_hit(Hit, (start, end, word)))
                    last_end = end
                    break
        return hits


class Grams:
    """Single characters and pairs of neighbours, of which a text has some."""

    def __init__(self, grams: Iterable[str]) -> None:
        """`grams`: of one character or two."""
        self._held = frozenset(grams)
        self._pairs = table(gram for gram in self._held if len(gram) > 1)
        self._single = np.zeros(SLOTS, dtype=bool)
        self._single[[ord(gram) % SLOTS for gram in self._held if len(gram) == 1]] = True

    def within(self, text: str) -> frozenset[str]:
        """Those that stand in the text."""
        return self._held.intersection([gram for some in self.places(text) for _, gram in some])

    def places(self, text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Where they may stand, and what stands there: single characters, and pairs, each from left to right."""
        ones = self._single[singles(text)].nonzero()[0].tolist()
        twos = self._pairs[slots(text)].nonzero()[0].tolist()
        return [(place, text[place]) for place in ones], [(place, text[place : place + 2]) for place in twos]


def table(pairs: Iterable[str]) -> Array:
    """Which places of a table the pairs take, bool (`SLOTS`)."""
    taken = np.zeros(SLOTS, dtype=bool)
    for pair in pairs:
        taken[slots(pair)] = True
    return taken


@lru_cache(HELD)
def slots(text: str) -> Array:
    """The place in a table of each two neighbours of a text, in their order; kept for the next list that reads it."""
    codes = _codes(text)
    mixed = (codes[:-1] * _SPREAD + codes[1:]) * _MIX
    found: Array = (mixed >> _SHIFT).astype(np.intp)
    return found


@lru_cache(HELD)
def singles(text: str) -> Array:
    """The place in a table of each character of a text, in their order."""
    found: Array = (_codes(text) % SLOTS).astype(np.intp)
    return found


def _codes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
