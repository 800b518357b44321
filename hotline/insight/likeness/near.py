"""Near-same texts: shingles of four characters, MinHash signatures and their bands. Linear in the texts. Pure."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from hotline.insight.likeness.grams import plain

Hashes = NDArray[np.uint64]

WIDTH = 4
ROWS = 2
BANDS = 16
"""Two texts meet in a band when both its minima agree: of those with 60 % in common 999 of 1,000 do."""
LONGEST = 2_000
"""Characters that are compared."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_draw = np.random.default_rng(12345)
_ODD = _draw.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_PLUS = _draw.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_FOLD = _draw.integers(1, 2**63, ROWS, dtype=np.uint64) | np.uint64(1)


def shingles(subject: str, body: str) -> Hashes:
    """The different runs of four characters of a text, hashed and sorted; a shorter text is one run."""
    text = "".join(filter(str.isalnum, plain(subject) + plain(body[: 2 * LONGEST])[:LONGEST]))
    marks = np.frombuffer(text.ljust(WIDTH).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = len(marks) - WIDTH + 1
    mixed = np.zeros(runs, dtype=np.uint64)
    for place in range(WIDTH):
        mixed = (mixed ^ marks[place : place + runs]) * _STEP
        mixed ^= mixed >> np.uint64(29)
    for factor in _MIX:
        mixed = (mixed ^ (mixed >> np.uint64(31))) * factor
    return cast(Hashes, np.unique(mixed))


def bands(runs: Hashes) -> NDArray[np.int64]:
    """`BANDS` keys; texts that share one are worth comparing."""
    minima = ((runs[None, :] * _ODD[:, None] + _PLUS[:, None]) >> np.uint64(16)).min(axis=1)
    keys = (minima.reshape(BANDS, ROWS) * _FOLD).sum(axis=1, dtype=np.uint64)
    keys = (keys ^ np.arange(BANDS, dtype=np.uint64)) * _STEP
    return cast(NDArray[np.int64], keys.view(np.int64))


def likeness(one: Hashes, other: Hashes) -> float:
    """Share of the runs of both that both have (Jaccard), 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def held(one: Hashes, other: Hashes) -> float:
    """Share of the shorter text's runs that stand in the longer, 0 to 1: a letter sent again with a line more."""
    return len(np.intersect1d(one, other, assume_unique=True)) / min(len(one), len(other))
