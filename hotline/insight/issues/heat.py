"""How loud an event is: how many speak, how fast they came, how many stand behind them, how fresh it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt

AGAIN = 0.3
"""A further message of the same citizen, beside the first."""
AGAINST = 0.5
"""Somebody who is against it shows that it moves people, too."""
CROWD = timedelta(days=7)
"""The time in which messages are a crowd."""
HALF_LIFE = timedelta(days=45)
STAYS = 0.4
"""What is left of an old event's heat: it may come back."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One message: who, when, and how many pressed for and against it."""

    author: str
    at: datetime
    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class Heat:
    """What the heat is made of, for the reader: `whole` is `mass` × `pace` × `fresh`."""

    people: int
    mass: float
    """People, repeats for less, the root of the supporters."""
    pace: float
    """1 for a steady trickle; rises with the largest number of one week."""
    fresh: float
    """From 1, falling to `STAYS`."""

    @property
    def whole(self) -> float:
        return self.mass * self.pace * self.fresh


def parts(voices: Sequence[Voice], now: datetime) -> Heat:
    """`whole` is 0 and more: (people + 0.3 × repeats + √supporters) × pace × freshness."""
    named = {one.author for one in voices if one.author}
    people = len(named) + sum(not one.author for one in voices)
    support = sum(max(0, one.likes) + AGAINST * max(0, one.dislikes) for one in voices)
    mass = people + AGAIN * (len(voices) - people) + sqrt(support)
    age = max(timedelta(), now - max(one.at for one in voices))
    fresh = STAYS + (1 - STAYS) * float(0.5 ** (age / HALF_LIFE))
    return Heat(people, mass, 1 + log(densest([one.at for one in voices])) / 4, fresh)


def heat(voices: Sequence[Voice], now: datetime) -> float:
    return parts(voices, now).whole


def densest(times: Sequence[datetime]) -> int:
    """The most messages within one `CROWD` of time; at least 1."""
    ordered, start, most = sorted(times), 0, 1
    for end, at in enumerate(ordered):
        while at - ordered[start] > CROWD:
            start += 1
        most = max(most, end - start + 1)
    return most
