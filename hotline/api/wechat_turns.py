"""One message to the official account, answered: the conversation goes on, a matter is submitted, progress is told.

Everything an answer acknowledges is committed before it is given. A message that comes again gets the same answer.
"""

import json
from dataclasses import asdict, replace
from datetime import datetime

from hotline import clock
from hotline.actors import Actor, citizen
from hotline.channels import inbox
from hotline.channels.inbox import Outcome
from hotline.channels.wechat import conversation, store
from hotline.channels.wechat.conversation import Talk, Turn
from hotline.channels.wechat.spoken import Said
from hotline.db import db, transaction
from hotline.errors import HotlineError
from hotline.followup.actions import record_visit
from hotline.people import queries as people
from hotline.sla import bounds
from hotline.tickets import actions, labels, numbers, queries
from hotline.tickets.models import Ticket

MOST_TRIES = 5
"""Wrong query codes in one conversation."""
RECORDED = ("body", "place", "lon", "lat", "phone", "confidential", "matter")
NOT_YOURS = "没有找到这件事项。不是用本微信提交的，请在编号后面加上查询码，例如“查 编号 查询码”。"
TOO_OFTEN = "查询码不对的次数太多，请两小时后再试，或拨打12345。"
NONE_YET = "还没有用本微信提交过事项。直接发消息就可以开始。"
WAITING = "收到了，正在登记，编号稍后发给您。"


def answer(city: str, said: Said, now: datetime) -> str:
    """The words to answer with; empty where nothing is said."""
    with transaction():
        known = store.begun(city, said.id, now)
        if known is not None:
            return known
        before = store.talk(city, said.person, now)
        turn = conversation.turn(before, said)
        if turn.media:
            store.add_media(city, before.matter, said.media_id, now)
        talk = turn.talk
        if turn.act == "submit":
            store.claim_matter(city, talk.matter, said.person, now)
            reply = ""
        else:
            talk, reply = _acted(city, turn, said.person, now) if turn.act else (talk, turn.reply)
            store.answered(city, said.id, reply)
        store.keep(city, said.person, talk, now)
    return _submitted(city, talk, said, now) if turn.act == "submit" else reply


def _submitted(city: str, talk: Talk, said: Said, now: datetime) -> str:
    """The matter is stored; whoever is killed in between is told when the message comes again."""
    told = {name: value for name, value in asdict(talk).items() if name in RECORDED}
    raw = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    outcome = inbox.arrive("wechat", raw, now, external_id=talk.matter, city=city)
    reply = _receipt(outcome)
    with transaction():
        if store.talk(city, said.person, now).matter == talk.matter:
            store.keep(city, said.person, store.fresh(), now)
        store.answered(city, said.id, reply)
    return reply


def _receipt(outcome: Outcome) -> str:
    ticket = outcome.ticket
    if ticket is None:
        return WAITING
    promised = f"{_day(ticket.promised_at)}前答复您。" if ticket.promised_at else ""
    return (
        f"已收到，编号{numbers.show(ticket.number)}，查询码{ticket.query_code}。{promised}\n"
        "在这里发“我的”随时看进度，有答复会通知您。"
    )


def _acted(city: str, turn: Turn, openid: str, now: datetime) -> tuple[Talk, str]:
    """The conversation and the answer to what may be asked at any time."""
    if turn.act == "mine":
        found = store.matters(city, openid)
        lines = [f"{numbers.show(one.number)} {_state(one)}\n{one.title[:40]}" for one in found]
        return turn.talk, "\n".join([*lines, "发“查 编号”看详细情况。"]) if lines else NONE_YET
    ticket, talk, problem = _found(city, turn, openid)
    if ticket is None:
        return talk, problem
    who = citizen(city, ticket.id)
    try:
        with db.session.begin_nested():
            return talk, _told(turn, ticket, who, now)
    except HotlineError as error:
        return talk, error.zh


def _found(city: str, turn: Turn, openid: str) -> tuple[Ticket | None, Talk, str]:
    """The ticket this person may ask for: her own, or one whose query code she gives."""
    digits, code = conversation.code_and_number(turn.number)
    if turn.act == "mark" and not digits:
        answered = [one for one in store.matters(city, openid) if one.state == "reviewed"]
        return (answered[0] if answered else None), turn.talk, "现在没有等您评价的事项。"
    if turn.talk.tries >= MOST_TRIES and code:
        return None, turn.talk, TOO_OFTEN
    stored = numbers.read(digits)
    if not stored:
        return None, turn.talk, "编号不对，请核对：编号是21位数字，写在“查”字后面。"
    if code:
        ticket = queries.tracked(city, stored, code)
        return ticket, replace(turn.talk, tries=turn.talk.tries + (ticket is None)), "编号和查询码对不上，请核对。"
    mine = queries.by_number(city, stored)
    if mine is None or not store.is_owner(mine, openid):
        return None, turn.talk, NOT_YOURS
    return mine, turn.talk, ""


def _told(turn: Turn, ticket: Ticket, who: Actor, now: datetime) -> str:
    if turn.act == "track":
        return _progress(ticket, who)
    if turn.act == "urge":
        if bounds.urged_lately(ticket, now):
            return "今天已经替您催过，下一个工作日可以再催。"
        actions.perform("urge", ticket, who, now)
        return "已经替您催办，承办单位会看到。"
    if "visit" not in actions.available(ticket, who):
        return f"这件事项现在是“{_state(ticket)}”，有了答复才能评价。"
    record_visit(ticket, who, now, means="web", reached=True, solved=turn.solved, satisfied=turn.satisfied)
    if ticket.open:
        return f"谢谢您的评价。没有解决好，已交回重办，{_day(ticket.due_at)}前再答复您。"
    return "谢谢您的评价，已经记下。"


def _progress(ticket: Ticket, who: Actor) -> str:
    unit = people.unit_name(ticket.lead_unit, "zh") if ticket.lead_unit else ""
    lines = [f"{numbers.show(ticket.number)}\n{ticket.title[:60]}", f"现在：{_state(ticket)}"]
    if unit:
        lines.append(f"承办：{unit}")
    if ticket.open and not ticket.answered_at and ticket.promised_at:
        lines.append(f"承诺：{_day(ticket.promised_at)}前答复")
    if ticket.answered_at and ticket.answer:
        lines.append(f"答复：{ticket.answer}")
    if "visit" in actions.available(ticket, who):
        lines.append("请发“评价 编号 满意”（或基本满意、不满意）告诉我们。")
    return "\n".join(lines)


def _state(ticket: Ticket) -> str:
    return labels.say(labels.CITIZEN_STATES, ticket.state, "zh")


def _day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    here = clock.local(moment)
    return f"{here.month}月{here.day}日"
