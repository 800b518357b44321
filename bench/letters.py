"""Letters made of the catalogue's words, as long as citizens' are: the same ones each time."""

import random

from hotline.routing.learning.ngrams import Letter
from hotline.seed import read

LONG = 220
"""Characters of a body: about what citizens write."""


def letters(count: int) -> list[Letter]:
    chance = random.Random(1)
    words = [word for row in read.categories() for word in row.words]
    return [(chance.choice(words), _body(words, chance)) for _ in range(count)]


def _body(words: list[str], chance: random.Random) -> str:
    text = ""
    while len(text) < LONG:
        text += chance.choice(words) + chance.choice(("，", "。", "的", "我们", "已经", "没有人管"))
    return text
