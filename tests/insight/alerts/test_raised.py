"""An alert is told once, taken up by a person and closed with a word."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from hotline import clock as city_clock
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.insight.alerts import actions, queries
from hotline.outbox import Message
from tests.browsing import Client
from tests.insight.test_live import CITY


def test_an_alert_that_was_closed_stays_so_until_it_has_grown(app: Flask) -> None:
    def came(count: int) -> bool:
        with app.app_context(), transaction():
            now = city_clock.now()
            return actions.raise_alert(
                CITY, "crowd x", "crowd", now, since=now, count=count, tickets=range(1, count + 1)
            )

    assert came(6)
    with app.app_context(), transaction():
        (alert,) = queries.alerts(CITY, ("new",))
        actions.close(alert, Actor(7, "演示督办", "supervisor", CITY), "已联系现场", city_clock.now())
    assert not came(6)
    assert not came(10), "four more are no alert"
    with app.app_context():
        assert [(one.state, one.count) for one in queries.alerts(CITY, ("closed",))] == [("closed", 6)]
    assert came(11)
    assert not came(12), "it is told once"
    with app.app_context():
        (alert,) = queries.alerts(CITY, ("new", "seen"))
        assert (alert.state, alert.count, alert.seen_by, alert.closing) == ("new", 12, "", "已联系现场")
        told = db.session.scalars(select(Message.recipient).where(Message.template == "surge")).all()
    assert sorted(told) == ["role:mayor"] * 2 + ["role:supervisor"] * 2


def raise_one(app: Flask) -> int:
    with app.app_context(), transaction():
        now = city_clock.now()
        actions.raise_alert(CITY, "level x", "level", now, since=now, count=9, tickets=[], title="锦江区 噪声")
    with app.app_context():
        return queries.alerts(CITY, ("new",))[0].id


def test_an_alert_is_taken_up_and_closed_with_a_word(app: Flask, sign_in: Callable[..., Client]) -> None:
    page = f"/staff/alerts/{raise_one(app)}"
    supervisor = sign_in("supervisor")
    assert "锦江区 噪声" in supervisor.get("/staff/alerts").get_data(as_text=True)
    assert supervisor.submit(page, {"act": "see"}, page).status_code == 303
    assert supervisor.submit(page, {"act": "close", "text": " "}, page).status_code == 422
    assert supervisor.submit(page, {"act": "close", "text": "已联系城管现场处置"}, page).status_code == 303
    assert "已联系城管现场处置" in supervisor.get(page).get_data(as_text=True)
    assert sign_in("auditor").get(page).status_code == 200


def test_the_mayor_sees_a_new_alert_on_her_page(app: Flask, sign_in: Callable[..., Client]) -> None:
    alert = raise_one(app)
    assert f"/staff/alerts/{alert}" in sign_in("mayor").get("/staff/boards/office").get_data(as_text=True)
