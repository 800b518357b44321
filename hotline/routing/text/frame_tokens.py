"""The small language of the frames: characters, groups with `|`, sets, `(?!…)` and the like, `? * + {0,n}`."""

import re

_TOKEN = re.compile(r"\(\?[:=!]|\(\?<[=!]|\\.|\[\^?[^\]]+\]|[?*+]|\{\d+,\d+\}|.", re.DOTALL)
LOOKS = frozenset({"(?!", "(?=", "(?<!", "(?<="})
"""What they look at may stand outside the match, or must not stand at all."""


def tokens_of(pattern: str) -> list[str]:
    return _TOKEN.findall(pattern)


def repeated(tokens: list[str], at: int) -> tuple[bool, int]:
    """Whether what stands before `at` may be missing, and where the pattern goes on."""
    optional = False
    while at < len(tokens) and (tokens[at] in "?*+" or re.fullmatch(r"\{\d+,\d+\}", tokens[at])):
        optional = optional or tokens[at] in "?*" or tokens[at].startswith("{0")
        at += 1
    return optional, at
