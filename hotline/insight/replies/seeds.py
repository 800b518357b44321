"""The word lists of replies, read once from the data files."""

import tomllib
from functools import cache
from typing import Any

from hotline.insight.replies import checks, scoring
from hotline.insight.replies.judging import Answered, Judged, judge
from hotline.routing.pack import SEED


@cache
def words() -> checks.Words:
    """`seed/replies.toml`."""
    return checks.read_words(_data("replies.toml"))


@cache
def marks() -> scoring.Marks:
    """`seed/reply_marks.toml`."""
    return scoring.read_marks(_data("reply_marks.toml"))


def judged(one: Answered) -> Judged:
    """The judgement of the rules, by the city's word lists."""
    return judge(one, marks(), words())


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((SEED / name).read_text(encoding="utf-8"))
