"""Places that people teach, borders they correct, and points read off a Chinese map."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline.actors import Actor
from hotline.clock import now
from hotline.datum import gcj02, wgs84
from hotline.db import transaction
from hotline.errors import Incomplete, NotAllowed
from hotline.routing import local_places, queries
from hotline.routing.decision.engine import Matter
from hotline.routing.text.unknown_places import unknown

ANN = Actor(11, "演示甲", "dispatcher", "510100", "510100")
BEN = Actor(12, "演示乙", "supervisor", "510100", "510100")
TOWN = "演示雅苑小区"


@pytest.fixture(autouse=True)
def _fresh(clock: Callable[[str], None], routing_afresh: None) -> None:
    clock("2026-11-20 10:00")


def where(text: str, lon: float | None = None, lat: float | None = None) -> tuple[str, str]:
    found = queries.engine().gazetteer.find("", text, lon=lon, lat=lat)
    return found.unit, found.street


def test_a_taught_name_counts_from_the_next_letter_on_until_it_is_refused(app: Flask) -> None:
    with app.app_context():
        assert where(f"{TOWN}路灯不亮") == ("", "")
        with transaction():
            row = local_places.teach(ANN, TOWN, "510104017", now())
            place = row.id
        assert where(f"{TOWN}路灯不亮") == ("510104", "510104017")
        with transaction():
            local_places.judge(ANN, place, False, now())
        assert where(f"{TOWN}路灯不亮") == ("", "")


def test_who_taught_a_name_takes_it_back_but_does_not_agree_to_it(app: Flask) -> None:
    with app.app_context():
        with transaction():
            place = local_places.teach(ANN, TOWN, "510104017", now()).id
        with pytest.raises(NotAllowed, match="colleague"), transaction():
            local_places.judge(ANN, place, True, now())
        assert not queries.engine().decide(Matter("路灯不亮", f"{TOWN}路灯不亮")).auto
        with transaction():
            local_places.judge(ANN, place, False, now())
        assert where(f"{TOWN}路灯不亮") == ("", "")


def test_a_taught_name_wins_over_the_shipped_one(app: Flask) -> None:
    with app.app_context():
        assert where("太古里附近")[0] == "510104"
        with transaction():
            place = local_places.teach(ANN, "太古里", "510105", now()).id
        assert where("太古里附近")[0] == "510104"
        with transaction():
            local_places.judge(BEN, place, True, now())
        assert where("太古里附近")[0] == "510105"


def test_a_taught_name_sends_nothing_alone_until_a_second_person_agrees(app: Flask) -> None:
    matter = Matter("路灯不亮", f"{TOWN}路灯不亮")
    with app.app_context():
        with transaction():
            place = local_places.teach(ANN, TOWN, "510104017", now()).id
        found = queries.engine().decide(matter)
        assert (found.unit, found.auto) == ("510104", False)
        assert "proposed" in {one.rule for one in found.because}
        beside = queries.engine().decide(Matter("锦江区路灯不亮", f"锦江区{TOWN}路灯不亮"))
        assert (beside.unit, beside.auto) == ("510104", True)
        with transaction():
            local_places.judge(BEN, place, True, now())
        assert queries.engine().decide(matter).auto


def test_a_corrected_border_sends_nothing_alone_until_a_second_person_agrees(app: Flask) -> None:
    with app.app_context():
        with transaction():
            local_places.draw(ANN, "演示片区", "5101GX", (104.07, 30.64, 104.09, 30.66), False, now())
        found = queries.engine().decide(Matter("路灯不亮", "路灯不亮", lon=104.08, lat=30.65))
        assert (found.unit, found.auto) == ("5101GX", False)


def test_a_name_is_offered_as_the_letter_writes_it() -> None:
    assert unknown("", "翡翠巷子的路灯不亮", lambda _name: False) == ["翡翠巷子"]
    assert unknown("", "翡翠巷的路灯不亮", lambda _name: False) == ["翡翠巷"]


@pytest.mark.parametrize(("name", "unit"), [("甲", "510104"), (TOWN, "cgw"), (TOWN, "nobody")])
def test_what_is_no_name_or_no_district_is_not_taught(app: Flask, name: str, unit: str) -> None:
    with app.app_context(), pytest.raises(Incomplete):
        local_places.teach(ANN, name, unit, now())


def test_a_corrected_border_wins_over_the_outline(app: Flask) -> None:
    lon, lat = 104.08, 30.65
    with app.app_context():
        before = where("", lon, lat)[0]
        with transaction():
            local_places.draw(ANN, "演示片区", "5101GX", (104.07, 30.64, 104.09, 30.66), False, now())
        assert before == "510104"
        assert where("", lon, lat)[0] == "5101GX"


def test_a_box_larger_than_a_district_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(Incomplete):
        local_places.draw(ANN, "演示片区", "5101GX", (103.0, 30.0, 105.0, 31.0), False, now())


def test_a_point_of_a_chinese_map_goes_back_to_where_it_is() -> None:
    lon, lat = 104.0657, 30.6595
    shifted = gcj02(lon, lat)
    assert 0.001 < shifted[0] - lon < 0.004
    back = wgs84(*shifted)
    assert abs(back[0] - lon) < 5e-6
    assert abs(back[1] - lat) < 5e-6


def test_outside_china_no_map_is_shifted() -> None:
    assert wgs84(2.35, 48.85) == (2.35, 48.85)


def test_only_names_nobody_knows_are_worth_remembering() -> None:
    known = {"春熙路"}.__contains__
    text = "我住在演示雅苑小区，旁边是春熙路和农贸市场，这条公路很吵。"
    assert unknown("反映演示雅苑小区问题", text, known) == ["演示雅苑小区"]


def test_a_road_through_several_districts_suggests_and_never_settles(app: Flask) -> None:
    with app.app_context():
        found = queries.engine().gazetteer.find("", "天府大道堵车")
        assert (found.unit, {one.unit for one in found.alternatives}) == ("", {"5101GX", "5101TF"})
        assert where("华阳附近的天府大道堵车")[0] == "5101TF"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我们小区有几个幼儿园，中小学也不少，希望整个小区老旧小区改造", []),
        ("几个小区的业主希望解决交叉路口和断头路的问题，这个老小区没人管", []),
        ("某小区附近的居民小区、全体村民、封闭式小区", []),
        ("希望解决演示望仙路的路灯，演示翠苑小区也一样", ["演示望仙路", "演示翠苑小区"]),
    ],
)
def test_everyday_words_are_not_offered_as_names_of_places(text: str, names: list[str]) -> None:
    assert unknown("", text, lambda _name: False) == names
