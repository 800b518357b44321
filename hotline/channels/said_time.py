"""When it happened, in the citizen's own words (昨天下午三点, 上周五晚上, 11月3日凌晨): evidence only. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

MOST = 3
"""Moments told of one text."""
READ = 5_000
"""Characters that are looked at."""
PLANNED = 183
"""A date without a year that lies more days ahead than this is last year's; a nearer one is a plan, no event."""

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_AGO = {"今天": 0, "今日": 0, "今": 0, "昨天": 1, "昨日": 1, "昨": 1, "前天": 2, "前日": 2, "前": 2, "大前天": 3}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEKS = {"上上": 2, "上": 1, "本": 0, "这": 0}
# Hours from midnight of the day that is named; a night goes on into the next day.
_PERIODS = {
    "凌晨": (0, 6), "清晨": (5, 8), "早上": (6, 9), "早晨": (6, 9), "早": (6, 9), "晨": (5, 8), "上午": (8, 12),
    "中午": (11, 14), "下午": (12, 18), "傍晚": (17, 19), "晚上": (18, 24), "晚": (18, 24), "夜里": (20, 29),
    "深夜": (22, 29), "半夜": (22, 29), "夜": (20, 29),
}  # fmt: skip
_AFTERNOON = frozenset({"中午", "下午", "傍晚", "晚上", "晚"})
_NIGHT = frozenset({"夜里", "深夜", "半夜", "夜"})
_SAID = re.compile(
    rf"""(?<![每下隔个\d一二三四五六七八九十至到-])
    (?: (?P<ago>大前天|[今昨前][天日]|[今昨前](?=早|晨|晚|夜))
      | (?P<days>{_N})天[之以]?前
      | (?:(?P<week>上上|上|本|这)个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![至到、和期\-~])
      | (?:(?P<year>(?:19|20)\d\d|今|去|前)年)?(?P<month>{_N})月(?P<day>{_N})[日号](?![至到楼栋])
      | (?P<y>20\d\d)(?P<sep>[-./])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?!\d)
    )
    [ ,，的]?(?P<period>{"|".join(_PERIODS)})?
    [ ,，]?(?:(?P<hour>{_N})(?:[点时](?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_N})(?=分|许|左|$|[^\w])分?|钟)?
      |:(?P<after>[0-5]\d)(?!\d)))?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """`words` as written; it happened between `start` and `end`, which are the same where an hour was named."""

    words: str
    start: datetime
    end: datetime

    @property
    def whole_day(self) -> bool:
        """No part of the day was named."""
        return (self.start.hour, self.start.minute) == (0, 0) and self.end - self.start == timedelta(days=1)


def moments(text: str, received_at: datetime, zone: tzinfo) -> list[Said]:
    """The moments a text names, in its order, each once, none after it was received; at most `MOST`.

    Words are counted from the day it was received, in `zone`. What is no possible date is left out.
    """
    received = received_at.astimezone(zone)
    found: dict[tuple[datetime, datetime], Said] = {}
    for match in _SAID.finditer(unicodedata.normalize("NFKC", text[:READ])):
        day = _day(match, received.date())
        if day is None:
            continue
        start, end = _span(match, datetime(day.year, day.month, day.day, tzinfo=zone))
        if start <= received:
            found.setdefault((start, end), Said(match[0].strip(" ,，的"), start, min(end, received)))
    return list(found.values())[:MOST]


def _day(match: re.Match[str], today: date) -> date | None:
    if match["ago"]:
        return today - timedelta(_AGO[match["ago"]])
    if match["days"]:
        return today - timedelta(_number(match["days"]))
    if match["weekday"]:
        return _weekday(match["week"], _WEEKDAYS[match["weekday"]], today)
    try:
        if match["y"]:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        return _dated(match["year"], _number(match["month"]), _number(match["day"]), today)
    except ValueError:
        return None


def _weekday(week: str | None, weekday: int, today: date) -> date:
    """周五 is the last one that was; 上周五 that of the week before, however near it is."""
    if week is None:
        return today - timedelta((today.weekday() - weekday) % 7)
    return today - timedelta(today.weekday() - weekday + 7 * _WEEKS[week])


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return date(today.year - "今去前".index(year) if year in "今去前" else int(year), month, day)
    this = date(today.year, month, day)
    if (this - today).days > PLANNED:
        return date(today.year - 1, month, day)
    return this


def _span(match: re.Match[str], midnight: datetime) -> tuple[datetime, datetime]:
    period = match["period"] or ""
    first, last = _PERIODS.get(period, (0, 24))
    hour = _hour(match, period)
    if hour is None:
        return midnight + timedelta(hours=first), midnight + timedelta(hours=last)
    moment = midnight + timedelta(hours=hour, minutes=_minutes(match))
    return moment, moment


def _hour(match: re.Match[str], period: str) -> int | None:
    """The hour of the day; none where three o'clock may be in the morning or in the afternoon."""
    if not match["hour"]:
        return None
    hour = _number(match["hour"])
    if hour > 24 or period in _NIGHT:
        return None
    if period in _AFTERNOON:
        if hour < (11 if period == "中午" else 12):
            return hour + 12
        return 24 if hour == 12 and period in {"晚上", "晚"} else hour
    return hour if period or hour > 6 or match["after"] else None


def _minutes(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 * _number(match["quarter"])
    minutes = _number(match["minute"] or match["after"] or "0")
    return minutes if minutes < 60 else 0


def _number(said: str) -> int:
    """3, 三, 十五, 二十, 二十三."""
    if said.isascii():
        return int(said)
    if "十" not in said:
        return int("".join(str(_DIGITS[digit]) for digit in said))
    tens, _ten, ones = said.partition("十")
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + _DIGITS.get(ones, 0)
