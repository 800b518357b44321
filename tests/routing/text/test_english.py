"""Letters in English: whole words, the English names of districts, and the commonest items."""

import pytest

from hotline.routing import pack
from hotline.routing.text.lexicon import normal
from hotline.routing.text.matching import Category, Matcher
from hotline.routing.text.places import Gazetteer
from hotline.routing.text.scanning import WordList
from hotline.routing.units import Unit
from hotline.seed import read

ROWS = [
    Category(code=row.code, name=row.name, parent=row.parent, unit=row.unit, keywords=row.words, strong=row.strong)
    for row in read.categories()
]


@pytest.fixture(scope="module")
def chengdu() -> Gazetteer:
    rows = read.units()
    return pack.gazetteer(
        [Unit(one.code, one.name, one.kind, one.parent, (), one.short, one.name_en) for one in rows], []
    )


@pytest.mark.parametrize("text", ["This district", "construction", "a product", "etching", "position"])
def test_a_word_in_latin_letters_is_not_found_within_another(text: str) -> None:
    assert WordList(["ct", "etc", "pos"]).find(normal(text)) == []


@pytest.mark.parametrize("text", ["做CT太贵", "CT", "CT2号机", "my CT scan", "the CT"])
def test_it_is_found_where_it_stands_by_itself(text: str) -> None:
    assert [hit.word for hit in WordList(["ct"]).find(normal(text))] == ["ct"]


def test_blanks_stay_between_latin_words_only() -> None:
    assert normal("Wuhou   District 武 侯 区 12 号") == "wuhou district武侯区12号"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("No water in Wuhou District", "510107"),
        ("garbage in JINJIANG DISTRICT", "510104"),
        ("a power cut in Tianfu New Area", "5101TF"),
        ("my company in the Hi-tech Zone", "5101GX"),
        ("noise in Wuhou, every night", "510107"),
        ("Pujiang County", "510131"),
        ("the Wuhouse", ""),
        ("late on Wuhou Avenue", ""),
    ],
)
def test_the_english_name_of_a_district_is_a_place(chengdu: Gazetteer, text: str, unit: str) -> None:
    assert chengdu.find("", text).unit == unit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("There is no water since yesterday", "1301"),
        ("a power cut every night", "1401"),
        ("Garbage has not been collected", "0103"),
        ("so much noise at night", "0403"),
        ("the street lamps are broken", "0204"),
        ("he did not pay my wages", "0901"),
        ("our property management does nothing", "0301"),
        ("there is a gas leak", "1502"),
        ("the construction of a product in this district", ""),
    ],
)
def test_the_commonest_items_are_known_in_english(text: str, code: str) -> None:
    found = Matcher(ROWS, pack.unmeant(), pack.english()).rank("", text)
    assert (found[0].category.code if found else "") == code


def test_every_item_of_the_english_words_is_in_the_catalogue() -> None:
    assert pack.english().keys() <= {row.code for row in ROWS}
    assert Matcher([Category("9999", "别的")], (), pack.english()).rank("", "garbage") == []
