"""Who is told what: the words in both languages, the mail as it arrives, the spool, and no personal data on the way."""

import json
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select, text

from hotline import config, notices, outbox
from hotline.actors import Actor
from hotline.channels.correspondence import threads
from hotline.db import db, transaction
from hotline.desks.bell import of as recipients
from hotline.people import queries as people
from hotline.routing.duty import rosters
from hotline.sla import sweep
from hotline.tickets import numbers, queries
from hotline.tickets.actions.splitting import Part
from tests import scanner
from tests.conftest import add_user
from tests.matters import CITY, PERSON, Matter, at, dispatched, handled, replied, staff, taken

Clock = Callable[[str], None]


@pytest.fixture(autouse=True)
def _friday(clock: Clock) -> None:
    clock("2026-11-20 10:00")


class Postman:
    """An SMTP server on loopback that keeps what it gets; `answer` is what it says to a message."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Any] = []
        self.answer = "250 Message accepted"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.envelopes.append(envelope)
        return self.answer


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    kept = config.settings()
    handler = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        config.use(replace(kept, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="12345@city.example"))
        yield handler
    finally:
        controller.stop()
        config.use(kept)


def deliver(app: Flask, moment: str = "2026-11-20 10:00") -> int:
    with app.app_context():
        return notices.deliver(at(moment))


def everything_told(app: Flask) -> list[Matter]:
    """Tickets that between them go through every verb somebody is told of."""
    long = handled(app, unit="510104", assist=("sjj",))
    long.do("sub_assign", "clerk", of="510104", unit="510104017").do("urge", "citizen")
    long.do("supervise", "supervisor", text="请抓紧").do("instruct", "mayor", text="请重视")
    for decision in ("refuse", "grant"):
        long.do("ask_extension", "clerk", of="510104", reason="complex", text="需开挖", days=3)
        long.do(f"{decision}_extension", text="按规定")
    replied(long, "510104").do("send_back", "leader", of="510104", text="请补充")
    replied(long, "510104").do("approve", "leader", of="510104")
    long.do("rework", "followup", solved="unsolved", satisfied="dissatisfied", reason="result")
    moved = handled(app).do("ask_return", "clerk", of="cgw", reason="duty", text="不属职责")
    moved.do("refuse_return", text="属于").do("redispatch", unit="sjj", text="改派")
    letter = taken(app).do("split", parts=[Part("路灯不亮"), Part("油烟扰民")])
    with app.app_context():
        parts = [Matter(app, part.id) for part in queries.parts(letter._ticket())]
    for part in parts:
        part.do("answer", text="已处理。")
    letter.do("compose", text="两件都办好了。")
    scanner.lock_a_file(app, CITY, moved.ticket.id, at("2026-11-20 10:00"))
    asked = taken(app).do("ask_info", text="请补充地点")
    guided, answered = taken(app).do("guide", text="请拨打110。"), taken(app).do("answer", text="周末开放。")
    late = dispatched(app)
    with app.app_context():
        sweep.sweep(CITY, at("2027-03-01 09:00"))
    joined = taken(app)
    joined.do("merge", master=late.ticket.number)
    replied(late.do("sign", "clerk", of="cgw")).do("approve", "leader", of="cgw")
    gone = dispatched(app).do("supply", "citizen", text="3栋").do("withdraw", "citizen")
    back = (
        dispatched(app)
        .do("ask_return", "clerk", of="cgw", reason="duty", text="非本单位职责")
        .do("grant_return", text="同意")
    )
    referred = handled(app).do("refer", text="职责有争议").do("rule", unit="510104", text="按属地由锦江区主办")
    return [referred, long, moved, asked, guided, answered, late, joined, gone, back, letter, by_night(app)]


def by_night(app: Flask) -> Matter:
    """An urgent ticket whose unit has somebody on duty, and which it gives to one of its people."""
    add_user(app, "cgw-duty", "clerk", "cgw")
    with app.app_context(), transaction():
        rosters.add_shift(staff("admin"), "cgw", "2026-11-20", "08:00", "08:00", "", "", "cgw-duty")
        rosters.put_hours(staff("admin"), "cgw", "own", [1], "09:00-12:00", "028-50000000", "")
    rosters.forget()
    matter = (
        taken(app)
        .do("correct", urgency="h2")
        .do("accept")
        .do("dispatch", unit="cgw")
        .do("entrust", "leader", of="cgw", handler="cgw-duty")
    )
    rosters.forget()
    return matter


def test_every_message_speaks_both_languages(app: Flask) -> None:
    everything_told(app)
    with app.app_context():
        rows = list(db.session.scalars(select(outbox.Message).order_by(outbox.Message.id)))
        assert {row.template for row in rows} == {name for told in notices.TOLD.values() for name, _ in told}
        assert {row.data["verb"] for row in rows} == set(notices.TOLD)
        db.session.expunge_all()
    for language, foreign in (("zh", "your matter"), ("en", "您好")):
        for row in rows:
            with app.test_request_context(headers={"Cookie": f"language={language}"}):
                ticket = queries.by_id(CITY, row.data["ticket"])
                assert ticket is not None
                subject, body = notices.words(row, ticket)
                assert numbers.show(ticket.number) in subject
                assert body
                assert "\n" not in subject
                assert foreign not in subject + body
                assert "{{" not in subject + body
                assert "None" not in subject + body


def test_a_warning_names_the_unit_and_the_limit_it_is_about(app: Flask) -> None:
    matter = dispatched(app, assist=("sjj",))
    with app.app_context():
        sweep.sweep(CITY, at("2026-11-25 09:00"))
    (message,) = matter.messages("ladder")
    with app.test_request_context():
        subject, body = notices.words(message, matter.ticket)
        assert subject.startswith("到期提醒")
        assert people.unit_name("sjj") in body
        assert "2026-11-27 17:30" in body


def test_the_citizen_gets_the_number_the_code_and_the_day(app: Flask) -> None:
    matter = taken(app)
    (message,) = matter.messages("received")
    with app.test_request_context():
        _, body = notices.words(message, matter.ticket)
    assert matter.ticket.query_code in body
    assert "12月1日（周二）" in body


def test_those_whose_matters_were_merged_get_the_answer_under_their_own_number(app: Flask, postman: Postman) -> None:
    master, other = handled(app), taken(app)
    other.do("merge", master=master.ticket.number)
    replied(master).do("approve", "leader", of="cgw")
    deliver(app)
    answers = [mail for mail in postman.mails if "路灯已修好" in mail.get_content()]
    assert [
        numbers.show(one.ticket.number) in mail["Subject"] for one, mail in zip((master, other), answers, strict=True)
    ]
    assert answers[0]["Subject"] != answers[1]["Subject"]


def test_units_hear_what_the_citizen_adds_that_she_withdrew_and_how_their_return_was_decided(app: Flask) -> None:
    matter = dispatched(app, assist=("sjj",)).do("supply", "citizen", text="3栋").do("withdraw", "citizen")
    units = ["unit:cgw", "unit:sjj"]
    assert [message.recipient for message in matter.messages("supplied")] == units
    assert [message.recipient for message in matter.messages("withdrawn")] == units
    back = dispatched(app).do("ask_return", "clerk", of="cgw", reason="duty", text="非本单位职责")
    back.do("grant_return", text="同意")
    assert [message.recipient for message in back.messages("decision")] == ["unit:cgw"]


def test_the_outbox_holds_no_personal_data(app: Flask) -> None:
    everything_told(app)
    with app.app_context():
        rows = db.session.execute(text("SELECT * FROM outbox")).all()
        assert len(rows) > 30
        raw = "\n".join(repr(tuple(row)) for row in rows)
    for secret in (PERSON.name, PERSON.phone, "13800001234", PERSON.email, PERSON.address, "春熙路", "路灯"):
        assert secret not in raw


def _read_by(city: str, role: str, unit: str) -> list[outbox.Message]:
    """What a person of this role and unit finds on the page of notices."""
    return outbox.recent(city, recipients(Actor(1, "演示", role, city, unit)))


def test_what_staff_read_on_the_page_needs_no_delivery(app: Flask) -> None:
    matter = dispatched(app)
    (message,) = matter.messages("assigned")
    assert (message.recipient, message.state) == ("unit:cgw", "sent")
    with app.app_context():
        assert [row.template for row in _read_by(CITY, "clerk", "cgw")] == ["assigned"]
        assert _read_by(CITY, "clerk", "sjj") == []


def test_leaders_and_roles_see_their_own_notices(app: Flask) -> None:
    replied(handled(app))
    handled(app).do("ask_return", "clerk", of="cgw", reason="duty", text="不属职责")
    with app.app_context():
        assert "to_sign" in {row.template for row in _read_by(CITY, "leader", "cgw")}
        assert "to_sign" not in {row.template for row in _read_by(CITY, "clerk", "cgw")}
        assert [row.template for row in _read_by(CITY, "dispatcher", CITY)] == ["request"]


def test_a_mail_arrives_whole_and_can_be_answered(app: Flask, postman: Postman) -> None:
    matter = taken(app)
    assert deliver(app) == 1
    (mail,) = postman.mails
    assert postman.envelopes[0].rcpt_tos == [PERSON.email]
    assert mail["From"] == "12345@city.example"
    assert mail["To"] == PERSON.email
    assert mail["Subject"] == f"您反映的事项已收到，编号{numbers.show(matter.ticket.number)}"
    assert mail["Auto-Submitted"] == "auto-generated", "other systems must not answer it by themselves"
    assert mail["X-Hotline-Loop"] == CITY
    assert mail["Date"] is not None
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert matter.ticket.query_code in mail.get_content()
    answer = f"From: {PERSON.email}\r\nIn-Reply-To: {mail['Message-ID']}\r\n\r\n好".encode()
    with app.app_context():
        assert threads.answered(answer) == matter.ticket.number
    assert matter.messages("received")[0].state == "sent"
    assert deliver(app) == 0


def test_a_refused_mail_is_tried_again_and_its_error_names_nobody(app: Flask, postman: Postman) -> None:
    matter = taken(app)
    postman.answer = f"451 {PERSON.email} busy"
    assert deliver(app) == 0
    (message,) = matter.messages("received")
    assert (message.state, message.tries, message.error) == ("waiting", 1, "SMTPDataError 451")
    assert message.next_at == at("2026-11-20 10:01")
    assert deliver(app, "2026-11-20 10:00:59") == 0
    postman.answer = "250 Message accepted"
    assert deliver(app, "2026-11-20 10:01") == 1
    assert matter.messages("received")[0].error == ""


def test_after_the_last_try_a_message_is_left_for_a_person(app: Flask, postman: Postman) -> None:
    matter = taken(app)
    postman.answer = "550 no such user"
    moments = ["10:00", "10:01", "10:06", "10:36", "12:36"]
    for tries, moment in enumerate(moments, 1):
        assert deliver(app, f"2026-11-20 {moment}") == 0
        (message,) = matter.messages("received")
        assert (message.state, message.tries) == ("waiting", tries)
    deliver(app, "2026-11-21 00:36")
    assert matter.messages("received")[0].state == "dead"
    postman.answer = "250 Message accepted"
    assert deliver(app, "2026-12-20 10:00") == 0
    assert postman.mails == []


def test_a_mail_server_that_is_away_stops_nothing(app: Flask, postman: Postman) -> None:
    first, second = taken(app), taken(app, person=replace(PERSON, email=""))
    config.use(replace(config.settings(), smtp_url="smtp://127.0.0.1:9"))
    assert deliver(app) == 1, "the one without an address goes by the spool"
    assert first.messages("received")[0].error == "ConnectionRefusedError"
    assert second.messages("received")[0].state == "sent"


def test_without_a_mail_server_the_gateway_collects_from_a_private_file(app: Flask) -> None:
    taken(app)
    taken(app, person=replace(PERSON, phone="", email=""))
    assert deliver(app) == 2
    folder = config.settings().var / "spool"
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (row,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert row["to"] == PERSON.phone
    assert row["text"].startswith("您反映的事项已收到")
