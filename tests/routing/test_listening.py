"""Routing as a listener: what is sure goes on by itself, what is not waits for a person, corrections are learnt."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.routing import queries
from hotline.routing.actions import matter_of
from hotline.routing.models import Correction, Decision
from hotline.tickets.inbound import Person
from tests.matters import CITY, Matter, taken

SURE = {
    "title": "春熙路路灯不亮", "body": "锦江区春熙路的路灯坏了好几天，晚上一片漆黑。", "category": "0204"
}  # fmt: skip
UNSURE = {"title": "请帮帮我", "body": "有件事想问一下，怎么办。", "category": ""}


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def decided(matter: Matter) -> Decision:
    with matter.app.app_context():
        found = queries.decision(matter.ticket)
        assert found is not None
        db.session.expunge(found)
        return found


def corrections(matter: Matter) -> list[Correction]:
    with matter.app.app_context():
        rows = list(
            db.session.scalars(select(Correction).where(Correction.ticket_id == matter.id).order_by(Correction.id))
        )
        db.session.expunge_all()
        return rows


def verbs(matter: Matter) -> list[str]:
    return [verb for verb in ("receive", "accept", "dispatch") if matter.events(verb)]


def test_what_is_sure_is_accepted_and_dispatched_by_the_system(app: Flask) -> None:
    matter = taken(app, "", role="system", channel="app", **SURE)
    decision, ticket = decided(matter), matter.ticket
    assert decision.auto
    assert (ticket.state, ticket.lead_unit, ticket.district) == ("dispatched", decision.unit, "510104")
    assert ticket.holders == [decision.unit, *decision.assist]
    assert ticket.kind == decision.kind != ""
    assert decision.because
    assert decision.catalogue
    assert matter.events("receive")[0].data["decision"] == decision.id
    assert {event.actor_role for event in matter.events("dispatch")} == {"system"}
    assert matter.messages("assigned")[0].recipient == f"unit:{decision.unit}"


def test_what_is_not_sure_waits_accepted_for_a_dispatcher(app: Flask) -> None:
    matter = taken(app, "", role="system", channel="app", **UNSURE)
    assert not decided(matter).auto
    assert matter.ticket.state == "accepted"
    assert verbs(matter) == ["receive", "accept"]
    assert len(decided(matter).alternatives) <= 3


def test_a_call_is_never_taken_out_of_its_operators_hands(app: Flask) -> None:
    matter = taken(app, "", **SURE)
    assert decided(matter).auto
    assert (matter.ticket.state, verbs(matter)) == ("received", ["receive"])


def test_what_the_door_knows_is_kept(app: Flask) -> None:
    matter = taken(app, "praise", role="system", channel="app", **{**SURE, "category": "0101"})
    ticket = matter.ticket
    assert (ticket.kind, ticket.category) == ("praise", "0101")
    event = matter.events("receive")[0]
    assert (event.kind, event.category) == ("praise", "0101")


def test_the_event_of_receipt_carries_what_was_classified(app: Flask) -> None:
    matter = taken(app, "", role="system", channel="app", **{**SURE, "category": ""})
    event, ticket = matter.events("receive")[0], matter.ticket
    assert ticket.category != ""
    assert (event.kind, event.category) == (ticket.kind, ticket.category)


def test_danger_shortens_the_limit_from_the_first_minute(app: Flask) -> None:
    matter = taken(
        app, "", role="system", title="燃气泄漏", body="锦江区春熙路小区燃气泄漏，味道很大，有人晕倒了！", category=""
    )
    ticket = matter.ticket
    assert ticket.urgency == "h2"
    assert ticket.promised_at is not None
    assert (ticket.promised_at - ticket.received_at).total_seconds() == 2 * 3600


def test_a_report_of_wrongdoing_is_confidential(app: Flask) -> None:
    matter = taken(app, "report", role="system", confidential=True, **SURE)
    assert matter.ticket.confidential
    assert not decided(matter).auto or matter.ticket.confidential


def test_the_address_of_the_person_tells_the_place(app: Flask) -> None:
    matter = taken(
        app, "", role="system", person=Person(address="成都市武侯区浆洗街1号"), title="路灯不亮",
        body="路灯坏了好几天。",
        category="0204",
    )  # fmt: skip
    assert matter.ticket.district == "510107"


def test_a_dispatcher_who_chooses_otherwise_is_learnt_from(app: Flask) -> None:
    matter = taken(app, "", **SURE).do("accept")
    chosen = decided(matter).unit
    other = "sjj" if chosen != "sjj" else "cgw"
    matter.do("dispatch", unit=other)
    (learnt,) = corrections(matter)
    assert (learnt.verb, learnt.from_unit, learnt.to_unit) == ("dispatch", chosen, other)
    assert learnt.decision_id == decided(matter).id
    matter.do("redispatch", unit="510105", text="属地")
    assert [(row.from_unit, row.to_unit) for row in corrections(matter)] == [(chosen, other), (other, "510105")]


def test_a_dispatcher_who_follows_the_suggestion_teaches_nothing(app: Flask) -> None:
    matter = taken(app, "", **SURE).do("accept")
    matter.do("dispatch", unit=decided(matter).unit)
    assert corrections(matter) == []


def test_what_the_system_does_teaches_nothing(app: Flask) -> None:
    assert corrections(taken(app, "", role="system", channel="app", **SURE)) == []


def test_a_corrected_category_is_learnt(app: Flask) -> None:
    matter = taken(app, "", **{**SURE, "category": ""})
    was = decided(matter).category
    matter.do("correct", category="0101" if was != "0101" else "0204")
    (learnt,) = corrections(matter)
    assert (learnt.verb, learnt.from_category) == ("correct", was)
    assert learnt.to_category == matter.ticket.category
    assert learnt.from_unit == learnt.to_unit == decided(matter).unit


def test_a_corrected_place_is_no_lesson_about_the_category(app: Flask) -> None:
    matter = taken(app, "", **SURE)
    matter.do("correct", district="510105")
    assert corrections(matter) == []


def test_a_ticket_is_at_home_in_its_city(app: Flask) -> None:
    matter = taken(app, "", role="system", channel="app", **SURE)
    assert decided(matter).city == matter.ticket.city == CITY


ACCUSING = {
    "title": "楼顶加盖没人管", "body": "本人是隔壁业主，现实名举报锦江区综合行政执法局放任楼顶加盖。", "category": ""
}  # fmt: skip


def test_a_report_on_an_office_in_the_words_of_a_letter_stays_with_the_hotline(app: Flask) -> None:
    matter = taken(app, "", role="system", channel="app", **ACCUSING)
    decision, ticket = decided(matter), matter.ticket
    assert (ticket.kind, ticket.confidential, ticket.state, ticket.lead_unit) == ("report", True, "accepted", "")
    suggested = {decision.unit, *decision.assist, *(one["unit"] for one in decision.alternatives)}
    assert not [unit for unit in suggested if unit.startswith("510104")]
    assert {"conflict/accused", "report"} <= {reason["rule"] for reason in decision.because}


def test_a_citizen_who_ticks_complaint_and_reports_an_office_is_protected_all_the_same(app: Flask) -> None:
    ticket = taken(app, "complaint", role="system", channel="web", **ACCUSING).ticket
    assert (ticket.kind, ticket.confidential, ticket.state) == ("report", True, "accepted")


def test_a_caller_who_accuses_an_office_is_protected_whatever_kind_the_operator_ticks(app: Flask) -> None:
    ticket = taken(app, "complaint", **ACCUSING).ticket
    assert (ticket.kind, ticket.confidential) == ("report", True)


def test_an_operators_choice_of_the_kind_stands_where_nobody_public_is_accused(app: Flask) -> None:
    words = {"title": "举报某餐厅无证经营", "body": "锦江区春熙路某餐厅没有营业执照。", "category": ""}
    ticket = taken(app, "complaint", **words).ticket
    assert (ticket.kind, ticket.confidential) == ("complaint", True)


def test_officials_accused_without_the_word_make_a_report_that_no_unit_gets_by_itself(app: Flask) -> None:
    words = {"title": "村里的低保", "body": "我们村支书把低保名额都给了他亲哥，真正困难的没有。", "category": ""}
    matter = taken(app, "help", role="system", channel="web", **words)
    assert (matter.ticket.kind, matter.ticket.confidential, matter.ticket.state) == ("report", True, "accepted")
    assert decided(matter).category == "2803"


def test_who_asks_in_words_not_to_be_named_is_hidden(app: Flask) -> None:
    words = {"title": "隔壁夜里施工", "body": "锦江区春熙路隔壁夜里施工，请为我保密，别让他们知道。", "category": ""}
    assert taken(app, "complaint", role="system", channel="web", **words).ticket.confidential


def test_an_item_named_at_the_door_does_not_lead_past_discipline_but_a_colleagues_does(app: Flask) -> None:
    words = {"title": "夜市巡查", "body": "锦江区城管中队的队长每个月都来收我们摊贩的红包，不给就没收东西。"}
    matter = taken(app, "", role="system", channel="app", category="0102", **words)
    found = decided(matter)
    assert (matter.ticket.state, matter.ticket.category, found.unit) == ("accepted", "2803", "jwjw")
    assert "door/0102" in [reason["rule"] for reason in found.because]
    assert "cgw" in [one["unit"] for one in found.alternatives]
    matter.do("correct", "dispatcher", category="0102", text="核对过，按占道经营办理。")
    with app.app_context():
        again = queries.engine().decide(matter_of(matter.ticket, ""))
    assert (matter.ticket.category, again.category, again.confidential) == ("0102", "0102", True)


def test_a_report_of_a_shop_is_confidential_and_its_district_may_have_it(app: Flask) -> None:
    words = {"title": "举报某餐厅无证经营", "body": "锦江区春熙路某餐厅没有营业执照。", "category": ""}
    matter = taken(app, "", role="system", channel="app", **words)
    assert (matter.ticket.kind, matter.ticket.confidential, matter.ticket.state) == ("report", True, "accepted")
    matter.do("dispatch", unit="510104")


def test_who_only_tells_of_a_report_waits_for_a_person_who_is_told_why(app: Flask) -> None:
    told = {**SURE, "body": SURE["body"] + "我们多次向锦江区城管局举报无果。"}
    matter = taken(app, "", role="system", channel="app", **told)
    reason = next(reason for reason in decided(matter).because if reason["rule"] == "report-told")
    assert (matter.ticket.state, matter.ticket.kind == "report") == ("accepted", False)
    assert reason["zh"]
    assert reason["en"]


def test_reasons_name_units_and_items_in_the_language_of_the_sentence(app: Flask) -> None:
    because = decided(taken(app, "", role="system", channel="app", **SURE)).because
    english = [reason["en"].partition("matched:")[0] for reason in because if reason["rule"] != "kind"]
    assert not [text for text in english if any("一" <= sign <= "鿿" for sign in text)]
    assert any("Jinjiang District" in text for text in english)
