"""What every word list agrees on: the form in which a text is read, and what a hit is. Pure rules."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Hit(NamedTuple):
    """`word` stands in the text at `start` (characters, end exclusive)."""

    start: int
    end: int
    word: str


HELD = 16
"""Texts of which the form and the numbers are kept: the parts of the letter at hand, which every word list reads."""


@lru_cache(HELD)
def normal(text: str) -> str:
    """Full-width and half-width forms made one (NFKC), lower case, blanks inside Chinese text dropped."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
