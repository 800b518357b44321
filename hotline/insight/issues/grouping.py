"""Messages gathered into events, one after the other in the order of time: yesterday's groups stay. Pure."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from hotline.insight.issues.packed import Packed, pack, unpack
from hotline.insight.likeness.alike import JOIN, MERGE, Read, alike, belongs

PROBES = 24
"""The heaviest pairs of a message that look for groups."""
REMEMBERED = 200
"""Groups that are kept for a pair, the newest."""
CANDIDATES = 12
TIDIED = 2_000
"""Messages after which what can no longer be joined is forgotten."""
ALONE = 60_000
"""Messages that nothing is like and whose texts are kept, the newest: of a city's crowded months the last weeks."""
FIRST, LAST = 3, 5
"""Members of a large group that a message is compared with: the first and the newest."""
SILENT = timedelta(days=90)
"""A group that nobody added to for so long is over; the same matter then begins anew."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `author` is whoever names the file's citizens."""

    id: str
    author: str
    subject: str
    body: str
    at: datetime
    likes: int = 0
    dislikes: int = 0


@dataclass(slots=True)
class Group:
    """Places of the members in the list of messages, in the order of time."""

    members: list[int]
    read: list[Packed]
    """Of the first and the newest members; empty when nothing joins it any more."""
    last_at: datetime

    def add(self, place: int, how: Packed, at: datetime) -> None:
        self.members.append(place)
        self.read.append(how)
        if len(self.read) > FIRST + LAST:
            del self.read[FIRST]
        self.last_at = at

    def hows(self) -> list[Read]:
        return [unpack(one) for one in self.read]


class Gathering:
    """Groups that grow. `place` with every message in the order of time, then `settle` once.

    What is kept of a group's texts ends with its time, and with its turn among `ALONE` messages that nothing is like.
    """

    def __init__(self) -> None:
        self.groups: dict[int, Group] = {}
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        self._into: dict[int, int] = {}

    def place(self, place: int, how: Read, at: datetime) -> int:
        """Put one message where it belongs, or into a group of its own. Returns the group's key."""
        best, key = 0.0, -1
        for candidate in self._candidates([how]):
            group = self.groups[candidate]
            if group.read and at - group.last_at <= SILENT:
                near = belongs([alike(how, member) for member in group.hows()])
                if near > best:
                    best, key = near, candidate
        kept = pack(how)
        if best < JOIN:
            key = place
            self.groups[key] = Group([place], [kept], at)
        else:
            self.groups[key].add(place, kept, at)
        for pair in kept.pairs[:PROBES]:
            self._note(pair, key)
        return key

    def _note(self, pair: str, key: int) -> None:
        known = self._by_pair[pair]
        if not known or known[-1] != key:
            known.append(key)
        if len(known) > 2 * REMEMBERED:
            del known[:-REMEMBERED]

    def tidy(self, now: datetime) -> None:
        """Let go of the texts of what is long over, and of the oldest that stand alone; no pair leads to them."""
        alone = [key for key, group in self.groups.items() if len(group.members) == 1 and group.read]
        over = set(alone[: max(0, len(alone) - ALONE)])
        for key, group in self.groups.items():
            if key in over or now - group.last_at > 2 * SILENT:
                group.read = []
        for pair in list(self._by_pair):
            left = [key for key in self._by_pair[pair][-REMEMBERED:] if self.groups[key].read]
            if left:
                self._by_pair[pair] = left
            else:
                del self._by_pair[pair]

    def settle(self) -> None:
        """Make one of groups that turned out to be one; the larger takes the smaller, largest first."""
        waiting = sorted((key for key, group in self.groups.items() if len(group.members) > 1), key=self._size)
        refused = set[tuple[int, int]]()
        while waiting:
            key = waiting.pop()
            if key in self.groups and self._takes_another(key, refused):
                waiting.append(key)

    def _takes_another(self, key: int, refused: set[tuple[int, int]]) -> bool:
        """`refused`: pairs of groups that are two; a group that has taken another is asked about anew."""
        group = self.groups[key]
        hows = group.hows()
        for other in self._candidates(hows):
            both = min(key, other), max(key, other)
            if other == key or both in refused:
                continue
            if self._one(group, hows, self.groups[other]):
                self._merge(key, other)
                refused.difference_update([pair for pair in refused if key in pair])
                return True
            refused.add(both)
        return False

    def _size(self, key: int) -> tuple[int, int]:
        return len(self.groups[key].members), -key

    def _one(self, group: Group, hows: Sequence[Read], other: Group) -> bool:
        if not hows or not other.read or abs(group.last_at - other.last_at) > 2 * SILENT:
            return False
        others = other.hows()
        return belongs([alike(one, two) for one in hows for two in others]) >= MERGE

    def _merge(self, key: int, other: int) -> None:
        gone = self.groups.pop(other)
        self._into[other] = key
        group = self.groups[key]
        group.members = sorted([*group.members, *gone.members])
        group.read = [*group.read[:FIRST], *gone.read[:FIRST], *group.read[FIRST:], *gone.read[FIRST:]][: FIRST + LAST]
        group.last_at = max(group.last_at, gone.last_at)

    def _candidates(self, hows: Iterable[Read]) -> list[int]:
        """Groups that share the heaviest pairs, the most first."""
        seen: dict[int, int] = {}
        for how in hows:
            for pair, share in islice(how.weights.items(), PROBES):
                weight = round(1000 * share)
                known = self._by_pair.get(pair, ())[-REMEMBERED:]
                for key in {self._now(one) for one in known} if self._into else set(known):
                    seen[key] = seen.get(key, 0) + weight
        return heapq.nlargest(CANDIDATES, seen, key=lambda key: seen[key])

    def _now(self, key: int) -> int:
        while key in self._into:
            key = self._into[key]
        return key


def gathered(how: Callable[[int], Read], times: Sequence[datetime]) -> list[list[int]]:
    """Groups of places, in the order of time within each; a message alone is a group too. `how` reads one message."""
    gathering = Gathering()
    for count, place in enumerate(sorted(range(len(times)), key=lambda one: (times[one], one)), 1):
        gathering.place(place, how(place), times[place])
        if count % TIDIED == 0:
            gathering.tidy(times[place])
    gathering.settle()
    return [sorted(group.members, key=lambda one: (times[one], one)) for group in gathering.groups.values()]
