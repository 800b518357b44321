"""A dispatch taken back within its seconds: nothing of it is left but the two events."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline import outbox
from hotline.actors import Actor
from hotline.boards import actions as counting
from hotline.boards import lists
from hotline.boards.models import Rollup
from hotline.boards.queries import Scope
from hotline.db import db
from hotline.errors import NotAllowed
from hotline.routing.models import Correction
from hotline.tickets.models import Reach
from tests.matters import CITY, Matter, at, staff, taken
from tests.tickets.walking import who

Clock = Callable[[str], None]


@pytest.fixture(autouse=True)
def _friday(clock: Clock) -> None:
    clock("2026-11-20 10:00:00")


class Handled(Matter):
    """A matter whose dispatcher is one and the same person."""

    def _actor(self, role: str, of: str) -> Actor:
        return who("dispatcher") if role == "dispatcher" else super()._actor(role, of)


@pytest.fixture
def matter(app: Flask) -> Matter:
    """Waits to be dispatched."""
    return Handled(app, taken(app).id).do("accept")


def test_it_waits_again_as_before_and_the_unit_sees_it_no_more(app: Flask, matter: Matter, clock: Clock) -> None:
    before = matter.ticket
    matter.do("dispatch", unit="510104017", assist=["cgw"])
    clock("2026-11-20 10:00:10")
    after = matter.do("recall").ticket
    assert (after.state, after.holders, after.lead_unit, after.dispatched_at) == ("accepted", [], "", None)
    assert after.due_at == before.due_at
    assert matter.part("510104017").outcome == "recalled"
    assert matter.clock("510104017").next_at is None
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reach).where(Reach.ticket_id == matter.id)) == 0
    assert [event.data["first"] for event in matter.do("dispatch", unit="cgw").events("dispatch")] == [True, True]


def test_the_citizen_is_told_only_when_it_cannot_be_taken_back(app: Flask, matter: Matter, clock: Clock) -> None:
    matter.do("dispatch", unit="cgw")
    (held,) = matter.messages("dispatched")
    assert held.next_at > at("2026-11-20 10:00:15")
    matter.do("recall")
    assert matter.messages("dispatched") == matter.messages("assigned") == []
    matter.do("dispatch", unit="sjj")
    assert [one.recipient for one in matter.messages("assigned")] == ["unit:sjj"]


def test_what_the_system_dispatches_is_told_at_once(matter: Matter) -> None:
    (told,) = matter.do("dispatch", "system", unit="cgw").messages("dispatched")
    assert told.next_at == at("2026-11-20 10:00:00")


def test_after_its_seconds_it_stands(matter: Matter, clock: Clock) -> None:
    matter.do("dispatch", unit="cgw")
    clock("2026-11-20 10:00:16")
    with pytest.raises(NotAllowed):
        matter.do("recall")
    assert matter.ticket.state == "dispatched"


@pytest.mark.parametrize(("verb", "role", "of"), [("sign", "clerk", "cgw"), ("urge", "citizen", CITY)])
def test_once_anything_happened_it_stands(matter: Matter, verb: str, role: str, of: str) -> None:
    matter.do("dispatch", unit="cgw").do(verb, role, of=of)
    with pytest.raises(NotAllowed):
        matter.do("recall")


def test_nobody_takes_back_what_another_did(matter: Matter) -> None:
    matter.do("dispatch", "operator", unit="cgw")
    with pytest.raises(NotAllowed):
        matter.do("recall", "dispatcher")


def test_a_press_taken_back_teaches_nothing_and_counts_as_none(app: Flask, matter: Matter) -> None:
    matter.do("dispatch", unit="sjj").do("recall").do("dispatch", unit="cgw")
    with app.app_context():
        assert db.session.scalars(select(Correction.to_unit)).all() in ([], ["cgw"])
        counting.compact(CITY, at("2026-11-20 10:01"))
        rows = db.session.execute(select(Rollup.unit, Rollup.n).where(Rollup.measure == "dispatched"))
        given = dict(iter(rows))
        assert given == {"cgw": 1}
        scope = Scope(CITY, date(2026, 11, 20), date(2026, 11, 20))
        now = at("2026-11-20 10:01")
        shown = lists.behind("dispatched", scope, staff("dispatcher", CITY), now, now)
        assert len(shown.rows) == 1


def test_a_second_dispatch_taken_back_leaves_the_first_units_right_to_see_it(app: Flask, matter: Matter) -> None:
    matter.do("dispatch", unit="cgw").do("sign", "clerk", of="cgw")
    matter.do("ask_return", "clerk", of="cgw", reason="duty", text="职责清单第3条").do("grant_return", text="确属")
    first = matter.ticket.dispatched_at
    matter.do("dispatch", unit="sjj").do("recall")
    assert matter.ticket.dispatched_at == first
    with app.app_context():
        assert db.session.scalars(select(Reach.unit).where(Reach.ticket_id == matter.id)).all() == ["cgw"]
        assert outbox.recent(CITY, ["unit:sjj"]) == []
