"""Teaches the reader of replies: `python -m scripts.reply_reader FILE.jsonl [OUT.csv]` writes seed/reply_reader.csv.

FILE: rows as for `hotline judge replies`, each with its marks "complete" and "explained" from 1 to 5 and, where several
people read, "by": who. What sets readers apart in strictness is taken out first. Needs scikit-learn.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold

from hotline.insight.figures import GOOD
from hotline.insight.replies import scoring, seeds
from hotline.insight.replies.reader import BIAS, COUNTS
from hotline.routing.text.ear import grams

OUT = Path(__file__).resolve().parents[1] / "hotline/seed/reply_reader.csv"
SEEN = 5
"""Replies that must have a character or pair."""
KEPT = 1500
COST = 1.0
COUNTED = 0.15
"""How much a count is let weigh beside the wording; more gains nothing."""
LEAST_SPREAD = 1e-6
STRICTEST, KINDEST = -1.6, 1.3
"""A mark's distance from its reader's mean counts no further."""
FOLDS = 10


def main(file: Path, into: Path = OUT) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    facts = [scoring.facts(row["subject"], row["body"], row["reply"], seeds.marks()) for row in rows]
    names, wording = _wording([grams(one.text) for one in facts])
    counts = np.array([[scoring.counts(one)[name] for name in COUNTS] for one in facts])
    middle, spread = counts.mean(axis=0), np.maximum(counts.std(axis=0), LEAST_SPREAD)
    matrix = hstack([csr_matrix(COUNTED * (counts - middle) / spread), wording]).tocsr()
    learned = {mark: _learned(matrix, rows, mark) for mark in ("complete", "explained")}
    kept = _heaviest([weights[len(COUNTS) :] for weights, _ in learned.values()])
    columns = np.r_[range(len(COUNTS)), len(COUNTS) + kept]
    table: dict[str, list[float]] = {}
    for mark in learned:
        weights, bias = _learned(matrix[:, columns], rows, mark)
        by_count = COUNTED * weights[: len(COUNTS)] / spread
        table.setdefault(BIAS, []).append(bias - float(by_count @ middle))
        every = [*by_count, *weights[len(COUNTS) :]]
        for name, weight in zip([*COUNTS, *(names[place] for place in kept)], every, strict=True):
            table.setdefault(name, []).append(float(weight))
    with into.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out, lineterminator="\n")
        write.writerows((name, *(f"{weight:.3f}" for weight in pair)) for name, pair in table.items())
    print(f"{len(rows)} replies, {len(table)} weights")


def _wording(held: list[set[str]]) -> tuple[list[str], Any]:
    """Names of the columns, and a row for each reply, each of length one."""
    seen = Counter(gram for some in held for gram in some)
    names = sorted(gram for gram, count in seen.items() if count >= SEEN)
    place = {gram: number for number, gram in enumerate(names)}
    rows = [
        (number, place[gram], len(some) ** -0.5) for number, some in enumerate(held) for gram in some & place.keys()
    ]
    of, columns, values = zip(*rows, strict=True)
    return names, csr_matrix((values, (of, columns)), shape=(len(held), len(names)))


def _learned(matrix: Any, rows: list[dict[str, Any]], mark: str) -> tuple[Any, float]:
    """Weights and bias of the log odds that the mark is good, set on replies that were not learned from."""
    marks = np.array([float(row[mark]) for row in rows])
    by = np.unique([str(row.get("by", "")) for row in rows], return_inverse=True)[1]
    means = np.bincount(by, marks) / np.bincount(by)
    apart = np.clip(marks - means[by], STRICTEST, KINDEST)
    unseen = np.zeros(len(rows))
    for known, held in KFold(FOLDS, shuffle=True, random_state=0).split(rows):
        unseen[held] = Ridge(COST).fit(matrix[known], apart[known]).predict(matrix[held])
    odds = LogisticRegression(C=100).fit(unseen[:, None], marks >= GOOD)
    steep, start = float(odds.coef_[0, 0]), float(odds.intercept_[0])
    whole = Ridge(COST).fit(matrix, apart)
    return steep * whole.coef_, steep * float(whole.intercept_) + start


def _heaviest(weights: list[Any]) -> Any:
    """Columns whose weight is furthest from nothing for either mark, in their order."""
    return np.sort(np.argsort(-np.max(np.abs(weights), axis=0), kind="stable")[:KEPT])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
