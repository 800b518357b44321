"""Letters as counted character n-grams of what they are about: many letters in one pass of numpy. Pure rules.

A letter kept as keywords (cut into words, function words left out, joined again) and the same letter in full must look
alike, so the words that say nothing are taken out of both before the n-grams are made.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from hotline.routing.text.lexicon import one_form

Letter: TypeAlias = tuple[str, str]
"""Title (may be empty) and body."""
Array: TypeAlias = np.ndarray[Any, Any]

WORDS = Path(__file__).resolve().parents[2] / "seed" / "stopwords.toml"
READ = 2_000
"""Characters of content that are read: longer letters repeat themselves."""
_NOT_CONTENT = re.compile(r"_x[0-9a-f]{4}_|[^a-z㐀-鿿]+")
"""`_x000d_` is how a spreadsheet writes a line end it has no letter for."""
_LONE = re.compile(r"x000d|(?<![a-z0-9])[a-z](?![a-z0-9])")
"""The same line end after its marks were taken out, and a Latin letter by itself: the A of A市, not of A3区."""
_LATIN = re.compile("[a-z]")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_HEAD = np.uint64(0xD6E8FEB86659FD93)
"""Sets an n-gram of a head apart from the same one further down."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a letter. `words` and `characters` are left out; `orders` are the lengths of the n-grams.

    `heads`: so many characters at the beginning count once more, each time by themselves: the title and what follows a
    short one; the sentence or two that say what the letter is about. `lone`: whether a Latin letter that stands by
    itself is read, as it was by models made before it was left out.
    """

    words: tuple[str, ...] = ()
    characters: str = ""
    orders: tuple[int, ...] = (1, 2, 3)
    heads: tuple[int, ...] = (12, 60)
    lone: bool = True

    @property
    def sections(self) -> int:
        """Of a letter: the whole and its heads."""
        return 1 + len(self.heads)


def reading(path: Path = WORDS) -> Reading:
    """As new models read: with the words of `stopwords.toml` left out. A ready model keeps the reading it has."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Reading((*data["words"], *data["forms"]), data["characters"], lone=False)


class Reader:
    """Turns letters into hashed n-grams by one `Reading`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        left_out = _trie((*reading.words, *reading.characters))
        self._left_out = re.compile(left_out) if left_out else None

    def content(self, text: str) -> str:
        """Chinese characters and Latin letters of what is said; forms made one (NFKC), the rest left out."""
        text = one_form(text[: READ * 3]).lower()
        if not self.reading.lone and _LATIN.search(text):
            text = _LONE.sub("", text)
        text = _NOT_CONTENT.sub("", text)
        if self._left_out is not None:
            text = self._left_out.sub("", text)
        return text[:READ]

    def grams(self, letters: Sequence[Letter]) -> tuple[Array, Array]:
        """(part, hash) of every n-gram, int64 and uint64: part `sections`·i is letter i, its heads follow it."""
        parts: list[str] = []
        for title, body in letters:
            whole = (self.content(title) + self.content(body))[:READ]
            parts += (whole + "\0", *(whole[:length] + "\0" for length in self.reading.heads))
        codes = np.frombuffer("".join(parts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        numbers = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        found: list[tuple[Array, Array]] = []
        rolled, whole_ones = codes, codes > 0
        for order in range(1, max(self.reading.orders) + 1):
            if order > 1:
                rolled = _mixed(rolled[:-1], codes[order - 1 :])
                whole_ones = whole_ones[:-1] & (codes[order - 1 :] > 0)
            if order in self.reading.orders:
                found.append((numbers[: len(rolled)][whole_ones], _mixed(rolled[whole_ones], np.uint64(order))))
        owners, hashes = (np.concatenate(some) for some in zip(*found, strict=True))
        return owners, hashes ^ ((owners % self.reading.sections).astype(np.uint64) * _HEAD)


def _mixed(left: Array, right: Any) -> Array:
    value = (left ^ (left >> _SHIFT)) * _FACTOR + right
    mixed: Array = (value ^ (value >> _SHIFT)) * _FACTOR
    return mixed


def _trie(words: Iterable[str]) -> str:
    """One expression for all words that looks at each character once; the longest word wins."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    ways = [re.escape(character) + _branches(below) for character, below in sorted(node.items()) if character]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)})" + ("?" if "" in node else "")
