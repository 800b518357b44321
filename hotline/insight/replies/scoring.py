"""How well a reply answers its letter: relevance, completeness, explanation, timeliness, and the faults in words. Pure.

Rules and statistics only: clauses of form, of forwarding and the letter's own words said back are left out; what
remains is the substance. How much there is of it, its reasons, grounds and figures are counted, and a reader taught by
marked replies weighs the counts and the wording (`reader`; docs/evaluation.md).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log1p

from hotline.insight.likeness.grams import pairs, plain
from hotline.insight.replies.reader import Reader

REPEATED, LEAST_RUNS = 0.8, 8
"""Share of a clause's runs of four characters that stand in the letter, from which it only says the letter back."""
AWAY, HAZY = 0.35, 0.5
"""What a sentence counts that sends the citizen elsewhere, and one that promises effort without a figure."""
TAKEN_UP = 0.25
"""Share of a point's pairs that the substance takes up when it speaks of the point."""
WEAK = 0.3
"""What sending on and vagueness take away, at most each."""
ABOUT = 0.4
"""Share of the title's pairs in the substance from which the reply is about the letter."""
UNKNOWN_LETTER = 150
"""Characters a letter is taken to have where only the reply is known."""
PROMPT, LATE = timedelta(days=5), timedelta(days=30)
"""A reply within five days is prompt; after thirty the citizen has long asked again."""

REPEATING, LEAST_PAIRS = 0.35, 30
"""Share of different pairs below which a sentence says one thing over and over, and the pairs that tell it."""
LATIN = 0.45
"""What a Latin letter says beside a Chinese character: so many more are needed for the same."""

_SENTENCE = re.compile(r"(?:[^。！？!?；;\n.]|\.(?! ))+[。！？!?；;.]?")
_CLAUSE = re.compile(r"[，,：:]|(?<=[。！？；;!?])")
_BLANKS = re.compile(r"(?<![A-Za-z.,;!?])\s+|\s+(?![A-Za-z\d(])")
_LATIN = re.compile("[A-Za-z ]")
_FOREIGN = 0.6
"""Share of Latin letters from which a text is written in such a language."""
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]、|(?<!\d)\d{1,2}[、.．](?!\d)|[（(][一二三四五六\d]{1,2}[)）]|"
    r"第[一二三四五]个{0,1}问题|问题[一二三四五\d]"
)
_QUESTION = re.compile(r"[？?]|请问|是否|能否|可否|为什么|为何|何时|什么时候|多少|怎么|如何|哪")
_ABOUT = re.compile("关于|反映|咨询|提出|提问|来信|来电|诉求|所述|所说|您问|你问|问题")
"""Words by which a clause only names what the letter is about."""
_LAW = re.compile(
    r"《[^》]{3,}》|[〕\]】）)]\s*\d+\s*号|\d+\s*号文|第[一二三四五六七八九十百\d]+条|GB/?T?\s?\d{3,}|"
    r"Article \d+|\bAct\b|Regulations?\b"
)
_NUMBER = re.compile(
    r"\d+(?:\.\d+)?\s*(?:年|月|日|号|元|万|亿|米|公里|平方|户|人|栋|个|套|台|吨|天|%|路|亩|次|名|条|处)"
)
_DATE_LINE = re.compile(r"^\W*(?:[\u4e00-\u9fff]{0,14})?(?:\d{4}|二[〇○零0]一{0,1}\S{1,2})年\S{1,3}月\S{1,3}日\W*$")


@dataclass(frozen=True, slots=True)
class Marks:
    """The word lists of `seed/reply_marks.toml`."""

    forwarded: tuple[str, ...]
    form: tuple[str, ...]
    sent_on: tuple[str, ...]
    asks_back: tuple[str, ...]
    vague: tuple[str, ...]
    found: tuple[str, ...]
    done: tuple[str, ...]
    looked: tuple[str, ...]
    reason: tuple[str, ...]
    ground: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted in a reply. Lengths in characters."""

    text: str
    """What remains of it."""
    asked: int
    """The letter's length."""
    length: int
    """The whole reply's, each sentence once."""
    substance: int
    """Sentences that say something of their own; vague and deflecting ones count a third."""
    empty: int
    vague: int
    deflecting: int
    found: int
    done: int
    looked: int
    reasons: int
    grounds: int
    laws: int
    numbers: int
    points: int
    answered: int
    numbered: int
    related: float
    """Share of the title's pairs that the substance takes up."""


@dataclass(frozen=True, slots=True)
class Score:
    """Each 0 to 100; `timeliness` is unknown without both times."""

    relevance: int
    completeness: int
    explanation: int
    timeliness: int | None

    @property
    def whole(self) -> int:
        """The weighted mean of what is known; a reply that is off the point is worth nothing, however long."""
        parts = [(0.5, self.completeness), (0.4, self.explanation), (0.1, self.relevance)]
        if self.timeliness is not None:
            parts.append((0.1, self.timeliness))
        return round(sum(weight * part for weight, part in parts) / sum(weight for weight, _part in parts))


def read_marks(data: Mapping[str, Sequence[str]]) -> Marks:
    return Marks(*(tuple(data[name]) for name in Marks.__dataclass_fields__))


def facts(subject: str, body: str, reply: str, marks: Marks) -> Facts:
    letter, told = plain(subject + "。" + body), plain("。".join(_told(body)))
    title = frozenset(pairs(plain(subject)))
    kept: list[str] = []
    substance, empty, vague, deflecting = 0.0, 0, 0, 0
    sentences = dict.fromkeys(_sentences(reply))
    for sentence in sentences:
        said = "，".join(clause for clause in _CLAUSE.split(sentence) if not _says_nothing(clause, letter, told, marks))
        empty += len(sentence) - len(said)
        if not said:
            continue
        away = _has(said, marks.sent_on) or _has(said, marks.asks_back)
        hazy = not away and _has(said, marks.vague) and not _NUMBER.search(said)
        substance += _length(said) * (AWAY if away else HAZY if hazy else 1.0)
        vague += len(said) if hazy else 0
        deflecting += len(said) if away else 0
        kept.append(said)
    text = "。".join(kept)
    said_pairs = frozenset(pairs(plain(text)))
    points = _points(subject, body)
    return Facts(
        text=text, asked=len(body) or UNKNOWN_LETTER, length=round(sum(map(_length, sentences))),
        substance=round(substance), empty=empty, vague=vague, deflecting=deflecting,
        found=_count(text, marks.found), done=_count(text, marks.done), looked=_count(text, marks.looked),
        reasons=_count(text, marks.reason), grounds=_count(text, marks.ground), laws=len(_LAW.findall(text)),
        numbers=len(_NUMBER.findall(text)), points=len(points),
        answered=sum(_taken_up(point, said_pairs) for point in points),
        numbered=len(_NUMBERED.findall(reply)), related=len(title & said_pairs) / max(1, len(title)),
    )  # fmt: skip


def without_form(reply: str, marks: Marks) -> str:
    """The clauses that are neither politeness nor forwarding."""
    clauses = (clause for sentence in _sentences(reply) for clause in _CLAUSE.split(sentence) if clause)
    return "，".join(one for one in clauses if not _has(one, marks.form) and not _has(one, marks.forwarded))


def foreign(text: str) -> bool:
    """Whether it is written with Latin letters."""
    marks = [mark for mark in text if mark.isalpha()]
    return sum(mark.isascii() for mark in marks) > _FOREIGN * max(1, len(marks))


def score(seen: Facts, reader: Reader, waited: timedelta | None = None) -> Score:
    """`waited`: from the letter to the reply, where both times are known."""
    complete, explained = reader.chances(seen.text, counts(seen)) if seen.substance else (0.0, 0.0)
    return Score(
        relevance=round(100 * min(1.0, max(seen.related / ABOUT, seen.answered / max(1, seen.points)))),
        completeness=round(100 * complete),
        explanation=round(100 * explained),
        timeliness=None if waited is None else timely(waited),
    )


def counts(seen: Facts) -> dict[str, float]:
    """What the reader weighs beside the wording, by the names of `reader.COUNTS`."""
    said = log1p(seen.substance)
    aside = WEAK * (seen.deflecting / max(1, seen.substance + seen.empty) + seen.vague / max(1, seen.substance))
    answering = 0.3 * log1p(seen.found) + 0.2 * log1p(seen.done) + 0.1 * log1p(seen.reasons)
    answering += 0.15 * seen.answered / max(1, seen.points)
    why = 0.5 * log1p(seen.reasons) + 0.25 * log1p(seen.grounds) + 0.3 * log1p(seen.laws) + 0.1 * log1p(seen.numbers)
    return {
        "substance": said, "answering": said + answering - aside, "reasoning": said + why - aside,
        "figures": log1p(seen.numbers), "asked": log1p(seen.asked), "length": log1p(seen.length),
        "looked": log1p(seen.looked), "done": log1p(seen.done),
    }  # fmt: skip


def timely(waited: timedelta) -> int:
    """100 up to `PROMPT`, 0 from `LATE` on, evenly between."""
    return round(100 * min(1.0, max(0.0, (LATE - waited) / (LATE - PROMPT))))


def _sentences(reply: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.findall(_BLANKS.sub("", reply)) if one.strip()]


def _length(said: str) -> float:
    """Characters, a Latin one for less; what is said over and over counts once."""
    size = len(said) - (1 - LATIN) * len(_LATIN.findall(said))
    held = pairs(plain(said))
    different = len(set(held)) / max(1, len(held))
    return size * different if len(held) >= LEAST_PAIRS and different < REPEATING else size


def _says_nothing(clause: str, letter: str, told: str, marks: Marks) -> bool:
    """Form, forwarding, the date below, or the letter's own words said back.

    What the letter only asked and the reply states is an answer: it counts as said back where the letter `told` it.
    """
    if not clause or _DATE_LINE.match(clause) or _has(clause, marks.forwarded) or _has(clause, marks.form):
        return True
    bare = "".join(filter(str.isalnum, plain(clause)))
    runs = [bare[place : place + 4] for place in range(len(bare) - 3)]
    said = letter if _ABOUT.search(clause) or _QUESTION.search(clause) else told
    return len(runs) >= LEAST_RUNS and sum(run in said for run in runs) >= REPEATED * len(runs)


def _told(body: str) -> list[str]:
    """The sentences of a letter that ask nothing."""
    return [one for one in _sentences(body) if not _QUESTION.search(one)]


def _points(subject: str, body: str) -> list[frozenset[str]]:
    """What the letter asks: its questions, its numbered points, and always its title."""
    found = [frozenset(pairs(plain(subject)))]
    for sentence in _sentences(body):
        if _QUESTION.search(sentence) or _NUMBERED.match(sentence):
            found.append(frozenset(pairs(plain(sentence))))
    return [one for one in found if len(one) > 2][:8]


def _taken_up(point: frozenset[str], said: frozenset[str]) -> bool:
    return len(point & said) >= TAKEN_UP * min(len(point), 24)


def _has(text: str, words: Sequence[str]) -> bool:
    said = text.lower()
    return any(word in said for word in words)


def _count(text: str, words: Sequence[str]) -> int:
    said = text.lower()
    return sum(said.count(word) for word in words)
