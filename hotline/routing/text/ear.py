"""An ear for danger in words nobody listed: characters and pairs weighed by what they stood in. Pure rules.

It hears less surely than a frame and says so; what it was learned from is in scripts/ear.py.
"""

import math
import re
from collections.abc import Mapping

import numpy as np

from hotline.routing.text.danger import SENTENCE
from hotline.routing.text.scanning import Array, Grams

LEAST = 6
"""Chinese characters of a sentence; a shorter one says too little."""
BRIEF, FULL = 60, 120
"""A text of at most so many characters speaks of one thing; one of more than the other tells many. Between them a
sentence must be the surer the longer the text, for each further sentence is one more chance to be mistaken."""
SHOWN = 3
STRONG = 1.0
"""In a long text a sentence is heard only with a pair of this weight; without one it has not yet been sure enough."""
_SHIFT = 21
"""Bits of a character."""
_OTHER = re.compile("[^一-鿿]")
_ENDS = re.compile(f"[{SENTENCE}]")


class Weighed:
    """Characters and pairs of neighbours, each with what it adds to a text that has it."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        coded = sorted((_code(gram), weight) for gram, weight in weights.items())
        self._codes = np.array([code for code, _ in coded] or [-1], dtype=np.int64)
        self._weighs = np.array([weight for _, weight in coded] or [0.0])

    def of(self, text: str) -> tuple[int, float]:
        """How many `grams` a text has, and what they add up to by the root of so many: long and short are alike."""
        held = _coded(_OTHER.sub("", text))
        places = self._codes.searchsorted(held)
        places[places == len(self._codes)] = 0
        weight = float(self._weighs[places[self._codes[places] == held]].sum())
        return len(held), weight / math.sqrt(max(1, len(held)))


class Ear:
    """`weights`: character or pair → what it adds, positive for danger; `bias` is what a sentence starts with.

    `brief` and `long`: from how much on a sentence is danger, in a brief text and in a long one (see `BRIEF`).
    `deaf`: sentences with this ask or tell of something and are not heard.
    """

    def __init__(self, weights: Mapping[str, float], bias: float, brief: float, long: float, deaf: str = "") -> None:
        self._weights = weights
        self._weighed = Weighed(weights)
        self._bias = bias
        self._brief, self._long = brief, long
        self._strong = Grams(gram for gram, weight in weights.items() if len(gram) > 1 and weight >= STRONG)
        self._deaf = re.compile(deaf) if deaf else None

    def heard(self, text: str) -> tuple[str, ...]:
        """The pairs that weigh most in the first sentence heard; nothing when none is. `text` is `lexicon.normal`."""
        wanted = self._wanted(len(text))
        told_many = len(text) > FULL
        strong = self._strong.within(text) if told_many else ()
        for sentence in _ENDS.split(text):
            if told_many and not any(pair in sentence for pair in strong):
                continue
            if self._deaf is not None and self._deaf.search(sentence):
                continue
            if self.score(sentence) > wanted:
                return self.words(sentence)
        return ()

    def _wanted(self, length: int) -> float:
        """How sure a sentence of a text of this length must be."""
        part = min(1.0, max(0.0, (length - BRIEF) / (FULL - BRIEF)))
        return self._brief + part * (self._long - self._brief)

    def score(self, sentence: str) -> float:
        """Above 0 rather danger than not; -inf for what is too short. The length of a sentence counts by its root."""
        held, weight = self._weighed.of(sentence)
        return self._bias + weight if held >= 2 * LEAST - 1 else float("-inf")

    def words(self, sentence: str) -> tuple[str, ...]:
        """The pairs that weigh most in it, in their order."""
        weighed = {gram: self._weights.get(gram, 0.0) for gram in grams(sentence) if len(gram) > 1}
        most = sorted(sorted(weighed), key=lambda gram: -weighed[gram])[:SHOWN]
        return tuple(sorted((gram for gram in most if weighed[gram] > 0), key=sentence.find))


def grams(sentence: str) -> set[str]:
    """The Chinese characters of a sentence and the pairs of neighbours, each once."""
    text = _OTHER.sub("", sentence)
    return {*text, *map(str.__add__, text, text[1:])}


def _code(gram: str) -> int:
    """A number of its own for each character and each pair."""
    return ord(gram[0]) << _SHIFT | (ord(gram[1]) if len(gram) > 1 else 0)


def _coded(text: str) -> Array:
    """`grams` as numbers, int64, growing."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64) << _SHIFT
    every = np.concatenate((codes, codes[:-1] | codes[1:] >> _SHIFT))
    every.sort()
    first = np.ones(len(every), dtype=bool)
    np.not_equal(every[1:], every[:-1], out=first[1:])
    once: Array = every[first]
    return once
