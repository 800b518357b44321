"""Which places a text names, by the endings of place names: an estate no list knows counts, too. Pure."""

import re

ENDINGS = (
    "小区", "花园", "家园", "国际城", "新城", "公寓", "大厦", "广场", "庭院", "公馆", "社区", "街道", "嘉园", "佳苑",
    "花都", "山庄", "学校", "小学", "中学", "学院", "大学", "幼儿园", "医院", "公司", "市场", "大道", "立交", "隧道",
    "公园", "景区", "车站", "地铁站", "路", "街", "巷", "镇", "乡", "村", "站", "苑", "湾", "府", "区", "县",
)  # fmt: skip
WIDE = "区县"
"""Endings of districts: many matters share one."""
BEFORE = 2
"""Characters before the ending that make a name; what stands before them varies (武侯区红牌楼街道, 红牌楼街道)."""

_ENDING = re.compile("|".join(ENDINGS))
_LATIN = re.compile(r"[a-z]\d+$")
_NO_NAME = frozenset("的了是在我请这个该各些本周边全附近居民业主住宅老新某和与及或到从")
_NEW = "新"
"""A district may be called so (新都区); before an estate it is no name (新小区)."""
_COUNTED = re.compile("[一二两三四五几数多有那哪每同][家所个处条座栋幢间片]")
"""Some company, two schools: counted, not named."""
_OF_A_PLACE = ("小区", "社区", "景区")


def places(text: str) -> frozenset[str]:
    """Names below a district in a plain text, each the last two characters with the ending (亮岛路)."""
    return frozenset(name for name in _names(text) if not _wide(name))


def districts(text: str) -> frozenset[str]:
    """Names of districts and counties in a plain text."""
    return frozenset(name for name in _names(text) if _wide(name))


def _wide(name: str) -> bool:
    return name[-1] in WIDE and not name.endswith(_OF_A_PLACE)


def _names(text: str) -> set[str]:
    found = set()
    for ending in _ENDING.finditer(text):
        before = text[max(0, ending.start() - BEFORE) : ending.start()]
        named = _NEW if ending[0] in WIDE else ""
        written = all("\u3400" <= mark <= "\u9fff" and (mark in named or mark not in _NO_NAME) for mark in before)
        written = written and not _COUNTED.match(before)
        if (len(before) == BEFORE and written) or _LATIN.match(before):
            found.add(before + ending[0])
    return found
