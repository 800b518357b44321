"""The official account as WeChat and a citizen meet it."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from hotline import clock, config
from hotline.api import wechat_turns
from hotline.channels import inbox
from hotline.channels.clean import Unreadable
from hotline.channels.models import Inbox
from hotline.channels.wechat import crypto, flat_xml, media, spoken, store
from hotline.channels.wechat.models import WechatMatter, WechatMedia, WechatMessage, WechatTalk
from hotline.db import db, transaction
from hotline.tickets.models import Attachment, Petitioner, Ticket
from tests.browsing import Client
from tests.channels.wechat import wechat_gate as gate
from tests.channels.wechat import wechat_hands as hands
from tests.channels.wechat.wechat_hands import LAMP, OTHER, count, message, only, say, told, write


def test_without_an_account_there_is_no_such_door(client: Client) -> None:
    assert client.get("/channels/wechat").status_code == 404
    assert client.post("/channels/wechat").status_code == 404


def test_the_address_is_verified_by_its_signature(client: Client) -> None:
    hands.connect()
    right = hands.query()
    assert client.get("/channels/wechat", query_string={**right, "echostr": "4711"}).data == b"4711"
    for wrong in ({"signature": "0" * 40}, {"nonce": "x"}, {"timestamp": "1"}, {"timestamp": "soon"}):
        assert client.get("/channels/wechat", query_string={**right, **wrong, "echostr": "4711"}).status_code == 403
    old = hands.query(ago=660)
    assert client.get("/channels/wechat", query_string={**old, "echostr": "4711"}).status_code == 403


def test_wecom_is_verified_by_an_encrypted_echo(client: Client) -> None:
    hands.connect()
    echo = hands.seal(b"4711")
    assert client.get("/channels/wecom", query_string={**hands.query(echo), "echostr": echo}).data == b"4711"
    stranger = hands.seal(b"4711", app="wxsomebodyelse00")
    given = {**hands.query(stranger), "echostr": stranger}
    assert client.get("/channels/wecom", query_string=given).status_code == 403
    raw = hands.seal(message(Content="在吗"))
    answer = client.post("/channels/wecom", query_string=hands.query(raw), data=hands.xml(Encrypt=raw))
    assert (answer.status_code, answer.data) == (200, b"")


def test_encryption_is_the_published_one() -> None:
    plain = "甲乙丙".encode() * 50
    assert crypto.decrypt(hands.AES, hands.APP, hands.seal(plain)) == plain
    assert hands.unseal(crypto.encrypt(hands.AES, hands.APP, plain)) == plain
    assert crypto.signature("t", "1", "n", "e") == hands.sha1("t", "1", "n", "e")
    for broken in ("", "AAAA", "not base64!", hands.seal(plain)[:-8]):
        with pytest.raises(crypto.Forged):
            crypto.decrypt(hands.AES, hands.APP, broken)


def test_a_conversation_becomes_a_matter_with_number_and_code(app: Flask, client: Client) -> None:
    hands.connect()
    receipt = write(client)
    ticket = only(app)
    assert (ticket.channel, ticket.title[:4], ticket.confidential) == ("wechat", "锦江区春", False)
    assert ticket.query_code in receipt
    assert ticket.number[-7:-1] in receipt
    with app.app_context():
        person = db.session.scalars(select(Petitioner)).one()
        assert (person.phone, person.address) == ("+8613800138000", "锦江区春熙路步行街北口")


def test_the_same_in_encrypted_mode_and_plain_ones_are_refused_there(app: Flask, client: Client) -> None:
    hands.connect(encrypted=True)
    assert told(client, message(Content=LAMP), sealed=True).startswith("记下了")
    assert client.post("/channels/wechat", query_string=hands.query(), data=message(Content="在")).status_code == 403
    text_ = hands.seal(message(Content="在"))
    given = {**hands.query(text_), "msg_signature": "0" * 40}
    assert client.post("/channels/wechat", query_string=given, data=hands.xml(Encrypt=text_)).status_code == 403


def test_a_message_that_comes_again_is_answered_alike_and_does_nothing(app: Flask, client: Client) -> None:
    hands.connect()
    first = message(Content=LAMP)
    assert told(client, first) == told(client, first) == told(client, first)
    say(client, "锦江区春熙路步行街北口")
    say(client, "没有")
    say(client, "跳过")
    last = message(Content="2")
    receipts = {told(client, last) for _ in range(3)}
    assert len(receipts) == 1
    assert only(app).confidential
    assert say(client, "取消").startswith("现在没有")


def test_who_is_killed_before_the_receipt_gives_it_when_the_message_comes_again(app: Flask, client: Client) -> None:
    hands.connect()
    for words in (LAMP, "锦江区春熙路", "没有", "13800138000"):
        say(client, words)
    with app.app_context():
        before = db.session.scalars(select(WechatTalk.talk)).one()
    last = message(Content="1")
    told(client, last)
    with app.app_context(), transaction():
        # What stands there when the process ends between storing the matter and writing the receipt down.
        db.session.execute(update(WechatTalk).values(talk=before))
        newest = select(func.max(WechatMessage.id)).scalar_subquery()
        db.session.execute(update(WechatMessage).where(WechatMessage.id == newest).values(reply=None))
    assert only(app).number[-7:-1] in told(client, last)
    assert count(app, Ticket) == 1


def test_pictures_voice_and_places_belong_to_the_matter(app: Flask, client: Client) -> None:
    with gate.running({"pic1": gate.PNG, "voice1": gate.AMR}) as api:
        hands.connect(more=f'api = "{api.url}"\nsecret = "s"\ntemplate = "T1"')
        assert told(client, message("image", PicUrl="http://x/y", MediaId="pic1")).startswith("收到了")
        heard = message("voice", MediaId="voice1", Format="amr", Recognition=LAMP)
        assert told(client, heard).startswith("记下了")
        place = message("location", Location_X="30.657517", Location_Y="104.080600", Scale=15, Label="春熙路")
        assert "照片" in told(client, place)
        assert "最多" not in told(client, message("image", PicUrl="http://x/y", MediaId="gone"))
        say(client, "好了")
        assert "照片等：3个" in say(client, "跳过")
        with app.app_context():
            assert media.fetch(clock.now()) == 0
        say(client, "1")
        ticket = only(app)
        assert (round(ticket.lon or 0, 3), round(ticket.lat or 0, 3)) == (104.078, 30.660)
        with app.app_context():
            assert media.fetch(clock.now() + timedelta(minutes=3)) == 2
            kept = {row.name.partition(".")[2]: row for row in db.session.scalars(select(Attachment))}
            assert {name: row.type for name, row in kept.items()} == {"png": "image/png", "amr": "audio/amr"}
            (lost,) = db.session.scalars(select(WechatMedia).where(WechatMedia.state == "waiting"))
            assert (lost.error, lost.tries) == ("Refused 40007", 2)
            for _ in range(10):
                media.fetch(clock.now() + timedelta(days=3))
                with transaction():
                    db.session.execute(update(WechatMedia).values(next_at=clock.now()))
            assert db.session.get_one(WechatMedia, (lost.city, lost.id)).state == "failed"


def test_events_and_menus(client: Client, app: Flask) -> None:
    hands.connect()
    assert told(client, message("event", Event="subscribe")).startswith("您好")
    assert told(client, message("event", Event="CLICK", EventKey="WRITE")).startswith("请说说")
    assert "还没有" in told(client, message("event", Event="CLICK", EventKey="MINE"))
    assert told(client, message("event", Event="TEMPLATESENDJOBFINISH", Status="success")) == ""
    assert told(client, message("event", Event="unsubscribe")) == ""
    assert told(client, message("mystery")).startswith("这种消息")
    assert count(app, Ticket) == 0


def test_a_conversation_ends_after_a_long_silence(app: Flask, client: Client) -> None:
    hands.connect()
    say(client, LAMP)
    with app.app_context(), transaction():
        db.session.execute(update(WechatTalk).values(at=clock.now() - timedelta(hours=3)))
    assert say(client, "好").startswith("您好")
    with app.app_context(), transaction():
        db.session.execute(update(WechatTalk).values(at=clock.now() - timedelta(hours=3)))
    with app.app_context():
        assert store.forget(clock.now()) == 1


def test_what_is_kept_names_nobody(app: Flask, client: Client) -> None:
    hands.connect()
    write(client)
    with app.app_context():
        rows = [
            repr(tuple(row))
            for table in ("wechat_talks", "wechat_messages", "wechat_matters", "wechat_media")
            for row in db.session.execute(text(f"select * from {table}"))
        ]
    assert [row for row in rows if hands.PERSON in row or "13800138000" in row or "路灯" in row] == []


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><FromUserName>&b;</FromUserName></xml>'


FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>'


@pytest.mark.parametrize("raw", [BOMB, FILE, b"", b"<xml>", b"\xff\xfe\x00", b"<xml></xml>", b"{}"])
def test_a_bomb_is_put_aside_not_opened(app: Flask, client: Client, raw: bytes) -> None:
    hands.connect()
    assert told(client, raw) == ""
    with app.app_context():
        assert [row.state for row in db.session.scalars(select(Inbox))] == ["quarantined"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["1", "2", "3", "跳过", "好了", "取消", LAMP, "我的"])),
                min_size=1, max_size=6))  # fmt: skip
def test_whatever_is_said_there_is_an_answer(app: Flask, client: Client, words: list[str]) -> None:
    hands.connect()
    with app.app_context():
        for n, one in enumerate(words):
            said = spoken.Said(f"{hash(tuple(words))}-{n}"[:64], "oFuzz", "gh", "text", text=one)
            assert wechat_turns.answer(config.settings().city, said, clock.now())


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    try:
        read = flat_xml.read(raw)
    except Unreadable:
        return
    assert isinstance(read, dict)


def test_one_matter_is_one_persons(app: Flask, client: Client) -> None:
    hands.connect()
    write(client)
    write(client, OTHER, "13900139000", "2")
    assert (count(app, Ticket), count(app, WechatMatter)) == (2, 2)
    assert say(client, "我的").count("510100-") == 1


def test_a_signed_message_of_the_adapter_is_read_from_the_command_too(app: Flask) -> None:
    with app.app_context():
        outcome = inbox.arrive("wechat", json.dumps({"matter": "wx1", "body": LAMP}).encode(), clock.now())
        assert outcome.ticket is not None
