"""`hotline judge`: the figures are those a person would count on the same few letters."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Hotline, refused
from tests.insight.letters import NOISE, PARKING, PLANT, messages
from tests.insight.replies.test_judging import BODY, GOOD, SUBJECT, WELL

LAMP: dict[str, Any] = {"id": "lamp", "subject": "路灯不亮", "body": "锦江区春熙路的路灯坏了好几天，晚上看不见路。"}
NOWHERE: dict[str, Any] = {"id": "nowhere", "subject": "楼道里堆满杂物", "body": "楼道里堆满杂物，没有人管。"}


def written(path: Path, *rows: Mapping[str, Any] | str) -> str:
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_routes_are_counted_against_what_a_reader_wrote(hotline: Hotline, tmp_path: Path) -> None:
    file = written(
        tmp_path / "in.jsonl",
        {**LAMP, "right": {"units": ["锦江区"], "district": "锦江区", "categories": ["02"]}},
        {**LAMP, "id": "wrong", "right": {"units": ["510107"], "district": "武侯区", "categories": ["03"]}},
        {**NOWHERE, "right": {"units": ["510107"], "district": "武侯区", "told": False}},
    )
    result = hotline("judge", "routes", file, "--missed")
    assert (result.exit_code, result.stderr) == (0, "")
    *missed, told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["id"] for one in missed] == ["wrong", "nowhere"]
    assert told["n"] == 3
    assert (told["unit"]["first"]["hits"], told["unit"]["first"]["of"]) == (1, 3)
    assert told["unit"]["where_told"]["first"]["of"] == 2
    assert told["district"] == {**told["district"], "silent": 0, "wrong": 1, "invented": 0}
    assert (told["district"]["right"]["hits"], told["district"]["right"]["of"]) == (1, 2)
    assert (told["category"]["hits"], told["category"]["of"]) == (1, 2)
    assert sum(bar["of"] for bar in told["reliability"]) == 3
    low, high = told["unit"]["first"]["interval"]
    assert 0 < low < 1 / 3 < high < 1


def test_a_place_that_the_text_does_not_tell_is_an_invented_one(hotline: Hotline, tmp_path: Path) -> None:
    file = written(tmp_path / "in.jsonl", {**LAMP, "right": {"district": "武侯区", "told": False}})
    told = json.loads(hotline("judge", "routes", file).stdout)
    assert (told["district"]["invented"], told["district"]["right"]["of"], told["unit"]["first"]["of"]) == (1, 0, 0)


def test_what_is_automatic_is_judged_apart(hotline: Hotline, tmp_path: Path) -> None:
    file = written(
        tmp_path / "in.jsonl",
        {**LAMP, "right": {"units": ["510104"]}},
        {**NOWHERE, "right": {"units": ["510104"]}},
    )
    alone = json.loads(hotline("judge", "routes", file).stdout)["alone"]
    assert (alone["share"]["hits"], alone["share"]["of"]) == (1, 2)
    assert (alone["right"]["hits"], alone["right"]["of"]) == (1, 1)


@pytest.mark.parametrize("right", [{"units": ["月球区"]}, "锦江区", None], ids=["unknown unit", "no object", "nothing"])
def test_a_mark_that_cannot_be_read_is_told_with_its_line(hotline: Hotline, tmp_path: Path, right: object) -> None:
    row = LAMP if right is None else {**LAMP, "right": right}
    result = hotline("judge", "routes", written(tmp_path / "in.jsonl", row))
    assert result.exit_code == 1
    assert result.stderr.startswith("第1行")
    assert json.loads(result.stdout)["n"] == 0


def test_events_are_looked_for_among_the_groups(hotline: Hotline, tmp_path: Path) -> None:
    rows = [
        {"id": one.id, "author": one.author, "subject": one.subject, "body": one.body, "at": one.at.isoformat()}
        for one in messages(PLANT, PARKING, NOISE)
    ]
    events = written(
        tmp_path / "events.jsonl",
        {"event": "plant", "ids": ["0", "1", "2", "3"]},
        {"event": "half", "ids": ["4", "5", "18"]},
        {"event": "none", "ids": ["never"]},
    )
    result = hotline("judge", "topics", written(tmp_path / "in.jsonl", *rows), "--events", events)
    plant, half, none, mean = [json.loads(line) for line in result.stdout.splitlines()]
    assert (plant["rank"], plant["recall"], plant["purity"]) == (1, 1.0, 1.0)
    assert (half["recall"], half["purity"]) == (0.6667, 0.6667)
    assert (none["rank"], none["recall"], none["purity"]) == (None, 0, 0)
    assert mean == {"events": 3, "recall": 0.5556, "purity": 0.5556}


def test_pairs_of_duplicates_are_counted(hotline: Hotline, tmp_path: Path) -> None:
    long = "楼上的住户每天夜里装修，电钻响到凌晨，老人孩子都睡不着，物业来过三次也没有用，请街道出面协调停工。"
    file = written(
        tmp_path / "in.jsonl",
        {"id": "1", "subject": "夜里装修", "body": long, "group": "a"},
        {"id": "2", "subject": "夜里装修", "body": long, "group": "a"},
        {"id": "3", "subject": "路灯不亮", "body": "玉林北路的路灯坏了三天，晚上一片漆黑，请派人来修。", "group": "a"},
        {"id": "4", "subject": "没有这一栏", "body": "没有这一栏"},
    )
    result = hotline("judge", "duplicates", file)
    assert result.exit_code == 1
    assert "第4行没有group" in result.stderr
    assert json.loads(result.stdout) == {"pairs": 3, "said": 1, "right": 1, "precision": 1.0, "recall": 0.3333}


def test_scores_are_compared_with_mere_length(hotline: Hotline, tmp_path: Path) -> None:
    letter = {"subject": SUBJECT, "body": BODY}
    file = written(
        tmp_path / "in.jsonl",
        {**letter, "reply": GOOD, "complete": 5, "explained": 5},
        {**letter, "reply": WELL * 8, "complete": 1},
        {**letter, "reply": "正在处理。"},
    )
    told = json.loads(hotline("judge", "replies", file).stdout)
    assert told["complete"] == {"n": 2, "good": 1, "length": 0.0, "score": 1.0, "part": 1.0}
    assert told["explained"] == {"n": 1, "good": 1, "length": None, "score": None, "part": None}


def test_an_empty_file_has_figures_of_nothing(hotline: Hotline, tmp_path: Path) -> None:
    empty = written(tmp_path / "in.jsonl")
    assert json.loads(hotline("judge", "routes", empty).stdout)["unit"]["first"]["share"] is None
    assert json.loads(hotline("judge", "duplicates", empty).stdout)["precision"] is None
    assert json.loads(hotline("judge", "replies", empty).stdout)["complete"]["score"] is None
    assert json.loads(hotline("judge", "topics", empty, "--events", empty).stdout)["recall"] is None


def test_events_are_asked_for(hotline: Hotline) -> None:
    refused(hotline("judge", "topics", "-"), "--events", 2)
