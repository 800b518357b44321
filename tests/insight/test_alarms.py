"""What a person in danger says is heard; what only sounds like it is not. The figures stand in docs/evaluation.md."""

from pathlib import Path

import pytest

from hotline.routing import pack

ROWS = [line.split("\t") for line in (Path(__file__).parent / "alarms.tsv").read_text(encoding="utf-8").splitlines()]
ALARMS = pack.alarms()


def heard(text: str) -> bool:
    return ALARMS.urgency("", text).level == "h2"


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
