"""What a person in danger says is heard; what only sounds like it is not. The figures stand in docs/evaluation.md."""

from pathlib import Path

import pytest

from hotline.routing import pack

ROWS = [line.split("\t") for line in (Path(__file__).parent / "alarms.tsv").read_text(encoding="utf-8").splitlines()]
HALVES = [
    line.split("\t") for line in (Path(__file__).parent / "alarms_halves.tsv").read_text(encoding="utf-8").splitlines()
]
"""`work` was looked at while the frames were written, `held` was not."""
ALARMS = pack.alarms()


def heard(text: str) -> bool:
    found = ALARMS.urgency("", text)
    return found.level == "h2" or found.sort == "threat"


def test_precision_and_recall_are_kept() -> None:
    danger = {text for sort, text in ROWS if sort != "none"}
    alarms = {text for _sort, text in ROWS if heard(text)}
    assert len(ROWS) >= 120
    assert len(danger & alarms) >= 0.98 * len(danger)
    assert len(danger & alarms) >= 0.96 * len(alarms)


@pytest.mark.parametrize("sort", ["threat", "life", "minor"])
def test_each_sort_is_heard(sort: str) -> None:
    of_it = [text for one, text in ROWS if one == sort]
    assert sum(map(heard, of_it)) >= 0.95 * len(of_it)


@pytest.mark.parametrize("half", ["work", "held"])
def test_wordings_no_list_has_are_heard(half: str) -> None:
    rows = [(sort, text) for one, sort, text in HALVES if one == half]
    danger = {text for sort, text in rows if sort != "none"}
    alarms = {text for _sort, text in rows if heard(text)}
    assert len(danger) >= 75
    assert len(danger & alarms) >= 0.92 * len(danger)
    assert len(danger & alarms) >= 0.95 * len(alarms)
