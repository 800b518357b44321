"""Category of a matter by the words of the dispatch catalogue (派单目录), with the words that decided. Pure rules."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from hotline.routing.text.lexicon import Hit, normal
from hotline.routing.text.scanning import WordList

KINDS_ZH = {
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggest": "建议",
    "praise": "表扬",
}

NO_WORDS: Mapping[str, Sequence[str]] = MappingProxyType({})
TITLE_WEIGHT = 2.2
NAME_WEIGHT = 1.3
STRONG_WEIGHT = 1.6
PARENT_WEIGHT = 0.35
SIBLING_SHARE = 0.06
PLACES = 4
"""Decimal places of a score."""
ROUNDED = 10.0**-PLACES
"""Two scores that are further apart stay so when rounded."""
MENTIONED = 0.2
"""What a word counts that only tells where a letter was before."""
BESIDE = 0.4
"""What a word counts that only says where something is (地铁站旁边, 学校对面)."""
_BESIDE = ("旁", "附近", "对面", "背后", "后面", "侧面", "斜对", "以南", "以北", "以东", "以西", "南侧", "北侧", "东侧")
OPENING = 160
"""Characters of the body that usually state the matter; words after it count a little less."""


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the catalogue. `unit` leads in the city; `level` is district, bureau or both (主办 + 协办).

    `grassroots`: a street or township may handle it. `kinds`: the kinds it takes, the usual one first.
    `urgency`: normal, h24 or h2. `confidential`: who writes is hidden from the handlers (举报、纪检).
    `assist`: codes of units that help whoever leads (协办).
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
    assist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """How strongly the text speaks of a category, and the words that say so, the strongest first."""

    category: Category
    score: float
    words: tuple[str, ...]


class Matcher:
    """Ranks categories by weighted words: rare words, long words and words of the title say more."""

    def __init__(
        self,
        categories: Iterable[Category],
        unmeant: Iterable[str] = (),
        english: Mapping[str, Sequence[str]] = NO_WORDS,
        mentioned: Iterable[str] = (),
    ) -> None:
        """`unmeant`: words that hold one of the catalogue's and mean something else (电动车 is no 动车).

        `english`: code → further words of that category; codes the catalogue does not have are left out.
        `mentioned`: words that only tell where a letter was before, unless nothing else is said (打了三次12345).
        """
        self._mentioned = frozenset(map(normal, mentioned))
        rows = tuple(
            replace(row, keywords=(*row.keywords, *english[row.code])) if row.code in english else row
            for row in categories
        )
        self._rows = {row.code: row for row in rows}
        self._leaves = tuple(row for row in rows if row.code not in {other.parent for other in rows})
        weights = _weights(self._leaves, self._rows)
        self._weights = {word: tuple(held.items()) for word, held in weights.items()}
        self._parents = {row.code: row.parent for row in self._leaves}
        for word in map(normal, unmeant):
            self._weights.setdefault(word, ())
        self._lexicon = WordList(self._weights)

    def rank(self, title: str, body: str, limit: int = 10) -> list[Scored]:
        """The best categories, best first; empty when no word of the catalogue stands in the text."""
        shares = {word: _saturated(count) for word, count in self._counts(normal(title), normal(body)).items()}
        if held := self._merely(shares):
            shares |= {word: shares[word] * MENTIONED for word in held}
        totals: dict[str, float] = {}
        for word, share in shares.items():
            for code, weight in self._weights[word]:
                totals[code] = totals.get(code, 0.0) + weight * share
        families: dict[str, float] = {}
        for code, total in totals.items():
            parent = self._parents[code]
            families[parent] = families.get(parent, 0.0) + total
        scores = {
            code: total + SIBLING_SHARE * (families[self._parents[code]] - total) for code, total in totals.items()
        }
        best = _best(scores, limit)
        words = self._words(best, shares)
        return [Scored(self._rows[code], score, words[code]) for code, score in best.items()]

    def _merely(self, shares: Mapping[str, float]) -> frozenset[str]:
        """Words of where it was before, whose item nothing else speaks of while something speaks of another."""
        held = self._mentioned.intersection(shares)
        if not held or len(held) == len(shares):
            return frozenset()
        spoken = {code for word in shares if word not in held for code, _ in self._weights[word]}
        return frozenset(word for word in held if spoken.isdisjoint(code for code, _ in self._weights[word]))

    def _words(self, codes: Collection[str], shares: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
        """What said so of each category, the strongest first."""
        held: dict[str, list[tuple[float, str]]] = {code: [] for code in codes}
        for word, share in shares.items():
            for code, weight in self._weights[word]:
                if code in held:
                    held[code].append((-weight * share, word))
        return {code: tuple([word for _, word in sorted(said)]) for code, said in held.items()}

    def _counts(self, title: str, body: str) -> dict[str, float]:
        counts: dict[str, float] = {}
        for _start, end, word in self._meant(title):
            counts[word] = counts.get(word, 0.0) + TITLE_WEIGHT * _where(title, end)
        for start, end, word in self._meant(body):
            weight = 1.0 if start < OPENING else 0.6
            counts[word] = counts.get(word, 0.0) + weight * _where(body, end)
        return counts

    def _meant(self, text: str) -> list[Hit]:
        """The words of the catalogue; none that stands inside one of `unmeant`."""
        hits, hidden = [], 0
        for hit in self._lexicon.find(text):
            # At the end of a text a hit may reach beyond it.
            end = hit.start + len(hit.word)
            if not self._weights[hit.word]:
                hidden = end
            elif end > hidden:
                hits.append(hit)
        return hits


def _best(scores: Mapping[str, float], limit: int) -> dict[str, float]:
    """The highest scores to four places; only those that may be among them are rounded."""
    least = sorted(scores.values(), reverse=True)[:limit][-1] - ROUNDED if scores else 0.0
    near = [(-round(score, PLACES), code) for code, score in scores.items() if score >= least]
    return {code: -minus for minus, code in sorted(near)[:limit]}


def _where(text: str, end: int) -> float:
    """Less for what stands beside the matter."""
    return BESIDE if text.startswith(_BESIDE, end) else 1.0


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
