"""A life in danger rings at once, and stands until somebody takes it up."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from hotline import outbox
from hotline.db import db
from hotline.tickets.models import Ticket, TicketEvent
from tests import inspection
from tests.browsing import Client
from tests.insight.test_live import CITY, file


def test_a_life_in_danger_rings_at_the_dispatchers_desk(app: Flask, sign_in: Callable[..., Client]) -> None:
    dispatcher = sign_in("dispatcher")
    file(app, ("求救", "二楼着火了，正在燃烧，楼上还有老人没下来"), ("路灯不亮", "锦华路的路灯不亮"))
    with app.app_context():
        told = [one.data for one in outbox.recent(CITY, ["role:dispatcher"]) if one.template == "alarm"]
    assert len(told) == 1
    bell = dispatcher.get("/staff/bell", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "求救" in bell
    assert "路灯" not in bell
    assert '<div class="banner banner-alarm">' in dispatcher.get("/staff/tickets").get_data(as_text=True)
    assert "banner-alarm" not in sign_in("followup").get("/staff/tickets").get_data(as_text=True)


def test_an_alarm_stands_until_a_dispatcher_takes_it_up_and_the_others_read_who(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    clock("2026-11-20T10:00:00+08:00")
    file(app, ("求救", "二楼着火了，正在燃烧，楼上还有老人没下来"))
    with app.app_context():
        number = db.session.scalars(select(Ticket.number)).one()
    first, second = sign_in("dispatcher"), sign_in("dispatcher", login="second")
    (late,) = [
        one
        for one in inspection.read(second.get("/staff/dispatch").get_data(as_text=True)).forms
        if one.action == f"/staff/alarms/{number}"
    ]
    assert first.submit("/staff/dispatch", {}, f"/staff/alarms/{number}").status_code == 303
    assert second.post(late.action, data=late.values).status_code == 303
    bell = second.get("/staff/bell", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "起跟进" in bell
    assert 'data-alarm=""' in bell
    with app.app_context():
        notes = [one.text for one in db.session.scalars(select(TicketEvent)) if one.verb == "note"]
    assert notes == ["警情已知悉，由我跟进。"]
    clock("2026-11-20T10:11:00+08:00")
    assert "banner-taken" not in second.get("/staff/tickets").get_data(as_text=True)
