"""How good a model is on letters it has not learned from: the figures, counted honestly. Pure rules."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hotline.routing.learning.classifier import Model
from hotline.routing.learning.ngrams import Array, Letter

WANTED = 0.97
"""Of what goes out without a person so many must be right."""


PARTS = 5


def unheard(model: Model, truth: Sequence[str]) -> int:
    """Letters whose label the model never heard of: it cannot be right about them."""
    known = set(model.labels)
    return sum(label not in known for label in truth)


def judge(model: Model, letters: Sequence[Letter], truth: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """The figures of a ready model on letters it has not learned from. A label it never heard of is a miss."""
    labels = (*model.labels, *sorted(set(truth) - set(model.labels)))
    chances = np.zeros((len(letters), len(labels)), dtype=np.float32)
    for number, row in enumerate(model.each(iter(letters))):
        chances[number, : len(model.labels)] = row
    places = {name: place for place, name in enumerate(labels)}
    parts = np.unique(np.array(groups, dtype=str), return_inverse=True)[1] % PARTS
    return figures(np.array([places[name] for name in truth]), chances, labels, parts)


def figures(truth: Array, chances: Array, labels: Sequence[str], parts: Array) -> dict[str, Any]:
    """The figures of `hotline evaluate`. `truth`: places in `labels`; `chances`: letters × labels; `parts`: the fold of
    each letter.

    `coverage_at_0.97` is the share of letters at least as sure as a threshold, and the threshold for the letters of a
    part is chosen on the other parts alone, so that no letter has a say in the bar it is measured by;
    `precision_covered` is how many of those were right. A label without any chance, as one that the model never heard
    of, is not among the three it named.
    """
    said = chances.argmax(axis=1)
    confidence = chances[np.arange(len(said)), said]
    right = said == truth
    covered = np.zeros(len(said), dtype=bool)
    for part in np.unique(parts):
        mine = parts == part
        if not mine.all():
            covered[mine] = confidence[mine] >= threshold(confidence[~mine], right[~mine])
    own = chances[np.arange(len(truth)), truth]
    ranks = (chances > own[:, None]).sum(axis=1)
    per_class = _per_class(truth, said, labels)
    known = [one["f1"] for one in per_class.values()]
    return {
        "n": len(truth),
        "accuracy": _round(right.mean()),
        "macro_f1": _round(np.mean(known)),
        "top3": _round(((ranks < 3) & (own > 0)).mean()),
        "coverage_at_0.97": _round(covered.mean()),
        "precision_covered": _round(right[covered].mean()) if covered.any() else None,
        "calibration_error": _round(calibration_error(confidence, right)),
        "per_class": per_class,
    }


def threshold(confidence: Array, right: Array, wanted: float = WANTED) -> float:
    """The least confidence above which `wanted` of these letters were right; 2.0, which nothing reaches, if none."""
    order = np.argsort(-confidence, kind="stable")
    sorted_, hits = confidence[order], np.cumsum(right[order])
    last = np.r_[sorted_[1:] != sorted_[:-1], True] if len(sorted_) else np.zeros(0, dtype=bool)
    good = np.flatnonzero(last & (hits / np.arange(1, len(hits) + 1) >= wanted))
    return float(sorted_[good[-1]]) if len(good) else 2.0


def calibration_error(confidence: Array, right: Array, bins: int = 10) -> float:
    """How far, on average, the confidence is from the share that was right (expected calibration error)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[place == one].sum() - right[place == one].sum()) for one in range(bins) if (place == one).any()
    ]
    return float(sum(gaps) / max(1, len(right)))


def _per_class(truth: Array, said: Array, labels: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Of every label that was right or was said."""
    found: dict[str, dict[str, Any]] = {}
    for place, label in enumerate(labels):
        is_it, says_it = truth == place, said == place
        both = int((is_it & says_it).sum())
        if not is_it.any() and not says_it.any():
            continue
        precision, recall = both / max(1, says_it.sum()), both / max(1, is_it.sum())
        found[label] = {
            "n": int(is_it.sum()),
            "precision": _round(precision),
            "recall": _round(recall),
            "f1": _round(2 * precision * recall / (precision + recall) if both else 0.0),
        }
    return found


def _round(value: Any) -> float:
    return round(float(value), 4)
