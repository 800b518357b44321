"""举报 as an act of the writer, as a word she only mentions, and whom she accuses."""

import pytest

from hotline.routing import pack
from hotline.routing.text.accused import Accusations
from hotline.routing.units import Unit

REPORTS = pack.reports()
UNITS = [
    Unit("510100", "成都市", "city", "", ("成都", "市政府"), "成都市"),
    Unit("510104", "锦江区", "district", "510100", ("锦江",)),
    Unit("510107", "武侯区", "district", "510100"),
    Unit("5101GX", "成都高新区", "zone", "510100", ("高新区", "高新区管委会")),
    Unit("cgw", "成都市城市管理委员会", "bureau", "510100", ("城管委", "市城管委"), "市城管委"),
]
ACCUSATIONS: Accusations = pack.accusations(UNITS, [pack.Street("510104022", "春熙路街道", "510104", "510104")])


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("楼顶违建没人管", "本人是隔壁楼业主，现实名举报锦江区综合行政执法局放任楼顶加盖。"),
        ("举报某餐厅无证经营", "店里没有营业执照。"),
        ("举报没有执照的餐馆", ""),
        ("", "我要举报工地半夜施工。"),
        ("", "特向您检举我单位科长虚报费用。"),
        ("食品问题", "就过期牛奶一事，我们联名举报。"),
        ("检举信", "下面是经过。"),
        ("情况说明", "被举报人：赵某，某街道办工作人员。"),
        ("", "多次反映没有下文，今天再次举报这家黑作坊。"),
        ("举报人民公园里的黑导游", ""),
        ("", "控告某公司拒不发工资。"),
    ],
)
def test_a_report_is_made(title: str, body: str) -> None:
    assert REPORTS.read(title, body).made


@pytest.mark.parametrize(
    "text",
    [
        "多次向城管举报无果，半夜还在施工。",
        "如果再不处理，我就去纪委举报。",
        "怎么举报黑车？",
        "小区里有人举报过，没人来看。",
        "我已举报三次，至今没有消息。",
        "老板知道是谁举报的，请保护举报人。",
        "街道办接到举报后没有来。",
        "昨天我举报了这家店。",
    ],
)
def test_a_report_is_only_told_of(text: str) -> None:
    found = REPORTS.read("", text)
    assert found.told
    assert not found.made


@pytest.mark.parametrize(
    "text", ["请问举报电话是多少", "举报奖励怎么领", "投诉举报热线打不通", "欢迎举报的牌子倒了", "路灯不亮", ""]
)
def test_a_telephone_or_a_reward_is_nobodys_report(text: str) -> None:
    found = REPORTS.read(text, text)
    assert (found.made, found.told) == ((), ())


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("现实名举报锦江区综合行政执法局放任加盖", ("510104",)),
        ("举报春熙路街道办主任收受红包", ("510104022",)),
        ("被举报人：赵某，武侯区住建局工作人员", ("510107",)),
        ("举报某工地夜间施工，锦江区城管局推诿不来", ("510104",)),
        ("举报锦江区委某领导的亲戚", ("510104",)),
        ("举报高新区管委会的采购", ("5101GX",)),
        ("我举报市城管委一名干部", ("cgw",)),
    ],
)
def test_the_public_body_a_report_is_about(text: str, accused: tuple[str, ...]) -> None:
    assert ACCUSATIONS.accused("", text) == accused


@pytest.mark.parametrize(
    "text",
    [
        "举报锦江区某餐厅无证经营",
        "举报锦江区政府旁边的烧烤店油烟扰民",
        "举报无证诊所，请锦江区卫健局查处违法行医",
        "举报某某公司拖欠工资，恳请成都市武侯区政府处理",
        "举报某某餐饮公司在武侯区政府采购中以次充好",
        "多次向锦江区城管局反映烧烤店",
        "举报违规收费，省城管委也有规定",
    ],
)
def test_a_body_that_is_only_asked_told_or_near_is_not_accused(text: str) -> None:
    assert ACCUSATIONS.accused("", text) == ()


def test_without_a_report_only_grave_wrongs_accuse() -> None:
    assert ACCUSATIONS.accused("", "武侯区城管局不作为", report=False) == ()
    assert ACCUSATIONS.accused("", "武侯区城管局干部索要红包", report=False) == ("510107",)


def test_a_body_that_is_named_may_be_meant_unless_it_is_spoken_to() -> None:
    assert ACCUSATIONS.named("", "武侯区住建局老赵上班打麻将") == ("510107",)
    assert ACCUSATIONS.named("", "请武侯区住建局看看") == ()
