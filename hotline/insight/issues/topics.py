"""Hot issues (热点) of a set of messages: events, the loudest first, each with its place, time and title. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.insight.issues import grouping, headline
from hotline.insight.issues.grouping import Message
from hotline.insight.issues.heat import Voice, heat
from hotline.insight.likeness.alike import Read, read
from hotline.insight.likeness.vectors import Words

LOUD = 20
"""Supporters from which one message alone is an issue."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`ids` in the order of time; `place` may be empty."""

    heat: float
    first_at: datetime
    last_at: datetime
    place: str
    title: str
    ids: list[str]


def topics(messages: Sequence[Message], now: datetime | None = None) -> list[Topic]:
    """All issues, the hottest first. Without `now` freshness counts from the newest message."""
    if not messages:
        return []
    words = Words()
    words.learn((one.subject, one.body) for one in messages)
    times = [one.at for one in messages]

    def how(place: int) -> Read:
        return read(words, messages[place].subject, messages[place].body)

    until = now or max(one.at for one in messages)
    found = []
    for group in grouping.gathered(how, times):
        members = [messages[place] for place in group]
        if len(group) == 1 and members[0].likes + members[0].dislikes < LOUD:
            continue
        found.append(
            Topic(
                heat=heat([Voice(one.author, one.at, one.likes, one.dislikes) for one in members], until),
                first_at=members[0].at,
                last_at=members[-1].at,
                place=headline.place([(one.subject, one.body) for one in members]),
                title=headline.title([(messages[at].subject, how(at)) for at in group[: headline.LOOKED_AT]]),
                ids=[one.id for one in members],
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.heat, one.first_at, one.ids))
