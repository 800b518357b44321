"""What is about one event is put with one master in one press, after a look; each citizen keeps what is hers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from hotline import clock as city_clock
from hotline.actors import system
from hotline.db import db, transaction
from hotline.insight.alerts import actions, queries
from hotline.insight.models import Topic
from hotline.tickets import actions as actions_of
from hotline.tickets.models import Ticket
from hotline.tickets.queries import get_ticket, waiting_counts
from tests import inspection
from tests.browsing import Client
from tests.insight.letters import NOISE, PLANT
from tests.insight.test_live import file, gather
from tests.tickets import walking

CITY = walking.CITY


def state(app: Flask, number: str) -> tuple[str, str]:
    """Its state and the number of its master."""
    with app.app_context():
        one = get_ticket(number, system(CITY))
        master = db.session.get(Ticket, (CITY, one.master_id)) if one.master_id else None
        return one.state, master.number if master else ""


def topic_page(app: Flask) -> str:
    with app.app_context():
        return f"/staff/topics/{db.session.scalars(select(Topic.id)).one()}"


def behind(app: Flask, numbers: list[str]) -> str:
    """The page of an alert with these tickets behind it."""
    with app.app_context(), transaction():
        now = city_clock.now()
        ids = [get_ticket(one, system(CITY)).id for one in numbers]
        actions.raise_alert(CITY, "crowd x", "crowd", now, since=now, count=len(ids), tickets=ids, title="异味")
    with app.app_context():
        return f"/staff/alerts/{queries.alerts(CITY, ('new',))[0].id}"


def chosen(desk: Client, page: str) -> list[str]:
    """The numbers the page ticks."""
    read = inspection.read(desk.get(page).get_data(as_text=True))
    assert any(form.action == "/staff/together" for form in read.forms)
    boxes = [box.split(">")[0] for box in desk.get(page).get_data(as_text=True).split('name="chosen" value="')[1:]]
    return [box.split('"')[0] for box in boxes if " checked" in box]


def press(desk: Client, page: str, numbers: list[str], **more: str) -> str:
    answer = send(desk, {"chosen": numbers, "back": page, **more})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def send(desk: Client, fields: dict[str, object]) -> TestResponse:
    forms = inspection.read(desk.get("/staff/tickets").get_data(as_text=True)).forms
    token = next(form.values["csrf_token"] for form in forms if "csrf_token" in form.values)
    return desk.post("/staff/together", data={"csrf_token": token, **fields}, follow_redirects=True)


@pytest.mark.parametrize(
    ("districts", "ticked"),
    [(("510104", "510104", ""), 3), (("510104", "510104", "510105"), 2), (("510104", "510105", ""), 1)],
)
def test_what_is_said_of_another_district_is_not_ticked(
    app: Flask, sign_in: Callable[..., Client], districts: tuple[str, ...], ticked: int
) -> None:
    numbers = file(app, *PLANT[:3])
    with app.app_context(), transaction():
        for number, district in zip(numbers, districts, strict=True):
            get_ticket(number, system(CITY)).district = district
    desk, page = sign_in("dispatcher"), behind(app, numbers)
    assert len(chosen(desk, page)) == ticked
    assert ("其他区（市）县的没有勾选" in desk.get(page).get_data(as_text=True)) == (ticked < 3)


def test_all_of_an_issue_go_with_one_master_after_a_look_that_changes_nothing(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    numbers = file(app, *PLANT, *NOISE)[: len(PLANT)]
    gather(app)
    desk, page = sign_in("dispatcher"), topic_page(app)
    assert sorted(chosen(desk, page)) == sorted(numbers)
    look = press(desk, page, numbers)
    assert "3件随主件等待" in look
    assert {state(app, one)[1] for one in numbers} == {""}
    press(desk, page, numbers, master=numbers[0], confirm=numbers[0])
    assert [state(app, one) for one in numbers[1:]] == [("merged", numbers[0])] * 3


def test_who_is_furthest_leads_unless_another_is_wished_and_a_changed_wish_is_looked_at_first(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    first, second, third = file(app, *PLANT[:3])
    with app.app_context(), transaction():
        one = get_ticket(second, system(CITY))
        if one.state == "received":
            walking.do("accept", one, walking.OPERATOR)
        if one.state == "accepted":
            walking.do("dispatch", one, walking.DISPATCHER, unit=walking.DISTRICT)
    gather(app)
    desk, page = sign_in("dispatcher"), topic_page(app)
    assert f'<option value="{second}" selected>' in press(desk, page, [first, second, third])
    other = press(desk, page, [first, second, third], master=third, confirm=second)
    assert f'<option value="{third}" selected>' in other
    assert "以下单位不再办理" in other
    assert state(app, first) == (state(app, first)[0], "")
    press(desk, page, [first, second, third], master=third, confirm=third)
    assert [state(app, one) for one in (first, second)] == [("merged", third)] * 2


def test_what_is_confidential_or_answered_is_left_out_and_said(app: Flask, sign_in: Callable[..., Client]) -> None:
    first, second, secret, over = file(app, *PLANT)
    with app.app_context(), transaction():
        get_ticket(secret, system(CITY)).confidential = True
        one = get_ticket(over, system(CITY))
        one.answered_at, one.answer = city_clock.now(), "已处理。"
    page = behind(app, [first, second, secret, over])
    desk = sign_in("dispatcher")
    look = press(desk, page, [first, second, secret, over])
    assert "保密件，单独办理" in look
    assert "已答复或已办结" in look
    assert PLANT[2][0] not in look, "nor its title"
    press(desk, page, [first, second, secret, over], master=first, confirm=first)
    assert (state(app, second)[1], state(app, secret)[1], state(app, over)[1]) == (first, "", "")


def test_one_that_changed_since_the_look_stays_and_is_said(app: Flask, sign_in: Callable[..., Client]) -> None:
    first, second, third = file(app, *PLANT[:3])
    page = behind(app, [first, second, third])
    desk = sign_in("dispatcher")
    with app.app_context():
        seen = get_ticket(second, system(CITY)).version
    with app.app_context(), transaction():
        walking.do("accept", get_ticket(second, system(CITY)), walking.DISPATCHER)
    typed = {"master": first, "confirm": first, f"version-{second}": str(seen)}
    said = press(desk, page, [first, second, third], **typed)
    assert "未能并入" in said
    assert (state(app, second)[1], state(app, third)[1]) == ("", first)


@pytest.mark.parametrize("role", ["supervisor", "mayor", "auditor", "clerk"])
def test_only_a_dispatcher_puts_tickets_together(app: Flask, sign_in: Callable[..., Client], role: str) -> None:
    numbers = file(app, *PLANT)
    gather(app)
    desk = sign_in(role)
    assert send(desk, {"chosen": numbers, "confirm": numbers[0]}).status_code == 403
    assert {state(app, one)[1] for one in numbers} == {""}
    if role != "clerk":
        assert "/staff/together" not in desk.get(topic_page(app)).get_data(as_text=True)


def test_numbers_of_nobody_and_one_alone_are_no_fault(sign_in: Callable[..., Client]) -> None:
    desk = sign_in("dispatcher")
    assert "所选不足两件" in press(desk, "//elsewhere", ["1", "x" * 40], confirm="1")


def test_who_was_promised_first_leads_and_a_later_master_says_whom_it_makes_wait(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    first, second, third = file(app, *PLANT[:3])
    with app.app_context(), transaction():
        for number, days in ((first, 9), (second, 2), (third, 9)):
            one = get_ticket(number, system(CITY))
            one.promised_at = city_clock.now() + timedelta(days=days)
    page = behind(app, [first, second, third])
    desk = sign_in("dispatcher")
    look = press(desk, page, [first, second, third])
    assert f'<option value="{second}" selected>' in look
    assert "原承诺的答复日期早于主件" not in look
    assert "其中1件原承诺的答复日期早于主件" in press(desk, page, [first, second, third], master=first)


def test_the_unit_that_has_the_most_of_them_leads(app: Flask, sign_in: Callable[..., Client]) -> None:
    numbers = file(app, *PLANT[:3])
    with app.app_context(), transaction():
        for number, unit, days in zip(numbers, (walking.OTHER, *(walking.DISTRICT,) * 2), (1, 3, 2), strict=True):
            one = get_ticket(number, system(CITY))
            if one.state == "received":
                walking.do("accept", one, walking.OPERATOR)
            if one.state == "accepted":
                walking.do("dispatch", one, walking.DISPATCHER, unit=unit)
            one.lead_unit, one.promised_at = unit, city_clock.now() + timedelta(days=days)
    look = press(sign_in("dispatcher"), behind(app, numbers), numbers)
    assert f'<option value="{numbers[2]}" selected>' in look


def test_who_waits_with_each_is_counted_in_one_statement(app: Flask) -> None:
    first, second, third, fourth = file(app, *PLANT)
    with app.app_context(), transaction():
        for one in (second, third):
            actions_of.perform("merge", get_ticket(one, system(CITY)), walking.DISPATCHER, city_clock.now(),
                               master=first, text="同一事件")  # fmt: skip
    with app.app_context():
        masters = [get_ticket(one, system(CITY)) for one in (first, fourth)]
        said: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
        assert waiting_counts(masters) == {masters[0].id: 2}
        assert len(said) == 1
        assert waiting_counts([]) == {}
