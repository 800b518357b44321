"""What past tickets say a letter is about: the learned model asked for many letters in one pass. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hotline.routing.learning.classifier import Model
from hotline.routing.learning.ngrams import Array, Letter

SAID = 0.1
"""A category that the model gives less than this is not said by it."""
MOST = 5


@dataclass(frozen=True, slots=True)
class Past:
    """A `Learned` around a model: for each letter the few categories it says, not all with their chances."""

    model: Model

    @property
    def sha256(self) -> str:
        return self.model.sha256

    def like(self, letters: Sequence[Letter]) -> list[list[tuple[str, float]]]:
        """Of each letter up to `MOST` (category, probability), the likeliest first. Give it `AT_ONCE` at most."""
        return [self._said(row) for row in self.model.probabilities(letters)]

    def _said(self, row: Array) -> list[tuple[str, float]]:
        places = np.flatnonzero(row >= SAID)
        likeliest = places[np.argsort(-row[places], kind="stable")][:MOST]
        return [(self.model.labels[place], float(row[place])) for place in likeliest]
