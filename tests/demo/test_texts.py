"""What demo citizens write: one matter in many words, with its place, and no slot left open."""

import random

import pytest

from hotline.demo import texts
from hotline.demo.texts import Text
from hotline.insight.likeness.alike import JOIN, alike, read
from hotline.insight.likeness.vectors import Words
from hotline.seed import read as seed

STREETS = [one.name for one in seed.streets()]


def letters(text: Text, many: int) -> list[tuple[str, str]]:
    chance = random.Random(text.title)
    return [texts.told(chance, text, texts.slots(chance, "锦江区", chance.choice(STREETS))) for _ in range(many)]


@pytest.mark.parametrize("kind", ["complaint", "consult", "suggest", "praise", "help", "report"])
def test_a_matter_is_told_in_whole_sentences_with_its_place(kind: str) -> None:
    for text in (one for one in texts.texts() if one.kind == kind):
        for title, body in letters(text, 20):
            assert not {"{", "}"} & {*title, *body}
            assert 6 <= len(title) <= 60
            assert body[-1] in "。？！”"
            assert "，。" not in body


def test_ten_who_write_of_one_sort_of_matter_are_mostly_no_one_event() -> None:
    told = [letter for text in texts.texts() for letter in letters(text, 10)]
    rare = Words(closed=False)
    rare.learn(told)
    how = [read(rare, *letter) for letter in told]
    pairs = [
        alike(how[first + one], how[first + other])
        for first in range(0, len(told), 10)
        for one in range(10)
        for other in range(one)
    ]
    assert sum(value >= JOIN for value in pairs) < 0.25 * len(pairs)
