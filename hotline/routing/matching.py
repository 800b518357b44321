"""Category of a matter by the words of the dispatch catalogue (派单目录), with the words that decided. Pure rules."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline.routing.lexicon import Lexicon, normal

KINDS_ZH = {
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggest": "建议",
    "praise": "表扬",
}

TITLE_WEIGHT = 2.2
NAME_WEIGHT = 1.3
STRONG_WEIGHT = 1.6
PARENT_WEIGHT = 0.35
SIBLING_SHARE = 0.06
OPENING = 160
"""Characters of the body that usually state the matter; words after it count a little less."""


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the catalogue. `unit` leads in the city; `level` is district, bureau or both (主办 + 协办).

    `grassroots`: a street or township may handle it. `kinds`: the kinds it takes, the usual one first.
    `urgency`: normal, h24 or h2. `confidential`: who writes is hidden from the handlers (举报、纪检).
    `strong`: words that nearly settle the category; `keywords`: words that point to it.
    """

    code: str
    name: str
    parent: str = ""
    unit: str = ""
    level: str = "district"
    grassroots: bool = True
    kinds: tuple[str, ...] = ()
    urgency: str = "normal"
    keywords: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    confidential: bool = False
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """How strongly the text speaks of a category, and the words that say so, the strongest first."""

    category: Category
    score: float
    words: tuple[str, ...]


class Matcher:
    """Ranks categories by weighted words: rare words, long words and words of the title say more."""

    def __init__(self, categories: Iterable[Category]) -> None:
        rows = tuple(categories)
        self._rows = {row.code: row for row in rows}
        self._leaves = tuple(row for row in rows if row.code not in {other.parent for other in rows})
        self._weights = _weights(self._leaves, self._rows)
        self._lexicon = Lexicon(self._weights)

    def rank(self, title: str, body: str, limit: int = 10) -> list[Scored]:
        """The best categories, best first; empty when no word of the catalogue stands in the text."""
        counts = self._counts(normal(title), normal(body))
        points: dict[str, list[tuple[float, str]]] = {}
        for word, count in counts.items():
            share = _saturated(count)
            for code, weight in self._weights[word].items():
                points.setdefault(code, []).append((-weight * share, word))
        totals = {code: -sum([minus for minus, _ in held]) for code, held in points.items()}
        families: dict[str, float] = {}
        for code, total in totals.items():
            parent = self._rows[code].parent
            families[parent] = families.get(parent, 0.0) + total
        scores = {
            code: round(total + SIBLING_SHARE * (families[self._rows[code].parent] - total), 4)
            for code, total in totals.items()
        }
        best = sorted(scores, key=lambda code: (-scores[code], code))[:limit]
        return [
            Scored(self._rows[code], scores[code], tuple(word for _, word in sorted(points[code]))) for code in best
        ]

    def _counts(self, title: str, body: str) -> dict[str, float]:
        counts: dict[str, float] = {}
        for hit in self._lexicon.find(title):
            counts[hit.word] = counts.get(hit.word, 0.0) + TITLE_WEIGHT
        for hit in self._lexicon.find(body):
            counts[hit.word] = counts.get(hit.word, 0.0) + (1.0 if hit.start < OPENING else 0.6)
        return counts


def _saturated(count: float) -> float:
    return count if count <= 1 else 1 + math.log2(count) * 0.7


def _weights(leaves: tuple[Category, ...], every: Mapping[str, Category]) -> dict[str, dict[str, float]]:
    """word → category code → weight: rarity over the leaves × length × how directly the word names the category."""
    direct: dict[str, dict[str, float]] = {}
    for leaf in leaves:
        parent = every.get(leaf.parent)
        for word in _parts(parent.name) if parent else ():
            direct.setdefault(word, {})[leaf.code] = PARENT_WEIGHT
        for word in _parts(leaf.name):
            direct.setdefault(word, {})[leaf.code] = NAME_WEIGHT
        for words, share in ((leaf.keywords, 1.0), (leaf.strong, STRONG_WEIGHT)):
            for word in map(normal, words):
                held = direct.setdefault(word, {})
                held[leaf.code] = max(held.get(leaf.code, 0.0), share)
    total = len(leaves)
    return {
        word: {code: share * _rarity(total, len(held)) * _length(word) for code, share in held.items()}
        for word, held in direct.items()
    }


def _parts(name: str) -> list[str]:
    """出租/网约车 → 出租, 网约车. A name joined by 与 or 和 stays whole: its halves are everyday words."""
    return [part for part in re.split(r"[/、()·]", normal(name)) if len(part) >= 2]


def _rarity(total: int, holders: int) -> float:
    return math.log(1 + total / holders) / math.log(1 + total) if total else 0.0


def _length(word: str) -> float:
    return min(0.55 + 0.2 * len(word), 1.6)
