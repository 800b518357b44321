"""Messages gathered into events, one after the other in the order of time: yesterday's groups stay. Pure."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotline.insight.alike import JOIN, MERGE, Read, alike, belongs

PROBES = 24
"""The heaviest pairs of a message that look for groups."""
REMEMBERED = 200
"""Groups that are kept for a pair, the newest."""
CANDIDATES = 12
TIDIED = 2_000
"""Messages after which what can no longer be joined is forgotten."""
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

    members: list[int] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    """Of the first and the newest members."""
    last_at: datetime | None = None

    def add(self, place: int, how: Read, at: datetime) -> None:
        self.members.append(place)
        self.read.append(how)
        if len(self.read) > FIRST + LAST:
            del self.read[FIRST]
        self.last_at = at


class Gathering:
    """Groups that grow. `place` with every message in the order of time, then `settle` once."""

    def __init__(self) -> None:
        self.groups: dict[int, Group] = {}
        self._by_pair: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._into: dict[int, int] = {}

    def place(self, place: int, how: Read, at: datetime) -> int:
        """Put one message where it belongs, or into a group of its own. Returns the group's key."""
        best, key = 0.0, -1
        for candidate in self._candidates([how]):
            group = self.groups[candidate]
            if group.last_at is not None and at - group.last_at <= SILENT:
                near = belongs([alike(how, member) for member in group.read])
                if near > best:
                    best, key = near, candidate
        if best < JOIN:
            key = place
            self.groups[key] = Group()
        self.groups[key].add(place, how, at)
        for pair in _probes(how):
            known = self._by_pair[pair]
            if not known or known[-1] != key:
                known.append(key)
        return key

    def let_go(self, now: datetime) -> None:
        """Forget how the long silent read, where one message is all: nothing joins them any more."""
        for group in self.groups.values():
            if len(group.members) == 1 and group.last_at is not None and now - group.last_at > 2 * SILENT:
                group.read.clear()

    def settle(self) -> None:
        """Make one of groups that turned out to be one; the larger takes the smaller, largest first."""
        waiting = sorted((key for key, group in self.groups.items() if len(group.members) > 1), key=self._size)
        while waiting:
            key = waiting.pop()
            if key not in self.groups:
                continue
            for other in self._candidates(self.groups[key].read):
                if other != key and self._one(self.groups[key], self.groups[other]):
                    self._merge(key, other)
                    waiting.append(key)
                    break

    def _size(self, key: int) -> tuple[int, int]:
        return len(self.groups[key].members), -key

    def _one(self, group: Group, other: Group) -> bool:
        if not group.read or not other.read:
            return False
        if group.last_at is None or other.last_at is None or abs(group.last_at - other.last_at) > 2 * SILENT:
            return False
        return belongs([alike(one, two) for one in group.read for two in other.read]) >= MERGE

    def _merge(self, key: int, other: int) -> None:
        gone = self.groups.pop(other)
        self._into[other] = key
        group = self.groups[key]
        group.members = sorted([*group.members, *gone.members])
        group.read = [*group.read[:FIRST], *gone.read[:FIRST], *group.read[FIRST:], *gone.read[FIRST:]][: FIRST + LAST]
        group.last_at = max(at for at in (group.last_at, gone.last_at) if at is not None)

    def _candidates(self, hows: Iterable[Read]) -> list[int]:
        """Groups that share the heaviest pairs, the most first."""
        seen: Counter[int] = Counter()
        for how in hows:
            for pair in _probes(how):
                weight = round(1000 * how.weights[pair])
                for key in {self._now(one) for one in self._by_pair.get(pair, ())}:
                    seen[key] += weight
        return [key for key, _weight in seen.most_common(CANDIDATES)]

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
            gathering.let_go(times[place])
    gathering.settle()
    return [sorted(group.members, key=lambda one: (times[one], one)) for group in gathering.groups.values()]


def _probes(how: Read) -> list[str]:
    return list(how.weights)[:PROBES]
