"""The outbox: exactly one row a cause and recipient, delivery outside any transaction, claims that expire."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hotline import outbox
from hotline.db import db, transaction
from tests.matters import CITY, at

NOW = at("2026-11-20 10:00")


def posted(app: Flask, cause: str, recipient: str = "petitioner:1") -> None:
    with app.app_context(), transaction():
        outbox.post(CITY, recipient, cause, "received", {"ticket": 1}, NOW)


def states(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {row.cause: row.state for row in db.session.scalars(select(outbox.Message))}


def kept(done: list[str]) -> outbox.Sender:
    def prepare(message: outbox.Message) -> Callable[[], None]:
        cause = message.cause
        return lambda: done.append(cause)

    return prepare


def test_one_cause_is_told_to_one_recipient_once(app: Flask) -> None:
    posted(app, "7 received")
    posted(app, "7 received", "unit:cgw")
    with pytest.raises(IntegrityError):
        posted(app, "7 received")


def test_what_is_rolled_back_is_never_told(app: Flask) -> None:
    def fail() -> None:
        with transaction():
            outbox.post(CITY, "petitioner:1", "7 received", "received", {}, NOW)
            raise LookupError

    with app.app_context():
        with pytest.raises(LookupError):
            fail()
        with transaction():
            pass
    assert states(app) == {}


def test_due_messages_go_once_and_later_ones_wait(app: Flask) -> None:
    done: list[str] = []
    posted(app, "1")
    posted(app, "2")
    with app.app_context():
        with transaction():
            later = db.session.scalars(select(outbox.Message).where(outbox.Message.cause == "2")).one()
            later.next_at = NOW + timedelta(hours=1)
        assert outbox.deliver_due(CITY, NOW, {"petitioner": kept(done)}) == 1
        assert outbox.deliver_due(CITY, NOW, {"petitioner": kept(done)}) == 0
        assert outbox.deliver_due(CITY, NOW + timedelta(hours=1), {"petitioner": kept(done)}) == 1
    assert done == ["1", "2"]


def test_a_delivery_holds_no_transaction(app: Flask) -> None:
    posted(app, "1")

    def prepare(_message: outbox.Message) -> Callable[[], None]:
        def write_meanwhile() -> None:
            posted(app, "2", "unit:cgw")

        return write_meanwhile

    with app.app_context():
        assert outbox.deliver_due(CITY, NOW, {"petitioner": prepare, "unit": lambda _message: lambda: None}) == 2


def test_a_claim_of_a_killed_process_expires(app: Flask) -> None:
    done: list[str] = []
    posted(app, "1")

    def die() -> None:
        raise SystemExit

    with app.app_context():
        with pytest.raises(SystemExit):
            outbox.deliver_due(CITY, NOW, {"petitioner": lambda _message: die})
        assert outbox.deliver_due(CITY, NOW + outbox.LEASE / 2, {"petitioner": kept(done)}) == 0
        assert outbox.deliver_due(CITY, NOW + outbox.LEASE, {"petitioner": kept(done)}) == 1
    assert done == ["1"]


def test_a_message_that_cannot_be_made_does_not_stop_the_others(app: Flask) -> None:
    done: list[str] = []
    posted(app, "1", "pigeon:1")
    posted(app, "2")
    with app.app_context():
        assert outbox.deliver_due(CITY, NOW, {"petitioner": kept(done)}) == 1
    assert states(app) == {"1": "waiting", "2": "sent"}


def test_back_off_grows_to_half_a_day_and_ends(app: Flask) -> None:
    posted(app, "1")

    def fail() -> None:
        raise TimeoutError

    waits, moment = [], NOW
    with app.app_context():
        for _ in range(len(outbox.BACK_OFF) + 1):
            outbox.deliver_due(CITY, moment, {"petitioner": lambda _message: fail})
            row = db.session.scalars(select(outbox.Message)).one()
            waits.append((row.next_at - moment).total_seconds())
            moment = row.next_at
            db.session.rollback()
    assert tuple(waits[:-1]) == outbox.BACK_OFF
    assert states(app) == {"1": "dead"}


def test_the_newest_notices_come_first(app: Flask) -> None:
    for number in range(4):
        posted(app, str(number), "unit:cgw")
    with app.app_context():
        assert [row.cause for row in outbox.recent(CITY, ["unit:cgw"], 3)] == ["3", "2", "1"]
