"""What each event adds to the numbers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from hotline import clock
from hotline.boards import measures
from hotline.boards.measures import ALWAYS, FLOWS, STOCKS, deltas, made_by
from hotline.boards.models import Rollup

pytestmark = pytest.mark.once
NOON = clock.parse("2026-11-20T12:00:00+08:00")


@dataclass(frozen=True)
class Fact:
    verb: str
    frm: str = ""
    to: str = ""
    unit: str = ""
    category: str = "0101"
    channel: str = "web"
    kind: str = "help"
    data: dict[str, Any] = field(default_factory=dict)
    at: datetime = NOON


def counted(*events: Fact) -> dict[str, int]:
    """Sums by measure, those that cancel out left out."""
    sums: Counter[str] = Counter()
    for event in events:
        for key, n in deltas(event):
            sums[key.measure] += n
    return {measure: n for measure, n in sums.items() if n}


def test_a_receipt_enters_the_hotlines_stock() -> None:
    found = deltas(Fact("receive", to="received"))
    assert {(key.measure, key.day, key.unit, n) for key, n in found} == {
        ("received", date(2026, 11, 20), "", 1),
        ("in_received", ALWAYS, "", 1),
    }


def test_the_day_is_the_citys() -> None:
    late = Fact("receive", to="received", at=clock.parse("2026-11-20T17:00:00+00:00"))
    assert deltas(late)[0][0].day == date(2026, 11, 21)


def test_a_dispatch_moves_the_stock_to_the_unit() -> None:
    found = dict(deltas(Fact("dispatch", "accepted", "dispatched", "510104", data={"first": True})))
    assert {(key.measure, key.unit): n for key, n in found.items()} == {
        ("dispatched", "510104"): 1,
        ("in_accepted", ""): -1,
        ("in_dispatched", "510104"): 1,
    }


def test_a_later_dispatch_is_no_first_one() -> None:
    assert "redispatched" in counted(Fact("dispatch", "accepted", "dispatched", "sjj", data={"first": False}))


def test_a_redispatch_takes_the_stock_from_the_old_unit() -> None:
    found = deltas(Fact("redispatch", "dispatched", "dispatched", "sjj", data={"from_unit": "cgw", "first_held": None}))
    assert {(key.measure, key.unit, n) for key, n in found} == {
        ("redispatched", "sjj", 1), ("moved_away", "cgw", 1), ("in_dispatched", "cgw", -1), ("in_dispatched", "sjj", 1),
    }  # fmt: skip


def test_a_granted_return_brings_it_back_to_the_hotline() -> None:
    found = deltas(Fact("grant_return", "handling", "accepted", "cgw", data={"first_held": None}))
    assert {(key.measure, key.unit, n) for key, n in found} == {
        ("returned", "cgw", 1), ("in_handling", "cgw", -1), ("in_accepted", "", 1),
    }  # fmt: skip


def test_a_verb_that_stays_moves_no_stock() -> None:
    assert counted(Fact("urge", "handling", "handling", "cgw")) == {"urged": 1}
    assert counted(Fact("note", "closed", "closed", "cgw")) == {}


def test_a_correction_takes_stock_and_receipt_to_the_other_category() -> None:
    data = {"changed": {"category": ["", "0102"]}, "received": "2026-11-18"}
    found = deltas(Fact("correct", "accepted", "accepted", category="0102", data=data))
    assert {(key.measure, key.day, key.category, n) for key, n in found} == {
        ("received", date(2026, 11, 18), "", -1), ("received", date(2026, 11, 18), "0102", 1),
        ("in_accepted", ALWAYS, "", -1), ("in_accepted", ALWAYS, "0102", 1),
    }  # fmt: skip


def test_a_corrected_place_changes_no_number() -> None:
    data = {"changed": {"district": ["", "510104"]}, "received": "2026-11-18"}
    assert deltas(Fact("correct", "accepted", "accepted", data=data)) == []


def test_an_answer_is_judged_once() -> None:
    first = Fact("approve", "replied", "reviewed", "cgw", data={"late": False, "waited": 90})
    again = Fact("approve", "replied", "reviewed", "cgw", data={"late": True, "again": True})
    found = counted(first, again)
    assert (found["answered_on_time"], found["redone_late"], found["waited"]) == (1, 1, 90)
    assert "answered_late" not in found
    assert "missed" not in found


@pytest.mark.parametrize(("carded", "missed"), [(True, None), (False, 1)])
def test_a_late_answer_misses_the_limit_unless_a_red_card_said_so(carded: bool, missed: int | None) -> None:
    answer = Fact("approve", "replied", "reviewed", "cgw", data={"late": True, "carded": carded})
    assert counted(answer).get("missed") == missed


def test_a_red_card_of_the_lead_is_a_missed_limit() -> None:
    lead = Fact("escalate", "handling", "handling", "cgw", data={"code": "red", "unit": "cgw"})
    helper = Fact("escalate", "handling", "handling", "cgw", data={"code": "red", "unit": "jtj"})
    rework = Fact("escalate", "handling", "handling", "cgw", data={"code": "red", "unit": "cgw", "again": True})
    assert counted(lead) == {"card_red": 1, "missed": 1}
    assert [(key.measure, key.unit) for key, _ in deltas(helper)] == [("card_red", "jtj")]
    assert counted(rework) == {"card_red": 1}
    assert counted(Fact("escalate", "handling", "handling", "cgw", data={"code": "reminder"})) == {}


def test_a_mark_that_leads_to_a_rework_stays() -> None:
    bad = Fact("rework", "reviewed", "handling", "cgw", data={"solved": "unsolved", "satisfied": "dissatisfied"})
    good = Fact("visit", "reviewed", "closed", "cgw", data={"solved": "solved", "satisfied": "satisfied"})
    found = counted(bad, good)
    assert (found["evaluated"], found["unsolved"], found["dissatisfied"], found["solved"]) == (2, 1, 1, 1)
    assert (found["reworked"], found["closed"]) == (1, 1)


def test_a_closing_without_a_mark_is_no_evaluation() -> None:
    assert counted(Fact("close", "reviewed", "closed", "cgw")) == {"closed": 1, "unmarked": 1, "in_reviewed": -1}


def test_an_undone_merge_brings_the_stock_back() -> None:
    gone = Fact("merge", "handling", "merged", "cgw")
    back = Fact("unmerge", "merged", "handling", "cgw")
    assert counted(gone, back) == {"merged": 1}


def test_every_name_fits_its_column_and_names_its_verbs() -> None:
    width = Rollup.__table__.c.measure.type.length
    assert all(len(name) <= width for name in (*FLOWS, *STOCKS.values()))
    assert all(made_by(flow) for flow in FLOWS)
    assert set(measures.CARDS.values()) <= set(FLOWS)


HELD = {"unit": "cgw", "at": "2026-11-02T09:00:00+08:00", "category": "0102", "kind": "complaint"}


def test_a_ticket_that_went_on_twice_counts_once_where_and_when_it_was_first_dispatched() -> None:
    once = Fact("grant_return", "handling", "accepted", "cgw", data={"first_held": HELD})
    again = Fact("redispatch", "dispatched", "dispatched", "sjj", data={"from_unit": "jtj", "first_held": None})
    lost = [(key, n) for key, n in (*deltas(once), *deltas(again)) if key.measure == "first_lost"]
    assert lost == [(measures.Key(date(2026, 11, 2), "cgw", "0102", "web", "complaint", "first_lost"), 1)]


@pytest.mark.parametrize("verb", ["withdraw", "merge"])
def test_what_its_first_unit_could_not_finish_is_set_aside(verb: str) -> None:
    ended = Fact(verb, "handling", "merged" if verb == "merge" else "withdrawn", "cgw", data={"first_held": HELD})
    assert counted(ended)["first_aside"] == 1
    assert "first_lost" not in counted(ended)


def test_an_undone_merge_is_not_set_aside_any_more() -> None:
    gone = Fact("merge", "handling", "merged", "cgw", data={"first_held": HELD})
    back = Fact("unmerge", "merged", "handling", "cgw", data={"first_held": HELD})
    assert "first_aside" not in counted(gone, back)


def test_an_event_from_before_the_fact_was_kept_counts_as_it_did() -> None:
    returned = Fact("grant_return", "handling", "accepted", "cgw", data={"unit": "cgw"})
    moved = Fact("redispatch", "handling", "dispatched", "sjj", data={"from_unit": "jtj"})
    lost = [(key.day, key.unit, n) for event in (returned, moved) for key, n in deltas(event) if "lost" in key.measure]
    assert lost == [(date(2026, 11, 20), "cgw", 1), (date(2026, 11, 20), "jtj", 1)]
