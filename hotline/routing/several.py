"""Whether a letter probably holds several matters (一信多诉): by its own numbering and by 另外, and what each is about.

Only says so: a person looks at it and splits it. Points of one matter (事实、诉求, or three wishes about one thing) are
joined again, because they lead to the same item and place.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hotline.routing.evidence import Decision

READ = 20_000
MOST = 9
LEAST_WORDS = 6
"""Characters of a portion that can be a matter of its own."""

_ORDER = "一二三四五六七八九十"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨"
_BEGINS = r"(?:^|(?<=[\n。！？；;!?：:，,]))[ \t　]*"
_MARK = re.compile(
    _BEGINS
    + r"(?:(?P<han>[（(]?[一二三四五六七八九十][)）]?(?:[、.．，,：:]|(?<=[)）])))"
    + r"|(?P<digit>[（(]?[1-9][)）]?(?:[、.．：:]|(?<=[)）]))(?!\d))"
    + rf"|(?P<circle>[{_CIRCLES}])"
    + r"|(?P<ordinal>[第其][一二三四五六七八九](?:件事?情?|个问题|个事|点|项|是)?[、，,：:]?)"
    + r"|(?P<also>另外|此外|还有就?是?|再有|再就是|顺便(?:反映|问)?))",
    re.MULTILINE,
)
_POINT = re.compile(r"\W*(?:事实|理由|经过|基本情况|情况说明|背景|诉求|请求|要求|建议|希望|恳请|请问|时间|地点|联系)")
"""What a heading within one matter begins with."""


@dataclass(frozen=True, slots=True)
class Portion:
    """One probable matter. `mark` is what sets it apart in the letter (`二、`, `另外`); empty for the beginning."""

    words: str
    mark: str = ""
    category: str = ""
    unit: str = ""
    district: str = ""


Read = Callable[[str, str], Decision]
"""`read(words of a portion, what stands before the first mark)`: what it is about."""


def several(body: str, read: Read) -> list[Portion]:
    """The matters of this letter in its order, two at least; empty where it probably holds one."""
    context, cut = _cut(body[:READ])
    if len(cut) < 2:
        return []
    found: list[Portion] = []
    for one in cut:
        known = read(one.words, context)
        told = replace(one, category=known.category, unit=known.unit, district=known.district)
        if found and _same(found[-1], told):
            found[-1] = _joined(found[-1], told)
        else:
            found.append(told)
    return found if 2 <= len(found) <= MOST else []


def joined(portions: list[Portion], place: int) -> list[Portion]:
    """The portion at `place` taken into the one before it; the list as it was where there is none."""
    if not 0 < place < len(portions):
        return portions
    return [*portions[: place - 1], _joined(portions[place - 1], portions[place]), *portions[place + 1 :]]


def _cut(body: str) -> tuple[str, list[Portion]]:
    """What stands before the first number, and the portions; without numbers the beginning is the first of them."""
    marks = [*_marks(body)]
    if not marks:
        return "", []
    ends = [match.start() for match in marks[1:]] + [len(body)]
    cut = [
        Portion(body[match.start() : end].strip(" \t　\n，,"), match.group().strip())
        for match, end in zip(marks, ends, strict=True)
    ]
    before = body[: marks[0].start()].strip(" \t　\n，,")
    if marks[0].lastgroup == "also":
        return "", [Portion(before), *cut] if len(before) >= LEAST_WORDS else cut
    return before, cut


def _marks(body: str) -> Iterator[re.Match[str]]:
    """The first numbering that begins with one and counts on, and every 另外 outside what it numbers."""
    numbered = ""
    following = 1
    for match in _MARK.finditer(body):
        family = str(match.lastgroup)
        if family == "also":
            yield match
        elif _number(match.group()) == following and numbered in {"", family}:
            numbered, following = family, following + 1
            yield match


def _number(mark: str) -> int:
    for sign in mark:
        for signs in (_ORDER, _CIRCLES, "123456789"):
            if sign in signs:
                return signs.index(sign) + 1
    return 0


def _same(before: Portion, now: Portion) -> bool:
    inside = now.words.removeprefix(now.mark)
    if len(inside) < LEAST_WORDS or _POINT.match(inside) or not now.category or not before.category:
        return True
    if before.district and now.district and before.district != now.district:
        return False
    # Faults of one building are several items of one chapter with one unit, and one matter.
    one_chapter = before.category[:2] == now.category[:2] and before.unit == now.unit
    return before.category == now.category or one_chapter


def _joined(before: Portion, now: Portion) -> Portion:
    known = before if before.category else now
    return replace(known, words=f"{before.words}\n{now.words}", mark=before.mark)
