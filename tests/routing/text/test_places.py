"""Districts and streets by name and by point."""

import json
import tomllib
from collections import defaultdict

import pytest

from hotline.routing import pack
from hotline.routing.text.named_places import Found
from hotline.routing.text.outlines import border_distance, holding, outlines
from hotline.routing.text.places import Gazetteer
from hotline.routing.units import Unit
from hotline.seed import read


@pytest.fixture(scope="module")
def chengdu() -> Gazetteer:
    units = [Unit(row.code, row.name, row.kind, row.parent, row.aliases, row.short) for row in read.units()]
    streets = [pack.Street(row.code, row.name, row.district, row.parent) for row in read.streets()]
    return pack.gazetteer(units, streets)


def place(chengdu: Gazetteer, text: str) -> tuple[str, str]:
    found = chengdu.find("", text)
    return found.unit, found.street


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("锦江区有人占道经营", "510104"),
        ("成都市青羊区宽窄巷子", "510105"),
        ("郫县的路烂了", "510117"),
        ("新津县停水", "510118"),
        ("犀浦地铁站外共享单车", "510117"),
        ("华阳的路灯不亮", "5101TF"),
        ("中和街道垃圾", "5101GX"),
        ("天府三街写字楼", "5101GX"),
        ("麓湖生态城物业", "5101TF"),
        ("春熙路摆摊", "510104"),
        ("草池镇修路", "5101DB"),
        ("弥牟镇的公交", "510113"),
        ("青羊店的装修", "510105"),
    ],
)
def test_a_name_leads_to_its_district(chengdu: Gazetteer, text: str, unit: str) -> None:
    assert chengdu.find("", text).unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我家楼下很吵",
        "锦江里有垃圾",
        "高新技术企业补贴",
        "实现碳中和",
        "新都桥的路",
        "成都东站怎么走",
        "建设路堵车",
        "到温江路办事",
        "益州大道限速",
        "大家团结合作，生活幸福",
    ],
)
def test_a_word_that_may_be_anything_is_no_place(chengdu: Gazetteer, text: str) -> None:
    assert chengdu.find("", text).unit == ""


@pytest.mark.parametrize(
    "text", ["德阳市旌阳区停水", "绵阳高新区某公司", "眉山市东坡区", "我在平武县古城镇，古城镇的路"]
)
def test_another_city_is_outside(chengdu: Gazetteer, text: str) -> None:
    found = chengdu.find("", text)
    assert (found.unit, found.why) == ("", "outside")


@pytest.mark.parametrize(
    "text",
    ["重庆渝北区停水两天了", "贵阳南明区停水", "西安雁塔区的路灯", "北京朝阳区", "上海浦东新区的公司", "拉萨的路",
     "昆明官渡区", "武汉洪山区",
     "陕西省西安市拖欠工资", "从北京回来，北京的路灯不亮"],
)  # fmt: skip
def test_a_city_beyond_the_province_is_outside(chengdu: Gazetteer, text: str) -> None:
    found = chengdu.find("", text)
    assert (found.unit, found.why) == ("", "outside")


@pytest.mark.parametrize(
    "text",
    ["北京路堵车", "上海东路的路灯", "武汉路", "昆明路", "西安中路", "重庆小面油烟", "兰州拉面店",
     "北京同仁堂的药", "大厦门口有垃圾",
     "河西安置小区", "施了复合肥", "长沙发坏了", "青岛啤酒", "海上海小区", "从北京回成都，成都的路灯不亮"],
)  # fmt: skip
def test_what_is_here_under_the_name_of_another_city_is_not_outside(chengdu: Gazetteer, text: str) -> None:
    assert chengdu.find("", text).why != "outside"


def test_a_district_named_beside_another_city_counts(chengdu: Gazetteer) -> None:
    assert place(chengdu, "我从重庆来，武侯区的重庆小面油烟扰民")[0] == "510107"


def test_a_village_alone_only_suggests_beside_the_name_of_another_city(chengdu: Gazetteer) -> None:
    assert place(chengdu, "泗义村的路灯不亮")[0] == "510114"
    beside = chengdu.find("", "古蔺县二郎镇泗义村的路灯不亮")
    assert (beside.unit, [option.unit for option in beside.alternatives]) == ("", ["510114"])
    assert place(chengdu, "去绵阳的车不到新都区泗义村")[0] == "510114"


def test_a_street_is_found_with_its_district(chengdu: Gazetteer) -> None:
    assert place(chengdu, "郫都区犀浦街道") == ("510117", "510117006")


def test_the_zone_takes_its_street_from_the_district_on_whose_land_it_lies(chengdu: Gazetteer) -> None:
    assert place(chengdu, "武侯区桂溪街道") == ("5101GX", "510107064")
    assert place(chengdu, "双流区华阳街道") == ("5101TF", "510116003")
    assert place(chengdu, "双流区东升街道")[0] == "510116"


def test_a_name_of_two_places_goes_where_the_rest_of_the_text_points(chengdu: Gazetteer) -> None:
    assert place(chengdu, "温江区的寿安卫生院")[0] == "510115"
    assert place(chengdu, "蒲江县的寿安卫生院")[0] == "510131"
    alone = chengdu.find("", "寿安卫生院")
    assert alone.unit == ""
    assert {option.unit for option in alone.alternatives} == {"510115", "510131"}


def test_two_districts_named_alike_are_offered_not_chosen(chengdu: Gazetteer) -> None:
    found = chengdu.find("", "锦江区和成华区都这样")
    assert (found.unit, found.why) == ("", "several")
    assert {option.unit for option in found.alternatives} == {"510104", "510108"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("原来说高新区换成东部新区，过渡费没打，高新区换成东部新区就没钱了", "5101DB"),
        ("我们村从简阳市划归东部新区", "5101DB"),
        ("双流县已经划给了天府新区", "5101TF"),
        ("金牛区，现划归成华区", "510108"),
    ],
)
def test_land_that_was_handed_over_belongs_to_who_has_it_now(chengdu: Gazetteer, text: str, unit: str) -> None:
    assert place(chengdu, text)[0] == unit


def test_two_districts_of_which_none_was_handed_over_stay_two(chengdu: Gazetteer) -> None:
    assert chengdu.find("", "成华区和金牛区都在修").unit == ""


def test_many_districts_mean_the_whole_city(chengdu: Gazetteer) -> None:
    found = chengdu.find("", "温江区、新都区、双流区、郫都区、彭州市")
    assert (found.unit, found.why) == ("", "wide")


def test_the_title_outweighs_a_passing_mention(chengdu: Gazetteer) -> None:
    found = chengdu.find("青白江区公交", "和新都区一样")
    assert found.unit == "510113"
    assert found.alternatives[0].unit == "510114"


def test_more_evidence_makes_surer_and_never_quite_certain(chengdu: Gazetteer) -> None:
    one, two = chengdu.find("", "温江的路"), chengdu.find("温江区", "温江区柳城街道的路，温江区" * 9)
    assert 0 < one.confidence < two.confidence < 1


def test_a_point_finds_the_district_and_supports_the_text(chengdu: Gazetteer) -> None:
    found = chengdu.find("", "路坏了", lon=104.0290, lat=30.6600)
    assert (found.unit, found.why) == ("510105", "point")
    assert chengdu.find("", "路坏了", lon=104.55, lat=30.39).unit == "510185"


def test_a_point_on_land_shared_with_a_zone_is_less_sure_and_the_zones_street_wins(chengdu: Gazetteer) -> None:
    wuhou = chengdu.find("", "", lon=104.04, lat=30.64)
    qingyang = chengdu.find("", "", lon=104.0290, lat=30.6600)
    assert wuhou.unit == "510107"
    assert wuhou.confidence < qingyang.confidence
    assert chengdu.find("", "天府三街", lon=104.063, lat=30.55).unit == "5101GX"


def test_a_point_close_to_a_border_is_less_sure(chengdu: Gazetteer) -> None:
    assert (
        chengdu.find("", "", lon=104.0657, lat=30.6571).confidence
        < chengdu.find("", "", lon=104.029, lat=30.66).confidence
    )


def test_the_distance_to_the_border_is_in_kilometres() -> None:
    ring = [[104.0, 30.0], [104.2, 30.0], [104.2, 30.2], [104.0, 30.2], [104.0, 30.0]]
    shapes = outlines(
        {"features": [{"properties": {"code": "A"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}
    )
    assert border_distance(shapes, "A", 104.1, 30.01) == pytest.approx(1.113, abs=0.01)
    assert border_distance(shapes, "A", 104.01, 30.1) == pytest.approx(0.963, abs=0.01)


def test_a_point_outside_the_city_says_nothing(chengdu: Gazetteer) -> None:
    assert chengdu.find("", "", lon=104.7, lat=31.47) == Found()
    assert chengdu.find("", "", lon=float("nan"), lat=30.6) == Found()


def test_the_hole_of_an_outline_is_not_inside_and_every_part_is() -> None:
    ring = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    hole = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
    island = [[20, 0], [21, 0], [21, 1], [20, 1], [20, 0]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring, hole], [island]]}
    shapes = outlines({"features": [{"properties": {"code": "A"}, "geometry": shape}]})
    assert [holding(shapes, x, y) for x, y in ((1, 1), (5, 5), (20.5, 0.5), (15, 5))] == ["A", "", "A", ""]


def test_every_district_has_an_outline_and_every_landmark_one_known_unit() -> None:
    codes = {row.code for row in read.units() if row.kind in {"district", "zone"}}
    collection = json.loads((pack.SEED / "gazetteer" / "districts.geojson").read_text(encoding="utf-8"))
    assert {shape.code for shape in outlines(collection)} == {code for code in codes if code.isdigit()}
    landmarks = tomllib.loads((pack.SEED / "gazetteer" / "landmarks.toml").read_text(encoding="utf-8"))
    assert landmarks.keys() <= codes
    holders: dict[str, list[str]] = defaultdict(list)
    for unit, groups in landmarks.items():
        for name in (name for names in groups.values() for name in names):
            holders[name].append(unit)
    assert len(holders) >= 250
    assert {name: units for name, units in holders.items() if len(units) > 1} == {}


def test_no_landmark_contradicts_the_street_of_that_name() -> None:
    """石盘街道 belongs to one unit only: a landmark of the same name for another would split its votes."""
    landmarks = tomllib.loads((pack.SEED / "gazetteer" / "landmarks.toml").read_text(encoding="utf-8"))
    units: dict[str, set[str]] = defaultdict(set)
    for row in read.streets():
        units[row.name].add(row.parent)
        units[row.name.removesuffix("街道").removesuffix("镇")].add(row.parent)
    wrong = {
        name: (unit, units[name])
        for unit, groups in landmarks.items()
        for names in groups.values()
        for name in names
        if name in units and unit not in units[name]
    }
    assert wrong == {}
