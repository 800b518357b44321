"""The database: one Base, our column types, application-made ids, and the only `.commit()` of the program."""

import os
import random
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, ForeignKeyConstraint, MetaData, String, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from hotline import config

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
EPOCH_MS = 1_577_836_800_000
"""2020-01-01T00:00Z: ids count milliseconds from here."""
MAX_ID = 2**63 - 1
"""The largest id, and the largest number a column holds; ids have 19 digits from July 2027 on."""
DEADLOCK = "40P01"
"""PostgreSQL's code for two transactions that wait for each other, of which it ends one."""
PATIENCE = 10.0
"""Seconds to wait for SQLite's one writer before saying that the database is busy."""

_reading: ContextVar[bool] = ContextVar("hotline_reading", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in Python, UTC in the database; refuses a naive time instead of guessing."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(postgresql.JSONB(), "postgresql")


class Base(DeclarativeBase):
    """All tables. Not Flask-SQLAlchemy's Model, so mypy understands it without a plugin."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        date: Date(),
        int: BigInteger(),
        dict[str, Any]: Json,
        list[str]: Json,
        list[Any]: Json,
    }


_lock = threading.Lock()
_process = secrets.randbelow(1 << 10)
_last = 0


def new_id() -> int:
    """A 63-bit id: 41 bits of milliseconds, 10 of process, 12 of counter; always growing within a process."""
    global _last
    with _lock:
        floor = ((time.time_ns() // 1_000_000 - EPOCH_MS) << 22) | (_process << 12)
        _last = max(_last + 1, floor)
        return _last


def _after_fork() -> None:
    global _process
    _process = secrets.randbelow(1 << 10)


os.register_at_fork(after_in_child=_after_fork)


def id_at(moment: datetime) -> int:
    """The smallest id that `new_id` could have made at this moment."""
    return (int(moment.timestamp() * 1000) - EPOCH_MS) << 22


class CityKey:
    """`PRIMARY KEY (city, id)`: every ticket-like table, so that one city is one shard."""

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """The foreign key `(city, column)` → `table(city, id)`."""
    return ForeignKeyConstraint(["city", column], [f"{table}.city", f"{table}.id"])


class _Session(Session):
    """Also writes objects in the order that others need, and rows that are only ever added: plain inserts, a table at
    a time, after the objects they hang on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.following: list[Base] = []
        self.appended: list[tuple[Base, bool]] = []

    def flush(self, objects: Any = None) -> None:
        super().flush(objects)
        if self.following:
            self.add_all(self.following)
            self.following = []
            super().flush()
        if self.appended:
            rows, self.appended = self.appended, []
            for insert, values in _inserts(rows):
                self.connection().execute(insert, values)

    def rollback(self) -> None:
        self._forget()
        super().rollback()

    def close(self) -> None:
        self._forget()
        super().close()

    def _forget(self) -> None:
        self.following.clear()
        self.appended.clear()


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": _Session})


def append(row: Base, once: bool = False) -> None:
    """Add a row that this transaction never changes again; it costs a third of an object the session watches.

    It is written at the next flush, so a query finds it. `once` leaves alone a row that is there already.
    """
    cast(_Session, db.session()).appended.append((row, once))


def add_after(row: Base) -> None:
    """Add an object that refers to one not written yet: no relationship tells the session which comes first."""
    cast(_Session, db.session()).following.append(row)


def _inserts(rows: list[tuple[Base, bool]]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """One insert with its values for each table and set of columns; a row comes after those it refers to."""
    values: dict[tuple[str, bool, tuple[str, ...]], list[dict[str, Any]]] = {}
    for row, once in rows:
        given = {name: value for name, value in row.__dict__.items() if name != "_sa_instance_state"}
        values.setdefault((row.__tablename__, once, tuple(sorted(given))), []).append(given)
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    for name, once, columns in sorted(values, key=lambda key: order[key[0]]):
        insert = _dialect().insert(Base.metadata.tables[name])
        yield insert.on_conflict_do_nothing() if once else insert, values[name, once, columns]


def init_app(app: Flask, url: str) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # What a statement carries is what citizens wrote: no error may print it.
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"timeout": 1}
    else:
        options["connect_args"] = {"connect_timeout": 5}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)


def migrated(app: Flask) -> None:
    """Tell the application of its migrations. A command that only reads does without: they take a while to load."""
    import flask_migrate

    flask_migrate.Migrate(app, db, directory=str(config.resource("migrations")), render_item=render_item)


def upgrade() -> None:
    """Bring the database to the newest migration. Needs an application context."""
    import flask_migrate

    flask_migrate.upgrade()


def render_item(kind: str, item: Any, context: Any) -> str | bool:
    """Migrations name plain SQLAlchemy types, so that old ones never import today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl.__class__.__name__}()"
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def upsert(table: type[Base] | Table) -> Any:
    """An `INSERT` of this engine's dialect, for `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return _dialect().insert(table)


def _dialect() -> Any:
    return postgresql if db.engine.dialect.name == "postgresql" else sqlite


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing. Opened by the edges only: a view, a job, a command.

    Raises StaleDataError where two wanted the same rows and PostgreSQL let the other one through.
    """
    try:
        yield
        db.session.flush()
        db.session.commit()
    except OperationalError as error:
        db.session.rollback()
        if getattr(error.orig, "sqlstate", "") == DEADLOCK:
            raise StaleDataError from error
        raise
    except BaseException:
        db.session.rollback()
        raise


def read_only(reader: bool) -> None:
    """Say whether what follows only reads: then SQLite transactions begin without taking the write lock."""
    _reading.set(reader)


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if _reading.get():
        connection.exec_driver_sql("BEGIN")
    elif not _write_lock(connection.connection.dbapi_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _write_lock(connection: Any) -> bool:
    """Begin to write as soon as the one writer before us is done; False when patience ends.

    SQLite's own waiting looks ever more seldom, up to ten times a second, and the unlucky wait for seconds.
    """
    end = time.monotonic() + PATIENCE
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                if time.monotonic() > end:
                    return False
                time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311 - so that two who wait do not meet again
            else:
                return True
    finally:
        connection.execute("PRAGMA busy_timeout=1000")
