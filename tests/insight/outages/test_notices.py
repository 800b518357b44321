"""A notice answers what a citizen says where sort, place and time agree."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hotline.insight.outages import notices
from hotline.insight.outages.notices import Notice

NOW = datetime.fromisoformat("2026-11-16T10:00:00+08:00")
WATER = Notice(1, "water", "510104", "锦华苑、演示路\n双桂里", NOW - timedelta(hours=1), NOW + timedelta(hours=5))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("锦华苑今天早上停水了，什么时候来水", True),
        ("演示路88号家里没有水用", True),
        ("锦华苑停电了", False),
        ("春熙路停水了", False),
        ("锦华苑水费太贵", False),
    ],
)
def test_a_notice_answers_its_own_sort_at_its_own_places(text: str, found: bool) -> None:
    assert bool(notices.matching([WATER], text, "510104", NOW)) == found


def test_a_notice_holds_a_little_before_and_after_its_hours_and_without_places_for_its_district() -> None:
    text = "锦华苑停水了"
    assert notices.matching([WATER], text, "", NOW + timedelta(hours=6))
    assert not notices.matching([WATER], text, "", NOW + timedelta(hours=8))
    whole = replace(WATER, places="")
    assert notices.matching([whole], "家里停水了", "510104", NOW)
    assert not notices.matching([whole], "家里停水了", "510105", NOW)
