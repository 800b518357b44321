"""Where a person may not send a ticket: a report to those it accuses (D-66), a bureau's matter to a street (D-2)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.errors import Incomplete
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.tickets.models import Reach
from tests.matters import Matter, taken

REPORT = {
    "title": "举报锦江区春熙路街道办事处工作人员受贿",
    "body": "举报锦江区春熙路街道办事处工作人员收受贿赂、吃拿卡要，请查处。", "category": "2803",
}  # fmt: skip
DISTRICT, STREET, ELSEWHERE = "510104", "510104017", "510105"


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
