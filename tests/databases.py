"""The database of a test run: prepared once, then brought back to that state in milliseconds before each test."""

import shutil
from pathlib import Path
from typing import Any, Protocol

from psycopg import Connection, Cursor, Error

from tests.postgres import Server

ALONE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""Ends whoever is still connected, as a new database would."""
PAGES = (
    "SELECT t.relname, pg_relation_size(t.oid) / 8192,"
    " (SELECT coalesce(max(pg_relation_size(indexrelid)), 0) / 8192 FROM pg_index WHERE indrelid = t.oid)"
    " FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace"
)
ROOM = (9, 4)
"""Pages of a table and of an index of it: to the planner a table never analysed has ten, though it was emptied."""
MARK = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM {0}"
CATALOGUE = ("pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_statistic")


class Database(Protocol):
    """One database at one URL. `keep` after its preparation, `reset` before each test; no connection may be open.

    `set_aside` keeps what a test made under a name, `bring` puts it back in another one.
    """

    name: str
    url: str

    def keep(self) -> None: ...

    def reset(self) -> None: ...

    def set_aside(self, name: str) -> None: ...

    def bring(self, name: str) -> None: ...


class Sqlite:
    """A file and a copy of it."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "hotline.db"
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        self.set_aside("kept")

    def reset(self) -> None:
        self.bring("kept")

    def set_aside(self, name: str) -> None:
        # The last connection to close writes the log back into the file; a log left here would be lost by the copy.
        assert not self.file.with_name("hotline.db-wal").exists(), "a connection is still open"
        shutil.copyfile(self.file, self.file.with_name(f"{name}.db"))

    def bring(self, name: str) -> None:
        for rest in self.file.parent.glob("hotline.db-*"):
            rest.unlink()
        shutil.copyfile(self.file.with_name(f"{name}.db"), self.file)


class Postgresql:
    """A database that is emptied of what a test wrote; made anew from a template where a test did more than that.

    `CREATE DATABASE … TEMPLATE` copies a thousand files, which takes longer than most tests.
    """

    name = "postgresql"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url("hotline")
        server.create("hotline")
        self.hand: Connection[Any] | None = None
        self.prepared: list[str] = []
        self.marks: list[Any] = []

    def keep(self) -> None:
        self.set_aside("kept")
        self.prepared = [
            name for name in self._tables() if self._ask(f'SELECT EXISTS (SELECT FROM "{name}")') == [(True,)]
        ]
        self.marks = self._marks()

    def reset(self) -> None:
        try:
            emptied = self._empty()
        except Error:
            emptied = False
        if not emptied:
            self.bring("kept")

    def set_aside(self, name: str) -> None:
        self.close()
        self.server.create(name, template="hotline")
        self._take()

    def bring(self, name: str) -> None:
        self.close()
        self.server.drop("hotline")
        self.server.create("hotline", template=name)
        self._take()

    def close(self) -> None:
        if self.hand:
            self.hand.close()

    def _empty(self) -> bool:
        """Delete the rows of the tables that were empty; False where anything else is not as it was prepared."""
        self._ask(ALONE)
        pages = self._tables()
        written = [name for name, (table, _index) in pages.items() if table and name not in self.prepared]
        if any(held > room for name in written for held, room in zip(pages[name], ROOM, strict=True)):
            return False
        if self._marks() != self.marks:
            return False
        if written:
            self._run("; ".join(f'DELETE FROM "{name}"' for name in written))
        return True

    def _take(self) -> None:
        self.hand = self.server.connect("hotline")
        # Everything goes that refers to what goes.
        self._run("SET session_replication_role = replica")

    def _tables(self) -> dict[str, tuple[int, int]]:
        """The pages of each table, and of its largest index."""
        return {str(name): (int(table), int(index)) for name, table, index in self._ask(PAGES)}

    def _marks(self) -> list[Any]:
        """Another one after each row added, changed or removed in a prepared table or the catalogue of tables."""
        return self._ask(" UNION ALL ".join(MARK.format(name) for name in (*CATALOGUE, *self.prepared)))

    def _ask(self, statement: str) -> list[Any]:
        return self._run(statement).fetchall()

    def _run(self, statement: str) -> Cursor[Any]:
        assert self.hand, "nothing is prepared yet"
        return self.hand.execute(statement.encode())
