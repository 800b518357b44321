"""How good hot issues, duplicates and scores of replies are where a reader wrote down what is right. Pure."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

GOOD = 4
"""Of a reader's marks from 1 to 5, the least that means good."""


def events(known: Mapping[str, Sequence[str]], topics: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Of every known event the topic that holds most of it, by its rank.

    `recall`: the share of the event in that topic; `purity`: the share of the topic that is the event. Both are 0 and
    the rank is None where no topic holds any of it.
    """
    ranks = {one: rank for rank, ids in enumerate(topics, 1) for one in ids}
    found = []
    for event, ids in known.items():
        held = [ranks[one] for one in set(ids) if one in ranks]
        rank = max(sorted(set(held)), key=held.count) if held else None
        both = held.count(rank) if rank else 0
        purity = both / len(topics[rank - 1]) if rank else 0.0
        found.append(
            {"event": event, "size": len(set(ids)), "rank": rank, "recall": both / len(set(ids)), "purity": purity}
        )
    return found


def mean(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of all events, each counted once, whatever its size."""
    names = ("recall", "purity")
    return {"events": len(found), **{name: fmean(one[name] for one in found) if found else None for name in names}}


def pairs(truth: Sequence[str], said: Sequence[str]) -> dict[str, Any]:
    """Precision and recall of pairs of letters in one group; both lists name the group of each letter."""
    from sklearn.metrics.cluster import pair_confusion_matrix

    (_, wrong), (missed, right) = (row.tolist() for row in pair_confusion_matrix(truth, said) // 2)
    return {
        "pairs": right + missed, "said": right + wrong, "right": right,
        "precision": right / (right + wrong) if right + wrong else None,
        "recall": right / (right + missed) if right + missed else None,
    }  # fmt: skip


def orders(marks: Sequence[float], rulers: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """How well each ruler puts the good replies above the others: the area under the curve (AUC), 0.5 for chance.

    None where all are good or none is.
    """
    from sklearn.metrics import roc_auc_score

    good = [mark >= GOOD for mark in marks]
    both = any(good) and not all(good)
    curves = {name: float(roc_auc_score(good, values)) if both else None for name, values in rulers.items()}
    return {"n": len(good), "good": sum(good), **curves}
