"""The database of a test run: prepared once, then brought back to that state in milliseconds before each test."""

import shutil
from pathlib import Path
from typing import Protocol

from tests.postgres import Server


class Database(Protocol):
    """One database at one URL. `keep` after its preparation, `reset` before each test; no connection may be open."""

    name: str
    url: str

    def keep(self) -> None: ...

    def reset(self) -> None: ...


class Sqlite:
    """A file and a copy of it."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "hotline.db"
        self.kept = folder / "kept.db"
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        # The last connection to close writes the log back into the file; a log left here would be lost by the copy.
        assert not self.file.with_name("hotline.db-wal").exists(), "a connection is still open"
        shutil.copyfile(self.file, self.kept)

    def reset(self) -> None:
        for rest in self.file.parent.glob("hotline.db-*"):
            rest.unlink()
        shutil.copyfile(self.kept, self.file)


class Postgresql:
    """A database and a template of it; `CREATE DATABASE … TEMPLATE` copies files: quick for any schema."""

    name = "postgresql"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url("hotline")
        server.create("hotline")

    def keep(self) -> None:
        self.server.create("kept", template="hotline")

    def reset(self) -> None:
        self.server.drop("hotline")
        self.server.create("hotline", template="kept")
