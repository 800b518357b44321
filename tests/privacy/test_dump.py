"""Whoever takes the database without its key learns no citizen's name, number, mail, id or exact address from it."""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from hotline import clock as time
from hotline import demo, notices
from hotline.channels import inbox
from hotline.cli import main
from hotline.db import Base, db, transaction
from hotline.privacy.sealing import Sealed, SealedBytes
from hotline.sla.sweep import sweep
from hotline.tickets import queries
from hotline.tickets.models import Petitioner, Ticket
from tests.browsing import Client
from tests.databases import Database, Postgresql, Sqlite
from tests.tickets import walking

CITY = "510100"
NAME, MOBILE, EMAIL = "尉迟演示嘉宁", "13987612345", "yuchi.demo@citizen.example"
ID_NUMBER, HOUSE = "510104199003076538", "演示巷7号院3栋2单元1901"
PERSON = {"name": NAME, "phone": MOBILE, "email": EMAIL, "id_number": ID_NUMBER, "address": f"锦江区春熙路{HOUSE}"}
WORDS = "锦江区春熙路夜里有人占道经营烧烤，油烟很大。"
MAIL = f"""From: {NAME} <{EMAIL}>
To: mayor@hotline.example
Subject: =?utf-8?b?5Y2g6YGT57uP6JCl?=
Message-ID: <1@mail.example>
Content-Type: text/plain; charset=utf-8

{WORDS}

--{" "}
{NAME}
电话：{MOBILE}
"""
SECRETS = {
    "name": NAME, "phone": MOBILE, "e-mail": EMAIL, "id number": ID_NUMBER, "house": HOUSE,
    "phone in groups": f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}",
}  # fmt: skip


def dump(app: Flask, database: Database) -> bytes:
    """Everything a thief of the database has: the files of SQLite with their log, the whole dump of PostgreSQL."""
    if isinstance(database, Sqlite):
        return b"".join(file.read_bytes() for file in sorted(database.file.parent.glob("hotline.db*")))
    assert isinstance(database, Postgresql)
    server = database.server
    address = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "hotline", "hotline"]
    secret = {**os.environ, "PGPASSWORD": server.password}
    return subprocess.run(["pg_dump", *address], env=secret, capture_output=True, check=True).stdout


def forms(secret: str) -> list[bytes]:
    """As it stands, as JSON escapes it, and as PostgreSQL writes bytes."""
    plain = secret.encode()
    return [plain, json.dumps(secret)[1:-1].encode(), plain.hex().encode(), secret.encode("utf-16-le")]


def found(taken: bytes, secrets: dict[str, str]) -> list[str]:
    return [f"{what} {secret}" for what, secret in secrets.items() if any(form in taken for form in forms(secret))]


def arrived(app: Flask, client: Client, folder: Path) -> None:
    """The same person by every channel, and a message that nobody can read."""
    now = time.now()
    given = {**PERSON, "title": "占道经营", "body": WORDS}
    posted = {"description": WORDS, "first_name": NAME, "phone": MOBILE, "email": EMAIL, "lat": "30.65",
              "long": "104.08", "address_string": PERSON["address"], "service_code": "0203"}  # fmt: skip
    page = client.submit("/letters/new", {"body": WORDS, "name": NAME, "phone": MOBILE, "email": EMAIL,
                                          "address": PERSON["address"]}, action="/letters/new")  # fmt: skip
    assert page.status_code == 200
    with app.app_context():
        for channel, raw in (
            ("phone", json.dumps({**given, "call_id": "1"}).encode()),
            ("web", json.dumps({**given, "external_id": "1"}, ensure_ascii=False).encode()),
            ("letter", MAIL.encode()),
            ("app", urlencode(posted).encode()),
        ):
            assert inbox.arrive(channel, raw, now).ticket is not None, channel
        assert inbox.arrive("phone", b"{broken" + json.dumps(given).encode(), now).ticket is None
    (folder / "old.jsonl").write_text(json.dumps({**PERSON, "id": "1", "subject": "占道经营", "body": WORDS}), "utf-8")
    assert json.loads(CliRunner().invoke(main, ["import", "old.jsonl"]).stdout)["tickets"] == 1


def walked(app: Flask) -> list[str]:
    """Every one dispatched, urged, answered, visited and told; one is swept up the ladder. Their numbers."""
    with app.app_context(), transaction():
        tickets = list(db.session.scalars(select(Ticket).order_by(Ticket.id)))
        numbers = [ticket.number for ticket in tickets]
        for ticket in tickets:
            if ticket.state == "received":
                walking.do("accept", ticket, walking.OPERATOR)
            if ticket.state == "accepted":
                walking.do("dispatch", ticket, walking.DISPATCHER, unit=walking.DISTRICT)
            walking.do("urge", ticket, walking.of(ticket))
            clerk = walking.who("clerk", ticket.lead_unit)
            walking.do("sign", ticket, clerk)
    with app.app_context():
        sweep(CITY, time.now() + timedelta(days=60))
    with app.app_context(), transaction():
        for number in numbers[1:]:
            ticket = queries.get_ticket(number, walking.DISPATCHER)
            clerk, leader = (walking.who(role, ticket.lead_unit) for role in ("clerk", "leader"))
            walking.do("reply", ticket, clerk, resolution="solved", internal="已办", public="已办好。")
            walking.do("approve", ticket, leader)
            walking.do("visit", ticket, walking.of(ticket), solved="solved", satisfied="satisfied")
    with app.app_context():
        notices.deliver(time.now())
    return numbers


def looked_at(sign_in: Callable[..., Client], numbers: list[str]) -> None:
    """Pages look it up by telephone, and show it in full to somebody who gave a reason."""
    operator = sign_in("operator")
    operator.get("/staff/calls/new", query_string={"phone": MOBILE})
    for field in ("name", "phone", "address"):
        path = f"/staff/tickets/{numbers[0]}"
        shown = operator.submit(path, {"field": field, "reason": "contact"}, action=f"{path}/reveal")
        assert shown.status_code == 200


def test_a_stolen_database_names_no_citizen(
    app: Flask, client: Client, database: Database, sign_in: Callable[..., Client], folder: Path
) -> None:
    arrived(app, client, folder)
    numbers = walked(app)
    looked_at(sign_in, numbers)
    with app.app_context():
        codes = {f"code of {ticket.number}": ticket.query_code for ticket in db.session.scalars(select(Ticket))}
        assert {row.phone for row in db.session.scalars(select(Petitioner))} == {f"+86{MOBILE}"}
    taken = dump(app, database)
    assert WORDS.encode() in taken, "what is not sealed is found: so would be what should be"
    assert found(taken, SECRETS | codes) == []


def test_a_stolen_demo_city_names_no_citizen(app: Flask, database: Database, clock: Callable[[str], None]) -> None:
    with app.app_context():
        demo.fill(150, 30, 1, time.now())
        people = list(db.session.scalars(select(Petitioner)))
    known = [(one.ticket_id, what, getattr(one, what)) for one in people for what in ("phone", "email", "id_number")]
    secrets = {f"{what} of {ticket}": value for ticket, what, value in known if value}
    assert len(secrets) > 100
    assert found(dump(app, database), secrets) == []


def test_no_key_stands_in_the_database(app: Flask, database: Database) -> None:
    keys = {name: os.environ[name] for name in ("HOTLINE_SEAL_KEY", "HOTLINE_SECRET_KEY")}
    assert found(dump(app, database), keys) == []


def test_every_column_named_like_a_person_is_sealed() -> None:
    named = {"phone", "email", "id_number", "address", "query_code", "raw"}
    columns = [one for table in Base.metadata.tables.values() for one in table.columns if one.name in named]
    assert len(columns) >= len(named)
    the_citys_own = {"mail_accounts.address"}
    plain = {str(one) for one in columns if not isinstance(one.type, Sealed | SealedBytes)}
    assert plain == the_citys_own
