"""The names of the gazetteer: each stands for one place, is no everyday word, and is heard the way people write it."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator

import pytest

from hotline.routing import pack
from hotline.routing.text.places import Gazetteer
from hotline.routing.units import Unit
from hotline.seed import read

FILES = (*pack.NAMED, "stations")


@pytest.fixture(scope="module")
def chengdu() -> Gazetteer:
    units = [Unit(row.code, row.name, row.kind, row.parent, row.aliases, row.short) for row in read.units()]
    streets = [pack.Street(row.code, row.name, row.district, row.parent) for row in read.streets()]
    return pack.gazetteer(units, streets)


def named() -> Iterator[tuple[str, str, str, str]]:
    """File, unit, group and name of every row."""
    for file in FILES:
        rows = tomllib.loads((pack.SEED / "gazetteer" / f"{file}.toml").read_text(encoding="utf-8"))
        for unit, groups in rows.items():
            for group, names in groups.items():
                yield from ((file, unit, group, name) for name in names)


def test_no_name_stands_under_two_units() -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for file, unit, _, name in named():
        holders[name + ("地铁站" if file == "stations" else "")].add(unit)
    assert {name: units for name, units in holders.items() if len(units) > 1} == {}


def test_every_unit_of_the_names_is_one_of_the_city() -> None:
    codes = {row.code for row in read.units() if row.kind in {"district", "zone"}}
    assert {unit for _, unit, _, _ in named()} <= codes


def test_no_name_is_that_of_another_city_or_of_no_place() -> None:
    aliases = tomllib.loads((pack.SEED / "gazetteer" / "aliases.toml").read_text(encoding="utf-8"))
    taken = {*aliases["outside"]["cities"], *aliases["nothing"]["words"], *aliases["span"]}
    assert {name for file, _, _, name in named() if file != "stations"} & taken == set()


def test_every_name_alone_leads_to_its_unit(chengdu: Gazetteer) -> None:
    """A shorter name of another unit inside it, or a guard for it elsewhere, would show here."""
    wrong = {}
    for file, unit, group, name in named():
        if group in {"weak", "guarded"}:
            continue
        said = f"地铁{name}站" if file == "stations" else name
        found = chengdu.find("", f"我住在{said}附近")
        if found.unit != unit:
            wrong[said] = (unit, found.unit, found.words)
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "今年水稻大丰收，农资供应也极大丰富",
        "孩子春天回老家，秋天回学校，天天回来很晚",
        "公司已完成华南地区的布局",
        "渣土车造成飞尘，已经形成飞沙",
        "污染的最大源头没有查清",
        "镇上真正兴办的企业不多，大家正兴奋",
        "限行是为了减少城区拥堵",
        "娱乐场所要公平，体育馆是公平场所",
        "这里像世外桃花源一样",
        "全新都市生活，阳光和城市一样重要",
        "经开区的企业拖欠工资",
        "希望城里的路灯早点修好",
        "物业占了我的田园和菜地",
        "牡丹国色天香，院子里也种了",
        "富士达电梯经常坏",
        "主要老马路上都停满了车",
        "从家到车站北路要半个小时",
        "把文家的孩子送到学校",
        "医院、学校、市场、公园都要建",
        "小区二期的电梯坏了，三栋没有门禁",
        "希望多建几个地铁站和公交站",
        "人民路、建设路、解放路、滨河路都在修",
        "村里的水库、新街、老街都没有路灯",
        "我在幸福里小区住，物业公司态度差",
        "花园小区、阳光小区、幸福小区的停车费",
        "第一中学、第二小学、实验学校的食堂",
    ],
)
def test_ordinary_sentences_name_no_place(chengdu: Gazetteer, text: str) -> None:
    assert chengdu.find("", text).unit == ""


@pytest.mark.parametrize("text", ["团结社区的路灯", "太平社区垃圾没人清", "永兴社区停水", "红光社区的广场"])
def test_a_community_called_like_a_street_of_another_district_settles_nothing(chengdu: Gazetteer, text: str) -> None:
    assert chengdu.find("", text).unit == ""


@pytest.mark.parametrize("ending", ["一期", "二期", "3期", "A区", "5栋2单元", "小区", "(南区)", "南门", "地下车库"])
@pytest.mark.parametrize(
    ("name", "unit"), [("南城都汇", "5101GX"), ("首创爱这城", "510108"), ("海骏达城", "510117"), ("丽晶港", "510115")]
)
def test_what_stands_behind_a_name_does_not_hide_it(chengdu: Gazetteer, name: str, unit: str, ending: str) -> None:
    assert chengdu.find("", f"{name}{ending}物业乱收费").unit == unit


@pytest.mark.parametrize(
    ("whole", "short", "unit"),
    [
        ("人居东御佲家", "东御佲家", "510104"),
        ("佳兆业丽晶港", "丽晶港", "510115"),
        ("首创爱这城", "爱这城", "510108"),
        ("保利玫瑰花语", "玫瑰花语", "510112"),
        ("龙湖世纪峰景", "世纪峰景", "5101TF"),
    ],
)
def test_an_estate_is_known_without_its_builder(chengdu: Gazetteer, whole: str, short: str, unit: str) -> None:
    assert {chengdu.find("", f"{name}的电梯").unit for name in (whole, short)} == {unit}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("地铁陆肖站外的共享单车", "5101GX"),
        ("西南交大站出口积水", "510106"),
        ("兴业北街地铁站没有公厕", "510117"),
        ("地铁站昌公堰口的路灯", "5101TF"),
        ("十里店站增设公交", "510108"),
        ("地铁星河站B口", "510106"),
    ],
)
def test_a_station_leads_to_the_unit_it_lies_in(chengdu: Gazetteer, text: str, unit: str) -> None:
    assert chengdu.find("", text).unit == unit


@pytest.mark.parametrize("text", ["公交松林站", "三元站", "去新兴盛站", "钟楼站的公交"])
def test_an_everyday_name_is_a_station_only_with_the_metro_named(chengdu: Gazetteer, text: str) -> None:
    assert chengdu.find("", text).unit == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("简阳市灵仙乡的路灯", "5101DB"),
        ("老君井乡修路", "5101DB"),
        ("老龙乡的水", "510185"),
        ("太升路街道的市场", "510105"),
        ("永盛镇幼儿园", "510115"),
        ("净乐村的桥", "510121"),
    ],
)
def test_a_town_or_village_that_was_merged_leads_to_who_looks_after_it_now(
    chengdu: Gazetteer, text: str, unit: str
) -> None:
    assert chengdu.find("", text).unit == unit
