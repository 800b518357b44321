"""The ear weighs characters and pairs; a long letter is heard less readily than a call."""

import math

import pytest

from hotline.routing.text.ear import BRIEF, FULL, LEAST, Ear, grams

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


@pytest.mark.parametrize("said", ["他拿刀在门口，说要砍人。", "刀刀刀刀刀刀刀刀", "𠮷家刀口刀口门口砍人了", "短"])
def test_each_character_and_pair_weighs_once_whatever_stands_between(said: str) -> None:
    weights = {"刀": 1.5, "门口": -0.5, "砍人": 2.0, "口说": 0.25, "无": 9.0}
    held = grams(said)
    by_hand = -1.0 + sum(weights.get(gram, 0.0) for gram in held) / math.sqrt(len(held) or 1)
    score = Ear(weights, -1.0, 0.0, 0.0).score(said)
    assert score == (pytest.approx(by_hand) if len(held) >= 2 * LEAST - 1 else float("-inf"))


def test_the_longer_a_text_the_surer_a_sentence_of_it_must_be() -> None:
    danger = "他买了木炭还贴胶带在窗缝"
    sure = ear().score(danger)
    one = ear(brief=sure - 0.1, long=sure + 0.1)
    assert one.heard("晴" * (BRIEF - len(danger) - 1) + "。" + danger)
    assert one.heard("晴" * (BRIEF + 2 - len(danger)) + "。" + danger)
    assert not one.heard("晴" * (FULL - 2 - len(danger)) + "。" + danger)
