"""A Chinese name as the syllables people type for it: 城管局 is found by `chengguanju`, `cgj` or `chenggj`."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "seed" / "pinyin.toml"
MOST = 3
"""Readings of one character that are kept."""


@lru_cache(maxsize=4096)
def spelt(name: str) -> str:
    """`cheng guan ju`; a character of several readings has them all: `zhong/tong/chong qing`.

    Latin letters and digits stand as they are, in small letters; what is neither is left out.
    """
    readings = _readings()
    parts: list[str] = []
    for mark in name.lower():
        if mark in readings:
            parts.append("/".join(readings[mark][:MOST]))
        elif mark.isascii() and mark.isalnum():
            parts.append(mark)
    return " ".join(parts)


@cache
def _readings() -> dict[str, list[str]]:
    readings: dict[str, list[str]] = {}
    for syllable, characters in tomllib.loads(TABLE.read_text(encoding="utf-8"))["syllables"].items():
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    return readings
