"""Hears that somebody of public service is accused of a wrong, in whatever words (违纪违法线索). Pure rules."""

import re

from hotline.routing.danger import Frames
from hotline.routing.lexicon import normal


class Conduct:
    """The frames and words of `conduct.toml`: an accusation needs no 举报, a plea for secrecy no tick in a box."""

    def __init__(self, frames: Frames, asked: str, secret: str, category: str) -> None:
        """`asked`: a pattern of a body asked to act; `secret`: of asking not to be named; `category`: 违纪违法举报."""
        self._frames = frames
        self._asked, self._secret = re.compile(asked), re.compile(secret)
        self.category = category

    def accuses(self, title: str, body: str) -> tuple[str, ...]:
        """The words of the accusation, or none. A title reads as the beginning of the first sentence."""
        heard = self._frames.heard(self._asked.sub("", normal(title) + "," + normal(body)))
        return tuple(dict.fromkeys(word for _code, words in heard for word in words))

    def asks_secrecy(self, title: str, body: str) -> bool:
        """The writer asks in her own words not to be named to those she writes about."""
        return self._secret.search(normal(title) + "," + normal(body)) is not None
