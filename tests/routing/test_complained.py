"""A complaint about a public body is not proposed to it, nor to any below it; the writer is not hidden for it."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline.routing import queries
from hotline.routing.decision.engine import Decision, Matter


@pytest.fixture(autouse=True)
def _fresh(clock: Callable[[str], None], routing_afresh: None) -> None:
    clock("2026-11-20 10:00")


def decided(app: Flask, title: str, body: str, kind: str = "complaint") -> Decision:
    with app.app_context():
        return queries.engine().decide(Matter(title, body, kind=kind))


@pytest.mark.parametrize(
    ("title", "body", "off"),
    [
        ("投诉锦江区政府", "投诉锦江区政府不作为，拆迁补偿三年不兑现。", "510104"),
        ("12345热线话务员态度恶劣", "12345热线话务员态度恶劣挂我电话，请处理。", "wlb"),
        ("商品房网签", "市住建局推诿扯皮，商品房网签办不下来，房产证也办不了。", "zjj"),
    ],
)
def test_it_is_proposed_elsewhere_and_a_person_chooses(app: Flask, title: str, body: str, off: str) -> None:
    found = decided(app, title, body)
    assert off in found.avoided
    assert off not in {found.unit, *found.assist, *(one.unit for one in found.alternatives)}
    assert not found.auto
    assert {"conflict/complained", "complained"} <= {one.rule for one in found.because}
    assert (found.barred, found.confidential and not found.category.startswith("28")) == ((), False)


def test_no_street_below_a_district_it_complains_of_gets_it(app: Flask) -> None:
    found = decided(app, "投诉锦江区政府", "投诉锦江区政府不作为，春熙路街道占道经营没人管。")
    assert {"510104", found.street} <= {*found.avoided, ""}
    assert found.street == ""


@pytest.mark.parametrize(
    ("title", "body", "unit"),
    [
        # A bureau of a district answers to the district, and a company for what it sells.
        ("区教育局不回复", "投诉武侯区教育局，入学申请一直不给答复。", "510107"),
        ("公交司机态度差", "锦江区公交56路司机态度差，公交集团敷衍，不停站。", "gjjt"),
        ("路灯不亮", "锦江区春熙路路灯不亮，向市住建局反映过。", "510104"),
    ],
)
def test_who_only_stands_by_it_goes_its_usual_way(app: Flask, title: str, body: str, unit: str) -> None:
    found = decided(app, title, body)
    assert found.unit == unit
    assert "complained" not in {one.rule for one in found.because}


def test_an_enquiry_about_a_body_goes_to_it(app: Flask) -> None:
    found = decided(app, "市住建局网签怎么办", "请问商品房网签在市住建局怎么办理？", kind="consult")
    assert found.avoided == ()
