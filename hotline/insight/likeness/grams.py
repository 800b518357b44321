"""A text as its pairs of characters: no word list, so a new estate's name counts like an old one. Pure."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from hotline.tickets import origin

READ = 400
"""Characters of a body that are read: what a matter is about stands at its beginning."""

_MARKUP = re.compile(r"<[^>]{1,200}>|&[a-z#0-9]{2,8};|_x000d_")
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_HINGE = frozenset(
    "的了是在我你您他她它有和就不也都请等及与为对这那其被把从向到上下们个吗呢吧么"
    "之以而且但或很太更再又还才已会能可要将让给用来去说"
)
"""Characters that join words: a pair with one of them says how something is said, not what."""


def plain(text: str) -> str:
    """Full and half width made one, lower case, without marks of markup, blanks and where it stood outside."""
    return "".join(_MARKUP.sub(" ", unicodedata.normalize("NFKC", origin.without(text)).lower()).split())


def pairs(text: str) -> list[str]:
    """The pairs of a plain text in their order; a number or Latin word is one, and with the character after it one."""
    found: list[str] = []
    for run in _RUN.finditer(text):
        word = run[0]
        if word[0] < "\u3400":
            found.append(word)
            after = text[run.end() : run.end() + 1]
            if after and after not in _HINGE and "\u3400" <= after <= "\u9fff":
                found.append(word + after)
        else:
            found.extend(a + b for a, b in pairwise(word) if a not in _HINGE and b not in _HINGE)
    return found


def counted(subject: str, body: str) -> tuple[Counter[str], Counter[str]]:
    """The pairs of the title, and those of the beginning of the body."""
    return Counter(pairs(plain(subject))), Counter(pairs(plain(body[: 2 * READ])[:READ]))
