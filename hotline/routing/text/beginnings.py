"""What a pattern may begin with: one look at a character spares it the trial of many words."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from hotline.routing.text.frame_tokens import LOOKS, repeated, tokens_of

Beginnings: TypeAlias = frozenset[str] | None
"""Characters; None when it may be any."""


def led(pattern: str) -> str:
    """The same pattern, which looks at the first character before it tries its words."""
    first = beginnings(pattern)
    return f"(?=[{''.join(map(re.escape, sorted(first)))}])(?:{pattern})" if first else pattern


def beginnings(pattern: str) -> Beginnings:
    """The characters a match may begin with; None when it may be any, or nothing at all."""
    found, empty, end = _begun(tokens_of(pattern), 0)
    return found if end is None and not empty else None


def _begun(tokens: list[str], at: int) -> tuple[Beginnings, bool, int | None]:
    """What `a|b|c` from `at` may begin with, whether it may be empty, and where its `)` stands."""
    ways: list[Beginnings] = []
    empty = False
    while True:
        way, may_be_empty, at = _begun_way(tokens, at)
        ways.append(way)
        empty = empty or may_be_empty
        if at >= len(tokens) or tokens[at] == ")":
            return _united(ways), empty, None if at >= len(tokens) else at
        at += 1


def _begun_way(tokens: list[str], at: int) -> tuple[Beginnings, bool, int]:
    """The same of one way, up to `|`, `)` or the end."""
    begun: list[Beginnings] = []
    open_ = True
    while at < len(tokens) and tokens[at] not in "|)":
        part, at = tokens[at], at + 1
        item, empty = _one_of(part), False
        if part.startswith("("):
            item, empty, end = _begun(tokens, at)
            at = len(tokens) if end is None else end + 1
            if part in LOOKS:
                continue
        optional, at = repeated(tokens, at)
        if open_:
            begun.append(item)
            open_ = optional or empty
    return _united(begun), open_, at


def _one_of(part: str) -> Beginnings:
    """The characters a part of one character may be."""
    if len(part) > 1:
        return None if part.startswith(("[^", "\\")) or "-" in part or "\\" in part else frozenset(part[1:-1])
    return None if part in ".^$" else frozenset(part)


def _united(ways: Sequence[Beginnings]) -> Beginnings:
    known = list(filter(None, ways))
    return frozenset[str]().union(*known) if len(known) == len(ways) else None
