"""Units that do not agree whose duty it is: the ruling, and who works until it is made (D-38, D-39)."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline.db import db
from hotline.errors import Incomplete, NotAllowed
from hotline.tickets import queries
from hotline.tickets.models import Ticket
from tests.matters import CITY, Matter, taken

LETTER = {"title": "希望增加公交线路", "body": "公交车班次太少，希望增加公交线路。", "category": "0501"}
DEFAULT = "gjjt"
RETURN = {"reason": "duty", "text": "职责清单第3条"}


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def given(app: Flask, unit: str = "cgw") -> Matter:
    matter = taken(app, **LETTER)
    if matter.ticket.state == "received":
        matter.do("accept")
    verb = "dispatch" if matter.ticket.state == "accepted" else "redispatch"
    return matter.do(verb, unit=unit, text="派单")


def refused(matter: Matter, unit: str) -> Matter:
    return matter.do("ask_return", "clerk", of=unit, **RETURN).do("refuse_return", text="属本单位职责")


def held(matter: Matter) -> Ticket:
    found = db.session.get(Ticket, (CITY, matter.id))
    assert found is not None
    return found


def pending(matter: Matter) -> bool:
    with matter.app.app_context():
        return queries.pending_request(held(matter), "arbitrate") is not None


def test_the_second_refused_return_is_a_dispute_and_the_unit_works_on(app: Flask) -> None:
    matter = refused(given(app), "cgw")
    assert not pending(matter)
    matter = refused(matter.do("redispatch", unit="zjj", text="改派"), "zjj")
    assert pending(matter)
    assert (matter.ticket.lead_unit, matter.ticket.state) == ("zjj", "dispatched")
    with pytest.raises(NotAllowed):
        matter.do("ask_return", "clerk", of="zjj", **RETURN)


def test_after_three_units_without_a_lead_the_unit_of_the_catalogue_works_until_the_ruling(app: Flask) -> None:
    matter = given(app)
    for unit in ("cgw", "zjj", "sjj"):
        if matter.ticket.state == "accepted":
            matter.do("dispatch", unit=unit)
        matter.do("ask_return", "clerk", of=unit, **RETURN).do("grant_return", text="理由成立")
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("dispatched", DEFAULT)
    assert pending(matter)


LAMP = {"title": "路灯不亮", "body": "锦江区春熙路路灯坏了。", "category": "0101"}
DISTRICT, NEXT = "510104", "cgw"


def given_back(app: Flask, *units: str, **letter: str) -> Matter:
    matter = taken(app, **{**LAMP, **letter}).do("accept")
    for unit in units:
        matter.do("dispatch", unit=unit).do("ask_return", "clerk", of=unit, **RETURN)
        matter.do("grant_return", text="理由成立")
    return matter


def why_referred(matter: Matter) -> str:
    with matter.app.app_context():
        asked = queries.pending_request(held(matter), "arbitrate")
        assert asked is not None
        return asked.text


def test_the_default_unit_that_gave_it_back_itself_does_not_get_it_again_while_another_is_likely(app: Flask) -> None:
    matter = given_back(app, DISTRICT, "zjj", "sjj")
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("dispatched", NEXT)
    assert "兜底单位锦江区已退过本件，由次选单位市城管委先行办理" in why_referred(matter)
    assert matter.part(NEXT).part == "lead"


def test_where_every_likely_unit_gave_it_back_the_default_one_works_on_it_and_it_is_said(app: Flask) -> None:
    matter = given_back(app, DISTRICT, NEXT, "sjj")
    assert (matter.ticket.state, matter.ticket.lead_unit) == ("dispatched", DISTRICT)
    assert "锦江区已退过本件，又没有其他可派单位，裁定前仍由其先行办理" in why_referred(matter)


def test_a_unit_that_lost_it_for_a_later_word_gets_it_by_no_dispute(app: Flask) -> None:
    matter = given_back(app, "zjj", "sjj").do("dispatch", unit=DISTRICT)
    matter.do("supply", "citizen", text="来办理的工作人员伸手要红包，不给就不修。")
    matter.do("dispatch", unit="jtj").do("ask_return", "clerk", of="jtj", **RETURN).do("grant_return", text="成立")
    assert matter.ticket.lead_unit != DISTRICT


def test_the_ruling_gives_it_to_the_ruled_unit_for_good(app: Flask) -> None:
    matter = given(app).do("refer", text="两家都说不归自己").do("rule", "supervisor", unit="jtj", text="谁主管谁负责")
    assert (matter.ticket.lead_unit, matter.ticket.state) == ("jtj", "dispatched")
    assert not pending(matter)
    with pytest.raises(NotAllowed):
        matter.do("ask_return", "clerk", of="jtj", **RETURN)


def test_nobody_ends_a_dispute_by_the_way(app: Flask) -> None:
    matter = given(app).do("refer", text="两家都说不归自己")
    with pytest.raises(NotAllowed, match="the ruling names the unit"):
        matter.do("redispatch", unit="zjj", text="改派")
    assert pending(matter)
    assert matter.do("rule", unit="zjj", text="归住建").ticket.lead_unit == "zjj"


def test_a_ruling_for_the_unit_that_has_it_moves_nothing(app: Flask) -> None:
    matter = given(app).do("sign", "clerk", of="cgw").do("refer", text="争议").do("rule", unit="cgw", text="依职责清单")
    assert (matter.ticket.lead_unit, matter.ticket.state) == ("cgw", "handling")


def test_no_ruling_sends_a_bureaus_matter_to_a_street(app: Flask) -> None:
    matter = given(app).do("refer", text="争议")
    with pytest.raises(Incomplete):
        matter.do("rule", unit="510104017", text="属地")
    assert matter.ticket.lead_unit == "cgw"
    assert pending(matter)


def test_what_proves_a_return_is_kept_beside_its_basis(app: Flask) -> None:
    matter = given(app).do("ask_return", "clerk", of="cgw", **RETURN, proof="会议纪要〔2026〕12号")
    with app.app_context():
        asked = queries.pending_request(held(matter), "return")
        assert asked is not None
        assert (asked.text, asked.evidence) == ("职责清单第3条", "会议纪要〔2026〕12号")
        db.session.rollback()
