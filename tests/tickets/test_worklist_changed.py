"""The list by its last change: what was touched last comes first, page by page, and a note makes no open form stale."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from hotline import clock as time_of_city
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.tickets import queries, worklist
from hotline.tickets.worklist import Filter
from tests.tickets import walking

Clock = Callable[[str], None]


def _at(clock: Clock, minute: int) -> None:
    clock(f"2026-11-20T10:{minute:02}:00+08:00")


def _city(clock: Clock) -> list[str]:
    """Numbers of five tickets in the order in which they were touched last; two of them are over."""
    tickets = {}
    with transaction():
        for minute, name in enumerate("abcde"):
            _at(clock, minute)
            tickets[name] = walking.handling(name)
    for minute, name in enumerate("dbeca", 20):
        _at(clock, minute)
        with transaction():
            ticket = db.session.merge(tickets[name])
            if name in "be":
                walking.do("withdraw", ticket, walking.of(ticket))
            else:
                walking.do("note", ticket, walking.CLERK, text="已约商户")
    return [db.session.merge(tickets[name]).number for name in "dbeca"]


@pytest.mark.parametrize("actor", [walking.CLERK, walking.SUPERVISOR], ids=["unit", "city"])
def test_pages_go_by_the_last_change_there_and_back(app: Flask, clock: Clock, actor: Actor) -> None:
    with app.app_context():
        touched = _city(clock)
        for sort, wanted in (("changed", touched), ("-changed", touched[::-1])):
            seen, back, page = list[str](), list[str](), _page(actor, sort)
            while True:
                seen += [one.number for one in page.tickets]
                if not page.after:
                    break
                page = _page(actor, sort, after=page.after)
            while page.before:
                page = _page(actor, sort, before=page.before)
                back = [one.number for one in page.tickets] + back
            assert seen == wanted
            assert back == wanted[: len(back)]
            assert len(back) == 4


def test_finished_and_open_ones_have_the_order_too(app: Flask, clock: Clock) -> None:
    with app.app_context():
        d, b, e, c, a = _city(clock)
        by = {
            scope: [one.number for one in _page(walking.CLERK, "-changed", scope, limit=9).tickets]
            for scope in ("open", "closed")
        }
        assert by == {"open": [a, c, d], "closed": [e, b]}
        assert worklist.how_many(walking.CLERK, Filter(scope="all", sort="changed"), *_now()) == 5


def test_a_note_changes_the_order_and_not_the_version(app: Flask, clock: Clock) -> None:
    with app.app_context():
        with transaction():
            number = walking.handling("1").number
        before = queries.get_ticket(number, walking.CLERK).version
        clock("2026-11-20T15:00:00+08:00")
        with transaction():
            walking.do("note", queries.get_ticket(number, walking.CLERK), walking.CLERK, text="已约商户")
        after = queries.get_ticket(number, walking.CLERK)
        db.session.refresh(after)
        assert (after.version, after.changed_at) == (before, time_of_city.now())


def _now() -> tuple[datetime, datetime]:
    return time_of_city.now(), time_of_city.now() + timedelta(hours=14)


def _page(actor: Actor, sort: str, scope: str = "all", limit: int = 2, **cursor: str) -> worklist.Page:
    return worklist.worklist(actor, Filter(scope=scope, sort=sort), *_now(), limit=limit, **cursor)
