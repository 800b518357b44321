"""Two messages are alike by what was said, not by where they stood."""

from hotline.insight.likeness.alike import JOIN, alike, read
from hotline.insight.likeness.vectors import Words
from hotline.tickets import origin

LETTERS = [
    ("路灯不亮", "春熙路一段的路灯坏了一周。"), ("公交太少", "站台等了四十分钟。"), ("楼上漏水", "物业不处理。"),
    ("欠薪", "工地拖欠三个月工资。"), ("垃圾未清", "桶满三天。"),
]  # fmt: skip


def test_items_of_one_source_are_not_alike_for_that() -> None:
    told = [(origin.SOURCE, "演示舆情监测"), (origin.LINK, "https://demo-watch.invalid/D3001")]
    dry = ("多名网友反映同一小区停水", f"两小时内十余条帖文提到停水。\n\n{origin.lines(told)}")
    wet = ("路口积水", f"一下雨就积水，车辆行人都不好走。\n\n{origin.lines(told)}")
    words = Words(closed=False)
    words.learn([*LETTERS, dry, wet])
    assert alike(read(words, *dry), read(words, *wet)) < JOIN
    assert alike(read(words, *dry), read(words, *dry)) > 0.99


def test_where_it_stood_is_no_part_of_what_was_said() -> None:
    told = origin.lines([(origin.SOURCE, "武侯区论坛"), (origin.PUBLISHED, ""), (origin.LINK, "https://a.example/1")])
    assert told == "来源：武侯区论坛\n链接：https://a.example/1"
    assert origin.without(f"路灯不亮。\n\n{told}\n作者：演示网友").split() == ["路灯不亮。"]
    assert origin.without(told) == ""
    assert origin.without("来源：物业群。\n请查处。") == "来源：物业群。\n请查处。"
    assert origin.without("消息来源：物业群。") == "消息来源：物业群。"
