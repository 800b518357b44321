"""Danger told in English: frames of whole words, where blanks count and a full stop ends a sentence. Pure rules."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hotline.routing.text.lexicon import one_form

BEFORE = "denied"
"""This stands right before the key; the other turns anywhere in its sentence."""
OUTWEIGHED = frozenset({"past", "imagined"})
READ = 8_000
"""Characters that are read."""
_ENDS = re.compile(r"[.!?;。\n]")
_SOME = re.compile(r"[a-z'’]+ +[a-z'’]+")
_WORDS = r"(?:\W+[\w'-]+){{0,{}}}\W+"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Fires where `key` stands in a sentence together with one of each of `near`, and none of `turns` does."""

    code: str
    key: str
    near: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready:
    phrase: Phrase
    key: re.Pattern[str]
    near: tuple[re.Pattern[str], ...]


class English:
    """The phrases of one pack, compiled once. Raises re.error or KeyError for a pattern that can't be read."""

    def __init__(
        self, phrases: Iterable[Phrase], classes: Mapping[str, Sequence[str]], turns: Mapping[str, str]
    ) -> None:
        self._classes = {name: f"(?:{'|'.join(words)})" for name, words in classes.items()}
        self._turns = {
            name: re.compile(f"{self._whole(turn)}\\W*$" if name == BEFORE else self._whole(turn))
            for name, turn in turns.items()
        }
        self._ready = tuple(
            _Ready(
                one,
                re.compile(self._whole(one.key)),
                tuple(re.compile(self._whole(near)) for near in one.near),
            )
            for one in phrases
        )

    def heard(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """(code, the words) of every phrase that fires in a text as it was written; once a phrase."""
        read = text[:READ].lower()
        if not _SOME.search(read):
            return []
        plain = one_form(read).replace("’", "'")
        found: dict[str, tuple[str, ...]] = {}
        for sentence in _ENDS.split(plain):
            said = " ".join(sentence.split())
            for one in self._ready if " " in said else ():
                if one.phrase.code not in found and (words := self._fires(said, one)):
                    found[one.phrase.code] = words
        return list(found.items())

    def _fires(self, sentence: str, one: _Ready) -> tuple[str, ...]:
        for match in one.key.finditer(sentence):
            seconds = [near.search(sentence) for near in one.near]
            if all(seconds) and not self._turned(one.phrase, sentence, match.start()):
                return (match.group(), *dict.fromkeys(second.group() for second in seconds if second))
        return ()

    def _turned(self, phrase: Phrase, sentence: str, start: int) -> bool:
        now = self._turns["now"].search(sentence) is not None
        return any(
            self._turns[name].search(sentence[:start] if name == BEFORE else sentence)
            for name in phrase.turns
            if not (now and name in OUTWEIGHED)
        )

    def _whole(self, pattern: str) -> str:
        """Between the borders of words; `{name}` and `~3` written out."""
        named = re.sub(r"\{([a-z]+)\}", lambda found: self._classes[found.group(1)], pattern)
        spaced = re.sub(r" ?~(\d) ?", lambda found: _WORDS.format(found.group(1)), named)
        return rf"(?<![\w'])(?:{spaced})(?!\w)"
