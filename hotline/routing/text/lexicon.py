"""What every word list agrees on: the form in which a text is read, and what a hit is. Pure rules."""

import re
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


_WIDE = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，！？：；（）％…\u3000")
_RARE = re.compile(f"[^\x00-\x7f一-鿿、。《》“”‘’—【】{''.join(wide for wide, _ in _WIDE)}]")
"""Beside these few, whose forms are known, NFKC is asked: it takes ten times as long."""


def one_form(text: str) -> str:
    """Full-width and half-width forms made one (NFKC)."""
    if _RARE.search(text):
        return unicodedata.normalize("NFKC", text)
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return text


@lru_cache(HELD)
def normal(text: str) -> str:
    """One form, lower case, blanks inside Chinese text dropped."""
    return "".join(one_form(text).lower().split())
