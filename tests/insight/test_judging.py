"""An answer with action, reason, basis and date stands far above a receipt; faults are said in words."""

from datetime import datetime, timedelta

import pytest

from hotline.insight.judging import Answered, Judged
from hotline.insight.seeds import judged

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


def test_a_fault_names_the_place_it_is_about() -> None:
    told = [str(fault) for fault in judge(GOOD + "这事不归我们管。").faults]
    assert told == ["有推诿或指责来信人的话：不归我们管"]
