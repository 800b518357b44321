"""What danger is made of: who, what with, what is done, to whom. Frames of word classes hear wordings no list has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count, islice
from operator import and_
from typing import TypeAlias

from hotline.routing.text.anchors import required
from hotline.routing.text.beginnings import led
from hotline.routing.text.scanning import Marks

BRIEF = 80
"""Characters of a text that speaks of one thing; a longer one tells many, and a loose frame asks for a word of now."""
SENTENCE = "。!?;"
BEFORE = frozenset({"denied", "hyperbole"})
"""These stand right before the key; the other turns anywhere in its sentence."""
OUTWEIGHED = frozenset({"past", "imagined", "safe"})
"""A word of this moment in the sentence outweighs these."""
_ENDS = re.compile(f"[{SENTENCE}]")
_CLAUSE = "[^。!?;,、:]"

Fired: TypeAlias = list[tuple[str, tuple[str, ...]]]
"""(code of a frame, the words that fired it)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of being in danger. `key` and `near` are patterns: `{name}` is a class, `~6` at most six characters.

    Fires at a match of `key` with one of each of `near` within `within` characters of it in its sentence; in a brief
    text anywhere in its sentence. `turns`: names of what turns it round. `brief`: loose, so heard only in a brief text
    or beside a word of this moment.
    """

    code: str
    key: str
    near: tuple[str, ...] = ()
    within: int = 16
    turns: tuple[str, ...] = ()
    brief: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    frame: Frame
    key: re.Pattern[str]
    near: tuple[re.Pattern[str], ...]
    needs: int
    """A bit for each set of anchors; of each set one must stand in the sentence."""


class Frames:
    """The frames of one pack, compiled once. Raises re.error or KeyError for a pattern that can't be read."""

    def __init__(self, frames: Iterable[Frame], classes: Mapping[str, Iterable[str]], turns: Mapping[str, str]) -> None:
        self._classes = {name: f"(?:{'|'.join(words)})" for name, words in classes.items()}
        written = {name: self._written(turn) for name, turn in turns.items()}
        self._turns = {name: re.compile(f"(?:{turn})$" if name in BEFORE else turn) for name, turn in written.items()}
        self._met: dict[str, int] = {}
        self._numbers = count()
        self._ready = tuple(map(self._made, frames))
        self._anchors = Marks(self._met)

    def heard(self, text: str) -> Fired:
        """Every frame that fires in `text`, which must be `lexicon.normal`; once a frame."""
        [found] = self.each([text])
        return found

    def each(self, texts: Sequence[str]) -> list[Fired]:
        """The same for each of many, in their order, and quicker."""
        parted = [_ENDS.split(text) for text in texts]
        met = iter(self._anchors.of([sentence for sentences in parted for sentence in sentences]))
        return [
            self._heard(len(text) <= BRIEF, sentences, list(islice(met, len(sentences))))
            for text, sentences in zip(texts, parted, strict=True)
        ]

    def _heard(self, brief: bool, sentences: list[str], met: list[int]) -> Fired:
        """`met`: which needs each sentence meets; a frame none of whose anchors stands there is not tried."""
        found = []
        lacking, now = [~there for there in met], self._turns["now"]
        everywhere = reduce(and_, lacking)
        for one in self._ready:
            if one.needs & everywhere:
                continue
            for sentence, lacks in zip(sentences, lacking, strict=True):
                if one.needs & lacks or (one.frame.brief and not brief and now.search(sentence) is None):
                    continue
                if words := self._fires(sentence, one, brief):
                    found.append((one.frame.code, words))
                    break
        return found

    def _fires(self, sentence: str, one: _Ready, brief: bool) -> tuple[str, ...]:
        for match in one.key.finditer(sentence):
            within = len(sentence) if brief else one.frame.within
            around = sentence[max(0, match.start() - within) : match.end() + within]
            seconds = [near.search(around) for near in one.near]
            words = (match.group(), *(second.group() for second in seconds if second))
            if len(words) > len(seconds) and not self._turned(one.frame, sentence, match.start()):
                return words
        return ()

    def _turned(self, frame: Frame, sentence: str, start: int) -> bool:
        now = self._turns["now"].search(sentence) is not None
        return any(
            self._turns[name].search(sentence[:start] if name in BEFORE else sentence)
            for name in frame.turns
            if not (now and name in OUTWEIGHED)
        )

    def _made(self, frame: Frame) -> _Ready:
        key, *near = map(self._written, (frame.key, *frame.near))
        needs = 0
        for need in {need for part in (key, *near) for need in required(part)}:
            bit = 1 << next(self._numbers)
            needs |= bit
            for anchor in need:
                self._met[anchor] = self._met.get(anchor, 0) | bit
        return _Ready(frame, re.compile(led(key)), tuple(map(re.compile, near)), needs)

    def _written(self, pattern: str) -> str:
        named = re.sub(r"\{([a-z]+)\}", lambda found: self._classes[found.group(1)], pattern)
        return within_clause(named)


def within_clause(pattern: str) -> str:
    """`~6` written out: at most six characters of the same clause."""
    return re.sub(r"~(\d+)", _CLAUSE + r"{0,\1}", pattern)
