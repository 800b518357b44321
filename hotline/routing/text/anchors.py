"""What a pattern can't match without: a few short strings, so that most patterns are never tried on most sentences.

Anything but the small language of `frame_tokens` makes a pattern that is always tried.
"""

from collections.abc import Iterable

from hotline.routing.text.frame_tokens import LOOKS, repeated, tokens_of

COMMON = frozenset("的一是不了我在有人这他到大来要个上地你们下出就时说天看里没开好过家生着都也还")
MANY = 12
"""Characters of a set beyond which it says too little."""

Anchors = frozenset[str] | None
"""One of these stands in every match; None when nothing must."""


def anchors(pattern: str) -> Anchors:
    """Strings of one or two characters, one of which stands in every text that `pattern` matches."""
    found, rest = _branches(tokens_of(pattern), 0)
    return found if rest is None else None


def required(pattern: str) -> list[frozenset[str]]:
    """The same for each part of a pattern that has several one after another: of each set one string stands there."""
    tokens = tokens_of(pattern)
    parts, end = _sequence(tokens, 0)
    return list(filter(None, parts if end == len(tokens) else [anchors(pattern)]))


def dearest(some: Iterable[Anchors]) -> Anchors:
    """Of several conditions that all must hold, the one that holds most rarely."""
    return min((one for one in some if one), key=cost, default=None)


def cost(one: frozenset[str]) -> int:
    """About how often one of these stands in a sentence; only good for comparing."""
    return sum(1 if len(word) > 1 else 400 if word in COMMON else 20 for word in one)


def _branches(tokens: list[str], at: int) -> tuple[Anchors, int | None]:
    """The anchors of `a|b|c` from `at`, and where its `)` stands; None at the end of the pattern."""
    ways: list[Anchors] = []
    while True:
        parts, at = _sequence(tokens, at)
        ways.append(dearest(parts))
        if at >= len(tokens) or tokens[at] == ")":
            break
        at += 1
    united = None if None in ways else frozenset[str]().union(*(way for way in ways if way is not None))
    return united, None if at >= len(tokens) else at


def _sequence(tokens: list[str], at: int) -> tuple[list[Anchors], int]:
    """All that must stand there, up to `|`, `)` or the end."""
    found: list[Anchors] = []
    run = ""
    while at < len(tokens) and tokens[at] not in "|)":
        part, at = tokens[at], at + 1
        item: Anchors = _set(part) if part.startswith("[") else None
        if part.startswith("("):
            item, end = _branches(tokens, at)
            at = len(tokens) if end is None else end + 1
            if part in LOOKS:
                continue
        optional, at = repeated(tokens, at)
        if len(part) == 1 and part not in "^$.(" and not optional:
            run += part
        else:
            found += [_run(run), None if optional else item]
            run = ""
    return [*found, _run(run)], at


def _run(run: str) -> Anchors:
    pairs = [run[place : place + 2] for place in range(len(run) - 1)] or [run]
    return frozenset([pairs[0]]) if run else None


def _set(token: str) -> Anchors:
    if token.startswith("[^") or "-" in token or "\\" in token:
        return None
    return frozenset(token[1:-1]) if len(token) - 2 <= MANY else None
