"""How likely a careful reader calls a reply complete, and explained: learned from replies that were marked. Pure.

Counts of the reply and the wording of what remains of it are weighed; scripts/reply_reader.py learns the weights.
"""

from collections.abc import Mapping
from math import exp

from hotline.routing.text.ear import Weighed

COUNTS = ("substance", "answering", "reasoning", "figures", "asked", "length", "looked", "done")
"""Logarithms of how much is said, found and done, reasoned, figured, how long the letter is and the whole reply, how
often somebody looked into it and did something (`scoring.counts`)."""
BIAS = "bias"

Pair = tuple[float, float]
"""Of complete, and of explained."""


class Reader:
    """`weights`: what each of `COUNTS`, `BIAS` and each character or pair of characters adds."""

    def __init__(self, weights: Mapping[str, Pair]) -> None:
        self._counts = {name: weights[name] for name in (BIAS, *COUNTS)}
        grams = {name: pair for name, pair in weights.items() if name not in self._counts}
        self._wording = tuple(Weighed({gram: pair[place] for gram, pair in grams.items()}) for place in (0, 1))

    def chances(self, text: str, counts: Mapping[str, float]) -> Pair:
        """From 0 to 1 each: that a reader gives four or five marks of five."""
        return self._chance(0, text, counts), self._chance(1, text, counts)

    def _chance(self, place: int, text: str, counts: Mapping[str, float]) -> float:
        odds = self._counts[BIAS][place] + self._wording[place].of(text)[1]
        odds += sum(self._counts[name][place] * counts[name] for name in COUNTS)
        return 1 / (1 + exp(-odds))
