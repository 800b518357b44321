"""Finds thousands of words in a text in one pass; the ground of matching, places and emergencies. Pure rules."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple


class Hit(NamedTuple):
    """`word` stands in the text at `start` (characters, end exclusive)."""

    start: int
    end: int
    word: str


class Lexicon:
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

    def find(self, text: str) -> list[Hit]:
        """The longest word at each place, from left to right; a word inside a longer one is not a hit.

        `text` must be `normal`. Words may overlap by a part, as 房屋漏水 and 漏水问题 do. The last words of a text
        count also inside a longer one (通道 in 消防通道): what a Chinese title is about stands at its end.
        """
        hits: list[Hit] = []
        buckets = self._buckets
        places = pairs(text)
        starts = sorted([start for pair in places.keys() & buckets.keys() for start in places[pair]])
        last_end = 0
        for start in starts:
            lengths, words = buckets[text[start : start + 2]]
            for length in lengths:
                end = start + length
                if end <= last_end:
                    break
                word = text[start:end]
                if word in words:
                    hits.append(Hit(start, end, word))
                    last_end = end
                    break
        return hits


HELD = 16
"""Texts of which the form and the pairs are kept: the parts of the letter at hand, which every word list reads."""


@lru_cache(HELD)
def pairs(text: str) -> dict[str, list[int]]:
    """Each two neighbours of a text and where they stand. Kept for the next reader: not to be changed."""
    found: dict[str, list[int]] = {}
    for start, pair in enumerate(map(str.__add__, text, text[1:])):
        if pair in found:
            found[pair].append(start)
        else:
            found[pair] = [start]
    return found


@lru_cache(HELD)
def normal(text: str) -> str:
    """Full-width and half-width forms made one (NFKC), lower case, blanks inside Chinese text dropped."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
