"""A city of a million tickets of the last three months with the keys of their texts, written straight into its tables.

Two hundred thousand letters are read; each stands for five whose names and particulars differ: their rare keys are
made others, their common ones are shared, as among a million real ones.
"""

import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from bench import multiply, town
from hotline import clock, config
from hotline.app import create_app
from hotline.db import db, id_at, transaction
from hotline.insight import queries
from hotline.insight.likeness.alike import read
from hotline.insight.likeness.vectors import Words
from hotline.privacy import sealing

DAYS, COPIES, SAMPLE, BATCH = 85, 5, 20_000, 5_000
RARE = 40
"""Of so many letters in the sample: what a pair of a name or of a particular stands in at most."""
ONE_OPEN_IN = 12

Row = tuple[Any, ...]


def fill(number: int) -> None:
    city, now = config.settings().city, clock.now()
    base = multiply.dispatched(clock.iso(now - timedelta(days=DAYS + 1)))
    told = town.City(7).letters(number // COPIES, DAYS)
    rare = Words(closed=False)
    rare.learn((one.title, one.body) for one in told[:: max(1, len(told) // SAMPLE)])
    _count(city, rare)
    begin = now - timedelta(days=DAYS) - town.BEGIN
    keys, owners = [], []
    ids = np.empty(len(told) * COPIES, dtype=np.int64)
    for place, one in enumerate(told):
        found, shared = _keys(one, rare)
        for copy in range(COPIES):
            at = place * COPIES + copy
            ids[at] = id_at(one.at + begin) + (at & 0x3FFFFF)
            keys.append(np.where(shared, found, found ^ np.int64(copy * 0x5BD1E995)))
            owners.append(np.full(len(found), ids[at]))
    _write("tickets", base, _tickets(told, ids))
    _write("petitioners", base, ({"ticket_id": int(one), "phone_hash": sealing.lookup(phone(int(one)))} for one in ids))
    _write_keys(city, np.concatenate(keys), np.concatenate(owners))


def phone(ticket: int) -> str:
    return f"+86139{ticket % 10**8:08d}"


def _keys(one: town.Letter, rare: Words) -> tuple[Any, Any]:
    """The keys of a letter, and which of them all its copies share."""
    how = read(rare, one.title, one.body)
    pairs = [pair for pair in how.weights if rare.counts.get(pair, 0) <= max(queries.OFTEN, SAMPLE * queries.SHARE)]
    found = np.array(list(dict.fromkeys(queries.keys_of(how, queries.KEPT_KEYS, rare))), dtype=np.int64)
    shared = np.array([rare.counts.get(pair, 0) > RARE for pair in pairs[: len(found)]], dtype=bool)
    return found, shared


def _tickets(told: list[town.Letter], ids: Any) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(ids):
        letter, open_ = told[at // COPIES], at % ONE_OPEN_IN == 0
        yield {
            "id": int(one), "number": f"5101002{int(one) % 10**14:014d}", "external_id": f"bench {at}",
            "title": letter.title, "body": letter.body, "category": letter.category, "open": open_,
            "state": "dispatched" if open_ else "closed",
        }  # fmt: skip


def _write(table: str, base: int, rows: Iterable[dict[str, Any]]) -> None:
    """Rows like the first one but for what is given, by the driver itself."""
    key = "id" if table == "tickets" else "ticket_id"
    found = db.session.connection().exec_driver_sql(f"SELECT * FROM {table} WHERE {key} = {base}")  # noqa: S608
    names, like = list(found.keys()), dict(found.mappings().one())
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608
    waiting: list[Row] = []
    for row in rows:
        waiting.append(tuple(_plain((like | row)[name]) for name in names))
        if len(waiting) == BATCH:
            db.session.connection().exec_driver_sql(into, waiting)
            waiting = []
    if waiting:
        db.session.connection().exec_driver_sql(into, waiting)
    db.session.commit()


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def _write_keys(city: str, keys: Any, owners: Any) -> None:
    order = np.lexsort((owners, keys))
    rows = ((city, int(key), int(one)) for key, one in zip(keys[order], owners[order], strict=True))
    connection = db.session.connection()
    if db.engine.dialect.name == "sqlite":
        connection.connection.cursor().executemany("INSERT OR IGNORE INTO text_keys VALUES (?, ?, ?)", rows)
    else:
        with connection.connection.cursor() as cursor, cursor.copy("COPY text_keys FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    db.session.commit()


def _count(city: str, rare: Words) -> None:
    packed = zlib.compress(json.dumps(rare.counts, ensure_ascii=False).encode())
    row = queries.WordCounts(city=city, at=clock.now(), messages=rare.messages, counts=packed)
    with transaction():
        db.session.add(row)


def main(number: int) -> None:
    with create_app().app_context():
        fill(number)
        db.session.connection().exec_driver_sql("ANALYZE")
        db.session.commit()


if __name__ == "__main__":
    main(int(sys.argv[1]))
