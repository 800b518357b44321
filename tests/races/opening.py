"""Opening the desks of a race, and the meeting of its threads."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browsing import Client
from tests.conftest import PASSWORD, add_user, new_client
from tests.databases import Database
from tests.races.moves import CITIZEN, Who
from tests.races.racing import Meeting, meeting


@pytest.fixture
def met(app: Flask, database: Database) -> Iterator[Meeting]:
    # SQLite has one writer, who begins by taking the lock: nobody else comes that far.
    with meeting(inside=database.name == "postgresql") as made:
        yield made


def open_desk(app: Flask, who: Who, place: int) -> Client:
    client = new_client(app)
    if who != CITIZEN:
        role, unit, *same = who
        login = same[0] if same else f"{role}-{unit}-{place}"
        if not same or place == 0:
            add_user(app, login, role, unit)
        assert client.submit("/login", {"login": login, "password": PASSWORD}).status_code == 303
    return client
