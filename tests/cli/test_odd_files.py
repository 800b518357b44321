"""Files as people really have them: what can be read is read, and what cannot is said with its line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Hotline, refused

TAP = {"author": "甲", "subject": "示例小区停水", "body": "示例小区停水三天没人管，老人小孩都没有水用。"}
TOY = """
from hotline.insight.replies.judging import Answered, Fault, Judged
from hotline.insight.replies.scoring import Score

def long(one: Answered) -> Judged:
    most = min(100, len(one.reply))
    return Judged(Score(most, most, most, None), (Fault("short", "太短"),), most)

broken = 1
"""


def file(path: Path, *rows: dict[str, object], begins: str = "") -> str:
    path.write_text(begins + "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("at", ["2026/11/1 8:00", "2026年11月1日 8:00:05", "2026-11-01", "2026-11-01T00:00:00Z"])
def test_times_are_read_as_spreadsheets_write_them(hotline: Hotline, tmp_path: Path, at: str) -> None:
    rows = [{"id": "1", **TAP, "at": at}, {"id": "2", **TAP, "author": "乙", "at": at}]
    result = hotline("topics", file(tmp_path / "in.jsonl", *rows, begins="\ufeff"))
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert (told["ids"], told["from"][:10]) == (["1", "2"], "2026-11-01")


def test_one_message_read_twice_is_no_event(hotline: Hotline, tmp_path: Path) -> None:
    row = {"id": "1", **TAP, "at": "2026-11-01"}
    result = hotline("topics", file(tmp_path / "in.jsonl", row, row))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "第2行与前面一行编号相同（1）" in result.stderr


def test_a_file_with_nothing_to_read_says_so(hotline: Hotline, tmp_path: Path) -> None:
    assert "没有可读的行" in hotline("topics", file(tmp_path / "in.jsonl")).stderr


@pytest.mark.parametrize("command", ["topics", "duplicates", "check-reply", "route"])
def test_a_file_in_another_encoding_is_refused_line_by_line(hotline: Hotline, tmp_path: Path, command: str) -> None:
    other = tmp_path / "gb.jsonl"
    rows = [{"id": one, **TAP, "author": one, "at": "2026-11-01"} for one in "12"]
    other.write_bytes("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("gb18030"))
    result = hotline(command, str(other))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("第1行不是UTF-8编码")


def test_known_events_in_another_encoding_are_refused_too(hotline: Hotline, tmp_path: Path) -> None:
    rows = file(tmp_path / "in.jsonl", {"id": "1", **TAP, "at": "2026-11-01"})
    known = tmp_path / "events.jsonl"
    known.write_bytes(json.dumps({"event": "示例小区停水", "ids": ["1"]}, ensure_ascii=False).encode("gb18030"))
    result = hotline("judge", "topics", rows, "--events", str(known))
    assert result.exit_code == 1
    assert "第1行不是UTF-8编码" in result.stderr


@pytest.mark.parametrize("command", ["topics", "duplicates", "check-reply", "route"])
@pytest.mark.parametrize("field", ["subject", "body"])
def test_a_field_of_the_wrong_type_is_told_with_its_line(
    hotline: Hotline, tmp_path: Path, command: str, field: str
) -> None:
    good = {"id": 1, **TAP, "at": "2026-11-01", "reply": "已修好。", "lon": None}
    result = hotline(command, file(tmp_path / "in.jsonl", good, {**good, field: 5}, {**good, field: ["停水"]}))
    assert result.exit_code == 1
    assert [line[: line.index("，")] for line in result.stderr.splitlines()] == [
        f"第{number}行的{field}不是文字" for number in (2, 3)
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("lon", "abc", "数字"),
        ("lat", [30.6], "数字"),
        ("lat", float("nan"), "数字"),
        ("lon", True, "数字"),
        ("address", {}, "文字"),
        ("id", ["1"], "文字"),
        ("confidential", "yes", "true或false"),
    ],
)
def test_a_place_that_is_none_is_not_taken_for_no_place(
    hotline: Hotline, tmp_path: Path, field: str, value: object, said: str
) -> None:
    result = hotline("route", file(tmp_path / "in.jsonl", {"id": "1", **TAP}, {"id": "2", **TAP, field: value}))
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert result.stderr.startswith(f"第2行的{field}不是{said}，已跳过。")


def test_supporters_that_are_no_number_are_told(hotline: Hotline, tmp_path: Path) -> None:
    rows = file(tmp_path / "in.jsonl", {"id": "1", **TAP, "at": "2026-11-01", "likes": [30]})
    assert "第1行的likes不是数字" in hotline("topics", rows).stderr


def test_a_judge_of_ones_own_takes_the_place_of_the_rules(hotline: Hotline, tmp_path: Path) -> None:
    toy = tmp_path / "toy.py"
    toy.write_text(TOY, encoding="utf-8")
    rows = file(tmp_path / "in.jsonl", {"id": "1", **TAP, "reply": "已修好。", "complete": 1, "explained": 1})
    told = json.loads(hotline("check-reply", rows, "--judge", f"{toy}:long").stdout)
    assert (told["score"], told["faults"]) == (4, ["太短"])
    assert json.loads(hotline("judge", "replies", rows, "--judge", f"{toy}:long").stdout)["complete"]["n"] == 1


@pytest.mark.parametrize("named", ["toy.py", "gone.py:long", "{toy}:nobody", "{toy}:broken", "{bad}:long"])
def test_a_judge_that_cannot_be_had_is_refused_in_words(hotline: Hotline, tmp_path: Path, named: str) -> None:
    toy, bad = tmp_path / "toy.py", tmp_path / "bad.py"
    toy.write_text(TOY, encoding="utf-8")
    bad.write_text("import nothing_of_this_name", encoding="utf-8")
    rows = file(tmp_path / "in.jsonl", {"id": "1", **TAP, "reply": "已修好。"})
    refused(hotline("check-reply", rows, "--judge", named.format(toy=toy, bad=bad)), "--judge", 2)
