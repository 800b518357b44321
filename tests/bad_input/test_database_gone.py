"""The database is locked or gone for a moment: a page says so, keeps what was typed, and works again afterwards."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from tests import inspection
from tests.browsing import Client
from tests.databases import Database, Postgresql, Sqlite
from tests.desks import stages
from tests.portal import writing
from tests.tickets import walking

WORDS = "每晚有摊贩占道经营，请来看看。"
MATTER = {"body": WORDS, "address": "锦江区示例路", "phone": "028-86000000"}


@contextmanager
def gone(app: Flask, database: Database) -> Iterator[None]:
    """PostgreSQL refuses every connection and ends those there are; SQLite is locked by somebody who holds on."""
    if isinstance(database, Postgresql):
        database.server.run("ALTER DATABASE hotline ALLOW_CONNECTIONS false")
        database.server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'hotline'")
        try:
            yield
        finally:
            database.server.run("ALTER DATABASE hotline ALLOW_CONNECTIONS true")
        return
    assert isinstance(database, Sqlite)
    other = sqlite3.connect(database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_call_typed_while_the_database_is_away_is_kept_on_the_page(
    app: Flask, database: Database, sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = sign_in("operator")
    page = inspection.read(operator.get("/staff/calls/new").get_data(as_text=True))
    form = next(form for form in page.forms if form.action == "/staff/calls/new")
    typed = {**form.values, **MATTER, "act": "leave"}
    monkeypatch.setattr("hotline.db.PATIENCE", 0.05)
    with gone(app, database):
        answer = operator.post("/staff/calls/new", data=typed)
    assert answer.status_code == 503
    assert WORDS in answer.get_data(as_text=True)
    again = operator.post("/staff/calls/new", data=typed)
    assert again.status_code in {200, 303}


def test_a_letter_and_what_is_added_to_it_are_kept_while_the_database_is_away(
    app: Flask, database: Database, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = writing.written(client)
    letter = writing.carried(writing.checked(client, body=WORDS))
    more = {"csrf_token": letter["csrf_token"], "text": WORDS}
    monkeypatch.setattr("hotline.db.PATIENCE", 0.05)
    for path, typed in (("/letters/send", letter), (f"/track/{sent.number}/supply", more)):
        with gone(app, database):
            answer = client.post(path, data=typed)
        assert answer.status_code == 503
        assert WORDS in answer.get_data(as_text=True)
        assert client.post(path, data=typed).status_code == 303


def test_what_a_clerk_writes_while_the_database_is_away_is_kept(
    app: Flask, database: Database, sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = stages.make(app, walking.handling, "1")
    clerk, path = sign_in("clerk", unit=walking.DISTRICT), stages.path(number)
    page = inspection.read(clerk.get(path).get_data(as_text=True))
    form = next(form for form in page.forms if form.action.endswith("/reply"))
    typed = {**form.values, "resolution": "solved", "internal": "内部：夜间两次到场核查。", "public": WORDS}
    monkeypatch.setattr("hotline.db.PATIENCE", 0.05)
    with gone(app, database):
        answer = clerk.post(f"{path}/reply", data=typed)
    assert answer.status_code == 503
    assert {"内部：夜间两次到场核查。", WORDS} <= set(re.findall(r">([^<>]+)<", answer.get_data(as_text=True)))
    assert clerk.post(f"{path}/reply", data=typed).status_code == 303


def test_a_page_says_that_the_database_is_away_and_works_when_it_is_back(
    app: Flask, database: Database, sign_in: Callable[..., Client]
) -> None:
    if not isinstance(database, Postgresql):
        return  # a locked SQLite is still read: there is nothing to say
    dispatcher = sign_in("dispatcher")
    with gone(app, database):
        assert dispatcher.get("/staff/tickets").status_code == 503
        assert dispatcher.get("/letters/new").status_code in {200, 503}
    assert dispatcher.get("/staff/tickets").status_code == 200
