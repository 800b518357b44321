"""A made-up city that writes: estates, roads and towns nobody has, what goes wrong there, and how people put it.

The same letters each time. A few places are written of often and most seldom, as in any city; one letter in six tells
of an event that others tell of in other words. `python -m bench.town 10000` prints a year of them for `hotline topics`.
"""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.seed import read

BEGIN = datetime.fromisoformat("2026-01-01T00:00:00+08:00")
PLACES = 6_000
EVENT_IN = 6
"""One letter in so many is of an event."""
TOLD = 12
"""Letters of one event, on average."""
_CHARACTERS = (
    "锦华双桂翠屏云杉红叶金穗玉泉滨河梧桐天鹅文峰东渡石板七星麻柳杏林青松白鹭枫竹荷塘月影兰亭望江听涛御景盛世"
    "和谐康宁永丰太平长乐安顺德仁义礼智信福寿禄喜春夏秋冬晴雪雨露霞虹晨曦朝阳晓风山水龙凤麒麟鹤鸣鹿苑梅桃李杨"
)
_ENDINGS = ("小区", "花园", "家园", "公寓", "广场", "社区", "佳苑", "国际城", "路", "街", "村", "学校", "市场", "大道")
_WHO = (
    "我是本小区业主", "我家住三楼", "我们是附近的居民", "本人在这里上班", "我是一名租户", "家里有老人和孩子",
    "我们几十户人",
)  # fmt: skip
_SINCE = (
    "从上个月开始", "已经半年多", "最近一周", "每天晚上", "连续好几天", "去年底以来", "一到下雨就", "周末的时候",
    "凌晨两点还在",
)  # fmt: skip
_TRIED = (
    "找过物业好几次都说再等等", "打过电话没有人来看", "向社区反映过没有结果", "商家说与他们无关",
    "工作人员让我们自己想办法", "现场没有任何提示牌", "师傅来看了一眼就走了", "群里天天有人说这件事",
    "合同上写得清清楚楚", "施工单位答应整改却没有动静",
)  # fmt: skip
_HURT = (
    "老人晚上睡不着", "孩子上学很不方便", "已经有人摔伤", "大家意见很大", "车子根本开不进去", "家里没法开窗",
    "每个月多花几百元", "担心引起火灾", "影响了正常做生意", "楼下全是积水", "味道非常难闻", "停在路边的车被刮了",
)  # fmt: skip
_WISH = (
    "请有关部门尽快处理", "希望派人到现场看看", "请问什么时候能解决", "请给一个明确的答复", "恳请领导关心",
    "希望按规定退还费用", "请依法查处", "盼望早日恢复", "请协调各方拿出办法", "希望今后加强管理",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    at: datetime
    title: str
    body: str
    category: str


@dataclass(frozen=True, slots=True)
class _Matter:
    place: str
    words: tuple[str, ...]
    category: str


class City:
    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._items = [(row.code, (row.name, *row.words, *row.strong)) for row in read.categories() if row.parent]
        self._places = [self._name() for _ in range(PLACES)]

    def letters(self, number: int, days: int) -> list[Letter]:
        """So many within so many days from `BEGIN`, in the order of time."""
        span, chance = timedelta(days=days), self._chance
        events = [self._matter() for _ in range(max(1, number // EVENT_IN // TOLD))]
        when = sorted(chance.random() for _ in range(number))
        return [self._letter(BEGIN + share * span, self._of(events, share)) for share in when]

    def _of(self, events: list[_Matter], share: float) -> _Matter:
        """An event of those days, or a matter of its own."""
        if self._chance.randrange(EVENT_IN):
            return self._matter()
        middle = share * len(events)
        return events[min(len(events) - 1, max(0, int(self._chance.gauss(middle, TOLD))))]

    def _letter(self, at: datetime, matter: _Matter) -> Letter:
        said = [self._chance.choice(matter.words) for _ in range(5)]
        title = f"{matter.place}{said[0]}{self._chance.choice(('', '问题', '何时能解决', '没人管', '扰民', '请处理'))}"
        return Letter(at, title, "，".join(self._sentences(matter.place, said)) + "。", matter.category)

    def _sentences(self, place: str, said: list[str]) -> Iterator[str]:
        chance = self._chance
        yield f"{chance.choice(_WHO)}，{place}{chance.randrange(1, 40)}栋{chance.choice(_SINCE)}{said[1]}"
        for one in said[2 : chance.randrange(3, 6)]:
            yield f"{chance.choice(_TRIED)}，{one}，{chance.choice(_HURT)}，{chance.choice(_SINCE)}都是这样"
        if not chance.randrange(3):
            yield f"{chance.choice(self._places)}那边也有{said[0]}，{chance.choice(_TRIED)}"
        yield f"{chance.choice(_HURT)}，{chance.choice(_WISH)}"

    def _matter(self) -> _Matter:
        code, words = self._chance.choice(self._items)
        # The square of an even share: few places are written of often.
        place = self._places[int(self._chance.random() ** 2 * len(self._places))]
        return _Matter(place, words, code)

    def _name(self) -> str:
        chance = self._chance
        name = "".join(chance.sample(_CHARACTERS, chance.choice((2, 2, 2, 3))))
        return name + chance.choice(_ENDINGS)


def main(number: int) -> None:
    for place, one in enumerate(City(7).letters(number, 365)):
        facts = {"id": place, "author": f"u{place}", "subject": one.title, "body": one.body, "at": one.at.isoformat()}
        print(json.dumps(facts, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
