"""Dates in Chinese wording. The letters of these tests come in on Friday, 20 November 2026, at ten in the morning."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.channels import said_time

pytestmark = pytest.mark.once
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, tzinfo=ZONE)


def told(text: str, now: datetime = NOW) -> list[str]:
    return [
        f"{one.start:%m-%d %H:%M}" + ("" if one.start == one.end else f"…{one.end:%m-%d %H:%M}")
        for one in said_time.moments(text, now, ZONE)
    ]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("昨天下午三点小区停水", "11-19 15:00"),
        ("昨日下午3点半停水", "11-19 15:30"),
        ("昨天下午3点20分左右停水", "11-19 15:20"),
        ("昨晚十一点一刻还在施工", "11-19 23:15"),
        ("昨天晚上12点还在施工", "11-20 00:00"),
        ("昨晚还在施工", "11-19 18:00…11-20 00:00"),
        ("前天半夜两点吵醒", "11-18 22:00…11-19 05:00"),
        ("前天中午一点", "11-18 13:00"),
        ("大前天上午", "11-17 08:00…11-17 12:00"),
        ("今早6点就开始施工", "11-20 06:00"),
        ("今天停电", "11-20 00:00…11-20 10:00"),
        ("上周五晚上", "11-13 18:00…11-14 00:00"),
        ("上上个星期天上午九点", "11-08 09:00"),
        ("本周一早上8:30", "11-16 08:30"),
        ("周三下午", "11-18 12:00…11-18 18:00"),
        ("11月3日凌晨", "11-03 00:00…11-03 06:00"),
        ("十一月三号下午两点", "11-03 14:00"),
        ("2026年11月3日 15:20", "11-03 15:20"),
        ("2026-11-03 08:05发生", "11-03 08:05"),
        ("２０２６．１１．３下午", "11-03 12:00…11-03 18:00"),
        ("12月31日晚上", ""),
        ("三天前开始", "11-17 00:00…11-18 00:00"),
        ("昨天3点", "11-19 00:00…11-20 00:00"),
        ("昨天9点", "11-19 09:00"),
    ],
)
def test_words_are_a_moment(text: str, when: str) -> None:
    assert told(text) == ([when] if when else [])


@pytest.mark.parametrize(
    "text",
    ["", "明天下午三点停水", "每周五晚上跳广场舞", "周一至周五上班", "2月30日", "13月1日", "2026-13-40", "一期3号楼",
     "下周五", "下个周五", "9999年12月31日", "本周六上午", "电话028-86651234", "今年年底", "12月1日起供暖"],
)  # fmt: skip
def test_what_names_no_moment_that_was_is_left_out(text: str) -> None:
    assert told(text) == []


def test_a_date_late_in_the_year_told_in_january_is_last_years() -> None:
    [said] = said_time.moments("12月30日停水", datetime(2027, 1, 5, 9, tzinfo=ZONE), ZONE)
    assert said.start == datetime(2026, 12, 30, tzinfo=ZONE)
    [named] = said_time.moments("去年12月30日停水", datetime(2027, 1, 5, 9, tzinfo=ZONE), ZONE)
    assert (named.start, named.words) == (said.start, "去年12月30日")


def test_each_moment_is_told_once_and_never_after_the_letter() -> None:
    said = said_time.moments("昨天下午三点，对，昨天15:00；今天下午；前天；昨晚；上周一", NOW, ZONE)
    assert [one.words for one in said] == ["昨天下午三点", "前天", "昨晚"]
    assert all(one.start <= one.end <= NOW for one in said)


def test_midnight_in_the_city_counts_not_in_greenwich() -> None:
    late = datetime(2026, 11, 19, 17, tzinfo=ZoneInfo("UTC"))
    [said] = said_time.moments("昨天", late, ZONE)
    assert said.start == NOW.replace(hour=0) - timedelta(days=1)
