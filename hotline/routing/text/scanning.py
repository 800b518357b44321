"""Finds thousands of words in a text in one pass; the ground of matching, places and emergencies. Pure rules.

Many lists read one letter: its neighbours are made numbers once, for all of them, and one look at a table tells each
list where its words may begin.
"""

from collections.abc import Iterable, Mapping, Sequence
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
_MANY, _FEWER = 1 << 17, np.uint32(15)
"""Places of a table that is not asked again, and the bits that don't choose one."""


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


class Marks:
    """Bits that characters and pairs of neighbours stand for, told of many texts at once."""

    def __init__(self, marked: Mapping[str, int]) -> None:
        """`marked`: the bits of each gram, of one character or two."""
        ones: dict[int, int] = {}
        twos: dict[int, int] = {}
        for gram, bits in marked.items():
            places, place = (twos, _pairs(gram)[0]) if len(gram) > 1 else (ones, ord(gram) % SLOTS)
            places[int(place)] = places.get(int(place), 0) | bits
        held = dict.fromkeys((0, *ones.values(), *twos.values()))
        self._size = max(held).bit_length() // 64 * 8 + 8
        self._bits = np.frombuffer(b"".join(bits.to_bytes(self._size, "little") for bits in held), dtype="<u8")
        self._bits = self._bits.reshape(len(held), -1)
        numbers = {bits: number for number, bits in enumerate(held)}
        self._ones, self._twos = np.zeros(SLOTS, dtype=np.uint16), np.zeros(_MANY, dtype=np.uint16)
        for numbered, places in ((self._ones, ones), (self._twos, twos)):
            numbered[list(places)] = [numbers[bits] for bits in places.values()]

    def of(self, texts: Sequence[str]) -> list[int]:
        """The bits of what stands in each text; some may be told that are not there, none is missed."""
        if not texts:
            return []
        every = "\n".join((*texts, ""))
        told = self._bits.take(self._ones.take(codes(every) % SLOTS), axis=0)
        told[:-1] |= self._bits.take(self._twos.take(_pairs(every)), axis=0)
        starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
        found = np.bitwise_or.reduceat(told, starts, axis=0).tobytes()
        return [int.from_bytes(found[at : at + self._size], "little") for at in range(0, len(found), self._size)]


def _pairs(text: str) -> Array:
    return _mixed(codes(text)) >> _FEWER


def table(pairs: Iterable[str]) -> Array:
    """Which places of a table the pairs take, bool (`SLOTS`)."""
    taken = np.zeros(SLOTS, dtype=bool)
    for pair in pairs:
        taken[slots(pair)] = True
    return taken


@lru_cache(HELD)
def slots(text: str) -> Array:
    """The place in a table of each two neighbours of a text, in their order; kept for the next list that reads it."""
    found: Array = (_mixed(codes(text)) >> _SHIFT).astype(np.intp)
    return found


def codes(text: str) -> Array:
    """The number of each character, uint32."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _mixed(read: Array) -> Array:
    """A number for each two neighbours, uint32, of which the high bits are the most mixed."""
    mixed: Array = (read[:-1] * _SPREAD + read[1:]) * _MIX
    return mixed
