"""The quick finder of words finds what a slow one finds."""

import random
import unicodedata

import pytest

from hotline.routing.text.lexicon import Hit, normal, one_form
from hotline.routing.text.scanning import WordList

LETTERS = "路灯坏水管漏停电12。\ud800𠮷"


def slow(words: list[str], text: str) -> list[str]:
    """Every word tried at every place, the longest first; at the end of the text one may reach beyond it."""
    found: list[str] = []
    last_end = 0
    for start in range(len(text) - 1):
        for length in sorted({len(word) for word in words if word[:2] == text[start : start + 2]}, reverse=True):
            if start + length > last_end and text[start : start + length] in words:
                found.append(text[start : start + length])
                last_end = start + length
                break
    return found


@pytest.mark.parametrize("seed", range(20))
def test_the_quick_finder_finds_what_the_slow_one_finds(seed: int) -> None:
    chance = random.Random(seed)
    words = sorted({"".join(chance.choices(LETTERS, k=chance.randint(1, 5))) for _ in range(60)})
    quick = WordList(words)
    found = 0
    for _ in range(20):
        text = "".join(chance.choices(LETTERS, k=chance.randint(0, 60)))
        assert [hit.word for hit in quick.find(text)] == slow(words, text)
        assert [hit.word for hit in quick.find(text)] == slow(words, text), "asked again"
        found += len(quick.find(text))
    assert found > 20


def test_a_word_inside_a_longer_one_is_found_at_the_end_alone() -> None:
    words = WordList(["消防通道", "通道", "通道堵塞了"])
    assert [hit.word for hit in words.find("消防通道不见")] == ["消防通道"]
    assert words.find("消防通道")[0] == Hit(0, 4, "消防通道")
    assert [hit.word for hit in words.find("消防通道")] == ["消防通道", "通道"]


def test_forms_and_blanks_are_made_one() -> None:
    assert normal("Ｗｉ－Ｆｉ　坏 了\n") == "wi-fi坏了"


@pytest.mark.parametrize("text", ["，！？：；（）％…　", "ＡＢＣ１２３～", "①㎡Ⅳ", "e\u0301 ﬁ", "灯，坏了３天。"])
def test_the_short_way_to_one_form_leads_where_the_long_one_does(text: str) -> None:
    assert one_form(text) == unicodedata.normalize("NFKC", text)
