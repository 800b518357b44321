"""Open311 messages as JSON and as a posted form."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from hotline.channels.adapters import app
from hotline.channels.clean import Unreadable

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TOLD = {
    "service_code": "0203",
    "lat": "30.66",
    "long": "104.06",
    "address_string": "天府广场",
    "first_name": "市民",
    "last_name": "演示",
    "phone": "13800138000",
    "description": "路灯不亮。",
    "media_url": "https://example.cn/1.jpg",
}


@pytest.mark.parametrize("raw", [json.dumps(TOLD).encode(), urlencode(TOLD).encode()])
def test_json_and_form_say_the_same(raw: bytes) -> None:
    got = app.parse(raw, NOW)
    assert (got.channel, got.category, got.lon, got.lat) == ("app", "0203", 104.06, 30.66)
    assert (got.title, got.body) == ("路灯不亮", "路灯不亮。\n\n照片：https://example.cn/1.jpg")
    assert (got.person.name, got.person.phone, got.person.address) == ("演示市民", "+8613800138000", "天府广场")


def test_a_repeated_delivery_has_the_same_id_whatever_its_form_and_key() -> None:
    once = app.parse(json.dumps(TOLD).encode(), NOW).external_id
    turned = dict(reversed({**TOLD, "api_key": "k2"}.items()))
    assert app.parse(urlencode(turned).encode(), NOW).external_id == once
    assert app.parse(json.dumps({**TOLD, "description": "路灯又不亮。"}).encode(), NOW).external_id != once
    assert app.parse(json.dumps({**TOLD, "external_id": "e1"}).encode(), NOW).external_id == "e1"


def test_a_western_name_keeps_its_order_and_a_script_is_no_picture() -> None:
    told = {"description": "x y", "first_name": "Demo", "last_name": "Citizen", "media_url": "javascript:alert(1)"}
    got = app.parse(json.dumps(told).encode(), NOW)
    assert (got.person.name, got.body) == ("Demo Citizen", "x y")


@pytest.mark.parametrize("raw", [b"", b"hello", b"lat=1&long=2", b"description=%ff", b"{}", b"{", b"[1]"])
def test_what_says_nothing_is_set_aside(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        app.parse(raw, NOW)
