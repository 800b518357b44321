"""One dispatched ticket made many, inside the database: the tickets, their parts and their clocks."""

from sqlalchemy import text

from hotline import clock
from hotline.actors import Actor, system
from hotline.config import settings
from hotline.db import Base, db, new_id, transaction
from hotline.tickets.actions import perform, receive
from hotline.tickets.inbound import Inbound, Person

SHIFTED = {"tickets": ("id",), "assignments": ("id", "ticket_id"), "clocks": ("assignment_id", "ticket_id")}


def dispatched(start: str) -> int:
    """One ticket given to a bureau at this moment. Returns its id."""
    city, now = settings().city, clock.parse(start)
    call = Inbound(
        channel="phone", external_id=f"bench {new_id()}", title="路灯不亮", body="路灯坏了好几天。", received_at=now,
        kind="help", category="0204", person=Person(phone="+8613800001234"),
    )  # fmt: skip
    with transaction():
        ticket = receive(call, Actor(1, "演示话务员", "operator", city), now)
        perform("accept", ticket, system(city), now)
        perform("dispatch", ticket, system(city), now, unit="cgw")
        return ticket.id


def multiply(ticket_id: int, number: int) -> None:
    """So many more like it. Their ids follow its own, which leaves room for about a million."""
    for name, shifted in SHIFTED.items():
        key = "id" if name == "tickets" else "ticket_id"
        columns = [f'"{column.name}"' for column in Base.metadata.tables[name].columns]
        values = [_value(column.strip('"'), name, shifted) for column in columns]
        db.session.execute(
            text(
                f"INSERT INTO {name} ({', '.join(columns)})"  # noqa: S608 - names of our own tables
                f" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)"
                f" SELECT {', '.join(values)} FROM {name} CROSS JOIN n WHERE {key} = :ticket"
            ),
            {"number": number, "ticket": ticket_id},
        )


def _value(column: str, table: str, shifted: tuple[str, ...]) -> str:
    if column in shifted:
        return f'"{column}" + i'
    if table == "tickets" and column in {"number", "external_id"}:
        return "CAST(id + i AS VARCHAR(21))"
    return f'"{column}"'
