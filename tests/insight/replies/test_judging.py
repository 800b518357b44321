"""An answer with action, reason, basis and date stands far above a receipt; faults are said in words."""

from datetime import datetime, timedelta

import pytest

from hotline.insight.replies.judging import Answered, Judged
from hotline.insight.replies.seeds import judged

SUBJECT = "锦华路夜间施工噪音扰民"
BODY = "锦华路工地每晚十一点以后还在浇筑混凝土，整栋楼都睡不着。请问有没有夜间施工许可？什么时候能停？"
GOOD = (
    "您好，来信收悉。经11月20日晚现场核查，该工地因浇筑需要连续作业，办理了夜间施工许可，许可时间为22时至24时，"
    "但实际施工到凌晨2时，属于超时施工。根据《噪声污染防治法》第四十三条，我局已对施工单位立案查处，责令其24时后停止施工，"
    "并于11月25日前完成隔声围挡。如再有夜间施工，请拨打值班电话028-12345678，联系人演示科长。"
)
WELL = "您好，您反映的问题已收悉，我们已转交有关部门处理，处理情况会及时反馈，感谢您的支持。"
ASKED = datetime.fromisoformat("2026-11-18T09:00:00+08:00")


def judge(reply: str, days: float | None = None) -> Judged:
    replied = ASKED + timedelta(days=days) if days is not None else None
    return judged(Answered(SUBJECT, BODY, reply, ASKED if days is not None else None, replied))


def codes(reply: str) -> set[str]:
    return {fault.code for fault in judge(reply).faults}


def test_an_answer_stands_far_above_a_receipt() -> None:
    good, bare = judge(GOOD), judge(WELL)
    assert good.whole >= 75
    assert bare.whole <= 10
    assert (good.score.completeness > 70, good.score.explanation > 60) == (True, True)
    assert "forwarded" in codes(WELL)


def test_a_good_answer_has_no_fault() -> None:
    assert codes(GOOD) == set()


def test_nothing_written_is_one_fault_and_no_points() -> None:
    found = judge("  \n")
    assert (found.whole, [fault.code for fault in found.faults]) == (0, ["empty"])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (BODY * 2, "copied"),
        ("您好，来信收悉。" + BODY + "感谢您的支持。", "copied"),
        (GOOD + "回访时请您打满意。", "begging"),
        (GOOD + "请于XX月XX日到____窗口办理。", "blanks"),
        ("反映人13912345678所述属实。" + GOOD, "personal"),
        (GOOD + "这事不归我们管。", "tone"),
        ("该问题建议您咨询城管部门，或者请拨打城管热线自行反映，我局无法提供。", "sent_on"),
        (
            "我们将积极协调施工单位，进一步加强监管，力争早日解决夜间施工的情况，不断提高管理水平，并将持续关注，逐步完善。",
            "vague",
        ),
        ("工地已于11月25日停止夜间施工，隔声围挡已完成。", "basis"),
        (GOOD.replace("并于11月25日前完成隔声围挡", "下一步将尽快完成隔声围挡"), "promise"),
    ],
)
def test_each_fault_is_found(reply: str, code: str) -> None:
    assert code in codes(reply)


def test_a_grave_fault_bounds_the_score() -> None:
    assert judge(GOOD + "这事不归我们管。").whole <= 70


def test_the_same_answer_is_worth_more_in_time_and_is_called_late_after_a_month() -> None:
    assert judge(GOOD, 2).score.timeliness == 100
    assert judge(GOOD, 17.5).score.timeliness == 50
    late = judge(GOOD, 31)
    assert late.score.timeliness == 0
    assert [str(fault) for fault in late.faults] == ["来信后31天才答复"]
    assert judge(GOOD).score.timeliness is None


def test_a_reply_older_than_its_letter_has_no_time() -> None:
    assert judge(GOOD, -2).score.timeliness is None


def test_a_few_words_that_settle_it_are_not_called_thin() -> None:
    lamp = Answered(
        "路灯不亮", "路灯三天没亮了，什么时候能修好？是哪个单位负责维护？", "路灯11月11日已修好，由区综合执法局负责。"
    )
    assert not {"thin", "questions", "off"} & {fault.code for fault in judged(lamp).faults}


def test_what_the_letter_asked_is_an_answer_when_the_reply_states_it() -> None:
    letter = "请问在外地参保的职工，是否可以用本市的公积金贷款购买老家的住房，还是必须先把公积金转回老家？"
    states = judged(Answered("公积金异地贷款", letter, "在外地参保的职工，可以用本市的公积金贷款购买老家的住房。"))
    names = judged(Answered("公积金异地贷款", letter, "您问在外地参保的职工是否可以用本市的公积金贷款购买老家的住房。"))
    told = letter.replace("请问", "我听说").replace("是否可以", "可以").replace("？", "。")
    echoes = judged(Answered("公积金异地贷款", told, "在外地参保的职工，可以用本市的公积金贷款购买老家的住房。"))
    assert states.whole > names.whole + 10
    assert states.whole > echoes.whole


def test_without_the_letter_a_reply_is_not_taken_for_an_answer_to_a_short_one() -> None:
    alone, asked = judged(Answered("", "", GOOD)), judged(Answered("", BODY * 3, GOOD))
    assert abs(alone.score.completeness - asked.score.completeness) < 15


def test_a_fault_names_the_place_it_is_about() -> None:
    told = [str(fault) for fault in judge(GOOD + "这事不归我们管。").faults]
    assert told == ["有推诿或指责来信人的话：不归我们管"]


@pytest.mark.parametrize(
    "words",
    [
        "这类事情我们没有这个权力。",
        "噪声问题恕难办理。",
        "前期已多次答复，不再重复答复。",
        "怕吵可以搬到别处去住，城市建设总要有人做出牺牲。",
        "系主观臆断，请不要浪费公共资源。",
        "后果自担，请勿再反复投诉。",
        "这个不归我们这一块管。",
    ],
)
def test_who_is_turned_away_in_other_words_is_turned_away(words: str) -> None:
    assert "tone" in codes(GOOD + words)


@pytest.mark.parametrize(
    "words", ["夜间施工由住建局管理，我局已转告。", "请不要在夜间施工，我们已告知工地。", "责任由施工单位承担。"]
)
def test_ordinary_words_turn_nobody_away(words: str) -> None:
    assert "tone" not in codes(GOOD + words)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("反映人住8号楼2单元301。", "*单元***"),
        ("退费将打入6222021234567890123账户。", "****0123"),
        ("违停的川A12345已处罚。", "川A***5"),
    ],
)
def test_flats_cards_and_plates_are_personal_and_shown_masked(words: str, shown: str) -> None:
    assert [fault.found for fault in judge(GOOD + words).faults if fault.code == "personal"] == [(shown,)]


def test_an_identity_number_is_told_once() -> None:
    (found,) = [
        fault.found for fault in judge(GOOD + "身份证号510107199003071234。").faults if fault.code == "personal"
    ]
    assert len(found) == 1


def test_the_number_of_an_office_is_a_contact_without_a_word_before_it() -> None:
    assert "contact" not in codes("有许可，今晚起24时停工。028-12345678。")
    assert "contact" in codes("有许可，今晚起24时停工。")


def test_an_answer_to_another_letter_is_told_as_such_and_a_short_yes_is_not() -> None:
    other = (
        "经核实，物业公司已于上周更换三号电梯的曳引机，费用依据《住宅专项维修资金管理办法》从维修资金列支，"
        "共计八万元，由业主委员会公示。"
    )
    assert "off" in codes(other)
    assert "off" not in codes("可以，24时止。")
    assert "off" not in codes(GOOD)


def test_what_is_said_over_and_over_is_said_once() -> None:
    assert judge("已核查。" * 60).whole <= judge("已核查。").whole
    assert judge("测试" * 60).whole <= 5


def test_high_words_without_a_deed_are_vague() -> None:
    found = judge(
        "该问题成因复杂，牵涉面广，解决需要一个过程，我们将一如既往贯彻落实上级部署，以此为契机举一反三，切实维护群众利益，"
        "不断增强群众的获得感。"
    )
    assert "vague" in {fault.code for fault in found.faults}
    assert found.whole <= 20


def test_a_foreign_letter_asks_for_an_answer_in_its_language_and_such_an_answer_is_read_as_well() -> None:
    subject, body = "Street lamp out", "The lamp near Gate 2 has been dark for two weeks. When will it be fixed?"
    chinese = judged(Answered(subject, body, GOOD))
    assert "tongue" in {fault.code for fault in chinese.faults}
    assert not {"off", "questions"} & {fault.code for fault in chinese.faults}
    good = judged(
        Answered(
            subject, body,
            "We checked on 20 November: the lamp at Gate 2 failed because its cable was cut. It will be replaced "
            "by 26 November 2026 under the City Lighting Regulations, Article 12. Call 028-12345678 if it stays dark.",
        )
    )  # fmt: skip
    assert {fault.code for fault in good.faults} <= {"questions"}
    receipt = judged(Answered(subject, body, "Thank you for your letter. We have forwarded it. Have a nice day."))
    assert "forwarded" in {fault.code for fault in receipt.faults}
    assert receipt.whole < 5 < good.whole


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (
            "您好，经现场核查，锦华路工地已按《噪声法》要求停止夜间施工，并已安装围挡，因工期原因曾连续施工，已约谈施工单位，"
            "许可正在核对。联系人演示科长，电话028-12345678。",
            "brief",
        ),
        (
            "您好，锦华路夜间施工属于对政策不满，根据《信访条例》第十四条及《依法分类处理信访诉求工作规则》第七条规定，依法应当"
            "通过行政复议、行政诉讼等法定途径解决。联系人演示科长，电话028-12345678。",
            "partial",
        ),
    ],
)
def test_a_middling_score_says_where_the_points_are_missing(reply: str, code: str) -> None:
    found = judged(Answered(SUBJECT, "锦华路工地每晚十一点以后还在浇筑混凝土，整栋楼都睡不着。", reply))
    assert (found.whole < 75, [fault.code for fault in found.faults]) == (True, [code])
