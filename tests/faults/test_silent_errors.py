"""An error of the database is logged without a word of what the citizen wrote."""

import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hotline.db import db
from tests.browsing import Client

SECRET = "演示市民的电话13800001234"


def _fail() -> str:
    db.session.execute(text("INSERT INTO no_such_table VALUES (:words)"), {"words": SECRET})
    return "never"


def test_the_log_names_the_error_and_not_the_words(
    app: Flask, client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "portal.home", _fail)
    with caplog.at_level(logging.DEBUG):
        assert client.get("/").status_code == 503
    assert "Error" in caplog.text or "UndefinedTable" in caplog.text
    assert SECRET not in caplog.text


def test_no_error_prints_what_a_statement_carried(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError) as failed:
        _fail()
    assert SECRET not in str(failed.value)
