"""The ear weighs characters and pairs; a long letter is heard less readily than a call."""

import pytest

from hotline.routing.text.ear import Ear, grams

WEIGHTS = {"炭": 3.0, "木炭": 6.0, "胶带": 4.0, "好": -2.0}


def ear(brief: float = 0.0, long: float = 2.0, deaf: str = "请问") -> Ear:
    return Ear(WEIGHTS, -2.0, brief, long, deaf)


def test_characters_and_pairs_count_once() -> None:
    assert grams("木炭木炭12") == {"木", "炭", "木炭", "炭木"}


def test_what_adds_up_to_danger_is_heard_with_its_words() -> None:
    assert ear().heard("他买了木炭还贴胶带在窗缝") == ("木炭", "胶带")
    assert not ear().heard("他买了一些好好吃的水果")


@pytest.mark.parametrize("text", ["木炭", "请问他买了木炭还贴胶带在窗缝", ""])
def test_too_short_or_only_asked_is_not_heard(text: str) -> None:
    assert not ear().heard(text)


def test_a_long_letter_needs_more() -> None:
    danger = "他买了木炭还贴胶带在窗缝"
    assert ear(long=0.0).heard("今天天气晴。" * 30 + danger)
    assert not ear(long=2.0).heard("今天天气晴。" * 30 + danger)
