"""The word lists of replies, read once from the data files."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from hotline.insight.replies import checks, scoring
from hotline.insight.replies.judging import Answered, Judged, judge
from hotline.insight.replies.reader import Pair, Reader
from hotline.routing.pack import SEED


@cache
def words() -> checks.Words:
    """`seed/replies.toml`."""
    return checks.read_words(_data("replies.toml"))


@cache
def marks() -> scoring.Marks:
    """`seed/reply_marks.toml`."""
    return scoring.read_marks(_data("reply_marks.toml"))


@cache
def reader() -> Reader:
    """`seed/reply_reader.csv`."""
    return Reader(weights(SEED / "reply_reader.csv"))


def weights(path: Path) -> dict[str, Pair]:
    """A line each: name, weight for complete, weight for explained."""
    with path.open(encoding="utf-8", newline="") as file:
        return {name: (float(complete), float(explained)) for name, complete, explained in csv.reader(file)}


def judged(one: Answered) -> Judged:
    """The judgement of the rules, by the city's word lists."""
    return judge(one, marks(), words(), reader())


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((SEED / name).read_text(encoding="utf-8"))
