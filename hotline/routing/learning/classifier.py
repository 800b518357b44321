"""A learned model: which label a letter has, and how likely each is. Needs numpy and scipy; knows no file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from hotline.routing.learning.ngrams import Array, Letter, Reader, Reading

AT_ONCE = 256
"""Letters read in one pass: enough to be quick, few enough for a small memory."""
HEAD_WEIGHT = 0.5
"""Of each head beside the whole letter, whose weights have length one."""


@dataclass(frozen=True)
class Model:
    """A linear model over weighed n-grams. Arrays: `keys` uint64 (V, growing), `idf` float32 (V), `weights` float32
    (V × labels), `bias`, `scale` and `shift` float32 (labels): probability = softmax(scale · score + shift).

    `sure`: the least confidence that was right in 97 of 100 letters it had not learned from, above 1 if none was.
    `facts`: when and from what it was made, with its figures, as the file keeps them. `sha256`: of that file.
    """

    labels: tuple[str, ...]
    reading: Reading
    keys: Array
    idf: Array
    weights: Array
    bias: Array
    scale: Array
    shift: Array
    sure: float = 2.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""

    def rank(self, title: str, body: str) -> list[tuple[str, float]]:
        """All labels with their probabilities, the likeliest first."""
        return self.ranked(self.probabilities([(title, body)])[0])

    def ranked(self, row: Array) -> list[tuple[str, float]]:
        return [(self.labels[place], float(row[place])) for place in np.argsort(-row, kind="stable")]

    def each(self, letters: Iterator[Letter]) -> Iterator[Array]:
        """The probabilities of each letter of a stream, in the order of `labels`."""
        while some := list(islice(letters, AT_ONCE)):
            yield from self.probabilities(some)

    def probabilities(self, letters: Sequence[Letter]) -> Array:
        """float32 (letters × labels); each row sums to 1."""
        return calibrated(self.scores(letters), self.scale, self.shift)

    def scores(self, letters: Sequence[Letter]) -> Array:
        """What the linear model says before it is calibrated, float32 (letters × labels)."""
        # Loaded only here: a command that asks no model starts sooner.
        from scipy.sparse import csr_matrix

        owners, places, values = weighed(
            *self._reader.grams(letters), self.keys, self.idf, len(letters), self.reading.sections
        )
        # float32 throughout: a mixed product would copy the whole matrix.
        rows = csr_matrix((values, (owners, places)), shape=(len(letters), len(self.keys)))
        scores: Array = rows @ self.weights + self.bias
        return scores

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.reading)


def calibrated(scores: Array, scale: Array, shift: Array) -> Array:
    raised = scores * scale + shift
    powers = np.exp(raised - raised.max(axis=1, keepdims=True))
    answer: Array = powers / powers.sum(axis=1, keepdims=True)
    return answer


def weighed(
    parts: Array, hashes: Array, keys: Array, idf: Array, letters: int, sections: int
) -> tuple[Array, Array, Array]:
    """(letter, place in the vocabulary, weight) of every known n-gram, by letter: (1 + ln count) · idf, made length one
    for the whole letter and HEAD_WEIGHT for each of its heads."""
    # Looked up in their order the keys stay in the processor's cache: a third of the time.
    order = np.argsort(hashes)
    places = np.empty(len(hashes), dtype=np.intp)
    places[order] = np.searchsorted(keys, hashes[order])
    places[places == len(keys)] = 0
    known = keys[places] == hashes
    pairs, counts = np.unique(parts[known] * len(keys) + places[known], return_counts=True)
    parts, places = np.divmod(pairs, len(keys))
    values = ((1 + np.log(counts)) * idf[places]).astype(np.float32)
    lengths = np.sqrt(np.bincount(parts, weights=values.astype(np.float64) ** 2, minlength=sections * letters))
    lengths[np.arange(len(lengths)) % sections > 0] /= HEAD_WEIGHT
    return parts // sections, places, values / lengths[parts].astype(np.float32)
