"""The private PostgreSQL server of the tests starts, serves UTF-8, copies a template and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest

from tests.postgres import server

pytestmark = pytest.mark.once


def test_the_server_serves_and_is_gone_afterwards() -> None:
    with server() as running:
        running.create("first")
        with running.connect("first") as connection:
            connection.execute("CREATE TABLE words (word text)")
            connection.execute("INSERT INTO words VALUES ('路灯𠮷')")
            row = connection.execute("SELECT current_setting('server_encoding'), current_setting('data_directory')")
            encoding, folder = row.fetchone() or ("", "")
        running.create("second", template="first")
        running.drop("first")
        with running.connect("second") as connection:
            assert connection.execute("SELECT word FROM words").fetchall() == [("路灯𠮷",)]
    assert encoding == "UTF8"
    assert not Path(folder).exists()
    with pytest.raises(psycopg.OperationalError):
        running.connect()
