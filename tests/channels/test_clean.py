"""Cleaning of text, titles made from bodies, file names, telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.channels import clean, phones


def test_rare_characters_and_emoji_stay_and_hidden_ones_go() -> None:
    assert (
        clean.text("𠮷㐂 👨\u200d👩\u200d👧\u202e路\u200b灯\x00\ud800\ufeff x\u200dy")
        == "𠮷㐂 👨\u200d👩\u200d👧路灯 xy"
    )


def test_fullwidth_text_is_not_folded() -> None:
    assert clean.text("ＡＢＣ１２３（①）") == "ＡＢＣ１２３（①）"


def test_newlines_are_one_kind_and_at_most_two_lines_stay_blank() -> None:
    assert clean.text("一\r\n二\r三\u2028四\n\n\n\n\n\n五  \n") == "一\n二\n三\n四\n\n\n五"


def test_a_body_too_long_is_cut_and_says_so() -> None:
    cut = clean.body("长" * 1_000_000)
    assert len(cut) == clean.BODY_MAX
    assert cut.endswith("\n" + clean.CUT_MARK)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("尊敬的市长：\n您好！我家门口的路灯坏了三个月。请处理。", "我家门口的路灯坏了三个月"),
        ("救命！河里有人！快来。", "救命！河里有人！"),
        ("市长你好，我是成华区居民。", "我是成华区居民"),
        ("停水两天了", "停水两天了"),
        ("你好", "你好"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_sentence_after_the_greeting(body: str, title: str) -> None:
    assert clean.title_from(body) == title


def test_a_title_has_at_most_120_characters() -> None:
    assert clean.title_from("路" * 500) == "路" * 118 + "……"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("..\\..\\合同.pdf", "合同.pdf"),
        ("/etc/passwd", "passwd"),
        ('a<b>:"c.txt', "a_b___c.txt"),
        ("gpj.\u202etxt", "gpj.txt"),
        ("  ", "附件.bin"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_a_file_name_has_no_folders_and_keeps_its_ending(given_name: str, kept: str) -> None:
    assert clean.file_name(given_name, "附件.bin") == kept


@given(st.text(max_size=300))
def test_clean_text_is_clean_already(raw: str) -> None:
    once = clean.text(raw)
    assert clean.text(once) == once
    assert "\0" not in once
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("written", "e164", "shown"),
    [
        ("138-0013-8000", "+8613800138000", "138 0013 8000"),
        ("+86 138 0013 8000", "+8613800138000", "138 0013 8000"),
        ("1３8００１３８０００", "+8613800138000", "138 0013 8000"),
        ("（028）8665 1234转801", "+862886651234", "028-8665 1234"),
        ("86651234", "+862886651234", "028-8665 1234"),
        ("+1 202 555 0123", "+12025550123", "+1 202-555-0123"),
    ],
)
def test_phone_numbers_have_one_form_to_look_up_and_one_to_read(written: str, e164: str, shown: str) -> None:
    assert phones.e164(written) == e164
    assert phones.display(e164) == shown


@pytest.mark.parametrize("written", ["", "12345", "110", "4008001234", "1234567", "没有电话", "12800138000"])
def test_what_is_no_persons_number_has_no_form(written: str) -> None:
    assert phones.e164(written) == ""


def test_a_number_is_taken_from_a_label_or_a_line_of_its_own_only() -> None:
    assert phones.find("路灯坏了。\n演示市民 13800138000\n") == "+8613800138000"
    assert phones.find("手机号码：138 0013 8000，谢谢") == "+8613800138000"
    assert phones.find("家里座机 86651234") == "+862886651234"
    assert phones.find("这家店的13800138000天天打来推销") == ""


def test_a_letter_of_one_mark_has_a_title_too() -> None:
    assert clean.title_from(";") == ";"
