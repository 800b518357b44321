"""Where the words of a list may begin: a table of pairs that may share a place, and is asked again word by word."""

import random

import pytest

from hotline.routing.text.scanning import SLOTS, Marks, WordList, slots


def test_two_pairs_in_one_place_of_the_table_are_told_apart() -> None:
    places: dict[int, str] = {}
    for first in range(0x4E00, 0x4E00 + 400):
        for second in range(0x5E00, 0x5E00 + 400):
            pair = chr(first) + chr(second)
            other = places.setdefault(int(slots(pair)[0]), pair)
            if other != pair:
                assert [hit.word for hit in WordList([other]).find(pair + other)] == [other]
                return
    pytest.fail(f"{SLOTS} places and no two pairs in one")


def test_the_bits_of_characters_and_pairs_are_told_of_each_text_by_itself() -> None:
    far = 1 << 130
    held = Marks({"火": 1, "着火": 2, "烟": 4, "跳楼": far, "𠮷": 8})
    assert held.of(["楼下着火了𠮷", "", "跳", "楼", "跳楼", "着"]) == [1 | 2 | 8, 0, 0, 0, far, 0]
    assert held.of([]) == []


def test_of_two_grams_in_one_place_neither_is_missed() -> None:
    chance = random.Random(3)
    grams = sorted({"".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(2)) for _ in range(3000)})
    told = Marks({gram: 1 << number for number, gram in enumerate(grams)}).of(grams)
    assert all(bits >> number & 1 for number, bits in enumerate(told))
    assert sum(bits.bit_count() for bits in told) > len(grams)
