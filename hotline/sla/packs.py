"""Reads a pack of limits from TOML and refuses one that is wrong or ambiguous, naming the rule."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import TypeGuard

from hotline.sla.calendar import clock_second
from hotline.sla.deadlines import MAX_HOURS
from hotline.sla.policies import RUNGS, SOURCE_LEVELS, URGENCIES, Limit, Match, Pack, Policy, Rule, RungRule
from hotline.tickets.inbound import CHANNELS, KINDS

Table = Mapping[str, object]

_VALUES = {"kind": KINDS, "urgency": URGENCIES, "channel": CHANNELS, "source_level": SOURCE_LEVELS}
_PACK = {
    "code", "version", "since", "zh", "en", "source", "recall_seconds", "defaults", "rule", "leader", "ladder",
}  # fmt: skip
_POLICY = {field.name for field in fields(Policy)} - {"code", "zh", "en", "leader"}


class PackError(ValueError):
    """The pack is wrong; the message names the rule."""


def load_pack(path: Path) -> Pack:
    """The pack of a TOML file. Raises PackError naming the file and the rule."""
    try:
        return parse_pack(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise PackError(f"{path.name}: {error}") from error


def parse_pack(data: Table) -> Pack:
    """A pack from its tables: code, version, since, zh, en, source, [defaults], [[rule]], [[leader]], [ladder]."""
    _known("pack", data, _PACK)
    defaults = _table("defaults", data.get("defaults", {}))
    _known("defaults", defaults, _POLICY)
    rules = [_rule(table, defaults) for table in _tables("rule", data)]
    _unambiguous(rules)
    ladder = _table("ladder", data.get("ladder"))
    _known("ladder", ladder, {"fires_at", "days", "hours"})
    since = data.get("since")
    if not isinstance(since, date) or isinstance(since, datetime):
        raise PackError(f"pack: since must be a date, not {since!r}")
    return Pack(
        code=_text("pack", data, "code"),
        version=_text("pack", data, "version"),
        since=since,
        zh=_text("pack", data, "zh"),
        en=_text("pack", data, "en"),
        source=_text("pack", data, "source"),
        rules=tuple(sorted(rules, key=lambda rule: (rule.match.specificity, rule.priority), reverse=True)),
        leader=tuple(_match("leader", table) for table in _tables("leader", data)),
        ladder={unit: _rungs(unit, ladder) for unit in ("days", "hours")},
        fires_at=_fires_at(ladder),
        recall_seconds=_count("pack", {"recall_seconds": 10, **data}, "recall_seconds"),
    )


def _rule(table: Table, defaults: Table) -> Rule:
    name = f"rule {table.get('code', '?')!r}"
    _known(name, table, _POLICY | {"code", "zh", "en", "match", "priority"})
    merged = {**defaults, **table}
    finish = _limit(name, merged, "finish")
    policy = Policy(
        code=_text(name, table, "code"),
        zh=_text(name, table, "zh"),
        en=_text(name, table, "en"),
        finish=finish,
        sign=_limit(name, merged, "sign"),
        first_contact=_limit(name, merged, "first_contact"),
        interim=_limit(name, merged, "interim") if "interim" in merged else None,
        follow_up=_limit(name, merged, "follow_up"),
        rework=_limit(name, merged, "rework"),
        return_window=_limit(name, merged, "return_window"),
        return_review=_limit(name, merged, "return_review"),
        need_info=_limit(name, merged, "need_info"),
        supervised=_limit(name, merged, "supervised"),
        extensions=_count(name, merged, "extensions"),
        leader_extensions=_count(name, merged, "leader_extensions"),
        extension_days=_extension_days(name, merged, finish),
        suspension_days=_count(name, merged, "suspension_days"),
    )
    match = _match(name, _table(f"{name}: match", table.get("match", {})))
    return Rule(match, _count(name, {"priority": 0, **table}, "priority"), policy)


def _match(name: str, table: Table) -> Match:
    _known(f"{name}: match", table, {"category", "leader_instruction", *_VALUES})
    category, instruction = table.get("category", ""), table.get("leader_instruction")
    if not isinstance(category, str):
        raise PackError(f"{name}: category must be the beginning of a catalogue code, in quotes")
    if not isinstance(instruction, bool | None):
        raise PackError(f"{name}: leader_instruction must be true or false")
    given: dict[str, frozenset[str]] = {}
    for field, known in _VALUES.items():
        values = table.get(field, [])
        if not isinstance(values, list) or not set(values) <= set(known):
            raise PackError(f"{name}: {field} must be a list out of {', '.join(known)}, not {values!r}")
        given[field] = frozenset(values)
    return Match(category=category, leader_instruction=instruction, **given)


def _limit(name: str, table: Table, key: str) -> Limit:
    match table.get(key):
        case {"days": days, **rest} if not rest and _whole(days) and 1 <= days <= 366:
            return Limit(days=days)
        case {"hours": hours, **rest} if not rest and _whole(hours) and 1 <= hours <= MAX_HOURS:
            return Limit(hours=hours)
        case other:
            raise PackError(f"{name}: {key} needs either days (1 to 366) or hours (1 to {MAX_HOURS}), not {other!r}")


def _extension_days(name: str, table: Table, finish: Limit) -> int:
    if table.get("extension_days") != "original":
        return _count(name, table, "extension_days")
    if finish.days is None:
        raise PackError(f"{name}: extension_days must be a number where finish is in hours")
    return finish.days


def _rungs(unit: str, ladder: Table) -> tuple[RungRule, ...]:
    measures = {"days": ("days",), "hours": ("share", "hours")}[unit]
    rungs = []
    for table in _tables(unit, ladder):
        name = f"ladder.{unit} {table.get('code', '?')!r}"
        _known(name, table, {"code", *measures})
        code = _text(name, table, "code")
        numbers = {key: number for key, number in table.items() if _whole(number)}
        if code not in RUNGS or not numbers or len(numbers) + 1 < len(table):
            raise PackError(
                f"{name}: needs a code out of {', '.join(RUNGS)} and {' or '.join(measures)} in whole numbers"
            )
        rungs.append(RungRule(RUNGS.index(code) + 1, code, **numbers))
    for lower, higher in pairwise(rungs):
        later = (lower.days, lower.share, lower.hours) < (higher.days, higher.share, higher.hours)
        if lower.level >= higher.level or not later:
            raise PackError(f"ladder.{unit} {higher.code!r}: must be higher and later than {lower.code!r}")
    return tuple(rungs)


def _fires_at(ladder: Table) -> int:
    try:
        return clock_second(_text("ladder", ladder, "fires_at"))
    except ValueError as error:
        raise PackError(f"ladder: fires_at: {error}") from error


def _unambiguous(rules: list[Rule]) -> None:
    for one, other in combinations(rules, 2):
        if one.policy.code == other.policy.code:
            raise PackError(f"rule {other.policy.code!r} is given twice")
        rank = (one.match.specificity, one.priority)
        if rank == (other.match.specificity, other.priority) and one.match.overlaps(other.match):
            names = f"rules {one.policy.code!r} and {other.policy.code!r}"
            raise PackError(f"{names} match the same requests and are equally specific: give one a higher priority")
    if not any(rule.match == Match() for rule in rules):
        raise PackError("a rule without match is needed, for requests no other rule knows")


def _known(name: str, table: Table, known: set[str]) -> None:
    if unknown := set(table) - known:
        raise PackError(f"{name}: unknown {', '.join(sorted(unknown))}")


def _text(name: str, table: Table, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PackError(f"{name}: {key} is missing")
    return value


def _count(name: str, table: Table, key: str) -> int:
    value = table.get(key)
    if not _whole(value) or value < 0:
        raise PackError(f"{name}: {key} must be a whole number, not {value!r}")
    return value


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _table(name: str, value: object) -> Table:
    if not isinstance(value, dict):
        raise PackError(f"{name}: a table is needed")
    return value


def _tables(name: str, data: Table) -> list[Table]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise PackError(f"{name}: [[{name}]] must be tables")
    return value
