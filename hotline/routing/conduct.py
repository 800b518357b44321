"""Hears that somebody of public service is accused of a wrong, in whatever words (违纪违法线索). Pure rules."""

import re
from dataclasses import dataclass

from hotline.routing.danger import Frames
from hotline.routing.ear import Ear
from hotline.routing.lexicon import normal

BEGINNING = 200
"""Characters of a letter that the ear weighs as one; what stands further back only the frames hear."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The ear that learned how such letters sound. From `perhaps` on a person looks, from `sure` on it is a report."""

    ear: Ear
    perhaps: float
    sure: float

    def score(self, text: str) -> float:
        return self.ear.score(text)

    def words(self, text: str) -> tuple[str, ...]:
        return self.ear.words(text)


class Conduct:
    """The frames and words of `conduct.toml`: an accusation needs no 举报, a plea for secrecy no tick in a box."""

    def __init__(self, frames: Frames, ear: Heard, asked: str, secret: str, category: str) -> None:
        """`asked`: a pattern of a body asked to act; `secret`: of asking not to be named; `category`: 违纪违法举报."""
        self._frames, self._ear = frames, ear
        self._asked, self._secret = re.compile(asked), re.compile(secret)
        self.category = category

    def accuses(self, title: str, body: str) -> tuple[str, ...]:
        """The words of the accusation, or none. A title reads as the beginning of the first sentence."""
        heard = self._frames.heard(self._asked.sub("", normal(title) + "," + normal(body)))
        words = tuple(dict.fromkeys(word for _code, words in heard for word in words))
        return words or (self._ear.words(_beginning(title, body)) if self._score(title, body) > self._ear.sure else ())

    def perhaps(self, title: str, body: str) -> bool:
        """It may accuse somebody: too little to make it a report, enough for a person to look first."""
        return self._score(title, body) > self._ear.perhaps

    def _score(self, title: str, body: str) -> float:
        return self._ear.score(_beginning(title, body))

    def asks_secrecy(self, title: str, body: str) -> bool:
        """The writer asks in her own words not to be named to those she writes about."""
        return self._secret.search(normal(title) + "," + normal(body)) is not None


def _beginning(title: str, body: str) -> str:
    return (normal(title) + "," + normal(body))[:BEGINNING]
