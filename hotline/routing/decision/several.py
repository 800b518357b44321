"""Whether a letter probably holds several matters (一信多诉): by its own numbering and by 另外, and what each is about.

Only says so: a person looks at it and splits it. Points of one matter are joined again: they lead to the same item and
place, are what one story ends in (诉求如下：1.…2.…), may be meant by the same item, or name the same thing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hotline.routing.decision.evidence import Decision

READ = 20_000
MOST = 9
LEAST_WORDS = 6
"""Characters of a portion that can be a matter of its own."""
STORY = 60
"""Characters before the first number from which they tell the one story that the numbers are points of."""
SUBJECT = 20
"""Characters that name a subject, before the heading of the demands that are made about it."""
BEGINNING = 30
"""Characters of a portion in which it says where it is."""
MEANT = 0.3
"""The share of its best choice from which another category may be what a portion is about."""
AROUND = 3
"""So many portions of one matter around another, and that one is of the same matter."""

_ORDER = "一二三四五六七八九十"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨"
_BEGINS = r"(?:^|(?<=[\n。！？；;!?：:，,]))[ \t　]*"
_BESIDES = (
    r"(?<=[，,、：:])(?:另外|此外|还有就?是?|再有|再就是)(?=[，,：:我请问想要希建目])"
    r"|(?<![，,、：:])(?:另外|此外|再有|再就是|"
    r"还有(?!的|些|较|更|很多|许多|不少|在?其(?!次|他|它)|[一二两三四五六七八九十几多]+(?![件点]|个(?:问题|事|情况|建议)))(?:就?是?))"
)
"""Within a sentence 另外增加 and 还有的 tell on; they begin a matter where its writer turns to it."""
_MARK = re.compile(
    _BEGINS
    + r"(?:(?P<han>[（(]?[一二三四五六七八九十][)）]?(?:[、.．，,：:]|(?<=[)）])))"
    + r"|(?P<digit>[（(]?[1-9][)）]?(?:[、.．：:]|(?<=[)）]))(?!\d))"
    + rf"|(?P<circle>[{_CIRCLES}])"
    + r"|(?P<ordinal>[第其][一二三四五六七八九](?:件事?情?|个问题|个事|点|项|是)?[、，,：:]?)"
    + r"|(?P<question>问题[一二三四五六七八九1-9](?!\d)[、，,.．：:]?)"
    + rf"|(?P<also>顺便(?:反映|问)?|{_BESIDES}))",
    re.MULTILINE,
)
_POINT = re.compile(r"\W*(?:事实|理由|经过|基本情况|情况说明|背景|诉求|请求|要求|建议|希望|恳请|请问|时间|地点|联系)")
"""What a heading within one matter begins with."""
_REASONS = re.compile(r"(?:理由|原因|依据|优点|好处|疑问|疑惑|不解)[^。！？\n]{0,8}$")
_DEMANDS = re.compile(r"(?:诉求|请求|要求|恳请|希望|建议)[^。！？\n]{0,8}$")
_MANY = re.compile(r"[和与及跟、]|等问题|[两二三四五几多些若][个点项干]?|相关问题|各种")
"""In a title that names more than one thing, or none."""
_ANNOUNCED = re.compile(r"[两二三四五六几多][个件点项][^。！？\n]{0,6}(?:问题|事|情况)[^。！？\n]{0,8}$")
_ROAD = re.compile(r"[\u4e00-\u9fff]{2}(?:(?<![铁公线])路|街|大道|巷)")
_STOCK = re.compile(
    r"希望|有关|相关|部门|单位|尽快|解决|处理|领导|政府|严重影响|请问|反映|投诉|问题|情况|为什么|怎么回事|到底|\W"
)
_PLACE = re.compile("[区县市镇乡村街路道巷号社委局厅府]")
_ALIKE = 4
"""Characters in a row that two portions about the same thing have in common, twice."""


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


@dataclass(frozen=True, slots=True)
class _Known:
    """A portion with the categories it may mean, whether a number sets it apart, and of how many it was joined."""

    told: Portion
    meant: frozenset[str] = frozenset()
    numbered: bool = False
    pieces: int = 1


def several(body: str, read: Read, title: str = "") -> list[Portion]:
    """The matters of this letter in its order, two at least; empty where it probably holds one.

    `title` is what its writer called it; empty where the title was made from the body.
    """
    context, cut = _cut(body[:READ])
    if len(cut) < 2:
        return []
    told, named = _told_before(context), _named(title, context)
    found: list[_Known] = []
    for one in cut:
        now = _known(one, read(one.words, context))
        if found and (_same(found[-1], now) or _points(found[-1], now, told, named)):
            found[-1] = _both(found[-1], now)
        else:
            found.append(now)
    matters = [one.told for one in _surrounded(found)]
    return matters if 2 <= len(matters) <= MOST else []


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
        elif numbered in {"", family} and _follows(number := _number(match.group()), following):
            numbered, following = family, number + 1
            yield match


def _follows(number: int, expected: int) -> bool:
    """Whoever counts may leave one out, or have taken it out."""
    return number == expected or number == expected + 1 > 2


def _number(mark: str) -> int:
    for sign in mark:
        for signs in (_ORDER, _CIRCLES, "123456789"):
            if sign in signs:
                return signs.index(sign) + 1
    return 0


def _known(portion: Portion, known: Decision) -> _Known:
    """What may be meant besides is what the engine holds nearly as likely."""
    near = [one.category for one in known.alternatives if one.confidence >= MEANT * known.confidence]
    told = replace(portion, category=known.category, unit=known.unit, district=known.district)
    numbered = bool(portion.mark) and _number(portion.mark) > 0
    return _Known(told, frozenset(filter(None, (known.category, *near))), numbered)


def _told_before(context: str) -> bool:
    """Whether what stands before the numbers tells the one story that all of them are about."""
    heading = context.rstrip("：: \n")
    demanded = _DEMANDS.search(heading)
    return (
        len(context) > STORY or bool(_REASONS.search(heading)) or (demanded is not None and demanded.start() > SUBJECT)
    )


def _named(title: str, context: str) -> bool:
    """Whether the title names one thing and nothing says that several follow."""
    return bool(title) and not _MANY.search(title) and not _ANNOUNCED.search(context.rstrip("：: \n"))


def _points(before: _Known, now: _Known, told: bool, named: bool) -> bool:
    """Numbers of one story, unless they lie in different districts; or of one title, unless in different streets."""
    if not now.numbered or _apart(before.told, now.told):
        return False
    roads, others = (frozenset(_ROAD.findall(one.told.words[:BEGINNING])) for one in (before, now))
    return told or (named and (not roads or not others or bool(roads & others)))


def _apart(before: Portion, now: Portion) -> bool:
    return bool(before.district and now.district) and before.district != now.district


def _same(before: _Known, now: _Known) -> bool:
    inside = now.told.words.removeprefix(now.told.mark)
    if len(inside) < LEAST_WORDS or _POINT.match(inside) or not now.told.category or not before.told.category:
        return True
    return not _apart(before.told, now.told) and _alike(before, now)


def _alike(before: _Known, now: _Known) -> bool:
    # Faults of one building are several items of one chapter with one unit, and one matter.
    one_chapter = before.told.category[:2] == now.told.category[:2] and before.told.unit == now.told.unit
    return one_chapter or bool(before.meant & now.meant) or _name_the_same(before.told.words, now.told.words)


def _name_the_same(before: str, now: str) -> bool:
    """Whether both use the same rare words, which no phrase of every letter, no place and no office is part of."""
    return len(_runs(before) & _runs(now)) >= 2


def _runs(words: str) -> frozenset[str]:
    pieces = _STOCK.sub(" ", words).split()
    runs = {piece[at : at + _ALIKE] for piece in pieces for at in range(len(piece) - _ALIKE + 1)}
    return frozenset(run for run in runs if not _PLACE.search(run))


def _surrounded(found: Sequence[_Known]) -> list[_Known]:
    """One portion amid three of another matter or more is one of its points, whatever its few words look like."""
    for one in found:
        places = [place for place, other in enumerate(found) if other is one or _alike(one, other)]
        if sum(found[place].pieces for place in places) >= AROUND and places[-1] - places[0] >= len(places):
            first, last = places[0], places[-1]
            whole = found[first]
            for other in found[first + 1 : last + 1]:
                whole = _both(whole, other)
            return [*found[:first], whole, *found[last + 1 :]]
    return [*found]


def _both(before: _Known, now: _Known) -> _Known:
    return _Known(_joined(before.told, now.told), before.meant | now.meant, before.numbered, before.pieces + now.pieces)


def _joined(before: Portion, now: Portion) -> Portion:
    known = before if before.category else now
    return replace(known, words=f"{before.words}\n{now.words}", mark=before.mark)
