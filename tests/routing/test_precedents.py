"""Rulings and upheld returns as precedents: kept once a person decided, cited where they fit, never of a secret."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline.db import db
from hotline.routing import precedents, queries
from hotline.routing.decision.engine import Matter as Letter
from hotline.routing.models import Precedent
from hotline.sla import waits
from tests.matters import CITY, Matter, at, staff, taken

BUS = {"title": "希望增加公交线路", "body": "公交车班次太少，希望增加公交线路。", "category": "0501"}
RETURN = {"reason": "duty", "text": "职责清单第3条", "suggested_unit": "jtj"}
DEFAULT = "gjjt"


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def given(app: Flask, unit: str = DEFAULT, **more: object) -> Matter:
    return taken(app, **{**BUS, **more}).do("accept").do("dispatch", unit=unit)


def ruled(app: Flask, unit: str = "jtj", **more: object) -> Matter:
    return (
        given(app, **more).do("refer", text="两家都说不归自己").do("rule", "supervisor", unit=unit, text="谁主管谁负责")
    )


def returned(app: Flask) -> Matter:
    return given(app).do("ask_return", "clerk", of=DEFAULT, **RETURN).do("grant_return", text="理由成立")


def kept(app: Flask) -> list[Precedent]:
    with app.app_context():
        rows = [row for row, _number in precedents.listed(staff("dispatcher"))]
        db.session.expunge_all()
        return rows


def cited(category: str, district: str) -> Precedent | None:
    return precedents.nearest(precedents.newest(CITY, category), district)


def test_a_ruling_is_kept_with_its_basis_and_who_made_it(app: Flask) -> None:
    ruled(app)
    (one,) = kept(app)
    assert (one.sort, one.category, one.from_unit, one.to_unit) == ("ruling", "0501", DEFAULT, "jtj")
    assert (one.basis, one.decision, one.decided_by) == ("两家都说不归自己", "谁主管谁负责", "演示supervisor")


def test_an_upheld_return_says_where_the_ticket_went_then(app: Flask) -> None:
    matter = returned(app)
    assert [(one.sort, one.to_unit) for one in kept(app)] == [("return", "jtj")]
    matter.do("dispatch", unit="cgw")
    assert [one.to_unit for one in kept(app)] == ["cgw"]


def test_what_nobody_decided_and_what_was_refused_is_no_precedent(app: Flask) -> None:
    given(app).do("ask_return", "clerk", of=DEFAULT, **RETURN).do("refuse_return", text="属本单位职责")
    given(app).do("ask_return", "clerk", of=DEFAULT, **RETURN)
    with app.app_context():
        assert waits.sweep(CITY, at("2026-11-30 10:00")) == 1
    assert kept(app) == []


def test_a_precedent_against_the_suggestion_is_cited_and_a_person_looks(app: Flask) -> None:
    ruled(app)
    with app.app_context():
        found = precedents.weighed(CITY, queries.engine().decide(Letter(BUS["title"], BUS["body"])))
    assert (found.unit, found.auto, found.alternatives[0].unit) == (DEFAULT, False, "jtj")
    assert found.because[-1].rule.startswith("precedent-differs/")
    assert "先例（同类同地，2026-11-20）：裁定由市交通运输局主办，与本建议不同" in found.because[-1].zh


def test_a_precedent_for_the_suggestion_leaves_it_sure(app: Flask) -> None:
    ruled(app, DEFAULT)
    with app.app_context():
        plain = queries.engine().decide(Letter(BUS["title"], BUS["body"]))
        found = precedents.weighed(CITY, plain)
    assert (found.auto, found.alternatives) == (plain.auto, plain.alternatives)
    assert found.because[-1].rule.startswith("precedent/")


def test_one_return_is_told_and_a_second_makes_a_person_look(app: Flask) -> None:
    for times, rule in ((1, "precedent/"), (2, "precedent-differs/")):
        returned(app)
        with app.app_context():
            plain = queries.engine().decide(Letter(BUS["title"], BUS["body"]))
            found = precedents.weighed(CITY, plain)
        assert found.because[-1].rule.startswith(rule)
        assert found.auto == (plain.auto and times == 1)


def test_a_return_of_one_district_says_nothing_of_another(app: Flask) -> None:
    returned(app)
    with app.app_context():
        assert cited("0501", "") is not None
        assert cited("0501", "510108") is None
        assert cited("0502", "") is None


def test_a_ruling_for_a_bureau_holds_in_every_district(app: Flask) -> None:
    ruled(app)
    with app.app_context():
        assert cited("0501", "510108") is not None


def test_a_confidential_ticket_is_no_precedent_to_anybody(app: Flask) -> None:
    ruled(app, confidential=True)
    assert kept(app) == []
    with app.app_context():
        assert cited("0501", "") is None


def test_the_number_stands_only_where_the_ticket_may_be_seen(app: Flask) -> None:
    matter = ruled(app)
    with app.app_context():
        seen = [number for who in ("dispatcher", "admin") for _row, number in precedents.listed(staff(who))]
        elsewhere = [number for _row, number in precedents.listed(staff("clerk", "510108"), unit="jtj")]
    assert (seen, elsewhere) == ([matter.ticket.number, ""], [""])


def test_the_dispatcher_reads_how_often_such_a_matter_was_rightly_given_back_here(
    app: Flask, clock: Callable[[str], None]
) -> None:
    said = "同类同地一年内退单获准2件：成都公交集团2"
    returned(app)
    assert said not in reasons(given(app))
    returned(app)
    assert said in reasons(given(app))
    assert said not in reasons(given(app, category="0101"))
    clock("2027-11-22 10:00")
    assert said not in reasons(given(app))


def reasons(matter: Matter) -> list[str]:
    with matter.app.app_context():
        kept = queries.decision(matter.ticket)
        assert kept is not None
        return [str(one["zh"]) for one in kept.because]
