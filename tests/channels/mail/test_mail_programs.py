"""What the mail programs people use here make of a letter: quotes, cards, cut words, wrong character sets, notes."""

import base64
from datetime import UTC, datetime

import pytest

from hotline.channels.adapters import letter
from hotline.channels.charsets import decode, unscrambled
from hotline.channels.mail import quoting
from hotline.channels.mail.headers import words
from hotline.channels.markup import to_text
from tests.mails import mail

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OLD = "您好，请补充门牌号。"

QUOTES = {
    "qq": f'------------------\u00a0原始邮件\u00a0------------------\n发件人:\u00a0"12345";\n\n{OLD}',
    "netease": f'At 2026-11-20 10:00:00, "12345" <12345@city.example> wrote:\n>{OLD}',
    "netease phone": f"---- 回复的原邮件 ----\n| 发件人 | 12345<12345@city.example> |\n| 日期 | 2026年 |\n{OLD}",
    "mobile 139": f"----邮件原文----\n发件人：12345\n收件人：demo\n{OLD}",
    "aliyun": f"{'-' * 60}\n发件人：12345 <12345@city.example>\n发送时间：2026年11月20日\n{OLD}",
    "sina": f"----- 原始邮件 -----\n发件人：12345\n{OLD}",
    "outlook": f"发件人: 12345 [mailto:12345@city.example]\n发送时间: 2026年11月20日 10:00\n收件人: demo\n\n{OLD}",
    "apple": f"> 在 2026年11月20日，10:00，12345 <12345@city.example> 写道：\n> \n> {OLD}",
    "gmail": f"12345 <12345@city.example> 于2026年11月20日周五 10:00写道：\n\n> {OLD}",
    "foxmail": f"demo@example.com\n \n发件人： 12345\n发送时间： 2026-11-20 10:00\n{OLD}",
}


@pytest.mark.parametrize("program", QUOTES)
def test_only_what_is_new_becomes_the_text(program: str) -> None:
    found = letter.read(mail("m", f"是5栋。\n\n\n{QUOTES[program]}"))
    assert found.body == "是5栋。"
    assert OLD in found.quoted


def test_a_card_of_a_phone_program_is_a_signature_and_a_line_between_matters_is_none() -> None:
    parts = quoting.split("是5栋。\n\n| |\n演示市民\n|\n|\ndemo@163.example\n|\n---- 回复的原邮件 ----\n旧")
    assert (parts.fresh, "演示市民" in parts.signature) == ("是5栋。", True)
    two = "第一件：路灯坏。\n-----------\n第二件：下水道堵。"
    assert quoting.split(two).fresh == two


def test_encoded_words_cut_inside_a_group_of_base64_are_joined() -> None:
    title = "关于锦江区春熙路夜间施工噪声扰民的投诉"
    whole = base64.b64encode(title.encode("gbk")).decode()
    for cut in (23, 22, 21, 24):
        assert words(f"=?gb2312?B?{whole[:cut]}?= =?GB2312?b?{whole[cut:]}?=") == title
    assert words(f"=?gb2312?B?{whole.rstrip('=')}?=") == title
    assert words("=?utf-8?B?5Y WJ?= =?utf-8?Q?_x?= y") == "光 x y"


def test_text_read_in_the_wrong_set_on_the_way_is_put_right_and_honest_text_stays() -> None:
    said = "小区停电三天了，请处理。"
    assert decode(said.encode().decode("latin-1").encode()) == said
    assert decode(said.encode("gbk").decode("latin-1").encode()) == said
    assert unscrambled("鐨勫皬鍖哄仠鐢典笁澶╀簡") == "的小区停电三天了"
    for honest in (
        "Übergrößenträger café naïve “quoted” – fine",
        "联通公司的联通宽带断网",
        "喆堃住在㙍城",
        "Straße",
        "12345",
    ):
        assert unscrambled(honest) == honest


def test_one_foreign_letter_in_western_text_is_not_taken_for_japanese() -> None:
    assert decode(b"01 Quien Te Dij\x8at. Pitbull.mp3").isprintable()
    assert not any("\u3040" <= char <= "\u9fff" for char in decode(b"01 Quien Te Dij\x8aat. Pitbull.mp3"))
    assert decode("图.jpg".encode("gbk")) == "图.jpg"


def test_what_a_style_hides_is_not_read_unless_it_would_hide_the_letter() -> None:
    assert to_text('<div style="display:none">预览<div>内</div></div><p>正文</p>') == "正文"
    assert to_text('<p>正文</p><div style="display: none">没有结束').endswith("没有结束")
    assert to_text('<img style="display:none" src=x><p>正文</p>') == "正文"


@pytest.mark.parametrize(
    ("subject", "body", "why"),
    [
        ("Re: 自动回复：您反映的事项", "已收到", "out-of-office"),
        ("【假期自动答复】", "休假", "out-of-office"),
        ("您反映的事项", "这是来自QQ邮箱的假期自动回复邮件。", "out-of-office"),
        ("Re: x", "This is an automated reply. I am away.", "out-of-office"),
        ("已读回执：您反映的事项", "已阅", "receipt"),
        ("自动回复电话没有人接", "打12345只有自动回复。", ""),
        ("投诉运营商", "我收到很多自动回复短信。", ""),
        ("已读回执收费不合理", "短信已读回执要收费。", ""),
    ],
)
def test_notes_of_machines_are_told_from_letters_about_them(subject: str, body: str, why: str) -> None:
    assert letter.read(mail("m", body, f"Subject: {subject}\r\n")).automatic == why


def test_rich_text_of_old_programs_is_read() -> None:
    raw = mail("m", "<bold>停水</bold>三天，水压<<0.1").replace(b"text/plain", b"text/enriched")
    assert letter.read(raw).body == "停水三天，水压<0.1"
