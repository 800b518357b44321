"""The linear views a model is added up from: each label against the rest, learned by scikit-learn. Pure rules.

What a view learns is folded back into one weight for each n-gram, so that a model is one matrix however it was learned.
"""

import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from hotline.routing.learning.ngrams import Array

Learner: TypeAlias = Callable[[Array], tuple[Array, float]]
"""From which letters have the label: a weight for each n-gram, and the bias."""

PLAIN_COST, RATIO_COST = 1.5, 2.0
UNSEEN = 0.3
"""Of a letter, that every n-gram is taken to have been seen more on either side."""


def plain(rows: Any, each: Array, fields: Any) -> Learner:
    """A support vector machine on weighed n-grams and, beside them, on how near a letter is to each word field: so
    words of one field learn from each other. `each`: what a letter weighs; `fields`: see `wordfields.directions`."""
    from scipy.sparse import hstack

    wide, known = hstack([rows, rows @ fields.T], format="csr"), rows.shape[1]

    def learn(is_it: Array) -> tuple[Array, float]:
        weights, bias = _told_apart(wide, is_it, each, PLAIN_COST)
        return weights[:known] + fields.T @ weights[known:], bias

    return learn


def ratio(rows: Any, each: Array, idf: Array) -> Learner:
    """NB-SVM: the same n-grams, multiplied by how much more often letters of the label have them. How rare they are is
    taken out again, for it is in the ratio already."""
    seen, common = rows.copy(), idf.mean() / idf
    seen.data = np.ones_like(seen.data)

    def learn(is_it: Array) -> tuple[Array, float]:
        factors = (common * _ratios(seen, is_it * each, ~is_it * each)).astype(np.float32)
        times = rows.copy()
        times.data = times.data * factors[times.indices]
        weights, bias = _told_apart(times, is_it, each, RATIO_COST)
        return weights * factors, bias

    return learn


def together(rows: Any, learned: list[tuple[Array, float]]) -> tuple[Array, Array]:
    """What one view learned of each label, as weights (n-grams × labels) and biases, brought to a spread of one."""
    weights = np.stack([one for one, _ in learned], axis=1).astype(np.float32)
    bias = np.array([one for _, one in learned], dtype=np.float32)
    spread = np.float32((rows @ weights + bias).std() or 1)
    return weights / spread, bias / spread


def _ratios(seen: Any, mine: Array, others: Array) -> Array:
    """ln of how much more often the label has each n-gram than the rest has it."""
    have, lack = (seen.T @ some + UNSEEN for some in (mine, others))
    ratios: Array = np.log((have / have.sum()) / (lack / lack.sum()))
    return ratios


def _told_apart(rows: Any, is_it: Array, each: Array, cost: float) -> tuple[Array, float]:
    from sklearn.svm import LinearSVC

    if is_it.all() or not is_it.any():
        return np.zeros(rows.shape[1], dtype=np.float32), 1.0 if is_it.all() else -1.0
    found = LinearSVC(C=cost, tol=1e-3, max_iter=2000, random_state=0)
    with warnings.catch_warnings():
        # Not yet at the last digit is good enough here.
        warnings.simplefilter("ignore")
        found.fit(rows, is_it, sample_weight=each)
    return found.coef_[0].astype(np.float32), float(found.intercept_[0])
