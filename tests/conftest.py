"""Fixtures of the suite: the city in a clean database, a client that inspects every page, people who sign in.

`HOTLINE_TEST_DB=postgresql` runs the same tests on PostgreSQL instead of SQLite. The database is prepared once and put
back before each test that asks for `app`, `client` or `sign_in`. A test opens its own `with app.app_context():`.
"""

import copy
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Connection, Engine, event

from hotline import clock as hotline_clock
from hotline import config
from tests.browsing import Client
from tests.databases import Database, Postgresql, Sqlite
from tests.places import new_folder
from tests.postgres import server

FRIDAY_MORNING = "2026-11-20T10:00:00+08:00"
"""Working hours of an ordinary working day, with a weekend behind it."""
PASSWORD = "correct-horse-battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A hash names its own cost, so this one is verified in no time; what a real one costs is the sign-in tests' matter."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ime: types through a real input method; `make ime` installs and runs it")
    config.addinivalue_line(
        "markers", "once: is about nothing that depends on the database, so it runs in the SQLite suite only"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who asks for no database runs once; `asked_for` sees to it that nobody reaches one all the same."""
    for item in items:
        if "database" not in _fixtures(item):
            item.add_marker(pytest.mark.once)


def _fixtures(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


@pytest.fixture(autouse=True)
def asked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that reaches the database under test has asked for it: it would be missing on the other one."""
    if "database" in request.fixturenames:
        yield
        return
    reached: list[str] = []

    def reach(connection: Connection) -> None:
        reached.append(connection.engine.url.render_as_string(hide_password=False))

    event.listen(Engine, "engine_connect", reach)
    yield
    event.remove(Engine, "engine_connect", reach)
    assert os.environ.get("HOTLINE_DATABASE_URL") not in reached, "it reaches the database: let it ask for `app`"


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """An empty database of the engine under test."""
    engine = os.environ.get("HOTLINE_TEST_DB", "sqlite")
    if engine == "sqlite":
        home = new_folder("hotline-sqlite-")
        try:
            yield Sqlite(home)
        finally:
            shutil.rmtree(home, ignore_errors=True)
    elif engine == "postgresql":
        with server() as running, closing(Postgresql(running)) as made:
            yield made
    else:
        raise pytest.UsageError(f"HOTLINE_TEST_DB is sqlite or postgresql, not {engine!r}")


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[config.Settings]:
    """The settings of every test: fixed keys, a folder of its own, no rate limits, no demo."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("HOTLINE_") and name != "HOTLINE_TEST_DB"]:
            environment.delenv(name)
        environment.setenv("HOTLINE_VAR", str(tmp_path_factory.mktemp("var")))
        environment.setenv("HOTLINE_DATABASE_URL", database.url)
        environment.setenv("HOTLINE_SECRET_KEY", "session key of the tests")
        environment.setenv("HOTLINE_SEAL_KEY", "5ea1" * 16)
        environment.setenv("HOTLINE_RATE_LIMITS", "off")
        yield config.load()


@pytest.fixture(scope="session")
def house(settings: config.Settings, database: Database) -> Iterator[Flask]:
    """The program over the prepared database: migrations and base data. Tests use `app`."""
    from hotline import events, wiring
    from hotline.app import create_app
    from hotline.cli import context, main

    config.use(settings)
    main.main(["init"], standalone_mode=False)
    database.keep()
    application = create_app(settings)
    application.test_client_class = Client
    application.testing = True

    def program() -> Flask:
        """A command with these settings runs in the program there is: making one outlasts most commands."""
        if config.settings() is not settings:
            return create_app()
        events.connect(wiring.HANDLERS)
        return application

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "whole", program)
        yield application


@pytest.fixture
def app(house: Flask, settings: config.Settings, database: Database) -> Iterator[Flask]:
    """The program, with migrations and base data and nothing else. Put back before each test."""
    database.reset()
    for left in settings.var.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    _forget_boards()
    _let_everybody_ask(settings)
    before = dict(house.config)
    yield house
    house.config.clear()
    house.config.update(before)
    _let_go(house)


def _let_everybody_ask(settings: config.Settings) -> None:
    """One limiter serves every program of this process: what a guarded one of another test set does not count here."""
    from hotline import web

    web.limiter.enabled = settings.rate_limits


@pytest.fixture(scope="session")
def shelf() -> dict[str, Any]:
    """What `once_made` and `routing_afresh` made already."""
    return {}


@pytest.fixture
def once_made(
    app: Flask,
    database: Database,
    settings: config.Settings,
    shelf: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, Callable[[], Any]], Any]:
    """`once_made("a-city", make)`: what `make` wrote in an application context and gave back.

    The first test that asks for this name makes it; the others get the same rows, files and a copy of what it gave,
    in a fraction of the time. No application context may be open.
    """

    def give(name: str, make: Callable[[], Any]) -> Any:
        if name in shelf:
            given, files = shelf[name]
            _let_go(app)
            database.bring(name)
            shutil.copytree(files, settings.var, dirs_exist_ok=True)
        else:
            with app.app_context():
                given = make()
            _let_go(app)
            database.set_aside(name)
            files = shutil.copytree(settings.var, tmp_path_factory.mktemp("aside") / "var")
            shelf[name] = copy.deepcopy(given), files
        return copy.deepcopy(given)

    return give


@pytest.fixture
def routing_afresh(request: pytest.FixtureRequest, shelf: dict[str, Any]) -> Iterator[None]:
    """Routing reads the catalogue of this test and of the next one anew; the prepared one's engine is built once.

    A test that asks for no `app` has no catalogue, and is not made to run on each database by this.
    """
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    from hotline.people import queries as people
    from hotline.routing import queries

    def forget() -> None:
        queries._built = replace(shelf["engine"], checked_at=float("-inf"))

    if "engine" not in shelf:
        with app.app_context():
            people.forget()
            queries.forget()
            queries.engine()
        shelf["engine"] = queries._built
    forget()
    yield
    forget()


@pytest.fixture
def client(app: Flask) -> Client:
    """Somebody without a sign-in, whose every page is inspected (see tests/browsing.py)."""
    return new_client(app)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Freezes the time, as often as needed: `clock("2026-11-23T08:59:00+08:00")`. Starts on a Friday morning."""

    def set_time(text: str) -> None:
        hotline_clock.parse(text)
        monkeypatch.setenv("HOTLINE_NOW", text)

    monkeypatch.setenv("HOTLINE_DEBUG", "1")
    set_time(FRIDAY_MORNING)
    return set_time


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Client]:
    """`sign_in("clerk", unit="510104")`: a new user of this role, signed in through the page."""

    def sign(role: str, unit: str = "510100", login: str = "") -> Client:
        login = login or f"{role}-{unit}"
        add_user(app, login, role, unit)
        person = new_client(app)
        answer = person.submit("/login", {"login": login, "password": PASSWORD})
        assert answer.status_code == 303, f"signing in as {role} answered {answer.status}"
        return person

    return sign


def add_user(app: Flask, login: str, role: str, unit: str) -> None:
    from hotline.db import db, new_id, transaction
    from hotline.people.models import User

    with app.app_context(), transaction():
        db.session.add(
            User(
                city=config.settings().city, id=new_id(), login=login, name=f"演示{role}", role=role, unit=unit,
                password_hash=QUICK, created_at=hotline_clock.now(),
            )
        )  # fmt: skip


def new_client(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


def _forget_boards() -> None:
    """They are kept for ten seconds a process: long enough to show the city of the test before."""
    from hotline.boards import office, snapshots

    snapshots.forget()
    office.forget()


def _let_go(app: Flask) -> None:
    """Close every connection: the database is about to be replaced, and an open one is a warning, which is an error."""
    from hotline.db import db

    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is also the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
