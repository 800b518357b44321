"""Well-known places by the short names people use."""

import pytest

from hotline.routing import pack
from hotline.routing.text.places import Gazetteer
from hotline.routing.units import Unit
from hotline.seed import read


@pytest.fixture(scope="module")
def chengdu() -> Gazetteer:
    units = [Unit(row.code, row.name, row.kind, row.parent, row.aliases, row.short) for row in read.units()]
    return pack.gazetteer(units, [pack.Street(row.code, row.name, row.district, row.parent) for row in read.streets()])


@pytest.mark.parametrize(
    ("text", "unit"),
    [("省人民医院门口停车", "510105"), ("东大街芷泉段路灯", "510104"), ("华西附二院", "510107"),
     ("川大江安的公交", "510116"), ("成都双子塔", "5101GX"), ("仰天窝广场", "510181"), ("邛窑旁边", "510183")],
)  # fmt: skip
def test_a_short_name_leads_to_its_district(chengdu: Gazetteer, text: str, unit: str) -> None:
    assert chengdu.find("", text).unit == unit


@pytest.mark.parametrize(
    ("text", "likely"),
    [("火车东站太堵", "510108"), ("石室中学收费", "510105"), ("成都七中招生", "510107"), ("九眼桥噪音", "510104"),
     ("羊西线堵车", "510106"), ("树德中学", "510105"),
     ("财大门口", "510115"), ("交大门口", "510106"), ("牧马山", "510116")],
)  # fmt: skip
def test_what_has_several_houses_only_suggests(chengdu: Gazetteer, text: str, likely: str) -> None:
    found = chengdu.find("", text)
    assert found.unit == ""
    assert likely in {one.unit for one in found.alternatives}
