"""A report by any entrance: what is added later, merged, split or cleared never brings it to those it accuses."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.boards.recount import differences
from hotline.db import db, transaction
from hotline.errors import Incomplete, NotFound
from hotline.people import actions as people_actions
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.routing.actions import matter_of
from hotline.tickets import queries
from hotline.tickets.actions.splitting import Part
from hotline.tickets.models import Reach
from tests.browsing import Client
from tests.matters import CITY, Matter, dispatched, handled, staff, taken

DISTRICT, STREET, BUREAU = "510104", "510104017", "sjj"
ACCUSING: dict[str, Any] = {
    "title": "占道经营没人敢管", "body": "锦江区城管局的队员每个月收摊贩三百块钱，不给票。", "category": "",
}  # fmt: skip
LAMP: dict[str, Any] = {"title": "路灯不亮", "body": "锦江区春熙路路灯坏了。", "category": "0101"}
SAID = "来办理的工作人员伸手要红包，不给就不修。"


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def reached(matter: Matter) -> set[str]:
    with matter.app.app_context():
        return set(db.session.scalars(select(Reach.unit).where(Reach.ticket_id == matter.id)))


def number(matter: Matter) -> str:
    return matter.ticket.number


def test_an_accusation_in_a_later_word_takes_the_matter_from_whoever_has_it(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **LAMP).do("supply", "citizen", text=SAID)
    ticket = matter.ticket
    assert (ticket.kind, ticket.confidential, ticket.state, ticket.lead_unit) == ("report", True, "accepted", "")
    assert reached(matter) == set()
    assert matter.clock(DISTRICT).next_at is None
    assert not [one for one in matter.messages("supplied") if one.recipient == f"unit:{DISTRICT}"]
    with app.app_context():
        assert list(differences(CITY)) == []
        with pytest.raises(NotFound):
            queries.get_ticket(ticket.number, staff("clerk", DISTRICT))
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=DISTRICT)
    matter.do("dispatch", unit=BUREAU)


def test_an_ordinary_later_word_leaves_it_where_it_is(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **LAMP).do("supply", "citizen", text="路灯是门口第三根。")
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("handling", DISTRICT)
    assert DISTRICT in reached(matter)


def test_who_is_dissatisfied_and_accuses_the_unit_is_not_sent_back_to_it(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **LAMP)
    matter.do("reply", "clerk", of=DISTRICT, resolution="solved", internal="修了。", public="已修好。")
    matter.do("approve", "leader", of=DISTRICT)
    matter.do("rework", "citizen", solved="unsolved", satisfied="dissatisfied", text=SAID)
    assert (matter.ticket.state, matter.ticket.lead_unit, reached(matter)) == ("accepted", "", set())


def test_two_must_agree_before_a_cleared_report_goes_to_those_it_accused(app: Flask) -> None:
    matter = taken(app, "complaint", **ACCUSING).do("accept")
    assert matter.ticket.kind == "report"
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=DISTRICT)
    one = staff("dispatcher")
    matter.by(one, "correct", kind="complaint", text="核实为误会")
    with pytest.raises(Incomplete):
        matter.by(one, "dispatch", unit=DISTRICT)
    assert DISTRICT not in reached(matter)
    matter.by(staff("dispatcher"), "dispatch", unit=DISTRICT)
    assert DISTRICT in reached(matter)


def test_a_report_is_merged_with_no_ticket_of_those_it_accuses(app: Flask) -> None:
    report = taken(app, "complaint", **ACCUSING).do("accept")
    theirs = dispatched(app, "complaint", DISTRICT, **LAMP, confidential=True)
    for one, master in ((report, theirs), (theirs, report)):
        with pytest.raises(Incomplete):
            one.do("merge", master=number(master))
    other = dispatched(app, "complaint", BUREAU, **LAMP, confidential=True)
    report.do("merge", master=number(other))
    with pytest.raises(Incomplete):
        other.do("redispatch", unit=DISTRICT, text="属地")
    assert DISTRICT not in reached(other)


def test_no_part_of_a_report_goes_to_those_the_letter_accuses(app: Flask) -> None:
    letter = taken(app, "complaint", **ACCUSING).do("accept")
    parts = [Part("春熙路路灯坏了。", "0101", DISTRICT), Part("请查收钱的事。", "2803", "jwjw")]
    with pytest.raises(Incomplete):
        letter.do("split", parts=parts)


def test_who_works_for_the_accused_is_kept_off_too_as_the_city_says(app: Flask, sign_in: Callable[..., Client]) -> None:
    matter = taken(app, "complaint", **ACCUSING).do("accept")
    admin, page = sign_in("admin"), "/staff/admin/units/xcjt"
    answer = admin.submit(page, {"works_for": "没有的单位"}, action=f"{page}/ties")
    assert answer.status_code == 422
    assert admin.submit(page, {"works_for": "锦江区、市城管委"}, action=f"{page}/ties").status_code == 303
    assert "锦江区、成都市城市管理委员会" in admin.get(page).get_data(as_text=True)
    with app.app_context():
        assert "xcjt" in routing.engine().decide(matter_of(matter.ticket, "")).barred
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=BUREAU, assist=("xcjt",))
    with app.app_context(), transaction():
        people_actions.put_works_for(CITY, "xcjt", [])
    people.forget()
    routing.forget()
    matter.do("dispatch", unit=BUREAU, assist=("xcjt",))


def test_the_traffic_police_get_nothing_about_the_police(app: Flask) -> None:
    words = {"title": "民警打人", "body": "派出所民警扇了我两个耳光。", "category": ""}
    matter = taken(app, "complaint", **words).do("accept")
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit="jgj")
