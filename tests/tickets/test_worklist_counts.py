"""The count above a list and the counters of its views agree with the list itself, for a unit and for the city."""

from datetime import timedelta

import pytest
from flask import Flask

from hotline import clock
from hotline.actors import Actor
from hotline.tickets import tallies, worklist
from hotline.tickets.worklist import Filter
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("actor", [walking.CLERK, walking.SUPERVISOR], ids=["unit", "city"])
@pytest.mark.parametrize("more", [{}, {"state": "handling"}, {"channel": "phone"}], ids=["all", "state", "channel"])
def test_the_count_is_that_of_the_list(app: Flask, actor: Actor, more: dict[str, str]) -> None:
    with app.app_context():
        _some_tickets()
        now = clock.now()
        end = now + timedelta(hours=14)
        for scope in ("open", "closed", "all"):
            chosen = Filter(scope=scope, **more)
            listed = worklist.worklist(actor, chosen, now, end).tickets
            assert worklist.how_many(actor, chosen, now, end) == len(listed), scope
        open_now = worklist.worklist(actor, Filter(scope="open"), now, end).tickets
        assert tallies.tallies(actor, now, end)["open"] == len(open_now) > 0


def _some_tickets() -> None:
    """Two with the clerk's unit, one of them withdrawn by its citizen, and one of another unit."""
    walking.handling("1")
    withdrawn = walking.dispatched("2")
    walking.do("withdraw", withdrawn, walking.of(withdrawn))
    walking.dispatched("3", unit=walking.OTHER)
