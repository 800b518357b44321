"""Kind of a matter (业务类型: 咨询 求助 投诉 举报 建议 表扬) from its wording. Pure rules; the words are data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hotline.routing.text.lexicon import normal
from hotline.routing.text.matching import Category
from hotline.routing.text.scanning import WordList

SAYS, FURTHER, HINTS, TITLE, USUAL = 3.0, 0.5, 1.0, 2.0, 0.5
"""The strongest word that names the kind, each further one, a word that goes with it, how often a word of the title
counts, being the category's usual kind."""
HINTS_MOST = 4.0
"""Many weak words together weigh at most this much."""
_FILLED_IN = re.compile(r"^(?:是否|有没有|有无)[^\n：:，。？?]{0,30}[：:].*$", re.MULTILINE)
"""A question of a form with its answer (是否有人受伤：没有): the citizen asks nothing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one kind: `says` name it outright, `hints` usually go with it."""

    code: str
    says: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


class Kinds:
    """Reads the kind from words; `unless` are phrases that hold such a word and mean nothing (感谢领导)."""

    def __init__(self, wordings: Iterable[Wording], unless: Iterable[str] = ()) -> None:
        self._weights: dict[str, tuple[str, float]] = {}
        for wording in wordings:
            self._weights |= {normal(word): (wording.code, HINTS) for word in wording.hints}
            self._weights |= {normal(word): (wording.code, SAYS) for word in wording.says}
        phrases = tuple(map(normal, unless))
        self._lexicon = WordList((*self._weights, *phrases))
        self._single = {word: held for word, held in self._weights.items() if len(word) == 1}

    def of(self, title: str, body: str, category: Category | None = None) -> tuple[str, tuple[str, ...]]:
        """The kind and the words for it; without any word, the category's usual kind, else complaint."""
        title, body = normal(title), normal(_FILLED_IN.sub("", body))
        says: dict[str, list[float]] = {}
        hints: dict[str, float] = {}
        words: dict[str, list[str]] = {}
        for word, share in self._found(title, body).items():
            code, weight = self._weights[word]
            words.setdefault(code, []).append(word)
            if weight == SAYS:
                says.setdefault(code, []).append(share)
            else:
                hints[code] = hints.get(code, 0.0) + share
        usual = _usual(category)
        points = {code: min(HINTS_MOST, HINTS * total) for code, total in hints.items()}
        for code, shares in says.items():
            points[code] = points.get(code, 0.0) + SAYS * max(shares) + FURTHER * (len(shares) - 1)
        points[usual] = points.get(usual, 0.0) + USUAL
        best = max(points, key=lambda code: (points[code], code == usual, code))
        return best, tuple(words.get(best, ()))

    def _found(self, title: str, body: str) -> dict[str, float]:
        """Each word once: in the title it counts `TITLE` times."""
        found = {hit.word: 1.0 for hit in self._lexicon.find(body) if hit.word in self._weights}
        found |= {hit.word: TITLE for hit in self._lexicon.find(title) if hit.word in self._weights}
        found |= {word: TITLE for word in self._single if word in title}
        return found


def _usual(category: Category | None) -> str:
    """What this category mostly is; never a report without a word of it, for a report is kept from its unit."""
    kinds = category.kinds if category else ()
    return next((kind for kind in kinds if kind != "report"), "complaint")
