"""Looking a reply through: what each check finds, and what it lets pass."""

import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

from hotline.insight.replies import checks
from hotline.routing.pack import SEED

WORDS = checks.read_words(tomllib.loads((SEED / "replies.toml").read_text(encoding="utf-8")))
PERSON = SimpleNamespace(
    name="王小明",
    phone="+8613812341234",
    email="wang@example.com",
    id_number="510104199001011234",
    address="锦华路88号",
)
SUBJECT = "路灯不亮"
LETTER = "锦华路的路灯坏了三天，请尽快修好。另外想问夜间巡查多久一次？"
GOOD = (
    "您好，来信收悉。经11月20日现场核查，锦华路路灯因电缆老化不亮，已于11月21日更换电缆，路灯已亮。"
    "夜间巡查每周一次，依据《城市照明管理规定》第二十条。下一步我们将于11月30日前检查全线。联系电话：13900001111。"
)


def failed(**more: Any) -> dict[str, tuple[str, ...]]:
    given = {
        "public": GOOD, "internal": "已换电缆，照片存档。", "resolution": "solved", "subject": SUBJECT, "body": LETTER,
        "contacted": True, "evidence": 1, "person": PERSON,
    }  # fmt: skip
    return {one.code: one.found for one in checks.check(checks.Draft(**{**given, **more}), WORDS) if not one.ok}


def test_a_good_answer_passes_everything() -> None:
    assert failed() == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"contacted": False}, "contact"),
        ({"evidence": 0}, "evidence"),
        ({"public": GOOD.replace("依据《城市照明管理规定》第二十条", "")}, "basis"),
        ({"public": GOOD.replace("11月30日前", "")}, "promise"),
        ({"public": "已办。《条例》规定如此"}, "substance"),
        ({"internal": GOOD}, "substance"),
        ({"earlier": (GOOD,)}, "substance"),
        ({"public": GOOD + "请勿 再投诉。".replace(" ", "")}, "tone"),
        ({"public": GOOD + "这事不归我 们管。".replace(" ", "\n")}, "tone"),
    ],
)
def test_each_fault_is_found(more: dict[str, Any], code: str) -> None:
    assert code in failed(**more)


def test_the_question_that_is_not_taken_up_is_named() -> None:
    answer = GOOD.replace("夜间巡查每周一次，", "")
    assert failed(public=answer)["questions"] == ("另外想问夜间巡查多久一次？",)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("路灯三天没亮了，什么时候能修好？", "路灯11月11日已修好。"),
        ("请问是哪个单位负责这条路的日常养护维修？", "由区综合执法局负责。"),
        ("办理一本新的护照一共要交多少费用？", "费用120元。"),
    ],
)
def test_a_question_is_met_by_what_it_asks_for(question: str, answer: str) -> None:
    assert checks.unanswered(question, answer, ("？",), WORDS.meets) == ()
    assert checks.unanswered(question, "我们将继续努力。", ("？",), WORDS.meets) == (question,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小明先生", "王**"),
        ("请打13812341234", "138****1234"),
        ("市民138 1234 1234", "138****1234"),
        ("邻居手机号13700002222", "137****2222"),
        ("证件510104199001011234", "****34"),
        ("写信到wang@example.com", "w***@example.com"),
        ("张先生（电话13700002222）", "137****2222"),
        ("已致电１３７００００２２２２告知", "137****2222"),
        ("加微信号zhang_wei88", "微信号z***"),
        ("护照E12345678", "护照E********"),
        ("1990年1月2日出生", "****年*月*日出生"),
    ],
)
def test_what_names_a_person_must_be_confirmed(text: str, found: str) -> None:
    looked = checks.check(checks.Draft(GOOD + text, "", "partly", SUBJECT, LETTER, True, 1, PERSON), WORDS)
    assert [(one.code, one.found) for one in checks.faults(looked)] == [("personal", (found,))]


@pytest.mark.parametrize(
    "text",
    [
        "联系电话13900001111",
        "联系人：张先生，电话13900001111",
        "请各位业主致电热线13900001111",
        "请拨打028-86601234",
        "市民热线12345",
        "川府发〔2024〕12号",
    ],
)
def test_the_telephone_of_the_office_is_no_personal_data(text: str) -> None:
    assert checks.personal(text, PERSON, WORDS) == ()


def test_work_that_was_not_claimed_needs_no_photo() -> None:
    assert "evidence" not in failed(
        public="您咨询的事项由社保中心办理。", internal="已答复", resolution="explained", evidence=0
    )
