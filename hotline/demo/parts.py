"""Letters of several matters (一信多诉): one in parts its units work on, one whose parts wait for the one answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import actions
from hotline.tickets.actions.splitting import Part, latest
from hotline.tickets.inbound import Inbound, Person
from hotline.tickets.models import Ticket

AT_WORK = (
    Part("示例路路灯不亮已经一周，晚上看不清路。", "0204", "510104"),
    Part("示范新居顶楼渗水，维修资金的申请一直没有回音。", "0318", "510104"),
)
ANSWERED = (
    (Part("请问老年人免费乘车卡在哪里办？"), "持身份证到任意公交卡服务点，当日可办。"),
    (Part("请问社区食堂什么时候开放？"), "社区食堂每天11时至13时、17时至19时开放。"),
)


def bring(city: str, staff: Mapping[str, Actor], now: datetime) -> int:
    """Two letters, each split in two. Returns how many tickets they made."""
    dispatcher = staff["dispatcher"]
    _split(_letter("demo-parts-1", AT_WORK, dispatcher, now - timedelta(hours=30)), AT_WORK, dispatcher, now)
    asked = [part for part, _answer in ANSWERED]
    letter = _letter("demo-parts-2", asked, dispatcher, now - timedelta(hours=26))
    _split(letter, asked, dispatcher, now)
    for part, (_asked, answer) in zip(latest(letter), ANSWERED, strict=True):
        actions.perform("answer", part, dispatcher, now, text=f"您好！{answer}")
    return 2 + len(AT_WORK) + len(ANSWERED)


def _letter(key: str, parts: Sequence[Part], dispatcher: Actor, at: datetime) -> Ticket:
    words = "\n".join(f"{place}、{part.words}" for place, part in enumerate(parts, 1))
    writer = Person(name="演示市民", phone="+8613800000093")
    message = Inbound(channel="web", external_id=key, title="反映两件事", body=words, received_at=at, person=writer)
    ticket = actions.receive(message, dispatcher, at)
    if ticket.state == "received":
        actions.perform("accept", ticket, dispatcher, at)
    return ticket


def _split(letter: Ticket, parts: Sequence[Part], dispatcher: Actor, now: datetime) -> None:
    actions.perform("split", letter, dispatcher, now, parts=parts)
    db.session.flush()
