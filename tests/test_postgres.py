"""The private PostgreSQL server of the tests starts, serves UTF-8, leaves nothing behind; its database is put back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.databases import Postgresql
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


SCHEMA = """
    CREATE TABLE units (code text PRIMARY KEY, upper text);
    CREATE TABLE tickets (id int PRIMARY KEY, unit text REFERENCES units, words text);
    CREATE TABLE parts (ticket int REFERENCES tickets, words text);
    INSERT INTO units VALUES ('city', ''), ('street', 'city')
"""
READ = """
    SELECT array_agg(format('%s %s', code, upper) ORDER BY code)::text FROM units
    UNION ALL SELECT format('%s %s', (SELECT count(*) FROM tickets), (SELECT count(*) FROM parts))
    UNION ALL SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute
    JOIN pg_class ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
"""
AS_KEPT = ['{"city ","street city"}', "0 0", "code id ticket unit upper words words"]


@pytest.fixture(scope="module")
def kept() -> Iterator[Postgresql]:
    with server() as running, closing(Postgresql(running)) as made:
        with running.connect("hotline") as connection:
            connection.execute(SCHEMA)
        made.keep()
        yield made


@pytest.mark.parametrize(
    ("written", "anew"),
    [
        ("INSERT INTO tickets VALUES (1, 'city'); INSERT INTO parts VALUES (1)", False),
        ("SELECT 1", False),
        ("UPDATE units SET upper = NULL", True),
        ("DELETE FROM units WHERE code = 'street'", True),
        ("INSERT INTO units VALUES ('other')", True),
        ("DELETE FROM units WHERE code = 'street'; INSERT INTO units VALUES ('street', 'city')", True),
        ("ALTER TABLE tickets ADD COLUMN more text", True),
        ("CREATE TABLE more (word text)", True),
        ("DROP TABLE parts", True),
        ("DROP TABLE units CASCADE", True),
        ("INSERT INTO tickets SELECT n, 'city', repeat('word', 100) FROM generate_series(1, 900) n", True),
        ("INSERT INTO tickets VALUES (1, 'city'); ANALYZE tickets", True),
    ],
)
def test_what_was_written_is_gone_and_a_new_one_is_made_where_more_was_done(
    kept: Postgresql, written: str, anew: bool
) -> None:
    before = identity(kept)
    with kept.server.connect("hotline") as connection:
        connection.execute(written.encode())
    kept.reset()
    assert told(kept) == AS_KEPT
    assert (identity(kept) != before) == anew


def test_whoever_is_connected_in_the_middle_of_something_is_gone(kept: Postgresql) -> None:
    with kept.server.connect("hotline") as other:
        other.execute("BEGIN; INSERT INTO tickets VALUES (1, 'city')")
        kept.reset()
        with pytest.raises(psycopg.OperationalError):
            other.execute("COMMIT")
    assert told(kept) == AS_KEPT


def test_a_database_that_nobody_may_enter_or_that_is_gone_is_made_anew(kept: Postgresql) -> None:
    kept.server.run("ALTER DATABASE hotline ALLOW_CONNECTIONS false")
    kept.server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'hotline'")
    kept.reset()
    assert told(kept) == AS_KEPT
    kept.server.drop("hotline")
    kept.reset()
    assert told(kept) == AS_KEPT


def told(kept: Postgresql) -> list[str]:
    with kept.server.connect("hotline") as connection:
        return [str(row[0]) for row in connection.execute(READ)]


def identity(kept: Postgresql) -> int:
    """Another database has another one."""
    with kept.server.connect() as connection:
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = 'hotline'").fetchone()
    assert row
    return int(row[0])
