"""Many tickets like one: its rows copied as they stand, each with identities of its own."""

from typing import Any

from sqlalchemy import Table, insert, select

from hotline.db import Base, db, new_id

HANGING = ("petitioners", "ticket_events", "decisions", "assignments", "clocks", "reach", "outbox")
"""What is copied besides the ticket, in the order in which the rows refer to each other."""
BATCH = 2000


def copy(city: str, ticket_id: int, number: int, tables: tuple[str, ...] = HANGING) -> list[int]:
    """`number` copies of a ticket. Needs an application context and an open transaction. Returns their ids."""
    ids: list[int] = []
    originals = {name: _rows(name, city, ticket_id) for name in ("tickets", *tables)}
    while len(ids) < number:
        fresh = [new_id() for _ in range(min(BATCH, number - len(ids)))]
        ids += fresh
        parts = {id_: {row["id"]: new_id() for row in originals.get("assignments", [])} for id_ in fresh}
        for name, rows in originals.items():
            values = [_copied(name, row, id_, parts[id_]) for id_ in fresh for row in rows]
            if values:
                db.session.connection().execute(insert(_table(name)), values)
    return ids


def _copied(name: str, row: dict[str, Any], ticket_id: int, parts: dict[int, int]) -> dict[str, Any]:
    made = dict(row)
    if name == "tickets":
        return made | {"id": ticket_id, "number": f"{ticket_id:021}", "external_id": str(ticket_id)}
    if "ticket_id" in row:
        made["ticket_id"] = ticket_id
    if "assignment_id" in row:
        made["assignment_id"] = parts[row["assignment_id"]]
    if name == "assignments":
        made["id"] = parts[row["id"]]
    elif "id" in row:
        made["id"] = new_id()
    if name == "outbox":
        to = row["recipient"]
        made |= {
            "cause": f"{new_id()} {row['template']}", "data": {**row["data"], "ticket": ticket_id},
            "recipient": f"petitioner:{ticket_id}" if to.startswith("petitioner:") else to,
        }  # fmt: skip
    return made


def _rows(name: str, city: str, ticket_id: int) -> list[dict[str, Any]]:
    table = _table(name)
    wanted = select(table).where(table.c.city == city)
    if name == "outbox":
        found = (dict(row._mapping) for row in db.session.execute(wanted))
        return [row for row in found if row["data"]["ticket"] == ticket_id]
    key = table.c.id if name == "tickets" else table.c.ticket_id
    return [dict(row._mapping) for row in db.session.execute(wanted.where(key == ticket_id))]


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
