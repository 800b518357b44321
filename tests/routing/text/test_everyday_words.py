"""Which item the catalogue hears in sentences as citizens of Sichuan write them."""

import pytest

from hotline.routing import pack
from hotline.routing.text.matching import Category, Matcher
from hotline.seed import read

ROWS = {
    row.code: Category(
        code=row.code, name=row.name, parent=row.parent, unit=row.unit, keywords=row.words, strong=row.strong
    )
    for row in read.categories()
}
MATCHER = Matcher(ROWS.values(), pack.unmeant())


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("娃儿读书划到哪个学校", {"1101"}),
        ("楼下天天晚上喝夜啤酒闹麻了", {"0403", "0704"}),
        ("家门口黑黢黢的，好久安灯", {"0204"}),
        ("门口那条路坑坑包包，骑车都要跳车", {"0201"}),
        ("每天赶车等半天，公交车师傅还不停", {"0501"}),
        ("火三轮在站口喊客，乱收钱", {"0505"}),
        ("家里没得电，好久来电", {"1401"}),
        ("这几天没得水，自来水停了", {"1301"}),
        ("一到煮饭火苗小，打不着火", {"1501"}),
        ("贼娃子半夜撬门偷东西", {"0701"}),
        ("电动车锁在楼下被偷了", {"0701"}),
        ("老板跑了，卡里余额不退，店关门了", {"0802"}),
        ("做了半年活路，包工头不给工钱", {"0901"}),
        ("加班没有加班费，无故辞退", {"0902"}),
        ("吃席回来上吐下泻，怀疑是卤菜馊了", {"0803"}),
        ("买的三斤肉只有两斤半，少秤", {"0806"}),
        ("这块空地规划建什么", {"1801", "1804"}),
        ("组里的泥巴路一直没有硬化，毛路下雨泥泞难行", {"1901"}),
        ("路窄车多，请求把道路拉通", {"0202"}),
        ("不让修房子，宅基地批不下来", {"1902"}),
        ("租了我们的田，土地租金三年没付", {"1906"}),
        ("新农合住院回来怎么报账", {"1005"}),
        ("换了新表气费翻倍", {"1503", "1504"}),
        ("农村用电困难，灯泡忽明忽暗", {"1402"}),
        ("树枝遮到窗子，要修剪", {"1702"}),
        ("高速路上的车辆噪音吵得睡不着", {"0405", "0704"}),
        ("评标专家的库怎么申请加入", {"2209"}),
        ("县道边沟塌了，公路养护没有人来", {"0510"}),
        ("党组织关系转到哪里", {"0908"}),
    ],
)
def test_everyday_wording_finds_its_item(said: str, items: set[str]) -> None:
    assert MATCHER.rank(said, "")[0].category.code in items


@pytest.mark.parametrize(
    ("said", "not_item"),
    [
        ("电动车停在楼道里", "0509"),
        ("机动车占了非机动车道", "0509"),
        ("请人民政府出面", "1201"),
        ("百忙之中考虑一下", "1102"),
        ("这里车流量太大", "1603"),
        ("开学时人很多", "0507"),
        ("希望协调解决", "2503"),
        ("非常感谢", "3001"),
        ("强行卖给我一张卡", "0701"),
    ],
)
def test_a_part_of_another_word_names_no_item(said: str, not_item: str) -> None:
    assert not_item not in [one.category.code for one in MATCHER.rank(said, "") if one.words]


def test_what_hides_a_word_holds_a_word_of_the_catalogue_and_is_none_itself() -> None:
    words = {word for row in ROWS.values() for word in (*row.keywords, *row.strong)}
    parts = words | {row.name for row in ROWS.values()} | {"民政", "教育"}
    unmeant = pack.unmeant()
    assert len(set(unmeant)) == len(unmeant)
    assert [word for word in unmeant if word in words] == []
    assert [word for word in unmeant if not any(part in word for part in parts)] == []


@pytest.mark.parametrize("said", ["跳楼价大甩卖，喇叭吵", "跳楼机排队乱", "店里跳楼大甩卖喇叭放一天"])
def test_a_price_and_a_ride_are_no_danger_to_life(said: str) -> None:
    assert "2905" not in {one.category.code for one in MATCHER.rank("", said)}
