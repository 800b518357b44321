"""What comes back by WeChat: progress, evaluation, the answer, and a line to staff in WeCom."""

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from hotline import actors, clock, config, notices
from hotline.db import db, transaction
from hotline.tickets import actions
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.channels.wechat import wechat_gate as gate
from tests.channels.wechat import wechat_hands as hands
from tests.channels.wechat.wechat_hands import OTHER, only, say, write


def answered(app: Flask, ticket: Ticket) -> None:
    with app.app_context(), transaction():
        row = db.session.get_one(Ticket, (ticket.city, ticket.id))
        row.move("reviewed")
        row.answer, row.answered_at, row.resolution, row.lead_unit = "路灯已经修好。", clock.now(), "solved", "cgw"


def test_progress_is_told_to_whose_it_is_and_with_the_query_code(app: Flask, client: Client) -> None:
    hands.connect()
    write(client)
    ticket = only(app)
    assert "承诺" in say(client, f"查 {ticket.number}")
    assert ticket.number[-7:-1] in say(client, "我的")
    for words in (f"查 {ticket.number}", f"查询：{ticket.number}", f"催 {ticket.number}", f"评价 {ticket.number} 满意"):
        assert "查询码" in say(client, words, OTHER)
    assert "现在：" in say(client, f"查 {ticket.number} {ticket.query_code}", OTHER)
    wrong = "00000000" if ticket.query_code != "00000000" else "11111111"
    tries = [say(client, f"查 {ticket.number} {wrong}", OTHER) for _ in range(6)]
    assert [("太多" in one) for one in tries] == [False] * 5 + [True]
    assert "太多" in say(client, f"查 {ticket.number} {ticket.query_code}", OTHER)
    assert "编号不对" in say(client, "查 510100-20261122-000123-0")


def test_an_answer_is_evaluated_by_number_or_without(app: Flask, client: Client) -> None:
    hands.connect()
    write(client)
    ticket = only(app)
    assert "才能评价" in say(client, f"评价 {ticket.number} 满意")
    answered(app, ticket)
    assert "路灯已经修好" in say(client, f"查 {ticket.number}")
    assert say(client, f"评 {ticket.number} 基本满意").startswith("谢谢")
    assert only(app).state == "closed"
    write(client, last="2")
    with app.app_context():
        second = db.session.scalars(select(Ticket).where(Ticket.state != "closed")).one()
        db.session.expunge(second)
    answered(app, second)
    say(client, "评价 不满意")
    with app.app_context():
        assert db.session.get_one(Ticket, (second.city, second.id)).reworks == 1


def test_an_answer_comes_back_as_a_template_message(app: Flask, client: Client) -> None:
    with gate.running() as api:
        hands.connect(more=f'api = "{api.url}"\nsecret = "s"\ntemplate = "T1"\npage = "https://12345.example"')
        write(client)
        ticket = only(app)
        with app.app_context():
            assert notices.deliver(clock.now()) >= 1
            with transaction():
                row = db.session.get_one(Ticket, (ticket.city, ticket.id))
                if row.state in {"received", "accepted"}:
                    actions.perform(
                        "answer", row, actors.Actor(1, "演示", "dispatcher", row.city), clock.now(), text="修好了"
                    )
            notices.deliver(clock.now() + timedelta(minutes=1))
        sent = [told_ for path, told_ in api.posted if path.startswith("/cgi-bin/message/template/send")]
        assert sent[0]["touser"] == hands.PERSON
        assert sent[0]["template_id"] == "T1"
        assert sent[0]["url"] == f"https://12345.example/track?number={ticket.number}"
        assert all(len(field["value"]) <= 32 for field in sent[0]["data"].values())
        assert [path for path, _ in api.posted].count("/cgi-bin/stable_token") == 1, "the token is kept"


def test_without_an_address_notices_stand_in_the_spool(app: Flask, client: Client) -> None:
    hands.connect()
    write(client)
    with app.app_context():
        notices.deliver(clock.now())
        (path,) = (config.settings().var / "spool").glob("wechat-*.jsonl")
    assert json.loads(path.read_text("utf-8").splitlines()[0])["touser"] == hands.PERSON


def test_staff_are_told_in_wecom_without_a_word_of_the_letter(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    with gate.running() as api:
        hands.connect(more=f'api = "{api.url}"\nsecret = "s"')
        path = config.settings().connections
        path.write_text(path.read_text("utf-8") + f'api = "{api.url}"\nsecret = "s"\n', encoding="utf-8")
        sign_in("clerk", unit="510104", login="demo-clerk")
        write(client)
        ticket = only(app)
        with app.app_context():
            with transaction():
                row = db.session.get_one(Ticket, (ticket.city, ticket.id))
                if row.state != "dispatched":
                    row.move("accepted")
                    dispatcher = actors.Actor(1, "演示", "dispatcher", row.city)
                    actions.perform("dispatch", row, dispatcher, clock.now(), unit="510104")
            notices.deliver(clock.now() + timedelta(minutes=2))
        sent = [body for path_, body in api.posted if path_ == "/cgi-bin/message/send"]
        assert [(one["touser"], one["agentid"]) for one in sent] == [("demo-clerk", 7)]
        assert sent[0]["text"]["content"].startswith("新工单")
        assert "路灯" not in sent[0]["text"]["content"]
