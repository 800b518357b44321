"""Near-same texts: shingles of four characters, MinHash signatures and their bands. Linear in the texts. Pure."""

import re
from difflib import SequenceMatcher
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hotline.insight.likeness.grams import plain

Hashes = NDArray[np.uint64]

WIDTH = 4
ROWS = 2
BANDS = 16
"""Two texts meet in a band when both its minima agree: of those with 60 % in common 999 of 1,000 do."""
LONGEST = 2_000
"""Characters that are compared."""
EMPTY = frozenset("的地得了着过是我你您他她它们这那有和与及就也都很还又再请把被吗呢吧么啊呀嘛啦哦哈")
"""Characters that may come or go in a question of one line without its being another."""
_POLITE = re.compile(
    "尊敬的|领导|您好|你好|请问|想问一下|问一下|想咨询|咨询|麻烦|谢谢|感谢|辛苦了"
    "|(?:希望|请|盼)?(?:有关部门|相关部门)?(?:尽快|及时|早日)(?:处理|解决|答复|回复|核实)"
)
"""How a line begins and ends: nothing of what it asks."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_draw = np.random.default_rng(12345)
_ODD = _draw.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_PLUS = _draw.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_FOLD = _draw.integers(1, 2**63, ROWS, dtype=np.uint64) | np.uint64(1)


def letters(subject: str, body: str) -> str:
    """What is compared of a text: its letters, characters and digits."""
    return "".join(filter(str.isalnum, plain(subject) + plain(body[: 2 * LONGEST])[:LONGEST]))


def runs(subject: str, body: str) -> Hashes:
    return shingles(letters(subject, body))


def shingles(text: str) -> Hashes:
    """The different runs of four characters of such a text, hashed and sorted; a shorter text is one run."""
    marks = np.frombuffer(text.ljust(WIDTH).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    many = len(marks) - WIDTH + 1
    mixed = np.zeros(many, dtype=np.uint64)
    for place in range(WIDTH):
        mixed = (mixed ^ marks[place : place + many]) * _STEP
        mixed ^= mixed >> np.uint64(29)
    for factor in _MIX:
        mixed = (mixed ^ (mixed >> np.uint64(31))) * factor
    return cast(Hashes, np.unique(mixed))


def bands(found: Hashes) -> NDArray[np.int64]:
    """`BANDS` keys; texts that share one are worth comparing."""
    minima = ((found[None, :] * _ODD[:, None] + _PLUS[:, None]) >> np.uint64(16)).min(axis=1)
    keys = (minima.reshape(BANDS, ROWS) * _FOLD).sum(axis=1, dtype=np.uint64)
    keys = (keys ^ np.arange(BANDS, dtype=np.uint64)) * _STEP
    return cast(NDArray[np.int64], keys.view(np.int64))


def likeness(one: Hashes, other: Hashes) -> float:
    """Share of the runs of both that both have (Jaccard), 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def held(one: Hashes, other: Hashes) -> float:
    """Share of the shorter text's runs that stand in the longer, 0 to 1: a letter sent again with a line more."""
    return len(np.intersect1d(one, other, assume_unique=True)) / min(len(one), len(other))


def adds_nothing(one: str, other: str) -> bool:
    """Every run of the first text (`letters`) stands in the other; how it greets and thanks is nothing new."""
    said, before = (shingles(_POLITE.sub("", text)) for text in (one, other))
    return bool(np.isin(said, before, assume_unique=True).all())


def turned(one: str, other: str) -> bool:
    """Two lines, alike but for what may turn the matter round: 转入 and 转出, 能停 and 不能停, 2号 and 12号.

    What one says twice, and how it greets and thanks, is no difference.
    """
    first, second = _POLITE.sub("", one), _POLITE.sub("", other)
    for how, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        gone, come = _bearing(first[a:b]), _bearing(second[c:d])
        if how != "equal" and (gone or come) and not (_repeats(gone, come, second) or _repeats(come, gone, first)):
            return True
    return False


def _bearing(piece: str) -> str:
    return "".join(character for character in piece if character not in EMPTY)


def _repeats(added: str, instead: str, text: str) -> bool:
    """Nothing stood in its place, and the other text has it elsewhere."""
    return not instead and len(added) > 1 and added in _bearing(text)
