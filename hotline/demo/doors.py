"""Messages of the demo from the doors of machines: WeChat, a forum, a microblog, public opinion, 110, the province."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from hotline import config
from hotline.actors import Actor
from hotline.api import wechat_turns
from hotline.channels import connections
from hotline.channels.feeds import intake
from hotline.channels.feeds.models import FeedItem
from hotline.channels.transfer import incoming, passing_on
from hotline.channels.wechat.spoken import Said
from hotline.db import db, transaction
from hotline.tickets import actions
from hotline.tickets.models import Ticket

TALK = (
    "青羊区示例小区门口的共享单车堆成一片，婴儿车过不去，希望清走。",
    "青羊区示例小区东门",
    "没有",
    "13800000091",
    "1",
)
ITEMS = {
    "demo-board": (
        ("D1001", "演示网友甲", "建议社区多开夜校", "下班以后想学点东西，建议多开一些社区夜校。"),
        ("D1002", "演示网友乙", "公交线路绕行", "新区的公交绕行太远，早高峰要多花二十分钟，能不能调整？"),
    ),
    "demo-weibo": (("D2001", "演示网友丙", "路口积水", "锦江区示例路口一下雨就积水，车辆行人都不好走。"),),
    "demo-watch": (("D3001", "演示监测", "多名网友反映同一小区停水", "两小时内十余条帖文提到同一小区停水。"),),
}
PASSED_ON = {
    "type": "transfer",
    "number": "DEMO-110-0001",
    "title": "楼上深夜装修噪声",
    "body": "报警人称楼上深夜装修，民警到场劝阻，涉及管理事项转热线处理。",
    "name": "演示市民",
    "phone": "13800000092",
}
ANSWER = "您好，社区夜校秋季班已在街道公众号开放报名，每周二、周四晚七点到九点。"
FILE = """# 演示用的渠道连接，密钥是随机生成的。Demo connections; the secrets were made by chance.
[wechat]
app_id = "demo"
token = "{0}"

[[feed]]
code = "demo-board"
name = "演示领导留言板"
channel = "forum"
secret = "{0}"

[[feed]]
code = "demo-weibo"
name = "演示微博"
channel = "weibo"
secret = "{0}"

[[feed]]
code = "demo-watch"
name = "演示舆情监测"
channel = "opinion"
secret = "{0}"

[[partner]]
code = "demo-110"
name = "演示110"
map = "police"
unit = "gaj"
secret = "{0}"

[[partner]]
code = "demo-province"
name = "演示省平台"
map = "province"
secret = "{0}"
"""


def bring(city: str, dispatcher: Actor, now: datetime) -> int:
    """Connect the doors and let something come through each. Returns how many messages; none where a file is there."""
    path = config.settings().connections
    if path.exists():
        return 0
    path.write_text(FILE.format(secrets.token_hex(16)), encoding="utf-8")
    path.chmod(0o600)
    known, came = connections.known(), 2
    for n, words in enumerate(TALK):
        wechat_turns.answer(city, Said(f"demo-{n}", "oDemoCitizen", "demo", "text", text=words), now)
    for code, rows in ITEMS.items():
        items = [
            {"id": item, "author": author, "title": title, "body": body, "link": f"https://{code}.invalid/{item}"}
            for item, author, title, body in rows
        ]
        came += intake.take(city, known.feeds[code], items, now).new
    due_at = (now + timedelta(days=5)).isoformat()
    passed = incoming.take(city, known.partners["demo-110"], {**PASSED_ON, "due_at": due_at}, now)
    with transaction():
        if passed.ticket is not None:
            again = db.session.get_one(Ticket, (city, passed.ticket.id))
            passing_on.send(again, "demo-province", "涉及省属单位，请协助。", dispatcher, now)
        _answer_one(city, dispatcher, now)
    return came


def _answer_one(city: str, dispatcher: Actor, now: datetime) -> None:
    """Of what stands on the board, the first that is still at the desk gets its answer, which waits to be posted."""
    items = select(FeedItem.external_id).where(FeedItem.city == city, FeedItem.source == "demo-board")
    mine = select(Ticket).where(Ticket.city == city, Ticket.channel == "forum", Ticket.external_id.in_(items))
    for ticket in db.session.scalars(mine.order_by(Ticket.id)):
        if "answer" in actions.available(ticket, dispatcher):
            actions.perform("answer", ticket, dispatcher, now, text=ANSWER)
            return
