"""The quick finder of words finds what a slow one finds."""

import random

import pytest

from hotline.routing.lexicon import Hit, Lexicon, normal

LETTERS = "路灯坏水管漏停电"


def slow(words: list[str], text: str) -> list[Hit]:
    """Every word tried at every place, the longest first."""
    hits: list[Hit] = []
    for start in range(len(text)):
        for word in sorted(words, key=len, reverse=True):
            end = start + len(word)
            if text.startswith(word, start) and end > (hits[-1].end if hits else 0):
                hits.append(Hit(start, end, word))
                break
    return hits


@pytest.mark.parametrize("seed", range(20))
def test_the_quick_finder_finds_what_the_slow_one_finds(seed: int) -> None:
    chance = random.Random(seed)
    words = sorted({"".join(chance.choices(LETTERS, k=chance.randint(2, 5))) for _ in range(60)})
    quick = Lexicon(words)
    found = 0
    for _ in range(20):
        text = "".join(chance.choices(LETTERS, k=chance.randint(0, 60)))
        assert quick.find(text) == slow(words, text)
        assert quick.find(text) == slow(words, text), "asked again"
        found += len(quick.find(text))
    assert found > 20


def test_forms_and_blanks_are_made_one() -> None:
    assert normal("Ｗｉ－Ｆｉ　坏 了\n") == "wi-fi坏了"
