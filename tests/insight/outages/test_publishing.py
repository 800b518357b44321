"""A notice of an outage is published by a dispatcher, found by what people say, and ended."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline import clock as city_clock
from hotline.insight.outages import queries
from tests.browsing import Client
from tests.insight.test_live import CITY

FORM = {
    "sort": "water", "district": "510104", "places": "锦华苑\n演示路", "since": "2026-11-20 08:00",
    "until": "2026-11-20 18:00", "text": "管网抢修，预计18时恢复。",
}  # fmt: skip


def test_a_notice_of_an_outage_is_published_found_and_ended(
    app: Flask, clock: Callable[[str], None], sign_in: Callable[..., Client]
) -> None:
    clock("2026-11-20T10:00:00+08:00")
    dispatcher = sign_in("dispatcher")
    assert dispatcher.submit("/staff/outages", FORM, "/staff/outages").status_code == 303
    assert "管网抢修" in sign_in("operator").get("/staff/outages").get_data(as_text=True)
    with app.app_context():
        (found,) = queries.outages_for(CITY, "锦华苑停水了", "510104", city_clock.now())
        assert queries.outages_for(CITY, "锦华苑路灯坏了", "510104", city_clock.now()) == []
    assert dispatcher.submit("/staff/outages", {}, f"/staff/outages/{found.id}").status_code == 303


@pytest.mark.parametrize(
    "wrong", [{"until": "2026-11-20 07:00"}, {"since": "昨天"}, {"text": ""}, {"places": "", "district": ""}]
)
def test_a_notice_that_says_too_little_is_not_published(sign_in: Callable[..., Client], wrong: dict[str, str]) -> None:
    answer = sign_in("dispatcher").submit("/staff/outages", FORM | wrong, "/staff/outages")
    assert answer.status_code == 422
