"""Finds thousands of words in a text in one pass; the ground of matching, places and emergencies. Pure rules."""

import unicodedata
from collections.abc import Iterable
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

        `text` must be `normal`. Words may overlap by a part, as 房屋漏水 and 漏水问题 do.
        """
        hits: list[Hit] = []
        buckets = self._buckets
        last_end = 0
        for start, pair in enumerate(map(str.__add__, text, text[1:])):
            bucket = buckets.get(pair)
            if bucket is None:
                continue
            lengths, words = bucket
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


def normal(text: str) -> str:
    """Full-width and half-width forms made one (NFKC), lower case, blanks inside Chinese text dropped."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
