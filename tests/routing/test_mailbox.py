"""Which unit's box a letter came to, however the box is written."""

import pytest
from flask import Flask

from hotline.routing import queries


@pytest.mark.parametrize(
    ("box", "unit"),
    [
        ("锦江区区长信箱", "510104"),
        ("青白江区委书记", "510113"),
        ("青羊区教育局信箱", "510105"),
        ("市教育局局长信箱", "jyj"),
        ("某某信箱", ""),
        ("", ""),
    ],
)
def test_a_box_is_known_by_the_unit_in_its_name_the_district_before_its_bureau(app: Flask, box: str, unit: str) -> None:
    with app.app_context():
        assert queries.mailbox_unit(box) == unit
