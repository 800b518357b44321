"""Teaches a model from labelled letters. Needs scikit-learn, which is loaded only here. Pure rules.

Two linear views are added up (`views`): a support vector machine on weighed n-grams and word fields, and one on the
n-grams multiplied by how much more often the label has them. What was tried and did not help: docs/decisions/0021.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from hotline.errors import HotlineError
from hotline.routing.learning import linear, wordfields
from hotline.routing.learning.classifier import AT_ONCE, Model, calibrated, weighed
from hotline.routing.learning.evaluation import threshold
from hotline.routing.learning.ngrams import Array, Letter, Reader, Reading

FOLDS = 5
SEEN = 2
"""An n-gram of fewer letters is left out: it can only be learned by heart."""
MANY_LABELS = 40
"""From so many labels on only the plain view is fitted: the other takes twice as long and gains least there."""
MOST_WEIGHTS = 20_000_000
"""Numbers of a model: 80 MB in memory."""
_EVEN = 1e-2
"""Pulls the scales of the labels towards each other, so that a rare label's is not made up from a few letters."""


Tell = Callable[[int, int], None]
"""`tell(done, all)` hears of the progress."""


def _silent(done: int, every: int) -> None:
    """Nobody wants to hear."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled letters. Letters of one `group` are the same matter and never stand on both sides of a test.

    `weights`: 1 for a letter, less for a made-up one; what weighs less than 1 is learned from and never tested on.
    """

    letters: list[Letter]
    labels: list[str]
    groups: list[str]
    weights: list[float]


@dataclass(frozen=True, slots=True)
class Tested:
    """What models said of letters they had not learned from: places of the true labels, probabilities, folds."""

    labels: tuple[str, ...]
    truth: Array
    chances: Array
    parts: Array
    scale: Array
    shift: Array


def train(examples: Examples, reading: Reading, tell: Tell = _silent, fields: Sequence[str] = ()) -> Model:
    """A calibrated model of all examples. `tell(done, all)` hears of the progress. `fields`: word fields, a text each.

    Without enough letters for a test the probabilities are cautious and nothing is ever `sure`.
    Raises HotlineError when there are fewer than two labels.
    """
    learner = _Learner(examples, reading, fields)
    proved = learner.proved(FOLDS, lambda done, every: tell(done, every + len(learner.labels)))
    done = FOLDS * len(learner.labels)
    weights, bias = learner.fitted(learner.all, partial(_further, tell, done, done + len(learner.labels)))
    labels = len(learner.labels)
    scale, shift, sure = np.ones(labels, np.float32), np.zeros(labels, np.float32), 2.0
    if proved is not None:
        scale, shift = proved.scale, proved.shift
        said = proved.chances.argmax(axis=1)
        sure = threshold(proved.chances.max(axis=1), said == proved.truth)
    kept = _kept(weights)
    return Model(
        labels=learner.labels, reading=reading, keys=learner.keys[kept], idf=learner.idf[kept], weights=weights[kept],
        bias=bias, scale=scale, shift=shift, sure=sure,
    )  # fmt: skip


def prove(
    examples: Examples, reading: Reading, folds: int = FOLDS, tell: Tell = _silent, fields: Sequence[str] = ()
) -> Tested:
    """Each letter's probabilities by a model that had neither it nor its group, calibrated without it too.

    Raises HotlineError when there are too few letters or labels for so many folds.
    """
    found = _Learner(examples, reading, fields).proved(folds, tell)
    if found is None:
        raise HotlineError(
            f"样本太少，不能分成{folds}份检验。", f"There are too few examples for a test in {folds} parts."
        )
    return found


class _Learner:
    """The examples as one sparse matrix, made once for all fits."""

    def __init__(self, examples: Examples, reading: Reading, fields: Sequence[str]) -> None:
        self.labels = tuple(sorted(set(examples.labels)))
        if len(self.labels) < 2:
            raise HotlineError("至少需要两类样本。", "Examples of at least two labels are needed.")
        places = {label: place for place, label in enumerate(self.labels)}
        self.truth = np.array([places[label] for label in examples.labels])
        self.weights = np.array(examples.weights, dtype=np.float64)
        self.groups = np.unique(np.array(examples.groups, dtype=str), return_inverse=True)[1]
        self.all = np.arange(len(self.truth))
        reader, texts = Reader(reading), [("", text) for text in fields]
        counts, self.keys, sections = _counted(examples.letters, reader)
        if not len(self.keys):
            raise HotlineError("样本里没有可学的词。", "The examples hold no words to learn from.")
        self.idf = (np.log((1 + len(self.truth)) / (1 + counts)) + 1).astype(np.float32)
        self.rows = _matrix(examples.letters, reader, self.keys, self.idf)
        self.fields = wordfields.directions(_matrix(texts, reader, self.keys, self.idf), sections)

    def proved(self, folds: int, tell: Tell) -> Tested | None:
        real = np.flatnonzero(self.weights >= 1)
        splits = _splits(self.truth[real], self.groups[real], folds)
        if splits is None:
            return None
        scores = np.zeros((len(self.truth), len(self.labels)), dtype=np.float32)
        parts = np.full(len(self.truth), -1)
        for part, (_, held) in enumerate(splits):
            parts[real[held]] = part
        every = folds * len(self.labels)
        for part in range(folds):
            held, done = np.flatnonzero(parts == part), part * len(self.labels)
            weights, bias = self.fitted(np.flatnonzero(parts != part), partial(_further, tell, done, every))
            scores[held] = self.rows[held] @ weights + bias
        parts, truth, scores = parts[real], self.truth[real], scores[real]
        chances = np.zeros_like(scores)
        for part in range(folds):
            mine = parts == part
            chances[mine] = calibrated(scores[mine], *_scaled(scores[~mine], truth[~mine]))
        return Tested(self.labels, truth, chances, parts, *_scaled(scores, truth))

    def fitted(self, chosen: Array, tell: Callable[[int], None]) -> tuple[Array, Array]:
        """Weights float32 (vocabulary × labels) and bias from these examples."""
        rows, truth, each = self.rows[chosen], self.truth[chosen], self.weights[chosen]
        fits = [linear.plain(rows, each, self.fields)]
        if len(self.labels) < MANY_LABELS:
            fits.append(linear.ratio(rows, each, self.idf))
        learned: list[list[tuple[Array, float]]] = [[] for _ in fits]
        for place in range(len(self.labels)):
            for held, fit in zip(learned, fits, strict=True):
                held.append(fit(truth == place))
            tell(place + 1)
        weights, bias = zip(*(linear.together(rows, held) for held in learned), strict=True)
        return sum(weights), sum(bias)


def _further(tell: Tell, before: int, every: int, done: int) -> None:
    tell(before + done, every)


def _counted(letters: Sequence[Letter], reader: Reader) -> tuple[Array, Array, Array]:
    """How many letters have each n-gram, its hash and its section, for those in `SEEN` letters or more; by hash."""
    held, sections = [], []
    for start in range(0, len(letters), AT_ONCE):
        parts, hashes = reader.grams(letters[start : start + AT_ONCE])
        order = np.lexsort((parts, hashes))
        parts, hashes = parts[order], hashes[order]
        once = np.r_[True, (hashes[1:] != hashes[:-1]) | (parts[1:] != parts[:-1])][: len(hashes)]
        held.append(hashes[once])
        sections.append((parts[once] % reader.reading.sections).astype(np.int8))
    keys, first, counts = np.unique(np.concatenate(held), return_index=True, return_counts=True)
    often = counts >= SEEN if (counts >= SEEN).any() else counts >= 1
    return counts[often], keys[often], np.concatenate(sections)[first[often]]


def _matrix(letters: Sequence[Letter], reader: Reader, keys: Array, idf: Array) -> Any:
    """float32 CSR (letters × vocabulary), as the model weighs them."""
    from scipy.sparse import csr_matrix, vstack

    blocks = [csr_matrix((0, len(keys)), dtype=np.float32)]
    for start in range(0, len(letters), AT_ONCE):
        some = letters[start : start + AT_ONCE]
        owners, places, values = weighed(*reader.grams(some), keys, idf, len(some), reader.reading.sections)
        blocks.append(csr_matrix((values, (owners, places.astype(np.int32))), shape=(len(some), len(keys))))
    return vstack(blocks, format="csr")


def _splits(truth: Array, groups: Array, folds: int) -> list[tuple[Array, Array]] | None:
    from sklearn.model_selection import StratifiedGroupKFold

    if len(truth) == 0 or max(Counter(truth.tolist()).values()) < folds or len(np.unique(groups)) < folds:
        return None
    with warnings.catch_warnings():
        # A label with fewer letters than folds is missing from some fold, which is as it is.
        warnings.simplefilter("ignore")
        return list(StratifiedGroupKFold(folds, shuffle=True, random_state=0).split(truth, truth, groups))


def _scaled(scores: Array, truth: Array) -> tuple[Array, Array]:
    """Scale and shift of each label, so that softmax(scale · score + shift) says how likely it is."""
    from scipy.optimize import minimize

    labels = scores.shape[1]
    exact, wanted = scores.astype(np.float64), np.eye(labels)[truth]

    def loss(held: Array) -> tuple[float, Array]:
        scale, shift = held[:labels], held[labels:]
        chances = calibrated(exact, scale, shift)
        apart = scale - scale.mean()
        lost = -np.log((chances * wanted).sum(axis=1) + 1e-12).mean()
        lost += _EVEN * (apart**2).sum() + 0.1 * _EVEN * (shift**2).sum()
        away = (chances - wanted) / len(truth)
        slope = np.r_[(away * exact).sum(axis=0) + 2 * _EVEN * apart, away.sum(axis=0) + 0.2 * _EVEN * shift]
        return float(lost), slope

    best = minimize(loss, np.r_[np.ones(labels), np.zeros(labels)], jac=True, method="L-BFGS-B").x
    return best[:labels].astype(np.float32), best[labels:].astype(np.float32)


def _kept(weights: Array) -> Array:
    """Places of the n-grams that say most, as many as a model may hold, in their order."""
    most = MOST_WEIGHTS // weights.shape[1]
    if len(weights) <= most:
        return np.arange(len(weights))
    return np.sort(np.argpartition(-np.abs(weights).max(axis=1), most)[:most])
