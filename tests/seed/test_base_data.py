"""The base data of the city is complete, consistent and free of persons; the reader names what is wrong with a row."""

import shutil
import tomllib
from collections import Counter
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from hotline.seed import read
from hotline.tickets.inbound import KINDS

SECOND = tuple(row for row in read.categories() if row.parent)
UNITS = {row.code: row for row in read.units()}


def test_the_city_has_20_districts_and_3_zones() -> None:
    kinds = Counter(row.kind for row in read.units())
    assert (kinds["city"], kinds["district"], kinds["zone"]) == (1, 20, 3)
    assert kinds["bureau"] + kinds["utility"] >= 45


def test_every_unit_but_the_city_stands_under_another() -> None:
    assert [row.code for row in read.units() if not row.parent] == ["510100"]


def test_no_two_units_share_a_name() -> None:
    for field in ("name", "short", "name_en"):
        assert max(Counter(getattr(row, field) for row in read.units()).values()) == 1


def test_there_are_261_streets_each_under_the_district_of_its_code() -> None:
    assert len(read.streets()) == 261
    assert all(row.code.startswith(row.district) and len(row.code) == 9 for row in read.streets())
    assert {row.district for row in read.streets()} == {c for c, u in UNITS.items() if u.kind == "district"}


@pytest.mark.parametrize(
    ("street", "parent"),
    [("510116004", "5101GX"), ("510116003", "5101TF"), ("510185013", "5101DB"), ("510104017", "510104")],
)
def test_a_street_is_handled_by_its_zone_when_it_lies_in_one(street: str, parent: str) -> None:
    assert {row.code: row.parent for row in read.streets()}[street] == parent


def test_every_unit_below_the_city_has_a_mailbox() -> None:
    with_post = {row.unit for row in read.posts()}
    assert set(UNITS) == with_post


def test_districts_and_zones_have_two_heads_and_the_city_its_leaders() -> None:
    posts = Counter(row.unit for row in read.posts())
    assert all(posts[code] == 2 for code, unit in UNITS.items() if unit.kind in ("district", "zone"))
    assert {"secretary", "mayor"} <= {row.code for row in read.posts() if row.rank == 1}
    assert posts["510100"] >= 9


def test_a_post_row_has_no_field_for_a_person() -> None:
    assert [field.name for field in fields(read.PostRow)] == ["code", "title", "title_en", "unit", "rank"]
    assert {row.rank for row in read.posts()} == {1, 2, 3, 4, 5}


def test_the_catalogue_has_30_first_and_at_least_175_second_levels() -> None:
    first = [row.code for row in read.categories() if not row.parent]
    assert first == [f"{n:02d}" for n in range(1, 31)]
    assert len(SECOND) >= 175
    assert {row.parent for row in SECOND} == set(first)


@pytest.mark.parametrize("field", ["name", "name_en"])
def test_no_two_categories_of_one_level_share_a_name(field: str) -> None:
    names = Counter((bool(row.parent), getattr(row, field)) for row in read.categories())
    assert [name for name, count in names.items() if count > 1] == []


def test_every_second_level_has_six_keywords_and_a_basis() -> None:
    assert [row.code for row in SECOND if len(row.keywords) < 6 or "《" not in row.basis] == []


def test_a_category_lists_no_keyword_twice_and_none_of_one_character() -> None:
    for row in SECOND:
        assert len(set(row.keywords)) == len(row.keywords), row.code
        assert [word for word in row.keywords if len(word) < 2] == [], row.code


def test_no_keyword_serves_more_than_three_categories_and_no_strong_one_two() -> None:
    words = Counter(word for row in SECOND for word in row.keywords)
    strong = Counter(word for row in SECOND for word in row.strong)
    assert [word for word, count in words.items() if count > 3] == []
    assert [word for word, count in strong.items() if count > 1] == []


def test_what_a_bureau_handles_alone_is_never_for_a_street() -> None:
    assert [row.code for row in SECOND if row.level == "bureau" and row.grassroots] == []


def test_discipline_reports_are_confidential_and_only_they() -> None:
    assert {row.parent for row in SECOND if row.confidential} == {"28"}
    assert all(row.confidential for row in SECOND if row.parent == "28")


def test_a_gas_leak_has_two_hours_and_the_outages_a_day() -> None:
    urgency = {row.name: row.urgency for row in SECOND}
    assert urgency["燃气泄漏"] == "h2"
    assert {urgency["停水"], urgency["停电"], urgency["停气"]} == {"h24"}


def test_the_catalogue_uses_the_request_kinds_of_intake() -> None:
    assert read.REQUEST_KINDS == KINDS
    assert {kind for row in SECOND for kind in row.kinds} == set(KINDS)


def test_the_catalogue_tells_its_version_and_first_day() -> None:
    assert read.catalogue_version() == read.CatalogueVersion("2026.1", date(2026, 1, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the base data that a test may break."""
    copy = tmp_path / "seed"
    shutil.copytree(read.FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


BREAKS = [
    ("units.toml", 'code = "cgw"', 'code = "zjj"', "units.toml: zjj: the code is used twice", read.units),
    ("units.toml", 'kind = "zone"', 'kind = "moon"', "units.toml: 5101GX: kind: 'moon'", read.units),
    ("units.toml", 'parent = "510100"', 'parent = "510199"', "units.toml: 510104: parent: '510199'", read.units),
    ("streets.toml", 'district = "510104"', 'district = "cgw"', "streets.toml: 510104017: district", read.streets),
    ("streets.toml", 'zone = "5101', 'zone = "9101', "zone '9101", read.streets),
    ("posts.toml", 'unit = "cgw"', 'unit = "nobody"', "posts.toml: cgw-head: unit: 'nobody'", read.posts),
    ("posts.toml", "rank = 1", 'person = "x"', "posts.toml: secretary: .*person", read.posts),
    ("catalogue/15-*.toml", 'unit = "rqjt"\nlevel', 'unit = "xx"\nlevel', "15-.*: 1501: unit: 'xx'", read.categories),
    ("catalogue/15-*.toml", 'level = "bureau"', 'level = "top"', "15-.*: 1501: level: 'top'", read.categories),
    ("catalogue/15-*.toml", 'code = "1502"', 'code = "1501"', "15-.*: 1501: the code is used twice", read.categories),
    ("catalogue/15-*.toml", 'code = "1502"', 'code = "1602"', "15-.*: 1602: the code does not", read.categories),
    ("catalogue/15-*.toml", 'urgency = "h2"', 'urgency = "soon"', "15-.*: 1502: urgency: 'soon'", read.categories),
    ("catalogue/15-*.toml", '"help"', '"shout"', "15-.*: 1501: kinds: 'shout'", read.categories),
    ("catalogue/15-*.toml", "basis =", "base =", "15-.*: 1501: .*base", read.categories),
    ("catalogue/15-*.toml", "code =", "code", "15-.*toml: ", read.categories),
]


@pytest.mark.parametrize(("name", "good", "bad", "message", "reader"), BREAKS)
def test_a_wrong_row_is_named(folder: Path, name: str, good: str, bad: str, message: str, reader: object) -> None:
    (path,) = folder.glob(name)
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    assert callable(reader)
    with pytest.raises(ValueError, match=message):
        reader(folder)


def test_every_file_opens_with_a_comment_and_is_valid_toml() -> None:
    for path in [*(read.FOLDER / f"{name}.toml" for name in ("units", "streets", "posts"))]:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("#")
        assert tomllib.loads(text)
    assert len(list((read.FOLDER / "catalogue").glob("[0-9][0-9]-*.toml"))) == 30
