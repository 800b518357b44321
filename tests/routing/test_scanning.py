"""A word list that looks only where a word may begin finds what the plain list finds."""

import random

import pytest

from hotline.routing.lexicon import Lexicon
from hotline.routing.scanning import SLOTS, Grams, WordList, slots

LETTERS = "路灯坏水管漏停电12。\ud800𠮷"


@pytest.mark.parametrize("seed", range(20))
def test_it_finds_what_a_lexicon_finds(seed: int) -> None:
    chance = random.Random(seed)
    words = sorted({"".join(chance.choices(LETTERS, k=chance.randint(1, 5))) for _ in range(60)})
    quick, plain, found = WordList(words), Lexicon(words), 0
    for _ in range(20):
        text = "".join(chance.choices(LETTERS, k=chance.randint(0, 60)))
        assert quick.find(text) == plain.find(text)
        assert quick.find(text) == plain.find(text), "asked again"
        found += len(quick.find(text))
    assert found > 20


def test_two_pairs_in_one_place_of_the_table_are_told_apart() -> None:
    places: dict[int, str] = {}
    for first in range(0x4E00, 0x4E00 + 400):
        for second in range(0x5E00, 0x5E00 + 400):
            pair = chr(first) + chr(second)
            other = places.setdefault(int(slots(pair)[0]), pair)
            if other != pair:
                assert [hit.word for hit in WordList([other]).find(pair + other)] == [other]
                assert Grams([other]).within(pair) == set()
                return
    pytest.fail(f"{SLOTS} places and no two pairs in one")


def test_characters_and_pairs_are_found_within_a_text() -> None:
    held = Grams(["火", "着火", "烟", "跳楼", "𠮷"])
    assert held.within("楼下着火了𠮷") == {"火", "着火", "𠮷"}
    assert held.within("") == set()
    assert held.within("跳") == set()
