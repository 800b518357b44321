"""Made-up letters of a made-up town: events in different words, and the noise around them."""

from datetime import datetime, timedelta

from hotline.insight.issues.grouping import Message

START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")

PLANT = (
    ("杏林湾小区旁建搅拌站，粉尘噪音太大", "杏林湾小区东门外建了搅拌站，每天粉尘漫天，夜里机器轰鸣，老人孩子睡不好。"),
    ("投诉杏林湾附近搅拌站夜间施工", "我家住杏林湾三栋，搅拌站凌晨两点还在生产，罐车进进出出，灰尘落满阳台。"),
    ("请求搬走杏林湾小区门口的搅拌站", "搅拌站离杏林湾幼儿园只有八十米，粉尘让孩子咳嗽，请环保部门查一查有没有手续。"),
    ("杏林湾搅拌站污染何时能解决", "反映多次，杏林湾外面的搅拌站照样生产，粉尘和罐车噪音没有减少。"),
)  # fmt: skip
PARKING = (
    ("青松苑开发商强制捆绑销售车位", "购买青松苑的房子必须同时买车位，不买车位不给签合同，这是捆绑销售。"),
    ("青松苑买房要先买车位，合理吗", "青松苑售楼部说没有车位名额就不能选房，车位十八万一个，属于捆绑。"),
    ("举报青松苑车位捆绑", "开发商把青松苑车位和房子一起卖，拒绝单独签购房合同，请查处捆绑销售车位。"),
)  # fmt: skip
OTHER_MATTER = ("杏林湾小区电梯经常停运", "杏林湾五栋的电梯一个月坏了四次，物业说没有维修基金。")
OTHER_PLACE = ("白鹭岛花园捆绑销售车位", "白鹭岛花园的售楼部也要求买房必须买车位，请规范。")
NOISE = tuple(
    (f"{place}{matter}", f"{place}{matter}，已经{many}天没人管，请尽快处理。")
    for many, (place, matter) in enumerate(
        (
            ("云杉路", "路灯不亮"), ("红叶街", "井盖松动"), ("金穗社区", "垃圾清运不及时"), ("玉泉村", "自来水浑浊"),
            ("滨河公园", "健身器材损坏"), ("梧桐巷", "违停车辆堵路"), ("天鹅湖", "钓鱼乱扔"), ("文峰塔", "占道摆摊"),
            ("东渡桥", "栏杆生锈"), ("石板沟", "河道发臭"), ("七星岗", "公交车等太久"), ("麻柳湾", "广场舞声音大"),
        ),
        2,
    )
)  # fmt: skip


def messages(*sets: tuple[tuple[str, str], ...], likes: int = 0) -> list[Message]:
    """One message a day, each by another citizen; ids count from 0."""
    every = [one for some in sets for one in some]
    return [
        Message(str(place), f"u{place}", title, body, START + timedelta(days=place), likes)
        for place, (title, body) in enumerate(every)
    ]
