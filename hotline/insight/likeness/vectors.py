"""What a message says, as weights of its pairs: rare ones tell what it is about, common ones how people write. Pure."""

from collections.abc import Iterable, Mapping
from math import log, sqrt
from zlib import crc32

from hotline.insight.likeness import grams

KEPT = 80
"""Pairs of a message that are kept, the heaviest."""
IN_TITLE = 2.0
"""What a pair of the title weighs more: the title names the place and the matter."""
SHARP = 1.5
"""Exponent of the rarity."""
COMMON = 0.08
"""Share of the messages from which a pair tells nothing, once there are `ENOUGH` messages."""
ENOUGH = 200
FEW = 20
"""A city that has fewer messages is taken to have so many: its first two may be about one event."""

MET = 1 << 27
"""Bits that remember which pairs were met: of two million pairs one in seventy is taken for met twice."""
LONE = 0.5
"""What a pair that nobody else wrote weighs: a new name, or a chance."""

Vector = Mapping[str, float]
"""Pair → weight, of length one."""


class Words:
    """In how many messages each pair stands. One that `counts` does not have stands in one at most.

    `closed`: every message that is compared has been counted, so a pair that one message has is no link. In a living
    city tomorrow's names are unknown, and of a handful of messages each has its own: there a pair that nobody else
    wrote counts where it stands in a title.
    """

    def __init__(self, counts: Mapping[str, int] | None = None, messages: int = 0, closed: bool = True) -> None:
        self.counts = dict(counts or {})
        self._met = bytearray()
        self.messages = messages
        self.closed = closed

    def learn(self, messages: Iterable[tuple[str, str]]) -> None:
        """Count further messages (title, body)."""
        for subject, body in messages:
            title, text = grams.counted(subject, body)
            for pair in title.keys() | text.keys():
                self._meet(pair)
            self.messages += 1

    def _meet(self, pair: str) -> None:
        """A pair is kept from the second message that has it: most are met once, and would fill the memory."""
        known = self.counts.get(pair)
        if known is not None:
            self.counts[pair] = known + 1
            return
        self._met = self._met or bytearray(MET >> 3)
        place = crc32(pair.encode()) % MET
        if self._met[place >> 3] >> (place & 7) & 1:
            self.counts[pair] = 2
        else:
            self._met[place >> 3] |= 1 << (place & 7)

    def rarity(self, pair: str) -> float:
        """0 for a pair that stands everywhere, high for one that stands in few messages."""
        count = self.counts.get(pair, 0)
        if self.messages >= ENOUGH and count > COMMON * self.messages:
            return 0.0
        return log((max(FEW, self.messages) + 1) / (max(1, count) + 0.5))

    def vector(self, subject: str, body: str) -> dict[str, float]:
        """The heaviest pairs of a message, of length one."""
        title, text = grams.counted(subject, body)
        weights: dict[str, float] = {}
        for pair in title.keys() | text.keys():
            often = text.get(pair, 0)
            rare = self.rarity(pair)
            if rare > 0 and (
                self.counts.get(pair, 0) > 1 or (pair in title and not (self.closed and self.messages >= ENOUGH))
            ):
                said = (1 + log(often) if often else 0.0) + (IN_TITLE if pair in title else 0.0)
                weights[pair] = said * rare**SHARP * (1.0 if self.counts.get(pair, 0) > 1 else LONE)
        heaviest = sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:KEPT]
        length = sqrt(sum(weight * weight for _pair, weight in heaviest)) or 1.0
        return {pair: weight / length for pair, weight in heaviest}
