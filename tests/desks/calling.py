"""The call form as an operator fills it in, and what it made."""

from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from hotline.db import db
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client

NEW = "/staff/calls/new"
BODY = "锦江区春熙路街道楼下烧烤摊半夜占道经营，油烟很大。"
UNIT = "510104"


def page(client: Client, path: str = NEW) -> str:
    return client.get(path).get_data(as_text=True)


def token(client: Client, path: str = NEW) -> str:
    return next(form.values["csrf_token"] for form in inspection.read(page(client, path)).forms if form.values)


def send(client: Client, path: str = NEW, **fields: Any) -> Any:
    typed = {"csrf_token": token(client), "call_id": uuid4().hex, "body": BODY, "phone": "138 0013 8000"}
    return client.post(path, data={**typed, **fields})


def only(app: Flask) -> Ticket:
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        db.session.expunge(ticket)
        return ticket


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def assist(client: Client, part: str = "assist", **fields: Any) -> str:
    typed = {"csrf_token": token(client), "body": BODY, "phone": "13800138000"}
    answer = client.post(f"/staff/calls/{part}", data={**typed, **fields}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Vary"].count("HX-Request")) == (200, 1)
    return answer.get_data(as_text=True)
