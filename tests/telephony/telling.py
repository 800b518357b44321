"""Calls told to the program: events in their order, by the feeder of the tests."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from hotline import clock
from hotline.db import db, transaction
from hotline.telephony import actions
from hotline.telephony.models import Call, Callback
from hotline.telephony.rules import CallEvent

CITY = "510100"
CALLER = "13800001234"
DESK = "8001"


def at(text: str) -> datetime:
    return clock.parse(text)


def told(app: Flask, *events: CallEvent, source: str = "webhook") -> int:
    with app.app_context(), transaction():
        return actions.take(CITY, source, events, clock.now())


def event(kind: str, call: str = "c1", seconds: int = 0, **facts: Any) -> CallEvent:
    """So many seconds after now."""
    return CallEvent(call=call, kind=kind, at=clock.now() + timedelta(seconds=seconds), **facts)


def ringing(call: str = "c1", seconds: int = 0, caller: str = CALLER, extension: str = DESK) -> CallEvent:
    return event("ringing", call, seconds, caller=caller, line="12345", extension=extension)


def missed(app: Flask, call: str, seconds: int = 0, caller: str = CALLER) -> None:
    told(app, ringing(call, seconds, caller), event("ended", call, seconds + 20))


def calls(app: Flask) -> list[Call]:
    return _all(app, Call)


def tasks(app: Flask, state: str = "open") -> list[Callback]:
    return [one for one in _all(app, Callback) if one.state == state]


def _all(app: Flask, table: Any) -> list[Any]:
    with app.app_context():
        rows = list(db.session.scalars(select(table).order_by(table.id)))
        db.session.expunge_all()
        return rows
