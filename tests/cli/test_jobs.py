"""`hotline jobs` and the data commands: what they print, what they refuse, and that a second run does no harm."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from hotline.cli import main
from hotline.wiring import JOBS
from tests.cli.conftest import Hotline, refused
from tests.matters import dispatched


def test_every_job_is_listed_with_its_schedule(hotline: Hotline) -> None:
    rows = [line.split("\t") for line in hotline("jobs", "list").stdout.splitlines()]
    assert [(name, json.loads(when)) for name, when in rows] == [(job.name, job.when) for job in JOBS]


def test_one_job_runs_by_hand_at_any_moment(hotline: Hotline, app: Flask, clock: object) -> None:
    matter = dispatched(app)
    assert hotline("jobs", "once", "ladder").stdout == "0\n"
    result = hotline("jobs", "once", "ladder", "--at", "2026-12-02T09:00:00+08:00")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "3\n", "")
    assert hotline("jobs", "once", "ladder", "--at", "2026-12-02T09:00").stdout == "0\n"
    assert matter.rungs("cgw") == ["reminder", "yellow", "red"]


def test_an_unknown_job_is_refused_with_the_names_there_are(hotline: Hotline) -> None:
    refused(hotline("jobs", "once", "sweep"), ", ".join(job.name for job in JOBS))


def test_a_moment_that_is_none_is_wrong_usage(hotline: Hotline) -> None:
    refused(hotline("jobs", "once", "ladder", "--at", "noon"), "ISO 8601", 2)


def test_init_may_run_again(hotline: Hotline) -> None:
    first, second = hotline("init"), hotline("init")
    assert first.exit_code == second.exit_code == 0
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert json.loads(first.stdout)["units"] > 300


def test_a_faulty_calendar_changes_nothing(hotline: Hotline, tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    for text in ("year = [", "year = 2027", 'year = 2027\nofficial = 1\nsource = ""\n', "\x00"):
        file.write_text(text, encoding="utf-8")
        refused(hotline("calendar", "import", str(file)), "日历文件有误")
    file.write_bytes(b"\xff\xfe year")
    refused(hotline("calendar", "import", str(file)), "日历文件有误")
    refused(hotline("calendar", "import", str(tmp_path / "none.toml")), "none.toml", 2)


@pytest.mark.parametrize("arguments", [("nothing",), ("jobs", "nothing"), ("due", "--nothing")])
def test_an_unknown_word_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    refused(CliRunner().invoke(main, arguments), "No such", 2)


def test_a_database_that_is_not_prepared_is_one_clear_line(tmp_path: Path) -> None:
    settings = {"HOTLINE_VAR": str(tmp_path), "HOTLINE_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "jobs", "once", "ladder"],
        env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "hotline init" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr.splitlines()[-1]
    assert len(done.stderr.splitlines()) == 1
