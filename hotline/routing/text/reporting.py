"""Whether the writer reports somebody here and now (举报 as her own act), or only speaks of a report. Pure rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.routing.text.lexicon import Hit, normal
from hotline.routing.text.scanning import WordList

BEFORE = 16
"""Characters before the word, within its clause, that say whose report it is and when."""
_CLAUSE = re.compile(r"[,。!?;:、\s]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `accused.toml`, in its section `reporting`.

    `acts`: the words (举报 检举 控告). `nothing`: fixed words that hold one and are nobody's act (举报电话).
    `elsewhere`: close after it, the report of another day (无果). `others`: before it, another's, asked for or still
    to come (被、多次、如何). `now`: before it or with it, it is made here (现、我要), whatever `others` stand there.
    `plain`: right before it, it is the writer's own (我、实名). `opens`: what only a letter of report has (被举报人:).
    """

    acts: tuple[str, ...]
    nothing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`made`: the words with which the writer reports; `told`: those that only tell of a report, hers or another's."""

    made: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class Reporting:
    """Reads the act of reporting by the words around it; in doubt it is told, not made, and a person looks."""

    def __init__(self, words: Words) -> None:
        self._acts = frozenset(map(normal, words.acts))
        self._opens = frozenset(map(normal, words.opens))
        self._elsewhere, self._others = _all(words.elsewhere), _all(words.others)
        self._now, self._plain = _all(words.now), _all(words.plain)
        self._lexicon = WordList((*self._acts, *self._opens, *words.nothing))

    def read(self, title: str, body: str) -> Report:
        """Every mention in its place; a title names what the letter is, so there a bare word is the act itself."""
        made: dict[str, None] = {}
        told: dict[str, None] = {}
        for text, is_title in ((normal(title), True), (normal(body), False)):
            for hit in self._lexicon.find(text):
                if hit.word in self._opens or (hit.word in self._acts and self._made(text, hit, is_title)):
                    made[hit.word] = None
                elif hit.word in self._acts:
                    told[hit.word] = None
        return Report(tuple(made), tuple(told))

    def _made(self, text: str, hit: Hit, is_title: bool) -> bool:
        before = _CLAUSE.split(text[max(0, hit.start - BEFORE) : hit.start])[-1]
        if text[hit.end :].startswith(self._elsewhere):
            return False
        if any(word in before + hit.word for word in self._now):
            return True
        if any(word in before for word in self._others):
            return False
        return is_title or not before or before.endswith(self._plain)


def _all(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(normal, words))
