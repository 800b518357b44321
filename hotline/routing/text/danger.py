"""What danger is made of: who, what with, what is done, to whom. Frames of word classes hear wordings no list has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import count
from operator import or_

from hotline.routing.text.anchors import required
from hotline.routing.text.scanning import Grams

BRIEF = 80
"""Characters of a text that speaks of one thing; a longer one tells many, and a loose frame asks for a word of now."""
SENTENCE = "。!?;"
BEFORE = frozenset({"denied", "hyperbole"})
"""These stand right before the key; the other turns anywhere in its sentence."""
OUTWEIGHED = frozenset({"past", "imagined", "safe"})
"""A word of this moment in the sentence outweighs these."""
_ENDS = re.compile(f"[{SENTENCE}]")
_CLAUSE = "[^。!?;,、:]"


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
        self._anchors = Grams(self._met)

    def heard(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """(code, the words) of every frame that fires in `text`, which must be `lexicon.normal`; once a frame."""
        found = []
        sentences = _ENDS.split(text)
        met = self._needs_met(text, sentences)
        every = reduce(or_, met)
        brief, now = len(text) <= BRIEF, self._turns["now"]
        heeded = None if brief else [now.search(sentence) is not None for sentence in sentences]
        for one in self._ready:
            if one.needs & ~every:
                continue
            for number, sentence in enumerate(sentences):
                if one.needs & ~met[number] or (one.frame.brief and heeded and not heeded[number]):
                    continue
                if words := self._fires(sentence, one, brief):
                    found.append((one.frame.code, words))
                    break
        return found

    def _needs_met(self, text: str, sentences: list[str]) -> list[int]:
        """Which needs each sentence meets: a frame none of whose anchors stands there is not tried."""
        met = [0] * len(sentences)
        for some in self._anchors.places(text):
            number, end = 0, len(sentences[0])
            for place, gram in some:
                if gram in self._met:
                    while end <= place:
                        number += 1
                        end += 1 + len(sentences[number])
                    met[number] |= self._met[gram]
        return met

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
        return _Ready(frame, re.compile(key), tuple(map(re.compile, near)), needs)

    def _written(self, pattern: str) -> str:
        named = re.sub(r"\{([a-z]+)\}", lambda found: self._classes[found.group(1)], pattern)
        return within_clause(named)


def within_clause(pattern: str) -> str:
    """`~6` written out: at most six characters of the same clause."""
    return re.sub(r"~(\d+)", _CLAUSE + r"{0,\1}", pattern)
