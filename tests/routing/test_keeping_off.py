"""Where a person may not send a ticket: a report to those it accuses (D-66), a complaint to those it is about, a
bureau's matter to a street (D-2)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.errors import Incomplete
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.tickets.models import Reach
from tests.matters import Matter, staff, taken

REPORT = {
    "title": "举报锦江区春熙路街道办事处工作人员受贿",
    "body": "举报锦江区春熙路街道办事处工作人员收受贿赂、吃拿卡要，请查处。", "category": "2803",
}  # fmt: skip
COMPLAINT = {"title": "投诉锦江区政府", "body": "投诉锦江区政府不作为，拆迁补偿三年不兑现。", "category": "0101"}
OF_STREET = {
    "title": "投诉春熙路街道办", "body": "投诉锦江区春熙路街道办事处推诿扯皮，路灯坏了不修。", "category": "0101",
}  # fmt: skip
DISTRICT, STREET, CHUNXI, ELSEWHERE = "510104", "510104017", "510104022", "510105"


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def reached(matter: Matter) -> set[str]:
    with matter.app.app_context():
        return set(db.session.scalars(select(Reach.unit).where(Reach.ticket_id == matter.id)))


def barred(matter: Matter) -> tuple[str, ...]:
    with matter.app.app_context():
        ticket = matter.ticket
        return queries.engine().decide(matter_of(ticket, "")).barred


def a_category(app: Flask, grassroots: bool) -> str:
    with app.app_context():
        rows = queries.categories().values()
        return next(row.code for row in rows if row.parent and row.grassroots is grassroots and not row.confidential)


def test_a_report_is_given_to_none_of_those_it_accuses(app: Flask) -> None:
    matter = taken(app, "report", **REPORT).do("accept")
    accused = barred(matter)
    assert accused
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=accused[0])
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=ELSEWHERE, assist=(accused[0],))
    matter.do("dispatch", unit=ELSEWHERE)
    with pytest.raises(Incomplete):
        matter.do("redispatch", unit=accused[0], text="属地")
    assert not reached(matter) & set(accused)


def test_a_matter_for_bureaus_is_not_passed_down_to_a_street(app: Flask) -> None:
    matter = taken(app, "complaint", category=a_category(app, grassroots=False)).do("accept")
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=STREET)
    matter.do("dispatch", unit=DISTRICT).do("sign", "clerk", of=DISTRICT)
    with pytest.raises(Incomplete):
        matter.do("sub_assign", "clerk", of=DISTRICT, unit=STREET)
    assert STREET not in reached(matter)


def test_a_matter_for_the_grassroots_is(app: Flask) -> None:
    matter = taken(app, "complaint", category=a_category(app, grassroots=True)).do("accept")
    matter.do("dispatch", unit=DISTRICT).do("sign", "clerk", of=DISTRICT).do(
        "sub_assign", "clerk", of=DISTRICT, unit=STREET
    )
    assert STREET in reached(matter)


def test_a_complaint_is_given_to_none_of_those_it_is_about(app: Flask) -> None:
    matter = taken(app, "complaint", **COMPLAINT).do("accept")
    for unit in (DISTRICT, STREET):
        with pytest.raises(Incomplete, match="The complaint is about"):
            matter.do("dispatch", unit=unit)
    with pytest.raises(Incomplete):
        matter.do("dispatch", unit=ELSEWHERE, assist=(DISTRICT,))
    matter.do("dispatch", unit=ELSEWHERE)
    with pytest.raises(Incomplete):
        matter.do("redispatch", unit=DISTRICT, text="属地")
    assert not reached(matter) & {DISTRICT, STREET}


def test_a_district_does_not_hand_a_complaint_down_to_the_street_it_is_about(app: Flask) -> None:
    matter = taken(app, "complaint", **OF_STREET).do("accept").do("dispatch", unit=DISTRICT)
    matter.do("sign", "clerk", of=DISTRICT)
    with pytest.raises(Incomplete, match="The complaint is about"):
        matter.do("sub_assign", "clerk", of=DISTRICT, unit=CHUNXI)
    assert CHUNXI not in reached(matter)


def test_who_says_it_is_no_complaint_about_them_does_not_send_it_there(app: Flask) -> None:
    matter = taken(app, "complaint", **COMPLAINT).do("accept")
    one, other = staff("dispatcher"), staff("dispatcher")
    matter.by(one, "correct", kind="help", text="信里要的是补偿，不是投诉区政府")
    with pytest.raises(Incomplete, match="somebody else must"):
        matter.by(one, "dispatch", unit=DISTRICT)
    matter.by(other, "dispatch", unit=DISTRICT)
    assert DISTRICT in reached(matter)


def test_a_help_that_names_a_body_goes_to_it(app: Flask) -> None:
    matter = taken(app, "help", **COMPLAINT).do("accept").do("dispatch", unit=DISTRICT)
    assert DISTRICT in reached(matter)
