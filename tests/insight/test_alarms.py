"""What a person in danger says is heard; what only sounds like it is not. The figures stand in docs/evaluation.md."""

from pathlib import Path

import pytest

from hotline.routing import pack
from hotline.routing.text.emergency import Urgency


def _rows(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


ROWS = _rows("alarms")
HALVES = _rows("alarms_halves")
"""`work` was looked at while the frames were written, `held` was not."""
UNSEEN = _rows("alarms_unseen")
"""Written when the frames were done, of what they might not hear; nothing was learned from it or set by it but how sure
the ear must be of a brief sentence (docs/evaluation.md)."""
SECOND = _rows("alarms_second")
"""Another round, as many dangers as harmless neighbours of them; nothing was learned from it or set by it either."""
THIRD = _rows("alarms_third")
"""Dangers and ordinary calls as people tell them, vivid and in dialect; nothing was learned from it."""
EVERYDAY = _rows("alarms_everyday")
"""Complaints in everyday words and what people say of themselves, none of it danger; nothing was learned from it."""
ENGLISH = _rows("alarms_english")
"""The commonest wordings; looked at while the phrases were written."""
LETTERS = _rows("alarms_letters")
"""Whole letters of some hundred characters, ordinary and not; looked at while the guards were written."""
ALARMS = pack.alarms()


def heard(text: str) -> bool:
    found = ALARMS.urgency("", text)
    return found.level == "h2" or found.sort == "threat"


def test_precision_and_recall_are_kept() -> None:
    danger = {text for sort, text in ROWS if sort != "none"}
    alarms = {text for _sort, text in ROWS if heard(text)}
    assert len(ROWS) >= 120
    assert len(danger & alarms) >= 0.98 * len(danger)
    assert len(danger & alarms) >= 0.96 * len(alarms)


@pytest.mark.parametrize("sort", ["threat", "life", "minor"])
def test_each_sort_is_heard(sort: str) -> None:
    of_it = [text for one, text in ROWS if one == sort]
    assert sum(map(heard, of_it)) >= 0.95 * len(of_it)


@pytest.mark.parametrize(
    ("rows", "recall", "precision"),
    [
        ([row[1:] for row in HALVES if row[0] == "work"], 0.99, 0.99),
        ([row[1:] for row in HALVES if row[0] == "held"], 0.95, 0.92),
        (UNSEEN, 0.75, 0.95),
        (SECOND, 0.8, 0.82),
        (THIRD, 0.95, 0.6),
    ],
    ids=["work", "held", "unseen", "second", "third"],
)
def test_wordings_no_list_has_are_heard(rows: list[list[str]], recall: float, precision: float) -> None:
    danger = {text for sort, text in rows if sort != "none"}
    alarms = {text for _sort, text in rows if heard(text)}
    assert len(danger) >= 55
    assert len(danger & alarms) >= recall * len(danger)
    assert len(danger & alarms) >= precision * len(alarms)


def test_a_complaint_in_everyday_words_seldom_rings() -> None:
    assert len(EVERYDAY) >= 60
    assert sum(heard(text) for _sort, text in EVERYDAY) <= 0.15 * len(EVERYDAY)
    told = [text for sort, text in THIRD if sort == "none"]
    assert sum(map(heard, told)) <= 0.12 * len(told)


@pytest.mark.parametrize(
    ("text", "rings"),
    [
        ("一只猫掉进井里了，请救一下", False),
        ("小孩掉进井里了，请救一下", True),
        ("小狗被车撞死了", False),
        ("车掉进没盖的井里，人没事", False),
        ("车掉进没盖的井里，人现在还在里面", True),
        ("高压线断了拖在地上，没有伤到人", True),
    ],
)
def test_animals_and_what_ended_well_ring_for_nobody_and_what_lies_there_still_does(text: str, rings: bool) -> None:
    assert heard(text) is rings


@pytest.mark.parametrize(
    ("ordinary", "danger"),
    [
        ("楼上的衣服掉到我家棚子上了", "衣服被机器卡住，把人往里拉"),
        ("电梯老是停在三楼不上来", "电梯停了，里头还有个孕妇"),
        ("护工随便喊不动", "老人家喊不动了，躺在沙发上"),
        ("我在殡仪馆给我爸办后事，就收费太贵", "后事都安排好了，我就等明天"),
        ("照片上的老人都不在了，楼上要认真道个歉", "明天你们看到这封信的时候我都不在了"),
        ("下水道遭树叶堵死了，我们要请人掏", "我们商量好了，明天把售楼部大门堵死"),
        ("工地挖出老砖，快来人看看", "快来人看看，他倒在地上抽"),
        ("牛被车撞死了，哪个来收", "牛把他顶死了，躺在田坎上"),
    ],
)
def test_a_frame_that_was_narrowed_still_hears_its_danger(ordinary: str, danger: str) -> None:
    assert heard(danger)
    assert not heard(ordinary)


def test_danger_told_in_english_is_heard_and_ordinary_english_is_not() -> None:
    assert [text for sort, text in ENGLISH if heard(text) != (sort != "none")] == []
    assert len(ENGLISH) >= 60


@pytest.mark.parametrize(
    ("text", "rings"),
    [
        ("I DON’T WANT TO LIVE ANYMORE", True),
        ("I do not want to kill myself, I only ask for an answer.", False),
        ("gasoline smells, gaslight leaks no news", False),
        ("They skill my selfie. Killjoys will stabilise him", False),
        ("楼里有人喊：there is a strong gas smell", True),
        ("How can we prevent a gas leak?", False),
        ("Last year there was a gas leak in our building.", False),
        ("Last year nobody came, there is a gas leak again right now", True),
    ],
)
def test_english_is_read_in_whole_words_with_what_turns_it_round(text: str, rings: bool) -> None:
    assert heard(text) is rings


def test_ordinary_letters_of_some_length_ring_for_nobody_and_dangers_among_many_words_do() -> None:
    assert [text for sort, text in LETTERS if heard(text) != (sort != "none")] == []
    assert sum(sort == "none" for sort, _text in LETTERS) >= 30


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("我13岁，在学校被同学打，我想从楼上跳下去", True),
        ("我读初二，被同学打，不想活了", True),
        ("班上的人天天打我，我想跳楼", True),
        ("我38岁，欠薪八个月，我要跳楼", False),
        ("我是大学毕业的，老师傅了，再不发工资我就跳楼", False),
        ("他拿刀说要杀了我", False),
        ("I am 13 years old, they beat me at school and I want to jump off the roof", True),
        ("I am 45 years old and I want to kill myself", False),
    ],
)
def test_an_alarm_says_in_words_that_a_minor_may_be_concerned(text: str, minor: bool) -> None:
    found = ALARMS.urgency("", text)
    assert found.level == "h2"
    assert bool(found.minor) is minor
    assert ("未成年人" in found.zh) is minor
    assert ("minor" in found.en or "child" in found.en) is minor


def test_an_ordinary_matter_of_school_raises_nothing() -> None:
    assert ALARMS.urgency("", "小学门口堵车，13岁的孩子过马路难") == Urgency()


def test_each_danger_of_a_call_has_a_name_of_its_own_which_stays() -> None:
    said = ["我要一把火烧了办公楼。", "路灯也坏了。", "有人拿刀要砍我。", "他还拿菜刀要杀我儿子。"]
    names = [set(ALARMS.dangers("".join(said[:upto]))) for upto in range(len(said) + 1)]
    assert names[0] == set()
    assert names[0] < names[1] == names[2] < names[3] < names[4]
