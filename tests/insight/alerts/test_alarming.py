"""A life in danger rings at once, and stands until somebody takes it up."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text

from hotline import outbox
from hotline.db import db, transaction
from hotline.insight.alerts.models import Alarm
from hotline.tickets.models import Ticket, TicketEvent
from tests import inspection
from tests.browsing import Client
from tests.insight.test_live import CITY, file
from tests.matters import taken

REAL = ("求救", "二楼着火了，正在燃烧，楼上还有老人没下来")
HOLES = [(f"井盖{n}", f"{n}号楼门口的井盖不见了") for n in range(1, 8)]


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


def bell(client: Client) -> str:
    return client.get("/staff/bell", headers={"HX-Request": "true"}).get_data(as_text=True)


@pytest.mark.parametrize("role", ["operator", "dispatcher", "supervisor"])
def test_whoever_of_the_hotline_is_on_duty_reads_and_hears_it(
    app: Flask, sign_in: Callable[..., Client], role: str
) -> None:
    person = sign_in(role)
    file(app, REAL)
    assert "banner-alarm" in bell(person)
    page = person.get("/staff/tickets").get_data(as_text=True)
    assert 'id="alarms"' in page
    assert "求救" in page
    with app.app_context():
        number = db.session.scalars(select(Ticket.number)).one()
    assert person.submit("/staff/tickets", {}, f"/staff/alarms/{number}").status_code == 303
    assert 'data-alarm=""' in bell(person)


def test_later_alarms_push_no_untaken_one_out_of_sight(app: Flask, sign_in: Callable[..., Client]) -> None:
    person = sign_in("operator")
    file(app, HOLES[0], REAL, *HOLES[1:])
    said = bell(person)
    assert [title in said for title, _body in (REAL, *HOLES[:3])] == [True, True, True, False]
    assert said.index("求救") < said.index("井盖1"), "whoever must be rescued comes before what is dangerous"
    assert 'href="/staff/alarms"' in said
    assert "另有5件" in said
    with app.app_context():
        assert all(str(one) in said for one in db.session.scalars(select(Alarm.id))), "each of them sounds"
    listed = person.get("/staff/alarms").get_data(as_text=True)
    main = listed[listed.index("<main") :]
    assert [main.index(title) for title, _body in (REAL, *HOLES)] == sorted(
        main.index(title) for title, _body in (REAL, *HOLES)
    )


def test_one_that_went_out_by_itself_is_listed_with_its_unit(app: Flask, sign_in: Callable[..., Client]) -> None:
    gone = taken(app, "", title=REAL[0], body=REAL[1], category="", channel="web")
    gone.do("accept", "system")
    gone.do("dispatch", "system", unit="510104")
    assert "锦江区" in sign_in("operator").get("/staff/alarms").get_data(as_text=True)


def test_all_of_them_are_listed_page_by_page_however_old(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.desks.alarms.PAGE", 3)
    clock("2026-11-20T10:00:00+08:00")
    file(app, REAL, *HOLES)
    clock("2026-11-21T10:00:00+08:00")
    person = sign_in("supervisor")
    assert "banner-alarm" not in person.get("/staff/tickets").get_data(as_text=True)
    address, seen = "/staff/alarms", 0
    for _page in range(3):
        said = person.get(address).get_data(as_text=True)
        seen += len([one for one in inspection.read(said).forms if one.action.startswith("/staff/alarms/")])
        further = re.search(r'href="(/staff/alarms\?after=[0-9-]+)"', said)
        address = further.group(1) if further else ""
    assert (seen, address) == (8, "")


def test_an_alarm_is_settled_by_whoever_acts_and_by_the_end_of_its_ticket(app: Flask) -> None:
    first = taken(app, "", title=REAL[0], body=REAL[1], category="", channel="web")
    second = taken(app, "", title=REAL[0], body=HOLES[0][1], category="", channel="web")
    first.do("note", "dispatcher", text="已联系119")
    second.do("withdraw", "operator", text="市民来电撤回")
    with app.app_context():
        kept = {one.ticket_id: one for one in db.session.scalars(select(Alarm))}
    assert kept[first.id].taken_by
    assert not kept[second.id].taken_by
    assert kept[second.id].taken_at


def test_what_every_desk_asks_walks_along_an_index(app: Flask) -> None:
    with app.app_context(), transaction():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the plan of an empty table says nothing there")
        plan = db.session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM alarms WHERE city = 'x' AND taken_at IS NULL AND (grade, id) > (0, 1)"
                " ORDER BY grade, id LIMIT 3"
            )
        ).all()
    assert [row[-1] for row in plan] == ["SEARCH alarms USING INDEX ix_alarms_untaken (city=? AND (grade,id)>(?,?))"]
