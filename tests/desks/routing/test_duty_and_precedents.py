"""The pages of hours and rosters, of precedents, and the form that names who handles a ticket."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from hotline import clock as city_clock
from hotline.routing.duty import rosters
from tests.browsing import Client
from tests.conftest import add_user
from tests.desks.acting import press
from tests.matters import CITY, Matter, dispatched, handled, taken

UNIT = "/staff/admin/units/cgw"
LIST = "/staff/routing/precedents"
BUS = {"title": "希望增加公交线路", "body": "公交车班次太少，希望增加公交线路。", "category": "0501"}
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _fresh(clock: Callable[[str], None], routing_afresh: None) -> Iterator[None]:
    clock("2026-11-20 22:10")
    rosters.forget()
    yield
    rosters.forget()


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def ruled(app: Flask, **more: object) -> Matter:
    matter = taken(app, **{**BUS, **more}).do("accept").do("dispatch", unit="gjjt").do("refer", text="争议")
    return matter.do("rule", "supervisor", unit="jtj", text="谁主管谁负责")


def test_hours_and_roster_are_kept_on_the_page_and_hold_at_once(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    assert "还没有排班" in text(admin, UNIT)
    hours = {"opens": "own", "days": ["5"], "hours": "09:00-12:00 13:30-23:00", "room": "028-50001301"}
    assert admin.submit(UNIT, hours, action=f"{UNIT}/hours").status_code == 303
    shift = {"weekday": "5", "starts": "17:30", "ends": "09:00", "name": "演示值班员"}
    assert admin.submit(UNIT, shift, action=f"{UNIT}/shifts").status_code == 303
    told = text(admin, UNIT)
    assert "演示值班员" in told
    assert 'value="09:00-12:00 13:30-23:00"' in told
    with app.app_context():
        kept = rosters.watch(CITY, "cgw")
        moment = rosters.moment_of(city_clock.now())
        assert kept.on_duty(moment.on, moment.second) is not None
        assert kept.room == "028-50001301"


def test_what_makes_no_sense_is_told_beside_its_field(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    for part, wrong, said in (
        ("hours", {"stand_in": "没有的单位"}, "没有这个单位"),
        ("shifts", {"weekday": "5", "starts": "25:00", "ends": "09:00", "name": "演示"}, "09:00的写法"),
        ("shifts", {"weekday": "5", "starts": "17:30", "ends": "09:00", "login": "nobody"}, "没有这个登录名"),
    ):
        answer = admin.submit(UNIT, wrong, action=f"{UNIT}/{part}")
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
    assert sign_in("supervisor").get(UNIT).status_code == 403
    assert admin.get("/staff/admin/units/510100").status_code == 404


def test_precedents_are_found_by_item_and_unit_and_lead_to_their_ticket(app: Flask, sign_in: SignIn) -> None:
    number = ruled(app).ticket.number
    secret = ruled(app, confidential=True).ticket.number
    supervisor = sign_in("supervisor")
    whole = text(supervisor, LIST)
    assert number in whole
    assert secret not in whole
    assert "谁主管谁负责" in text(supervisor, f"{LIST}?category=0501&unit=市交通运输局")
    assert "没有符合条件的先例" in text(supervisor, f"{LIST}?category=0101")
    assert number not in text(sign_in("admin"), LIST)
    assert sign_in("clerk", unit="cgw").get(LIST).status_code == 403


def test_a_precedent_becomes_evidence_in_a_draft_of_the_catalogue(app: Flask, sign_in: SignIn) -> None:
    ruled(app)
    supervisor = sign_in("supervisor")
    link = next(part for part in text(supervisor, LIST).split('"') if part.endswith("/draft"))
    assert supervisor.get(link).location == "/staff/admin/catalogue/versions"
    versions = "/staff/admin/catalogue/versions"
    draft = supervisor.submit(versions, {"note": "据先例"}, action=versions).location
    item = supervisor.get(link).location
    assert item.startswith(f"{draft}/items/0501?precedent=")
    assert "先例：2026-11-20裁定由市交通运输局主办，谁主管谁负责" in text(supervisor, item)


def test_the_dispatcher_sees_the_precedent_and_reaches_it(app: Flask, sign_in: SignIn) -> None:
    ruled(app)
    number = taken(app, **BUS).do("accept").ticket.number
    page = text(sign_in("dispatcher"), f"/staff/dispatch/{number}")
    assert "先例（同类同地，2026-11-20）：裁定由市交通运输局主办" in page
    assert f"{LIST}?one=" in page


def test_a_leader_names_who_handles_it_and_sees_what_each_has_in_hand(app: Flask, sign_in: SignIn) -> None:
    for login in ("first", "second"):
        add_user(app, login, "clerk", "cgw")
    matter, leader = handled(app), sign_in("leader", unit="cgw")
    number = matter.ticket.number
    page = text(leader, f"/staff/tickets/{number}")
    assert "演示clerk：在办0件，近7天接手0件（建议）" in page
    assert press(leader, number, "entrust", handler="second").status_code == 303
    assert "经办人：演示clerk" in text(leader, f"/staff/tickets/{number}")
    assert "entrust" not in text(sign_in("dispatcher"), f"/staff/tickets/{dispatched(app).ticket.number}")


def test_coverage_and_precision_over_time_are_seen_for_one_category(
    app: Flask, sign_in: SignIn, clock: Callable[[str], None]
) -> None:
    taken(app, **BUS).do("accept").do("dispatch", unit="gjjt")
    clock("2026-11-20 23:10")
    supervisor = sign_in("supervisor")
    page = text(supervisor, "/staff/routing?days=365&category=05")
    assert "2025-11-20至2026-11-20" in page
    assert "2026-11-16" in page
    assert "2026-11-16" not in text(supervisor, "/staff/routing?days=365&category=04")
