"""A letter that says nothing, and one that only mentions where it was before."""

import pytest

from hotline.routing import pack
from hotline.routing.text.content import empty
from hotline.routing.text.matching import Category, Matcher

HOTLINE = Category("2405", "12345热线服务", "24", "wlb", strong=("12345", "热线"), keywords=("打不通", "转办"))
GARBAGE = Category("0103", "垃圾清运", "01", "cgw", keywords=("垃圾",))


@pytest.mark.parametrize(
    ("title", "body"),
    [("12345", "？？？"), ("测试", "测试"), ("", "1"), ("你好", "哈哈哈"), ("", "13800138000"), ("。。。", "!!!"),
     ("test", "Testing"),
     ("无", "无"), ("在吗", "您好，在吗？"), ("12345热线", "你好"), ("", "aaaaaa"), ("", "")],
)  # fmt: skip
def test_greetings_trials_numbers_and_marks_say_nothing(title: str, body: str) -> None:
    assert empty(title, body)


@pytest.mark.parametrize(
    "body", ["停水", "狗叫", "你好，停电了", "测试路的路灯", "No water", "谢谢社区小王", "12345打不通"]
)
def test_two_characters_may_say_all(body: str) -> None:
    assert not empty("12345", body)


def codes(title: str, body: str) -> list[str]:
    matcher = Matcher((HOTLINE, GARBAGE), pack.unmeant(), {}, pack.mentioned())
    return [one.category.code for one in matcher.rank(title, body)]


def test_the_matter_comes_before_the_hotline_that_it_mentions() -> None:
    assert codes("", "打了三次12345都没人管，垃圾还是没人收") == ["0103", "2405"]
    assert codes("12345转办的垃圾问题", "") == ["0103", "2405"]


def test_a_letter_about_the_hotline_itself_stays_there() -> None:
    assert codes("12345打不通", "") == ["2405"]
    assert codes("", "12345热线转办") == ["2405"]
    assert codes("", "12345热线打不通，垃圾的事没法反映")[0] == "2405"
