"""What the database was asked, and how it means to find out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from hotline.db import db

WHOLE = re.compile(r"SCAN (?:tickets|reach)\b(?! USING (?:COVERING )?INDEX)|Seq Scan on (?:tickets|reach)")
"""A whole table is read."""
SORTING = re.compile(r"USE TEMP B-TREE FOR (?!LAST TERM)|\bSort\b")
"""Rows are sorted that an index should have brought in order."""


@contextmanager
def seen() -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def plans(asked: list[tuple[str, Any]], *settings: str) -> Iterator[tuple[str, str]]:
    """Each SELECT with its plan; `settings` forbid PostgreSQL what it prefers on tables this small."""
    sqlite = db.engine.dialect.name == "sqlite"
    for name in settings if not sqlite else ():
        db.session.execute(text(f"SET {name} = off"))
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    for statement, parameters in asked:
        if statement.startswith("SELECT"):
            rows = db.session.connection().exec_driver_sql(explain + statement, parameters)
            yield statement, " | ".join(str(row[-1]) for row in rows)
