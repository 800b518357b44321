"""A matter turns out to be a report after it was given out: those it accuses lose it at once, the others don't."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import clock as now_of
from hotline import files
from hotline.actors import system
from hotline.boards.recount import differences
from hotline.db import db, transaction
from hotline.errors import NotAllowed, NotFound
from hotline.people import queries as people
from hotline.tickets import queries
from hotline.tickets.models import Attachment, Reach
from tests import inspection
from tests.browsing import Client
from tests.matters import CITY, Matter, dispatched, handled, staff

DISTRICT, STREET, BUREAU = "510104", "510104017", "sjj"
ACCUSING = {
    "title": "楼顶违建多年", "body": "锦江区综合行政执法局纵容楼顶加盖，业主多次找人都没有结果。", "category": "0101",
}  # fmt: skip
ON_THE_STREET = {
    "title": "安置房分配不公", "body": "春熙路街道办事处分房名单没有公布，有人先选了房。", "category": "0101",
}  # fmt: skip
OF_A_SHOP = {
    "title": "店里卖过期牛奶",
    "body": "锦江区某便利店卖过期牛奶，请锦江区市场监管局查处。",
    "category": "0101",
}


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def reached(matter: Matter) -> set[str]:
    with matter.app.app_context():
        return set(db.session.scalars(select(Reach.unit).where(Reach.ticket_id == matter.id)))


def a_file_of(matter: Matter) -> int:
    with matter.app.app_context(), transaction():
        row = Attachment(
            city=CITY, ticket_id=matter.id, part="letter", name="现场.txt", type="text/plain", size=2,
            sha256=files.store("现场".encode()), at=now_of.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id


def test_its_clerk_who_had_it_open_finds_nothing_of_it_any_more(app: Flask, sign_in: Callable[..., Client]) -> None:
    matter = handled(app, "complaint", DISTRICT, **ACCUSING)
    number = matter.ticket.number
    page, file = f"/staff/tickets/{number}", f"/staff/tickets/{number}/files/{a_file_of(matter)}"
    clerk = sign_in("clerk", DISTRICT)
    forms = inspection.read(clerk.get(page).get_data(as_text=True)).forms
    token = next(form.values["csrf_token"] for form in forms if form.action.endswith("/reveal"))
    lists = ("/staff/tickets", "/staff/notices", f"/staff/tickets?q={number}")
    assert clerk.get(file).status_code == 200
    assert all(ACCUSING["title"] in clerk.get(path, follow_redirects=True).get_data(as_text=True) for path in lists)
    matter.do("correct", kind="report")
    assert clerk.get(page).status_code == 404
    assert clerk.get(file).status_code == 404
    wanted = {"csrf_token": token, "field": "phone", "reason": "contact"}
    assert clerk.post(f"{page}/reveal", data=wanted).status_code == 404
    # The box repeats what was typed into it: only the title is the ticket's own.
    assert not any(ACCUSING["title"] in clerk.get(path).get_data(as_text=True) for path in lists)
    assert ACCUSING["title"] not in clerk.get("/staff/find", query_string={"q": number}).get_data(as_text=True)


def test_it_waits_for_a_dispatcher_with_the_citizen_hidden_and_no_clock_running(app: Flask) -> None:
    matter = dispatched(app, "complaint", DISTRICT, assist=(BUREAU,), **ACCUSING)
    matter.do("sign", "clerk", of=DISTRICT).do("sub_assign", "clerk", of=DISTRICT, unit=STREET)
    matter.do("correct", kind="report")
    ticket = matter.ticket
    assert (ticket.state, ticket.lead_unit, ticket.holders, ticket.confidential) == ("accepted", "", [], True)
    assert reached(matter) & {DISTRICT, STREET} == set()
    assert [matter.part(unit).outcome for unit in (DISTRICT, STREET)] == ["recused", "recused"]
    assert [matter.clock(unit).next_at for unit in (DISTRICT, STREET, BUREAU)] == [None, None, None]
    assert ticket.due_at == ticket.promised_at
    (event,) = matter.events("correct")
    assert (event.frm, event.to, set(event.data["recused"])) == ("handling", "accepted", {DISTRICT, STREET})
    assert event.unit == DISTRICT
    with app.app_context():
        assert list(differences(CITY)) == []
    with pytest.raises(NotAllowed):
        matter.do("reply", "clerk", of=DISTRICT, resolution="solved", internal="查了。", public="查了。")
    matter.do("dispatch", unit=BUREAU)
    assert reached(matter) & {DISTRICT, STREET} == set()


def test_an_accused_street_loses_its_part_and_the_district_keeps_the_matter(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **ON_THE_STREET)
    street = _street_of(app, "春熙路街道")
    matter.do("sub_assign", "clerk", of=DISTRICT, unit=street).do("correct", kind="report")
    ticket = matter.ticket
    assert (ticket.state, ticket.holders) == ("handling", [DISTRICT])
    assert street not in reached(matter)
    assert DISTRICT in reached(matter)
    assert matter.part(street).ended_at is not None
    assert matter.clock(street).next_at is None
    assert matter.clock(DISTRICT).next_at is not None


def test_a_unit_that_is_only_asked_to_look_keeps_the_report_of_a_shop(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **OF_A_SHOP).do("correct", kind="report")
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("handling", DISTRICT)
    assert DISTRICT in reached(matter)
    assert matter.ticket.confidential


def test_a_unit_that_had_it_once_loses_sight_of_it_too(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **ACCUSING)
    matter.do("redispatch", unit=BUREAU, text="市级事项").do("correct", kind="report")
    assert matter.ticket.lead_unit == BUREAU
    with app.app_context():
        number = matter.ticket.number
        with pytest.raises(NotFound):
            queries.get_ticket(number, staff("clerk", DISTRICT))
        assert queries.get_ticket(number, staff("clerk", BUREAU)).id == matter.id
        assert queries.get_ticket(number, system(CITY)).id == matter.id


def test_another_correction_takes_it_from_nobody(app: Flask) -> None:
    matter = handled(app, "complaint", DISTRICT, **ACCUSING).do("correct", urgency="h24")
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("handling", DISTRICT)
    assert DISTRICT in reached(matter)


def _street_of(app: Flask, name: str) -> str:
    with app.app_context():
        return next(unit.code for unit in people.units().values() if unit.name == name)
