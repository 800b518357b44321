"""What danger is made of: who, what with, what is done, to whom. Frames of word classes hear wordings no list has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline.routing.text.anchors import cost, required
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
    needs: tuple[frozenset[str], ...]
    """Of each some must stand in the sentence; the first is met most rarely."""


class Frames:
    """The frames of one pack, compiled once. Raises re.error or KeyError for a pattern that can't be read."""

    def __init__(self, frames: Iterable[Frame], classes: Mapping[str, Iterable[str]], turns: Mapping[str, str]) -> None:
        self._classes = {name: f"(?:{'|'.join(words)})" for name, words in classes.items()}
        written = {name: self._written(turn) for name, turn in turns.items()}
        self._turns = {name: re.compile(f"(?:{turn})$" if name in BEFORE else turn) for name, turn in written.items()}
        self._ready = tuple(map(self._made, frames))
        self._first: dict[str, list[int]] = {}
        for place, one in enumerate(self._ready):
            for anchor in one.needs[0] if one.needs else ():
                self._first.setdefault(anchor, []).append(place)
        self._always = [place for place, one in enumerate(self._ready) if not one.needs]
        self._anchors = Grams(anchor for one in self._ready for need in one.needs for anchor in need)

    def heard(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """(code, the words) of every frame that fires in `text`, which must be `lexicon.normal`; once a frame."""
        found: dict[int, tuple[str, ...]] = {}
        sentences = _ENDS.split(text)
        now = self._turns["now"]
        heeded = -1 if len(text) <= BRIEF else sum([1 << n for n, one in enumerate(sentences) if now.search(one)])
        for place, which in self._worth_trying(text, sentences, heeded):
            for number, sentence in enumerate(sentences):
                if which >> number & 1 and (words := self._fires(sentence, self._ready[place], len(text) <= BRIEF)):
                    found[place] = words
                    break
        return [(self._ready[place].frame.code, words) for place, words in found.items()]

    def _worth_trying(self, text: str, sentences: list[str], heeded: int) -> Iterable[tuple[int, int]]:
        """The frames that could fire, and in which sentences, a bit each: where an anchor is missing none can.

        `heeded`: the sentences in which a loose frame counts.
        """
        there = self._anchors.within(text)
        places = {place for anchor in there for place in self._first.get(anchor, ())}
        bits: dict[str, int] = {}
        for place in sorted((*places, *self._always)):
            which = heeded if self._ready[place].frame.brief else -1
            for need in self._ready[place].needs:
                some = 0
                for anchor in need & there if which else ():
                    if anchor not in bits:
                        bits[anchor] = sum([1 << n for n, one in enumerate(sentences) if anchor in one])
                    some |= bits[anchor]
                which &= some
            if which:
                yield place, which

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
        needs = sorted({need for part in (key, *near) for need in required(part)}, key=cost)
        return _Ready(frame, re.compile(key), tuple(map(re.compile, near)), tuple(needs))

    def _written(self, pattern: str) -> str:
        named = re.sub(r"\{([a-z]+)\}", lambda found: self._classes[found.group(1)], pattern)
        return within_clause(named)


def within_clause(pattern: str) -> str:
    """`~6` written out: at most six characters of the same clause."""
    return re.sub(r"~(\d+)", _CLAUSE + r"{0,\1}", pattern)
