"""The limits a city promises (办理时限规则): which policy holds for which request, by rules that are data (D-16).

The most specific matching rule wins; `SPECIFICITY` says what that means. `packs` reads them and refuses a pack that
leaves any choice to chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

URGENCIES = ("normal", "h24", "h2")
SOURCE_LEVELS = ("national", "province", "city", "district", "street")
"""来源级别: whose door the request came through; for a mailbox, the level of the post that owns it."""

RUNGS = ("reminder", "yellow", "red", "supervise_unit", "supervise_city")
"""提醒, 黄牌, 红牌催办, 督办至单位领导, 提级督办至市: levels 1 to 5 of the supervision ladder (督办阶梯)."""

SPECIFICITY = ("urgency", "leader_instruction", "source_level", "channel", "category", "kind")
"""What a rule names, the weightiest first: naming an earlier one beats naming all the later ones together. Of two
category prefixes the longer wins. Rules that are equal in all this need different priorities; the higher wins."""


class NoPolicy(LookupError):
    """No policy has this code."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Working days or wall-clock hours, exactly one of them: pass both on to `deadlines.due`."""

    days: int | None = None
    hours: int | None = None

    @property
    def unit(self) -> str:
        """`days` or `hours`, as `ladder.rungs` wants it."""
        return "days" if self.days is not None else "hours"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a request is promised. Limits run from dispatch unless said otherwise.

    `rework` runs from the order to redo, `follow_up` from the reply, `return_review` from the return, `need_info` from
    the question to the citizen, `supervised` from the supervision sheet. `leader` asks for the leader's way: reply
    signed by the principal leader, follow-up by the supervisors (D-49, D-64).
    """

    code: str
    zh: str
    en: str
    finish: Limit
    """办结"""
    sign: Limit
    """签收"""
    first_contact: Limit
    """首次联系"""
    interim: Limit | None
    """阶段性答复, None when none is owed"""
    follow_up: Limit
    """回访"""
    rework: Limit
    """重办"""
    return_window: Limit
    """退单窗口"""
    return_review: Limit
    """退单审核"""
    need_info: Limit
    """补充材料"""
    supervised: Limit
    """督办单答复"""
    extensions: int
    """延期次数 the hotline office may grant"""
    leader_extensions: int
    """further ones only a leader may grant"""
    extension_days: int
    """the longest extension, in working days"""
    suspension_days: int
    """the longest suspension (挂起), in calendar days"""
    leader: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What a policy is chosen by. Empty means unknown; `category` is the catalogue code."""

    category: str = ""
    kind: str = ""
    urgency: str = "normal"
    channel: str = ""
    source_level: str = ""
    leader_instruction: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule asks of a key. An empty set, an empty prefix and None ask nothing."""

    category: str = ""
    kind: frozenset[str] = frozenset()
    urgency: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    source_level: frozenset[str] = frozenset()
    leader_instruction: bool | None = None

    def holds(self, key: Key) -> bool:
        return (
            key.category.startswith(self.category)
            and (not self.kind or key.kind in self.kind)
            and (not self.urgency or key.urgency in self.urgency)
            and (not self.channel or key.channel in self.channel)
            and (not self.source_level or key.source_level in self.source_level)
            and self.leader_instruction in (None, key.leader_instruction)
        )

    @property
    def specificity(self) -> tuple[int, ...]:
        """One number for each of SPECIFICITY; a greater tuple is more specific."""
        given = {name: int(bool(getattr(self, name))) for name in SPECIFICITY}
        given |= {"leader_instruction": int(self.leader_instruction is not None), "category": len(self.category)}
        return tuple(given[name] for name in SPECIFICITY)

    def overlaps(self, other: "Match") -> bool:
        """True when some key satisfies both, for two matches of one specificity."""
        mine = (self.kind, self.urgency, self.channel, self.source_level)
        theirs = (other.kind, other.urgency, other.channel, other.source_level)
        return (
            self.category == other.category
            and self.leader_instruction == other.leader_instruction
            and all(ours & others or not ours for ours, others in zip(mine, theirs, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Rule:
    match: Match
    priority: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class RungRule:
    """One rung of the supervision ladder (督办阶梯), as data; `level` is its place in RUNGS, from 1.

    For limits in days: `days` working days after the due day (negative: before), at the pack's hour. For limits in
    hours: `share` per cent of the limit used, and `hours` more.
    """

    level: int
    code: str
    days: int = 0
    share: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """A city's or province's limits, in force from `since`, with the `source` of the promise.

    `rules` are in the order they are tried and the last matches everything; `leader` says which requests go the
    leader's way; `ladder` is by unit, `days` and `hours`; rungs counted in days fire at the second `fires_at` of a day.
    `recall_seconds`: how long a dispatch can be taken back (撤回派单).
    """

    code: str
    version: str
    since: date
    zh: str
    en: str
    source: str
    rules: tuple[Rule, ...]
    leader: tuple[Match, ...]
    ladder: Mapping[str, tuple[RungRule, ...]]
    fires_at: int
    recall_seconds: int = 10


def select(pack: Pack, key: Key) -> Policy:
    """The policy of the most specific rule that matches; every pack ends with a rule that matches all."""
    policy = next(rule.policy for rule in pack.rules if rule.match.holds(key))
    return replace(policy, leader=True) if any(match.holds(key) for match in pack.leader) else policy


def by_code(pack: Pack, code: str) -> Policy:
    """The policy with this code. Raises NoPolicy naming the codes there are."""
    for rule in pack.rules:
        if rule.policy.code == code:
            return rule.policy
    raise NoPolicy(f"no policy {code!r}; there are {', '.join(rule.policy.code for rule in pack.rules)}")
