"""Teaches the ear of accusations, hotline/seed/conduct_ear.csv: `python -m scripts.conduct_ear`. Needs scikit-learn.

It learns from the half `work` of tests/routing/text/accusations.tsv and from accusations_taught.txt, written for the
purpose, and from the ordinary sentences of scripts/ear.py. `held`, accusations_unseen.tsv and accusations_third.txt are
never learned from: the tests measure on them.
"""

import zlib
from collections.abc import Iterator
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from hotline.routing.text.ear import grams
from hotline.routing.text.lexicon import normal
from scripts.ear import COST, ROOT, calls, demo, made

OUT = ROOT / "hotline/seed/conduct_ear.csv"
LETTERS = ROOT / "tests/routing/text"
LEAST = 0.05
"""Weights nearer to nothing than this are left out."""


def written() -> Iterator[tuple[str, float, bool]]:
    """(letter, weight, accuses) of the half that may be learned from."""
    lines = (LETTERS / "accusations.tsv").read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        group, _secret, _accused, title, body = line.split("\t")
        if zlib.crc32((title + body).encode()) % 2:
            yield f"{title},{body}", 1.0, group == "a"


def taught() -> Iterator[tuple[str, float, bool]]:
    """Accusations as people say them on the phone."""
    lines = (LETTERS / "accusations_taught.txt").read_text(encoding="utf-8").splitlines()
    yield from ((line, 1.0, True) for line in lines)


def main() -> None:
    ordinary = ((text, weight, False) for text, weight, _danger in chain(demo(), made(), calls()))
    rows = [*written(), *taught(), *ordinary]
    held = [grams(normal(text)) for text, _weight, _accuses in rows]
    known = {gram: place for place, gram in enumerate(sorted({gram for some in held for gram in some}))}
    indices = [known[gram] for some in held for gram in sorted(some)]
    values = [len(some) ** -0.5 for some in held for _ in some]
    matrix = csr_matrix((values, indices, np.cumsum([0, *map(len, held)])), shape=(len(held), len(known)))
    model = LogisticRegression(C=COST, max_iter=2000).fit(
        matrix, [accuses for _text, _weight, accuses in rows], sample_weight=[weight for _text, weight, _ in rows]
    )
    weights = {gram: model.coef_[0][place] for gram, place in known.items()}
    lines = [f",{model.intercept_[0]:.2f}"]
    lines += [f"{gram},{weight:.2f}" for gram, weight in weights.items() if abs(weight) >= LEAST]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} weights in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
