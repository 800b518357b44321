"""What is asked every second, and while a caller speaks, walks an index on both databases."""

import pytest
from flask import Flask
from sqlalchemy import insert, text

from hotline import clock
from hotline.db import db, new_id, transaction
from hotline.desks.calls.alike import candidates
from hotline.telephony import actions, queries
from hotline.telephony.models import Call
from hotline.tickets.models import Ticket
from tests.telephony import telling
from tests.tickets import plans, walking

pytestmark = pytest.mark.usefixtures("clock")
MANY = 3_000


def busy(app: Flask) -> None:
    """A city with a past: calls that are over, tickets of many items and places, statistics as they are."""
    with app.app_context(), transaction():
        now, made = clock.now(), walking.accepted()
        db.session.flush()
        like = {column.name: getattr(made, column.name) for column in Ticket.__table__.columns}
        db.session.execute(insert(Ticket), [ticket(like, place) for place in range(MANY)])
        over = {"city": telling.CITY, "source": "ami", "phone": "", "phone_hash": "", "line": "12345", "state": "ended",
                "live": False, "rang_at": now, "last_at": now, "transfers": [], "recording": ""}  # fmt: skip
        rows = [{**over, "id": new_id(), "external_id": str(n), "extension": str(8000 + n % 40)} for n in range(MANY)]
        db.session.execute(insert(Call), rows)
        actions.sit(telling.CITY, 7, "8001", now)
    with app.app_context(), transaction():
        db.session.execute(text("ANALYZE"))


def ticket(like: dict[str, object], place: int) -> dict[str, object]:
    own = {"id": new_id(), "number": f"51010020250101{place:07}", "external_id": f"plan {place}"}
    return {**like, **own, "category": f"{place % 30:02}01", "district": f"5101{place % 21:02}", "open": place % 4 == 0}


def test_what_rings_at_a_desk_is_found_by_two_probes(app: Flask) -> None:
    busy(app)
    with app.app_context():
        with plans.seen() as seen:
            queries.ringing_at(telling.CITY, 7, clock.now())
        for statement, plan in plans.plans(seen):
            assert "ix_calls_live" in plan, f"{plan}\n{statement}"
        assert len(seen) == 1


def test_open_tickets_of_one_item_and_place_are_found_by_their_index(app: Flask) -> None:
    busy(app)
    with app.app_context():
        with plans.seen() as seen:
            candidates(walking.OPERATOR, "0101", "510104")
        for statement, plan in plans.plans(seen):
            assert "ix_tickets_alike" in plan, f"{plan}\n{statement}"
            assert not plans.WHOLE.search(plan), f"{plan}\n{statement}"
        assert len(seen) == 1


def test_the_calls_of_a_number_and_the_tasks_are_found_by_index(app: Flask) -> None:
    with app.app_context():
        with plans.seen() as seen:
            queries.open_callbacks(telling.CITY)
            queries.open_callback_of(telling.CITY, "+8613800001234")
            queries.tag_of(telling.CITY, "+8613800001234", clock.now())
            queries.waiting(telling.CITY, clock.now())
            queries.newest(telling.CITY)
        for statement, plan in plans.plans(seen, "enable_seqscan"):
            assert not plans.WHOLE.search(plan), f"{plan}\n{statement}"
        assert len(seen) == 5
