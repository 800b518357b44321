"""What an event is called, and where it is: the message in its middle, and the place most of them name. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from hotline.insight.likeness.alike import Read, alike
from hotline.insight.likeness.named import ENDINGS

LONGEST = 40
LOOKED_AT = 30
"""Members of a group that are looked at; a headline changes little beyond."""
SAID_BY = 0.5
"""Share of the members that must name a place."""
OPENING = 120

_MARK = "[^\\W_了的在是我们请和与及对有被将到从向给让把买没不也都就被这那]"
_PLACE = re.compile(rf"(?:[A-Z]\d*[市区县]|{_MARK}{{2,3}}[市县]|{_MARK}{{2}}区)*{_MARK}{{2,8}}?(?:{'|'.join(ENDINGS)})")
_DISTRICT = re.compile(r"[A-Z]\d+[市区县]|[\u4e00-\u9fff]{2,3}[区县]")
_NO_PLACE = ("政府", "配套幼儿园", "配套学校", "公司小区")
_GENERIC = frozenset(
    {
        "地铁站",
        "火车站",
        "高铁站",
        "汽车站",
        "公交站",
        "加油站",
        "充电站",
        "老小区",
        "本小区",
        "街道社区",
        "燃气公司",
        "物业公司",
        "装修公司",
        "装饰公司",
        "自来水公司",
        "供电公司",
        "人民医院",
        "社区医院",
        "医院",
        "实验小学",
        "老旧小区",
        "十字路",
        "人行路",
        "铁路",
        "公路",
        "马路",
        "道路",
        "高速公路",
    }
)
"""What a city has many of: the name of none."""
_DOING = re.compile("[占飘摆修走停堵进出过回绕掉](?:到|占)?(?:小区|路|街|巷|站)$")
"""Something is done there; it is no name (摆摊占路, 飘到小区)."""
_LEADING = re.compile(r"^(?:关于|咨询|反映|投诉|举报|请求|请问|希望|建议|再次|强烈|位于|对|在|请|求)+")


def title(members: Sequence[tuple[str, Read]]) -> str:
    """The title of the member nearest to all others, at most `LONGEST` characters. `members`: title and reading."""
    some = members[:LOOKED_AT]
    nearness = [sum(alike(how, other) for _title, other in some) for _title, how in some]
    best = max(range(len(some)), key=lambda place: (bool(some[place][0].strip()), nearness[place], -place))
    words = "".join(some[best][0].split())
    return words if len(words) <= LONGEST else words[: LONGEST - 2] + "……"


def place(texts: Sequence[tuple[str, str]]) -> str:
    """The narrowest place that half of them name, empty when there is none. `texts`: title and body."""
    narrow, wide = Counter[str](), Counter[str]()
    some = texts[:LOOKED_AT]
    for subject, body in some:
        named = _LEADING.sub("", _shown(subject))
        shown = named if len(some) == 1 else named + "，" + _shown(body[: 2 * OPENING])[:OPENING]
        narrow.update({found[0] for found in _PLACE.finditer(shown) if _names(found[0])})
        wide.update({found[0] for found in _DISTRICT.finditer(shown) if _names(found[0])})
    for names in (_with_parts(narrow), wide):
        often = [(count, len(name), name) for name, count in names.items() if count >= SAID_BY * len(some)]
        if often:
            return max(often)[2]
    return ""


def _names(found: str) -> bool:
    return not (found.endswith(_NO_PLACE) or found in _GENERIC or _DOING.search(found))


def _with_parts(names: Counter[str]) -> Counter[str]:
    """A long name also speaks for the shorter one at its end (A3区月亮岛路, 月亮岛路)."""
    counted = Counter(names)
    for name in names:
        for other, count in names.items():
            if other != name and other.endswith(name):
                counted[name] += count
    return counted


def _shown(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
