"""Does a notice of an outage answer what a citizen says? The sort, the place and the time must agree. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.insight.likeness.grams import plain

SORTS = ("water", "power", "gas", "heat", "net")
_GONE = "(?:没有|没|没得|无|断|缺)"
_STOPPED = "(?:又|都|突然|全)?(?:停|断)了"
_SAYS = {
    "water": (
        "停(?:了)?水",
        rf"{_GONE}(?:自来)?水(?![平准表费泥果印质池沟渍彩利务电])",
        f"水{_STOPPED}",
        "来水",
        "来不起水",
        "水压",
        "自来水[^，。]{0,6}(?:没|停|断)",
        "(?:放|接|打)不出水",
    ),
    "power": (
        "停(?:了)?电",
        rf"{_GONE}电(?![梯话视动源器瓶脑影工表信商])",
        f"电{_STOPPED}",
        "跳闸",
        "通电",
        "电(?:还)?没来",
        "(?:何时|时候|多久|几点|没|才|不|会|能|等)来电",
        "来电(?:了吗|没有|时间)",
    ),
    "gas": (
        "停(?:了)?(?:燃|天然|煤)?气(?![味候])",
        rf"{_GONE}(?:燃|天然|煤)?气(?![味候象球体温色管])",
        f"气{_STOPPED}",
        "通气",
        "来气",
        "(?:燃|天然|煤)气[^，。]{0,6}(?:停|断了|没来|没了|打不)",
        "打不[燃着]火",
    ),
    "heat": ("停暖", "供暖", "供热", "暖气", "地暖", "不热(?![情心闹爱门])"),
    "net": (
        "断(?:了)?网",
        rf"{_GONE}(?:网络|网|宽带)(?![站红格点购约上吧友])",
        f"(?:网络|网){_STOPPED}",
        "(?:网络|网)(?:不通|中断)",
        "宽带",
        "[上连]不[了上]网",
        "信号(?![灯塔机员牌控杆])",
    ),
}
"""How people say that it is missing; what only has the same characters (没有电梯, 来电反映, 信号灯) is none of it."""
_LEAKS = re.compile("漏气|泄[漏露]|(?:燃|天然|煤)气味|臭鸡蛋")
"""Gas that escapes is a danger, and no outage."""
_SAID = {sort: re.compile("|".join(said)) for sort, said in _SAYS.items()}
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
    found = tuple(sort for sort in SORTS if _SAID[sort].search(said))
    return tuple(sort for sort in found if sort != "gas" or not _LEAKS.search(said))


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
