"""Where a matter from outside stands: lines under its text for people to follow, nothing its writer said. Pure."""

import re
from collections.abc import Iterable

SOURCE, PUBLISHED, LINK = "来源", "发布时间", "链接"
PARTNER, THEIR_NUMBER = "转来单位", "对方编号"
_ONCE = "作者"
"""Stood there once; who wrote is the petitioner."""
_LINE = re.compile(rf"\s*(?:(?:{'|'.join((SOURCE, PUBLISHED, LINK, PARTNER, THEIR_NUMBER, _ONCE))})[：:].*)?$")
"""One of these, or an empty one."""


def lines(told: Iterable[tuple[str, str]]) -> str:
    """(label, value) as lines; without those that say nothing."""
    return "\n".join(f"{label}：{value}" for label, value in told if value)


def without(text: str) -> str:
    """What was said, for whoever reads it for its matter: 武侯区论坛 is no place, and two items of it are not alike.

    At the end only: what a writer begins so in the middle of her letter is hers.
    """
    said = text.split("\n")
    while said and _LINE.match(said[-1]):
        said.pop()
    return "\n".join(said)
