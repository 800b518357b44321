"""The same letter is found whoever sends it and by whatever door; a like one by a stranger is not the same."""

import pytest

from hotline.insight.likeness.duplicates import Letter, find, same_text
from tests.insight.letters import NOISE, PARKING, PLANT

LONG = (
    "我住在演示路88号，楼下的餐馆把油烟管接到二楼窗外，每天从上午十点到晚上十点都有很浓的油烟味，"
    "衣服不能晾，窗户不能开，孩子一直咳嗽。我向物业反映过三次，物业说管不了，请城管部门到现场看一看。"
)


def noise() -> list[Letter]:
    return [Letter(f"n{place}", *one, author=f"x{place}") for place, one in enumerate(NOISE)]


def told(*letters: Letter) -> list[tuple[list[str], str]]:
    return [(group.ids, group.sort) for group in find([*letters, *noise()])]


@pytest.mark.parametrize(
    ("other", "sort"),
    [
        (Letter("2", "油烟扰民", LONG, "b"), "text"),
        (Letter("2", "油烟扰民", LONG.replace("三次", "五次") + "谢谢！", "b"), "text"),
        (Letter("2", "油烟扰民", LONG, "a", "wechat"), "door"),
        (Letter("2", "油烟扰民", LONG, "a", "phone"), "citizen"),
        (
            Letter(
                "2", "【转】油烟扰民", "以下是群众来信。" + LONG * 1 + "请贵单位阅处，办理情况于月底前报来。" * 4, "c"
            ),
            "text",
        ),
    ],
)
def test_the_same_letter_is_found_with_the_reason(other: Letter, sort: str) -> None:
    assert told(Letter("1", "油烟扰民", LONG, "a", "phone"), other) == [(["1", "2"], sort)]


def test_the_same_citizen_about_the_same_matter_in_other_words_is_the_same() -> None:
    assert told(Letter("1", *PLANT[0], "a"), Letter("2", *PLANT[2], "a")) == [(["1", "2"], "citizen")]


def test_another_matter_of_the_same_citizen_is_another_letter() -> None:
    assert told(Letter("1", *PLANT[0], "a"), Letter("2", *PARKING[0], "a")) == []


def test_the_same_event_told_by_two_citizens_in_their_own_words_is_no_duplicate() -> None:
    assert told(Letter("1", *PLANT[0], "a"), Letter("2", *PLANT[1], "b")) == []


def test_a_form_letter_of_many_is_one_group() -> None:
    many = [Letter(str(one), "油烟扰民", LONG, f"a{one}") for one in range(120)]
    assert [len(ids) for ids, _sort in told(*many)] == [120]


IN = "外地公积金怎么转入成都？"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("公积金", IN), ("公积金", IN.replace("入", "出"))),
        (("电动车进电梯", "小区允许电动车进电梯吗，求回复"), ("电动车进电梯", "小区不允许电动车进电梯吗，求回复")),
        (("公交改线", "请问2路公交车改线以后走哪条路"), ("公交改线", "请问12路公交车改线以后走哪条路")),
    ],
)
def test_two_lines_that_differ_in_what_they_ask_are_two_matters(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = Letter("1", *one, "a"), Letter("2", *other, "b")
    assert told(first, second) == []
    assert not same_text(first, second), "nor is she told so while she files it"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("公积金", IN),
        ("公积金", IN + "谢谢！"),
        ("公积金", IN.replace("成都", "成都呢")),
        ("公积金", IN * 2),
    ],
)
def test_a_line_with_a_greeting_or_said_twice_is_the_same(subject: str, body: str) -> None:
    assert told(Letter("1", "公积金", IN, "a"), Letter("2", subject, body, "b")) == [(["1", "2"], "text")]


def test_empty_letters_are_no_ones_double() -> None:
    empty = [Letter("1", "", ""), Letter("2", "。", ""), Letter("3", "", "", "a"), Letter("4", "", " ", "a")]
    assert find(empty) == []
    assert not same_text(empty[0], empty[1])
