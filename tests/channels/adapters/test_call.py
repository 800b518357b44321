"""The operator's call form and the citizen's web letter as messages."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from hotline.channels.adapters import call, web
from hotline.channels.clean import Unreadable

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def raw(**keys: object) -> bytes:
    return json.dumps(keys, ensure_ascii=False).encode()


def test_a_call_brings_all_the_operator_typed() -> None:
    got = call.parse(
        raw(
            call_id="c-1",
            body="玉林街的井盖丢了，很危险。",
            kind="求助",
            category="0202",
            name="演示市民",
            phone="028-8665 1234",
            address="玉林街1号",
            lon=104.06,
            lat="30.63",
            confidential=True,
            follow_up=False,
        ),
        NOW,
    )
    assert (got.channel, got.external_id, got.title) == ("phone", "c-1", "玉林街的井盖丢了，很危险")
    assert (got.kind, got.category, got.lon, got.lat) == ("help", "0202", 104.06, 30.63)
    assert (got.confidential, got.follow_up, got.public) == (True, False, False)
    assert (got.person.phone, got.person.address) == ("+862886651234", "玉林街1号")


def test_absurd_optional_fields_do_not_cost_the_matter() -> None:
    got = call.parse(raw(title="停水", kind="?", lon=999, lat=30, phone=["x"], name=None, email="none"), NOW)
    assert (got.kind, got.lon, got.lat, got.person.phone, got.person.email) == ("", None, None, "", "")
    assert got.body == "停水"


def test_a_number_that_is_none_is_kept_as_typed() -> None:
    assert call.parse(raw(title="停水", phone="分机801"), NOW).person.phone == "分机801"


@pytest.mark.parametrize(
    "message", [b"", b"\xff\xfe", b"[]", b"{", b"null", raw(name="x"), raw(title=" ", body="\0"), b"[" * 9999]
)
def test_an_empty_or_broken_message_is_set_aside(message: bytes) -> None:
    with pytest.raises(Unreadable):
        call.parse(message, NOW)


def test_the_same_call_without_an_id_is_one_message() -> None:
    assert call.parse(raw(title="停水"), NOW).external_id == call.parse(raw(title="停水"), NOW).external_id
    assert call.parse(raw(title="停水"), NOW).external_id != call.parse(raw(title="停电"), NOW).external_id


def test_a_web_letter_to_a_mailbox_brings_its_files() -> None:
    content = b"%PDF demo"
    digest = hashlib.sha256(content).hexdigest()
    listed = [{"name": "合同.pdf", "type": "application/pdf", "size": len(content), "sha256": digest, "path": "x"}]
    got = web.parse(
        raw(body="房子漏水", mailbox="sz", public=True, form_id="f1", files=listed), NOW, {digest: content}.__getitem__
    )
    assert (got.channel, got.external_id, got.mailbox, got.public) == ("mailbox", "f1", "sz", True)
    assert [(file.name, file.type, file.content) for file in got.files] == [("合同.pdf", "application/pdf", content)]
    assert web.parse(raw(body="房子漏水"), NOW).channel == "web"


@pytest.mark.parametrize("listed", ["x", [1], [{"sha256": "0" * 64}], [{}] * 21])
def test_a_web_letter_whose_files_are_missing_is_set_aside(listed: object) -> None:
    with pytest.raises(Unreadable):
        web.parse(raw(body="房子漏水", files=listed), NOW, {"0" * 64: b"changed"}.__getitem__)
    with pytest.raises(Unreadable):
        web.parse(raw(body="房子漏水", files=listed), NOW)
