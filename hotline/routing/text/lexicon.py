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


LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
HELD = 128
"""Texts of which the form and the numbers are kept: the parts of the letters at hand, which every word list reads."""


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
    """One form, lower case, blanks inside Chinese text dropped; one blank stays between two words in Latin letters."""
    parts = one_form(text).lower().split()
    for place in range(1, len(parts)):
        if parts[place][0] in LATIN and parts[place - 1][-1] in LATIN:
            parts[place] = " " + parts[place]
    return "".join(parts)


def begins_or_ends_latin(word: str) -> bool:
    """Whether a letter beside it would make another word of it (ct in district)."""
    return word[:1] in LATIN or word[-1:] in LATIN


def whole(text: str, start: int, word: str) -> bool:
    """Whether what stands there is a word, not a part of one; a Chinese character or a digit beside it is no part."""
    end = start + len(word)
    within = start > 0 and word[0] in LATIN and text[start - 1] in LATIN
    return not within and not (end < len(text) and word[-1] in LATIN and text[end] in LATIN)
