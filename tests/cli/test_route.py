"""`hotline route`: one answer a line with its reasons; a bad line is named and skipped."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from hotline.db import db
from hotline.routing.models import Decision
from tests.cli.conftest import Hotline, refused

ROWS: list[dict[str, Any]] = [
    {"id": "1", "subject": "路灯不亮", "body": "锦江区春熙路的路灯坏了好几天。"},
    {"id": 2, "subject": "", "body": "", "lon": "104.08", "lat": None, "kind": "nonsense", "mailbox": 7},
]


def written(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_each_line_is_answered_with_its_reasons(hotline: Hotline, tmp_path: Path) -> None:
    file = written(tmp_path / "in.jsonl", *(json.dumps(row, ensure_ascii=False) for row in ROWS))
    result = hotline("route", file, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"id", "unit", "category", "confidence", "auto", "because", "alternatives"} <= set(first)
    assert (first["id"], first["district"]) == ("1", "510104")
    assert first["category"] == "0204", "lighting"
    assert first["because"]
    assert 0 <= first["confidence"] <= 1
    assert all({"unit", "category", "confidence"} == set(one) for one in first["alternatives"])
    assert (second["id"], second["auto"]) == (2, False)


def test_bad_lines_are_named_and_skipped(hotline: Hotline, tmp_path: Path) -> None:
    file = written(tmp_path / "in.jsonl", json.dumps(ROWS[0]), "{broken", "[1, 2]", "", json.dumps(ROWS[1]))
    result = hotline("route", file, "--json")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    told = result.stderr.splitlines()
    assert [line[:3] for line in told] == ["第2行", "第3行"]


def test_without_json_it_is_one_readable_line(hotline: Hotline, tmp_path: Path) -> None:
    result = hotline("route", written(tmp_path / "in.jsonl", json.dumps(ROWS[0])))
    assert result.stdout.startswith("1\t")
    assert result.stdout.rstrip().split("\t")[-1] in {"自动", "待人工"}


def test_it_stores_nothing(hotline: Hotline, tmp_path: Path, app: Any) -> None:
    hotline("route", written(tmp_path / "in.jsonl", json.dumps(ROWS[0])))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_a_file_that_is_not_there_is_wrong_usage(hotline: Hotline, tmp_path: Path) -> None:
    refused(hotline("route", str(tmp_path / "none.jsonl")), "none.jsonl", 2)
