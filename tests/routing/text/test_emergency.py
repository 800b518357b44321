"""Words that make a matter urgent, and words that only sound so."""

import pytest

from hotline.routing import pack
from hotline.routing.text.emergency import Alarms, Guards, Rule

ALARMS = pack.alarms()


@pytest.mark.parametrize(
    ("text", "level", "sort", "call"),
    [
        ("再不解决我就从楼上跳楼", "h2", "threat", "110"),
        ("我不想活了", "h2", "threat", "110"),
        ("逼我拿刀砍死他们", "h2", "threat", "110"),
        ("小区天然气泄漏，味道很重", "h2", "hazard", "119"),
        ("楼道里燃气管漏气", "h2", "hazard", "119"),
        ("路口井盖不见了", "h2", "hazard", ""),
        ("电线杆断了，电线垂落在地上", "h2", "hazard", ""),
        ("对面楼着火了", "h2", "hazard", "119"),
        ("河堤突然垮塌，危险", "h2", "hazard", "119"),
        ("井盖缺失，如果有人掉下去后果不堪设想", "h2", "hazard", ""),
        ("老人被困电梯怎么办", "h2", "distress", "119"),
        ("透析病人断药两天", "h24", "distress", ""),
        ("整个小区停水三天了", "h24", "area", ""),
        ("外墙瓷砖脱落砸到车", "h24", "hazard", ""),
        ("味道很大，可能燃气泄漏了", "h2", "hazard", "119"),
        ("担心塌，墙体已经裂缝，随时垮塌", "h2", "hazard", "119"),
        ("挖断水管导致小区停水两天", "h24", "area", ""),
        ("物业强制断水", "h24", "area", ""),
        ("我要把政府炸了", "h2", "threat", "110"),
        ("我爸心脏病发作有生命危险", "h2", "distress", "120"),
    ],
)
def test_danger_is_heard(text: str, level: str, sort: str, call: str) -> None:
    found = ALARMS.urgency("", text)
    assert (found.level, found.sort, found.call) == (level, sort, call)
    assert found.words
    assert found.zh
    assert found.en


@pytest.mark.parametrize(
    "text",
    [
        "",
        "路灯不亮",
        "我不会跳楼，只想讨个说法",
        "商家跳楼价甩卖扰民",
        "昨天社区组织火灾演练",
        "建议开展燃气泄漏知识宣传",
        "去年小区电梯困人，今年换新了",
        "噪音吵死人，困扰居民",
        "请问停电通知在哪里看",
        "井盖颜色不好看",
        "天然气怎么开户",
        "通道被占，一旦发生火灾消防车进不来",
        "有人在外墙边倾倒垃圾",
        "私自下湖游泳，有溺水风险",
        "一旦下雨路滑，孩子多，电梯又老，容易发生火灾",
        "传销导致会员自杀、家庭破裂",
        "施工太吵，我们头都要炸了",
        "他家是贫困人口，申请救助",
        "车多路窄，走路有生命危险",
        "这里经常停水，水压也小",
        "隔壁私自杀猪，半夜嚎得瘆人",
        "有人擅自杀鸡宰羊，拿到场上卖",
    ],
)
def test_what_only_sounds_like_danger_is_normal(text: str) -> None:
    assert ALARMS.urgency("", text).level == "normal"


def test_a_threat_is_made_of_ifs_and_stays_a_threat() -> None:
    assert ALARMS.urgency("", "如果再不解决，我就跳楼").sort == "threat"


def test_one_turned_word_does_not_silence_another() -> None:
    assert ALARMS.urgency("", "我不会跳楼。但是对面楼着火了。").call == "119"


def test_a_threat_is_named_before_another_danger_of_its_level() -> None:
    assert ALARMS.urgency("燃气泄漏", "再没人管我就跳楼").sort == "threat"


def test_the_second_word_must_stand_near() -> None:
    alarms = Alarms([Rule("manhole", "hazard", "h2", ("井盖",), ("缺失",), within=4)])
    assert alarms.urgency("", "井盖已经缺失").words == ("井盖", "缺失")
    assert alarms.urgency("", "井盖很好看，但是我们小区的路牌缺失").level == "normal"


def test_a_word_of_the_past_counts_in_its_own_sentence_only() -> None:
    alarms = Alarms([Rule("fire", "hazard", "h2", ("起火了",))], Guards(near=("去年",)))
    assert alarms.urgency("", "去年隔壁起火了").level == "normal"
    assert alarms.urgency("", "去年搬来的。隔壁起火了").level == "h2"


def test_a_sentence_that_turns_to_this_moment_is_no_longer_imagined() -> None:
    assert ALARMS.urgency("", "以前总说一旦起火怎么办，现在着火了").call == "119"


def test_deep_in_a_long_letter_an_outage_is_one_of_many_ills_unless_it_is_now() -> None:
    ills = "物业服务差，绿化没人管，门禁坏着。" * 20
    assert ALARMS.urgency("物业问题", ills + "上个月停水三天。").level == "normal"
    assert ALARMS.urgency("物业问题", ills + "现在停水三天。").level == "h24"
    assert ALARMS.urgency("小区停水三天", ills).level == "h24"


def test_a_danger_to_life_is_heard_anywhere_in_a_long_letter() -> None:
    assert ALARMS.urgency("物业问题", "物业服务差，绿化没人管。" * 40 + "楼道里燃气管漏气。").call == "119"
