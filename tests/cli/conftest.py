"""The command as a person types it: arguments in, exit code and both streams out."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from hotline.cli import main

Hotline = Callable[..., Result]


@pytest.fixture
def hotline(app: Flask) -> Hotline:
    """`hotline("due", "--from", …, stdin="…")`; an unexpected exception fails the test."""
    del app

    def call(*arguments: str, stdin: str = "") -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, arguments, input=stdin)

    return call


def refused(result: Result, words: str, code: int = 1) -> None:
    """It said why in one line on stderr, printed no data, and left with this code."""
    assert result.exit_code == code
    assert result.stdout == ""
    assert words in result.stderr
    if code == 1:
        assert len(result.stderr.strip().splitlines()) == 1
