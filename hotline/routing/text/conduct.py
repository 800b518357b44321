"""Hears that somebody of public service is accused of a wrong, in whatever words (违纪违法线索). Pure rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.routing.text.anchors import anchors
from hotline.routing.text.danger import Fired, Frames
from hotline.routing.text.ear import Ear
from hotline.routing.text.lexicon import normal

BEGINNING = 200
"""Characters of a letter that the ear weighs as one; what stands further back only the frames hear."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The ear that learned how such letters sound. From `perhaps` on a person looks, from `sure` on it is a report."""

    ear: Ear
    perhaps: float
    sure: float


@dataclass(frozen=True, slots=True)
class Accused:
    """`words`: those of the accusation, or none; `perhaps`: it may be one, too little to say so; `secretly`: the writer
    asks in her own words not to be named to those she writes about."""

    words: tuple[str, ...] = ()
    perhaps: bool = False
    secretly: bool = False


class Conduct:
    """The frames and words of `conduct.toml`: an accusation needs no 举报, a plea for secrecy no tick in a box."""

    def __init__(self, frames: Frames, heard: Heard, asked: str, secret: str, category: str) -> None:
        """`asked`: a pattern of a body asked to act; `secret`: of asking not to be named; `category`: 违纪违法举报."""
        self._frames, self._heard = frames, heard
        self._asked, self._secret = re.compile(asked), re.compile(secret)
        self._needs = tuple(anchors(secret) or [""])
        self.category = category

    def read(self, title: str, body: str) -> Accused:
        """What it says of officials. A title reads as the beginning of the first sentence."""
        [found] = self.each([(title, body)])
        return found

    def each(self, letters: Sequence[tuple[str, str]]) -> list[Accused]:
        """The same of many, each a title and a body, in their order, and quicker."""
        texts = [normal(title) + "," + normal(body) for title, body in letters]
        fired = self._frames.each([self._asked.sub("", text) for text in texts])
        scores = self._heard.ear.scores([text[:BEGINNING] for text in texts])
        return [self._accused(*one) for one in zip(texts, fired, scores, strict=True)]

    def _accused(self, text: str, fired: Fired, score: float) -> Accused:
        secretly = any(need in text for need in self._needs) and self._secret.search(text) is not None
        if fired:
            return Accused(tuple(dict.fromkeys(word for _code, words in fired for word in words)), secretly=secretly)
        if score > self._heard.sure:
            return Accused(self._heard.ear.words(text[:BEGINNING]), secretly=secretly)
        return Accused(perhaps=score > self._heard.perhaps, secretly=secretly)
