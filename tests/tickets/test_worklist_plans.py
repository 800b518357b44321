"""What the database does for a work list: every statement walks an index, whichever view, order and person."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from hotline import clock
from hotline.db import db
from hotline.tickets import tallies, worklist
from hotline.tickets.worklist import SORTS, Filter
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
ACTORS = (walking.CLERK, walking.SUPERVISOR)
WHOLE = re.compile(r"SCAN (?:tickets|reach)\b(?! USING (?:COVERING )?INDEX)|Seq Scan on (?:tickets|reach)")


@contextmanager
def _seen() -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_no_statement_of_a_list_reads_a_whole_table(app: Flask) -> None:
    with app.app_context():
        now = clock.now()
        end = now + timedelta(hours=14)
        with _seen() as seen:
            for actor in ACTORS:
                tallies.tallies(actor, now, end)
                for scope, sort in itertools.product(("open", "today", "overdue", "closed", "all", "back"), SORTS):
                    chosen = Filter(scope=scope, sort=sort, kind="help")
                    worklist.worklist(actor, chosen, now, end)
                    worklist.how_many(actor, chosen, now, end)
                worklist.worklist(actor, Filter(text="路灯"), now, end)
                worklist.worklist(actor, Filter(state="handling"), now, end)
        sqlite = db.engine.dialect.name == "sqlite"
        if not sqlite:
            db.session.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        for statement, parameters in seen:
            if statement.startswith("SELECT"):
                rows = db.session.connection().exec_driver_sql(explain + statement, parameters)
                plan = " | ".join(str(row[-1]) for row in rows)
                assert not WHOLE.search(plan), f"{plan}\n{statement}"
        assert len(seen) > 100
