"""An ear for danger in words nobody listed: characters and pairs weighed by what they stood in. Pure rules.

It hears less surely than a frame and says so; what it was learned from is in scripts/ear.py.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from hotline.routing.text import scanning
from hotline.routing.text.danger import SENTENCE
from hotline.routing.text.scanning import Array, Marks

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
_FIRST, _LAST = np.uint32(ord("一")), np.uint32(ord("鿿") - ord("一"))
_ENDS = re.compile(f"[{SENTENCE}]")


class Weighed:
    """Characters and pairs of neighbours, each with what it adds to a text that has it."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        coded = sorted((_code(gram), weight) for gram, weight in weights.items())
        self._codes = np.array([code for code, _ in coded] or [-1], dtype=np.int64)
        self._weighs = np.array([weight for _, weight in coded] or [0.0])

    def of(self, text: str) -> tuple[int, float]:
        """How many `grams` a text has, and what they add up to by the root of so many: long and short are alike."""
        [found] = self.each([text])
        return found

    def each(self, texts: Sequence[str]) -> list[tuple[int, float]]:
        """The same for each of many, in their order, and quicker."""
        numbers, held = _coded(texts)
        places = self._codes.searchsorted(held)
        places[places == len(self._codes)] = 0
        weights = self._weighs[places] * (self._codes[places] == held)
        counts = np.bincount(numbers, minlength=len(texts))
        sums = np.bincount(numbers, weights, minlength=len(texts)) / np.sqrt(np.maximum(1, counts))
        return list(zip(counts.tolist(), sums.tolist(), strict=True))


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
        self._heavy = {gram for gram, weight in weights.items() if len(gram) > 1 and weight >= STRONG}
        self._strong = Marks(dict.fromkeys(self._heavy, 1))
        self._deaf = re.compile(deaf) if deaf else None

    def heard(self, text: str) -> tuple[str, ...]:
        """The pairs that weigh most in the first sentence heard; nothing when none is. `text` is `lexicon.normal`."""
        [found] = self.each([text])
        return found

    def each(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """The same for each of many, in their order, and quicker."""
        sentences = [(number, said) for number, text in enumerate(texts) for said in _ENDS.split(text)]
        strong = self._strong.of([said for _, said in sentences])
        told = [one for one, marked in zip(sentences, strong, strict=True) if marked or len(texts[one[0]]) <= FULL]
        found: list[tuple[str, ...]] = [()] * len(texts)
        wanted = [self._wanted(len(text)) for text in texts]
        for (number, said), score in zip(told, self.scores([said for _, said in told]), strict=True):
            if not found[number] and score > wanted[number] and self._listens(said, len(texts[number])):
                found[number] = self.words(said)
        return found

    def _listens(self, sentence: str, length: int) -> bool:
        """Whether it tells, and in a long text says something of weight."""
        if self._deaf is not None and self._deaf.search(sentence):
            return False
        return length <= FULL or not self._heavy.isdisjoint(map(str.__add__, sentence, sentence[1:]))

    def _wanted(self, length: int) -> float:
        """How sure a sentence of a text of this length must be."""
        part = min(1.0, max(0.0, (length - BRIEF) / (FULL - BRIEF)))
        return self._brief + part * (self._long - self._brief)

    def score(self, sentence: str) -> float:
        """Above 0 rather danger than not; -inf for what is too short. The length of a sentence counts by its root."""
        [score] = self.scores([sentence])
        return score

    def scores(self, sentences: Sequence[str]) -> list[float]:
        """The same for each of many."""
        return [
            self._bias + weight if held >= 2 * LEAST - 1 else float("-inf")
            for held, weight in self._weighed.each(sentences)
        ]

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


def _coded(texts: Sequence[str]) -> tuple[Array, Array]:
    """The `grams` of each text as numbers, int64, growing, and before them whose they are."""
    codes = scanning.codes("\n".join((*texts, "")))
    numbers = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    chinese = ((codes - _FIRST) <= _LAST).nonzero()[0]
    held, numbers = codes[chinese].astype(np.int64), numbers[chinese] << 2 * _SHIFT
    ones = numbers | held << _SHIFT
    twos = (ones[:-1] | held[1:])[numbers[:-1] == numbers[1:]]
    every = np.concatenate((ones, twos))
    every.sort()
    first = np.ones(len(every), dtype=bool)
    np.not_equal(every[1:], every[:-1], out=first[1:])
    once = every[first]
    return once >> 2 * _SHIFT, once & (1 << 2 * _SHIFT) - 1
