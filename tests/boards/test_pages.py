"""The boards as pages: who may look, what stands there, and that each number is as long as the list behind it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from hotline.actors import Actor
from hotline.boards import lists, queries, snapshots
from hotline.boards.actions import compact
from hotline.boards.queries import Scope
from hotline.clock import local, now, parse
from hotline.db import db, transaction
from hotline.tickets.actions import perform
from tests.boards.walking import CITY, Walk
from tests.browsing import Client

MAYOR = Actor(9, "演示", "mayor", CITY, CITY)
Now = Callable[[str], None]
Walked = Callable[..., Walk]


def _length(name: str, scope: Scope, actor: Actor = MAYOR) -> int:
    moment, after, length = now(), "", 0
    while True:
        page = lists.behind(name, scope, actor, moment, snapshots.day_end(moment), after)
        length += len(page.rows)
        after = page.after
        if not after:
            return length


def test_each_number_is_as_long_as_its_list(app: Flask, clock: Now, walked: Walked) -> None:
    walk = walked(500)
    with app.app_context():
        clock(walk.now.isoformat())
        compact(CITY, walk.now)
        for unit in ("", "510104", "sjj"):
            _as_long(walk, unit)


def _as_long(walk: Walk, unit: str) -> None:
    scope = Scope(CITY, date(2026, 9, 1), snapshots.day_end(walk.now).date(), unit)
    found = queries.numbers(scope, walk.now, snapshots.day_end(walk.now))
    for flow in lists.FLOW_LISTS:
        assert _length(flow, scope) == sum(found.total[part] for part in lists.FLOW_LISTS[flow]), flow
    assert _length("in_hand", scope) == sum(found.in_hand.values()) > 0
    assert _length("overdue", scope) == sum(found.overdue.values())
    assert _length("due_today", scope) == sum(found.due_today.values())
    for level, counts in found.level.items():
        assert _length(f"level_{level}", scope) == sum(counts.values())


@pytest.mark.usefixtures("clock")
def test_received_follows_a_corrected_category_also_in_its_list(app: Flask) -> None:
    with app.app_context():
        walk = Walk(1, now())
        with transaction():
            ticket = walk.receive("operator")
            other = "0102" if ticket.category != "0102" else "0103"
            perform("correct", ticket, Actor(2, "演示", "dispatcher", CITY, CITY), walk.now, category=other)
        day = local(walk.now).date()
        scope = Scope(CITY, day, day, category=other)
        assert queries.numbers(scope, walk.now, walk.now).total["received"] == _length("received", scope) == 1


def test_no_board_scans_tickets_or_events(app: Flask, walked: Walked) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("the plan of SQLite is the one that says SCAN for every size of table")
    seen: list[tuple[str, object]] = []
    walked(60)
    with app.app_context():

        def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
            seen.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        moment = now()
        for unit in ("", "510104"):
            scope = Scope(CITY, date(2026, 9, 1), date(2026, 11, 20), unit)
            queries.numbers(scope, moment, snapshots.day_end(moment))
            queries.worst(scope, moment)
            for name in lists.LISTS:
                lists.behind(name, scope, MAYOR, moment, snapshots.day_end(moment))
        event.remove(db.engine, "before_cursor_execute", note)
        plans = [_plan(statement, parameters) for statement, parameters in seen if statement.startswith("SELECT")]
    assert len(plans) > 20
    assert [plan for plan in plans if re.search(r"SCAN (?:tickets|ticket_events|rollups)\b", plan)] == []


def _plan(statement: str, parameters: object) -> str:
    connection = db.session.connection()
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]  # as seen
    return " | ".join(str(row[-1]) for row in rows)


@pytest.fixture
def filled(clock: Now, walked: Walked) -> None:
    """At the end of the walk."""
    clock(walked(150).now.isoformat())


@pytest.mark.parametrize("role", ["mayor", "supervisor", "dispatcher", "auditor"])
@pytest.mark.usefixtures("filled")
def test_city_wide_roles_read_the_city(sign_in: Callable[..., Client], role: str) -> None:
    client = sign_in(role)
    for path in ("city", "city?days=7&category=01&channel=web", "city?unit=510104", "screen", "screen?page=2", "list"):
        assert client.get(f"/staff/boards/{path}").status_code == 200, path
    assert client.get("/staff/boards/unit/510104").status_code == 200


@pytest.mark.parametrize("role", ["operator", "clerk", "leader", "followup", "admin"])
def test_others_do_not(sign_in: Callable[..., Client], role: str) -> None:
    client = sign_in(role, unit="510104" if role in {"clerk", "leader"} else "510100")
    for path in ("city", "city/figures", "screen", "screen/figures"):
        assert client.get(f"/staff/boards/{path}").status_code == 403, path


@pytest.mark.usefixtures("filled")
def test_a_unit_reads_its_own_board_and_those_below(sign_in: Callable[..., Client]) -> None:
    client = sign_in("leader", unit="510104")
    answers = {
        code: client.get(f"/staff/boards/unit/{code}").status_code
        for code in ("510104", "510104017", "510105", "510100", "nobody")
    }
    assert answers == {"510104": 200, "510104017": 200, "510105": 403, "510100": 403, "nobody": 404}


@pytest.mark.usefixtures("filled")
def test_a_unit_never_lists_anothers_tickets(sign_in: Callable[..., Client]) -> None:
    client = sign_in("clerk", unit="510104")
    own = _numbers(client.get("/staff/boards/list?list=given&days=90").get_data(as_text=True))
    assert own
    assert _numbers(client.get("/staff/boards/list?list=given&days=90&unit=sjj").get_data(as_text=True)) == own
    assert client.get("/staff/boards/list?list=received").status_code == 200
    assert client.get("/staff/boards/list?list=nothing").status_code == 404


def _numbers(page: str) -> list[str]:
    return re.findall(r"/staff/tickets/(\d+)", page)


@pytest.mark.usefixtures("filled")
def test_the_figures_are_sent_again_only_when_they_changed(sign_in: Callable[..., Client]) -> None:
    client = sign_in("mayor")
    first = client.get("/staff/boards/city/figures", headers={"HX-Request": "true"})
    assert "private" in first.headers["Cache-Control"]
    again = client.get(
        "/staff/boards/city/figures", headers={"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_rate_stands_with_its_denominator_in_both_languages(
    clock: Now, walked: Walked, sign_in: Callable[..., Client]
) -> None:
    clock(walked(500).now.isoformat())
    client = sign_in("mayor")
    chinese = client.get("/staff/boards/city?days=90").get_data(as_text=True)
    assert re.search(r"\d+/\d+（\d+\.\d\d%）", chinese)
    client.set_cookie("language", "en")
    english = client.get("/staff/boards/city?days=90").get_data(as_text=True)
    assert re.search(r"\d+/\d+ \(\d+\.\d\d%\)", english)


def test_a_confidential_ticket_has_no_title_on_a_board(app: Flask, clock: Now, sign_in: Callable[..., Client]) -> None:
    with app.app_context():
        walk = Walk(3, parse("2026-09-10T09:00:00+08:00"))
        with transaction():
            ticket = walk.receive("operator")
            ticket.confidential, ticket.title, ticket.level = True, "不能给人看的标题", 5
    clock("2026-11-20T10:00:00+08:00")
    page = sign_in("mayor").get("/staff/boards/city").get_data(as_text=True)
    assert "保密件" in page
    assert "不能给人看的标题" not in page
