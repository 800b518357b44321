"""The wording of a call is data with its blanks filled."""

import pytest

from hotline.followup.script import PARTS, lines, wording

pytestmark = pytest.mark.once
FACTS = {"day": "11月20日（周五）", "title": "楼下{烧烤}占道", "unit": "锦江区"}


def test_blanks_are_filled_in_the_language_asked_for() -> None:
    chinese, english = lines("zh", FACTS), lines("en", FACTS)
    assert chinese["told"].startswith("您11月20日（周五）反映“楼下{烧烤}占道”，锦江区已经答复。")
    assert english["told"].startswith("On 11月20日（周五） you told us: 楼下{烧烤}占道.")


def test_of_a_confidential_matter_neither_title_nor_unit_is_said() -> None:
    for words in wording()["confidential"].values():
        assert "{title}" not in words
        assert "{unit}" not in words


def test_every_part_is_there_in_both_languages() -> None:
    assert all(wording()[part][language].strip() for part in PARTS for language in ("zh", "en"))
