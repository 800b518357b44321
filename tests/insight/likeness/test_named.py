"""What counts as the name of a place in a text."""

import pytest

from hotline.insight.likeness import named


@pytest.mark.parametrize("said", ["在武侯区一家公司上班", "附近几所学校都停电", "我们小区的业主", "这个广场"])
def test_what_is_only_counted_or_pointed_at_is_no_name(said: str) -> None:
    assert named.places(said) == frozenset()


@pytest.mark.parametrize(
    ("said", "name"), [("一环路积水", "一环路"), ("示范花园停水", "示范花园"), ("d3公寓漏水", "d3公寓")]
)
def test_a_name_is_two_characters_and_its_ending(said: str, name: str) -> None:
    assert named.places(said) == {name}


def test_a_district_may_be_called_new() -> None:
    assert named.districts("新都区停水") == {"新都区"}
    assert named.districts("老旧小区改造") == frozenset()
