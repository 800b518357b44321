"""Where the words of a list may begin: a table of pairs that may share a place, and is asked again word by word."""

import pytest

from hotline.routing.text.scanning import SLOTS, Grams, WordList, slots


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
