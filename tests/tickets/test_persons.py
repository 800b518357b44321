"""Persons: what a page shows of them, what the disk holds of them, how they are found again."""

from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from hotline.db import db
from hotline.errors import Misconfigured
from hotline.privacy import masking
from hotline.privacy.sealing import Keyring
from hotline.tickets import queries
from hotline.tickets.inbound import Person
from tests.tickets.walking import CLERK, DISPATCHER, OTHER, received, who


@pytest.mark.once
@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.name, "王小明", "王**"),
        (masking.name, "", ""),
        (masking.phone, "+8613812341234", "138****1234"),
        (masking.phone, "138 1234 1234", "138****1234"),
        (masking.phone, "12345", "****45"),
        (masking.phone, "不详", "****"),
        (masking.email, "someone@example.com", "s***@example.com"),
        (masking.email, "no address", "***"),
        (masking.id_number, "510104199001011234", "****34"),
        (masking.address, "锦华路三段88号2栋3单元501", "锦华路三段****"),
        (masking.address, "牛市口街道", "牛市口街道"),
    ],
)
def test_a_value_is_masked(mask: Callable[[str], str], value: str, shown: str) -> None:
    assert mask(value) == shown


@pytest.mark.once
def test_free_text_hides_the_numbers_in_it_and_nothing_else() -> None:
    written = "我是8栋的，电话13812341234，座机028-86651234，邮箱a.b@c.cn，身份证510104199001011234，12345说3天答复。"
    shown = masking.text(written)
    for secret in ("13812341234", "86651234", "a.b@c.cn", "510104199001011234"):
        assert secret not in shown
    assert "138****1234" in shown
    assert "12345说3天答复" in shown
    assert "8栋" in shown


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("车牌川A12345占道", "车牌川A****5占道"),
        ("川A·1234警", "川A****警"),
        ("川a d12345停在这里", "川a****5停在这里"),
        ("新能源川AD12345。", "新能源川A****5。"),
        ("京AF0236, 渝D 88888", "京A****6, 渝D****8"),
        ("四川ABCDEF公司", "四川ABCDEF公司"),
        ("川A1234567", "川A1234567"),
        ("身份证510104 19900101 123X", "身份证****3X"),
        ("老身份证510104900101123", "老身份证****23"),
        ("编号510100-20261123-000019-4", "编号510100-20261123-000019-4"),
        ("电话１３８１２３４１２３４，８栋", "电话138****1234，8栋"),
        ("８栋", "８栋"),
        ("订单510104909901123", "订单510104909901123"),
    ],
)
def test_plates_and_id_numbers_in_free_text(written: str, shown: str) -> None:
    assert masking.text(written) == shown


@pytest.mark.once
def test_an_old_key_still_opens_what_it_sealed() -> None:
    before = Keyring(("old",)).seal("王小明".encode())
    rotated = Keyring(("new", "old"))
    assert rotated.unseal(before).decode() == "王小明"
    assert rotated.unseal(rotated.seal(b"x")) == b"x"
    with pytest.raises(Misconfigured):
        Keyring(("new",)).unseal(before)


@pytest.mark.once
def test_a_sealed_value_that_was_changed_is_refused() -> None:
    ring = Keyring(("key",))
    sealed = bytearray(ring.seal(b"secret"))
    sealed[-1] ^= 1
    with pytest.raises(Misconfigured):
        ring.unseal(bytes(sealed))


def test_the_database_holds_no_name_phone_or_address_in_clear(core: object) -> None:
    ticket = received(
        person=Person("王小明", "+8613812341234", "wang@example.com", "510104199001011234", "锦华路三段88号")
    )
    db.session.flush()
    row = db.session.execute(
        sql(
            "SELECT name, phone, email, id_number, address, phone_hash, email_hash FROM petitioners WHERE ticket_id=:id"
        ),
        {"id": ticket.id},
    ).one()
    stored = b" ".join(bytes(value) if not isinstance(value, str) else value.encode() for value in row)
    for secret in ("王小明", "13812341234", "wang@example.com", "510104199001011234", "锦华路"):
        assert secret.encode() not in stored
    db.session.expire_all()
    assert queries.petitioner(ticket).name == "王小明"


def test_the_query_code_is_sealed_and_opens_the_ticket_together_with_the_number(core: object) -> None:
    ticket = received()
    code = ticket.query_code
    assert queries.tracked("510100", ticket.number, code) is ticket
    assert queries.tracked("510100", ticket.number, f" {code[:4]} {code[4:]} ") is ticket
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert queries.tracked("510100", ticket.number.translate(wide), code.translate(wide)) is ticket
    assert queries.tracked("510100", ticket.number, "00000000" if code != "00000000" else "1") is None
    assert queries.tracked("510700", ticket.number, code) is None
    stored = db.session.execute(sql("SELECT query_code FROM tickets WHERE id=:id"), {"id": ticket.id}).scalar_one()
    assert code.encode() not in bytes(stored)


def test_a_caller_is_found_by_phone_only_among_the_tickets_the_asker_may_see(core: object) -> None:
    first, second = received("1"), received("2")
    received("3", person=Person(phone="+8613900000000"))
    assert [one.id for one in queries.earlier_by_phone(DISPATCHER, "+8613800138000")] == [second.id, first.id]
    assert queries.earlier_by_phone(CLERK, "+8613800138000") == []
    assert queries.earlier_by_phone(who("clerk", OTHER), "+8613800138000") == []
    assert queries.earlier_by_phone(DISPATCHER, "") == []
