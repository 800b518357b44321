"""Names in a letter that look like a place and that the gazetteer does not know, worth remembering. Pure rules."""

import re
from collections.abc import Callable

SUFFIXES = (
    "小区", "花园", "家园", "公寓", "广场", "大厦", "市场", "学校", "小学", "中学", "幼儿园", "医院", "公园", "社区",
    "大道", "新居", "村", "巷子", "路", "街", "巷",
)  # fmt: skip
CUT = re.compile(
    r"位于|住在|家住|地址|前往|靠近|旁边|附近|对面|投诉|反映|举报|咨询|建议|请问|关于|我们|你们|他们|街道|办事处|以上|"
    r"希望|整个|目前|全体|部分|现任|当地|实际|而且|今年|一名|一位|周边|解决|什么|很多|多数|进入|采取|造成|相关部门|影响|"
    r"[个些某几绕在的到从和与及去是有我你他她住区县市镇乡号栋楼段组了这条向为对按将由于用未旁每请求至该此本各道、]"
)
"""What a name does not reach back over."""
_NAME = re.compile(rf"([\u4e00-\u9fa5A-Za-z0-9]{{2,10}}?)({'|'.join(SUFFIXES)})")
COMMON = (
    "一小区", "壁小区", "质小区", "建小区", "居民小区", "封闭式小区", "配套幼儿园", "惠民幼儿园", "普惠性幼儿园",
    "中心小学", "中心医院", "中心广场", "商业广场", "商业街", "房地产市场", "普通村", "贫困村", "交叉路", "走投无路",
    "公交路", "公交车路", "安装路", "主要路", "断头路", "毛路", "巴路",
    "老旧小区", "老小区", "新小区", "安置小区", "住宅小区", "整个小区", "农贸市场", "菜市场", "字路", "绿灯路", "全村",
    "农村", "乡村", "中村", "铁路", "线路", "公路", "马路", "之路", "速路", "网路", "泥路", "电路", "修路", "大街",
    "步行街", "公办学校", "民办学校", "私立学校", "公立学校", "公立幼儿园", "私立幼儿园", "自然村", "偏远山村",
    "初级中学", "人民医院", "大医院", "公办幼儿园",
)  # fmt: skip
"""Everyday words that end like a place."""
LEAST, MOST = 3, 12
STEM = 2
"""Characters before the last word of a name: 幼儿园 alone is none, 望仙路 is one."""


def unknown(title: str, body: str, known: Callable[[str], bool], limit: int = 3) -> list[str]:
    """Up to `limit` names, those of the title first; `known` says whether the gazetteer has a name."""
    found: dict[str, None] = {}
    for text in (title, body[:2000]):
        for match in _NAME.finditer(text):
            stem = CUT.split(match[1])[-1]
            name = stem + match[2]
            if len(stem) >= STEM and LEAST <= len(name) <= MOST and not name.endswith(COMMON) and not known(name):
                found.setdefault(name)
    return list(found)[:limit]
