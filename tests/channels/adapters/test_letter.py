"""Mails as they really come: character sets, broken structure, attachments, replies, machines."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.channels import markup
from hotline.channels.adapters import letter
from hotline.channels.charsets import decode
from hotline.channels.clean import Unreadable
from hotline.channels.mail import quoting
from hotline.tickets.inbound import Inbound

MAILS = Path(__file__).parent / "mails"
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
HEADERS = b"From: demo@example.cn\r\nTo: mayor@12345.example.cn\r\nSubject: x\r\n"


def mail(name: str) -> Inbound:
    return letter.parse((MAILS / f"{name}.eml").read_bytes(), NOW)


def test_raw_gb2312_headers_and_body_with_a_rare_character_are_read() -> None:
    got = mail("gb2312_raw")
    assert (got.channel, got.external_id, got.mailbox, got.received_at) == ("letter", "a1@example.cn", "mayor", NOW)
    assert got.title == "小区门口路灯坏了"
    assert "住户𠮷先生" in got.body
    assert (got.person.name, got.person.email) == ("演示市民", "demo@example.cn")
    assert got.person.phone == "+8613800138000"


def test_encoded_words_cut_inside_a_character_are_joined_first() -> None:
    got = mail("cut_words")
    assert got.title == "关于二环路噪声扰民的投诉"
    assert got.body == "夜里两点还在施工。"


def test_html_only_becomes_the_text_a_reader_sees() -> None:
    got = mail("html_only")
    assert got.title == "停水"
    assert got.body.split("\n")[:2] == ["我们小区\u00a0停水两天了。", "请尽快处理。"]
    assert "楼栋\t3栋" in got.body
    assert "照片 <https://example.cn/p/1>" in got.body
    assert not any(word in got.body for word in ("alert", "color", "注释", "无"))


def test_attachments_keep_names_however_they_are_written_and_inline_pictures_stay() -> None:
    got = mail("attachments")
    assert got.body == "见附件。"
    assert [(file.name, file.type) for file in got.files] == [
        ("inline.png", "image/png"),
        ("井盖.png", "image/png"),
        ("购房合同.pdf", "application/pdf"),
        ("现场.jpg", "image/jpeg"),
    ]
    assert got.files[0].content.startswith(b"\x89PNG")
    assert got.files[2].content == b"%PDF-1.4 demo"


def test_a_reply_brings_only_what_is_new_and_whom_it_answers() -> None:
    got = mail("reply")
    assert got.title == "关于路灯的答复"
    assert got.body == "路灯还是没有修好。"
    assert got.in_reply_to == "t77@12345.example.cn"
    assert got.automatic == ""
    whole = letter.read((MAILS / "reply.eml").read_bytes())
    assert "路灯已修好" in whole.quoted
    assert whole.signature == "发自我的iPhone"
    assert whole.references == ("t77@12345.example.cn", "t1@12345.example.cn")


def test_a_forwarded_letter_keeps_the_forwarded_text() -> None:
    got = mail("forward")
    assert got.title == "邻居的来信"
    assert "请看下面" in got.body
    assert "人民南路的井盖丢了" in got.body


def test_a_mail_inside_a_mail_gives_title_text_and_files() -> None:
    got = mail("nested")
    assert (got.title, got.body) == ("井盖丢了", "人民南路的井盖丢了。")
    assert [file.name for file in got.files] == ["井盖丢了.eml", "a.png"]


def test_winmail_dat_is_unpacked() -> None:
    got = mail("winmail")
    assert got.body == "楼道灯坏了。"
    assert [(file.name, file.content) for file in got.files] == [("楼道照片说明.txt", b"demo content")]


@pytest.mark.parametrize(
    ("name", "why"), [("bounce", "bounce"), ("out_of_office", "out-of-office"), ("list", "list"), ("loop", "loop")]
)
def test_mail_of_machines_says_why(name: str, why: str) -> None:
    assert mail(name).automatic == why


def test_a_complaint_about_automatic_replies_is_a_persons_mail() -> None:
    raw = HEADERS.replace(b"Subject: x", "Subject: 自动回复机器人答非所问".encode()) + b"\r\nhelp"
    assert letter.parse(raw, NOW).automatic == ""


def test_a_charset_name_with_a_nul_byte_is_no_obstacle() -> None:
    raw = b"Subject: x\r\nContent-Type: text/plain; charset=a\0b\r\n\r\n" + "停水了".encode()
    assert letter.parse(raw, NOW).body == "停水了"


def test_a_missing_boundary_loses_no_text() -> None:
    assert mail("no_boundary").body == "正文在这里。"


def test_without_a_message_id_the_same_bytes_have_the_same_id() -> None:
    raw = HEADERS + b"\r\nhello"
    assert letter.parse(raw, NOW) == letter.parse(raw, NOW)
    assert letter.parse(raw, NOW).external_id != letter.parse(raw + b"!", NOW).external_id


def test_a_text_without_headers_is_a_letter_too() -> None:
    got = letter.parse("尊敬的市长：\n府河边的护栏断了。请修。".encode("gb18030"), NOW)
    assert got.title == "府河边的护栏断了"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \r\n ",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0\x1f\x15\xc4\x89",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        b"From: a@b.cn\r\n\r\n",
        b"From: a@b.cn\r\nContent-Type: message/partial; number=1; total=2; id=x\r\n\r\npart",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(300)),
    ],
)
def test_what_nobody_could_read_is_set_aside_with_a_reason(raw: bytes) -> None:
    with pytest.raises(Unreadable) as told:
        letter.parse(raw, NOW)
    assert told.value.zh.endswith("。")
    assert told.value.en.endswith(".")


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("尊敬的市长您好，我家小区门口路灯坏了", "gb18030"),
        ("尊敬的市長您好，我家社區門口路燈壞了", "big5"),
        ("拝啓、道路の照明が壊れています", "shift_jis"),
        ("안녕하세요 가로등이 고장났습니다", "euc_kr"),
        ("Die Straße über der Brücke", "latin-1"),
    ],
)
def test_an_undeclared_or_wrongly_declared_charset_is_found(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text
    assert decode(text.encode(charset), "us-ascii") == text
    assert decode(text.encode(charset), "utf-8") == text


def test_utf8_declared_as_gb2312_is_utf8() -> None:
    assert decode("我家小区停水了".encode(), "gb2312") == "我家小区停水了"


@pytest.mark.parametrize(
    "quote",
    [
        "-----原始邮件-----\n发件人：张",
        "------------------ Original ------------------\nFrom: a@b.cn\nDate: Mon",
        "发件人：演示\n发送时间：2026年3月2日\n收件人：市长",
        "On Mon, Mar 2, 2026 at 9:30 AM Demo <a@b.cn> wrote:\n> old",
        "在 2026-03-02 09:30:00，演示 <a@b.cn> 写道：\n> 旧的",
        "> 旧的\n> 也是旧的",
    ],
)
def test_quoted_text_is_taken_apart_from_the_new(quote: str) -> None:
    parts = quoting.split(f"新的一行。\n\n{quote}\n")
    assert parts.fresh == "新的一行。"
    assert parts.quoted == quote


def test_hostile_markup_costs_no_more_than_its_length() -> None:
    assert markup.to_text("<" * 50_000 + ">").count("<") >= 49_000
    assert markup.to_text("<style>" * 10_000) == ""


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_are_read_or_set_aside(raw: bytes) -> None:
    _read_or_set_aside(raw)


_PIECES = st.sampled_from(
    [path.read_bytes()[start : start + 200] for path in sorted(MAILS.glob("*.eml")) for start in range(0, 1200, 150)]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.binary(max_size=40)), max_size=12))
def test_pieces_of_mails_in_any_order_are_read_or_set_aside(pieces: list[bytes]) -> None:
    _read_or_set_aside(b"".join(pieces))


def _read_or_set_aside(raw: bytes) -> None:
    try:
        got = letter.parse(raw, NOW)
    except Unreadable:
        return
    assert got.external_id
    assert got.automatic or (got.title and got.body)
    for text in (got.title, got.body, got.external_id, got.person.name, *(file.name for file in got.files)):
        assert text == text.encode("utf-8").decode()
        assert "\0" not in text
