"""`hotline catalogue`: out to a file, what differs, back in as a new version."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from hotline.cli import main
from hotline.routing import queries


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def run(*words: str) -> str:
    done = CliRunner().invoke(main, ["catalogue", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def changed(app: Flask, tmp_path: Path) -> Path:
    file = tmp_path / "catalogue.csv"
    run("export", str(file))
    text = file.read_text(encoding="utf-8-sig")
    file.write_text(
        text.replace("0501,05,公共汽车,Buses,成都公交集团", "0501,05,公共汽车,Buses,市交通运输局"), encoding="utf-8"
    )
    return file


def test_a_changed_unit_is_the_only_difference(changed: Path) -> None:
    told = [json.loads(line) for line in run("diff", str(changed), "--json").splitlines()]
    assert [(one["change"], one["code"], one["fields"]) for one in told] == [
        ("changed", "0501", [{"column": "unit", "before": "gjjt", "after": "jtj"}])
    ]


def test_an_import_is_in_force_at_once_and_a_draft_waits_for_a_second_person(changed: Path) -> None:
    assert json.loads(run("import", str(changed), "--draft"))["state"] == "draft"
    assert run("diff", str(changed)) != ""
    assert json.loads(run("import", str(changed)))["state"] == "in_force"
    assert run("diff", str(changed)) == ""


def test_a_faulty_file_is_refused_with_its_rows(changed: Path) -> None:
    changed.write_text(changed.read_text(encoding="utf-8").replace(",市交通运输局,", ",nobody,"), encoding="utf-8")
    done = CliRunner().invoke(main, ["catalogue", "import", str(changed)])
    assert done.exit_code == 1
    assert "没有这个单位：nobody" in done.stderr
