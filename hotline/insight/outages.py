"""Does a notice of an outage answer what a citizen says? The sort, the place and the time must agree. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.insight.grams import plain

SORTS = ("water", "power", "gas", "heat", "net")
_WORDS = {
    "water": ("停水", "断水", "没有水", "没水", "无水", "水压", "来水"),
    "power": ("停电", "断电", "没有电", "没电", "无电", "跳闸", "来电"),
    "gas": ("停气", "断气", "没有气", "没气", "无气", "通气", "燃气", "天然气"),
    "heat": ("停暖", "供暖", "供热", "不热", "暖气"),
    "net": ("断网", "没有网", "没网", "宽带", "上不了网", "信号"),
}
EARLY = timedelta(hours=2)
"""A citizen may speak of it shortly before it begins and for a while after it should have ended."""
LATE = timedelta(hours=2)
_APART = re.compile(r"[、，,；;\n]+")
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Notice:
    """`district`: code, or empty; `places` as the form has them."""

    id: int
    sort: str
    district: str
    places: str
    since: datetime
    until: datetime


def sorts(text: str) -> tuple[str, ...]:
    """What a text says is missing."""
    said = plain(text)
    return tuple(sort for sort in SORTS if any(word in said for word in _WORDS[sort]))


def matching(notices: Iterable[Notice], text: str, district: str, now: datetime) -> list[Notice]:
    """Notices in force that a text is about. A notice without places holds for its whole district."""
    wanted, said = sorts(text), plain(text)
    found = []
    for one in notices:
        if one.sort not in wanted or not one.since - EARLY <= now <= one.until + LATE:
            continue
        named = places(one.places)
        if any(plain(place) in said for place in named) or (not named and one.district and one.district == district):
            found.append(one)
    return found


def places(text: str) -> list[str]:
    """The places of a notice, each at least two characters."""
    return [place for part in _APART.split(text) if len(place := part.strip()) >= SHORTEST]
