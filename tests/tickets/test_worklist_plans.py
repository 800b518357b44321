"""What the database does for a work list: every statement walks an index, whichever view, order and person."""

import itertools
import re
from datetime import timedelta

import pytest
from flask import Flask

from hotline import clock
from hotline.tickets import tallies, worklist
from hotline.tickets.worklist import SORTS, Filter
from tests.tickets import plans, walking

pytestmark = pytest.mark.usefixtures("clock")
ACTORS = (walking.CLERK, walking.SUPERVISOR)


def test_every_order_of_a_list_is_that_of_an_index(app: Flask) -> None:
    with app.app_context():
        now = clock.now()
        with plans.seen() as seen:
            for actor in ACTORS:
                for scope, sort in itertools.product(("open", "closed", "all"), SORTS):
                    for more in ({}, {"channel": "phone", "district": "510104", "category": "02"}):
                        worklist.worklist(actor, Filter(scope=scope, sort=sort, **more), now, now)
        forbidden = ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_hashjoin", "enable_mergejoin")
        for statement, plan in plans.plans(seen, *forbidden):
            assert not plans.SORTING.search(plan), f"{plan}\n{statement}"
        assert len(seen) >= 36


def test_a_unit_s_reach_is_asked_once(app: Flask) -> None:
    """Asked twice, PostgreSQL expects next to nothing of both together and reads every ticket of the unit."""
    with app.app_context():
        now = clock.now()
        filters = [Filter(scope=scope, sort=sort, **more) for scope in ("open", "back", "all") for sort in SORTS
                   for more in ({}, {"kind": "help"}, {"state": "handling"}, {"text": "路灯"})]  # fmt: skip
        with plans.seen() as seen:
            for chosen in filters:
                worklist.worklist(walking.CLERK, chosen, now, now)
                worklist.how_many(walking.CLERK, chosen, now, now)
                worklist.size(walking.CLERK, chosen, now, now, 10)
        for statement, plan in plans.plans(seen):
            asked = len(re.findall(r"\b(?:FROM|JOIN) reach\b", statement))
            assert asked == 1, f"{plan}\n{statement}"
        assert len(seen) > 150


def test_no_statement_of_a_list_reads_a_whole_table(app: Flask) -> None:
    with app.app_context():
        now = clock.now()
        end = now + timedelta(hours=14)
        with plans.seen() as seen:
            for actor in ACTORS:
                tallies.tallies(actor, now, end)
                for scope, sort in itertools.product(("open", "today", "overdue", "closed", "all", "back"), SORTS):
                    chosen = Filter(scope=scope, sort=sort, kind="help")
                    worklist.worklist(actor, chosen, now, end)
                    worklist.how_many(actor, chosen, now, end)
                worklist.worklist(actor, Filter(text="路灯"), now, end)
                worklist.worklist(actor, Filter(state="handling"), now, end)
        for statement, plan in plans.plans(seen, "enable_seqscan"):
            assert not plans.WHOLE.search(plan), f"{plan}\n{statement}"
        assert len(seen) > 100
