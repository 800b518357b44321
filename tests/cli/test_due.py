"""`hotline due`: limits by days, by hours and by rule, on the city's published calendar."""

import json

import pytest

from tests.cli.conftest import Hotline, refused


@pytest.mark.parametrize(
    ("start", "limit", "ends"),
    [
        ("2026-11-20T10:00:00+08:00", ("--days", "3"), "2026-11-25T17:30:00+08:00"),
        ("2026-11-20T23:59:59+08:00", ("--days", "1"), "2026-11-23T17:30:00+08:00"),
        ("2026-11-20T16:30:00Z", ("--days", "1"), "2026-11-23T17:30:00+08:00"),
        ("2026-09-28T10:00", ("--days", "3"), "2026-10-08T17:30:00+08:00"),
        ("2026-10-08T10:00", ("--days", "2"), "2026-10-10T17:30:00+08:00"),
        ("2026-09-18T10:00", ("--days", "1"), "2026-09-20T17:30:00+08:00"),
        ("2026-10-03T10:00", ("--days", "1"), "2026-10-08T17:30:00+08:00"),
        ("2026-10-01T23:30:00+08:00", ("--hours", "2"), "2026-10-02T01:30:00+08:00"),
        ("2026-02-14T10:00", ("--hours", "24"), "2026-02-15T10:00:00+08:00"),
        ("2026-11-20T10:00", ("--policy", "consult"), "2026-11-25T17:30:00+08:00"),
        ("2026-11-20T10:00", ("--policy", "complaint-report"), "2026-12-11T17:30:00+08:00"),
        ("2026-11-20T10:00", ("--policy", "h2"), "2026-11-20T12:00:00+08:00"),
    ],
)
def test_it_prints_when_a_limit_ends(hotline: Hotline, start: str, limit: tuple[str, str], ends: str) -> None:
    result = hotline("due", "--from", start, *limit)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{ends}\n", "")


def test_json_explains_every_day(hotline: Hotline) -> None:
    result = hotline("due", "--from", "2026-10-08T10:00", "--days", "2", "--json")
    assert json.loads(result.stdout) == {
        "due_at": "2026-10-10T17:30:00+08:00",
        "provisional": False,
        "explanation": [
            "10月8日（周四）10:00起算，当日不计",
            "10月9日（周五）第1个工作日",
            "10月10日（周六）调休上班，第2个工作日",
            "到期：10月10日（周六）17:30",
        ],
    }
    assert "调休上班" in result.stdout, "not escaped to ASCII"


def test_a_limit_into_an_unpublished_year_is_provisional(hotline: Hotline) -> None:
    result = hotline("due", "--from", "2026-12-30T10:00", "--days", "3", "--json")
    answer = json.loads(result.stdout)
    assert (answer["due_at"], answer["provisional"]) == ("2027-01-05T17:30:00+08:00", True)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--from", "2026-11-20T10:00"),
        ("--from", "2026-11-20T10:00", "--days", "1", "--hours", "1"),
        ("--from", "yesterday", "--days", "1"),
        ("--from", "2026-11-20T10:00", "--days", "0"),
        ("--from", "2026-11-20T10:00", "--days", "three"),
    ],
)
def test_wrong_usage_is_told(hotline: Hotline, arguments: tuple[str, ...]) -> None:
    refused(hotline("due", *arguments), "Error:", 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2026-11-20T10:00", "--policy", "soon"), "consult"),
        (("--from", "1999-12-31T10:00", "--days", "1"), "算不出期限"),
        (("--from", "2059-12-31T10:00", "--days", "9"), "No deadline"),
        (("--from", "2026-11-20T10:00", "--hours", "9999"), "8784"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(hotline: Hotline, arguments: tuple[str, ...], words: str) -> None:
    refused(hotline("due", *arguments), words)
