"""What people write elsewhere comes in signed, by RSS or as a file, and its answer waits to be posted back."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline import actors, clock, config
from hotline.channels.clean import Unreadable
from hotline.channels.feeds import intake, replies, rss
from hotline.channels.feeds.models import FeedItem, FeedPoll, FeedReply
from hotline.cli import main
from hotline.db import db, transaction
from hotline.sla import queries as limits
from hotline.tickets import actions, queries
from hotline.tickets.models import Petitioner, Ticket
from tests import inspection
from tests.browsing import Client
from tests.channels.feeds.feed_site import RSS, SECRET, Site

ITEM = {
    "id": "88001",
    "link": "https://forum.example/t/88001",
    "author": "演示网友",
    "title": "小区门口路灯不亮",
    "body": "锦江区春熙路一段的路灯坏了一周，电话13800138000。",
}


def connect(**more: str) -> None:
    lines = []
    for code, name, channel in (("lyb", "领导留言板", "forum"), ("wb", "微博", "weibo"), ("yq", "舆情监测", "opinion")):
        said = {"code": code, "name": name, "channel": channel, "secret": SECRET} | (more if code == "lyb" else {})
        lines += ["[[feed]]", *(f'{key} = "{value}"' for key, value in said.items())]
    config.settings().connections.write_text("\n".join(lines), encoding="utf-8")


def push(client: Client, told: Any, source: str = "lyb", secret: str = SECRET, ago: int = 0) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    stamp = str(int(clock.now().timestamp()) - ago)
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Hotline-Timestamp": stamp, "X-Hotline-Signature": f"sha256={signed}"}
    return client.post(f"/channels/feeds/{source}", data=body, headers=headers)


def only(app: Flask) -> Ticket:
    with app.app_context():
        found = db.session.scalars(select(Ticket)).one()
        db.session.expunge(found)
        return found


def test_a_signed_item_is_a_matter_with_link_author_and_thread(app: Flask, client: Client) -> None:
    connect()
    told = push(client, {"items": [ITEM, {**ITEM, "id": "2", "title": "", "body": ""}]}).json
    assert (told["new"], told["known"], [one["id"] for one in told["refused"]]) == (1, 0, ["2"])
    ticket = only(app)
    assert (ticket.channel, ticket.external_id, ticket.title) == ("forum", "lyb:88001", ITEM["title"])
    assert ticket.body == f"{ITEM['body']}\n\n来源：领导留言板\n链接：https://forum.example/t/88001"
    with app.app_context():
        kept = db.session.scalars(select(FeedItem)).one()
        assert (kept.item, kept.link, kept.author) == ("88001", ITEM["link"], "演示网友")
        assert db.session.scalars(select(Petitioner)).one().name == "演示网友"
    again = push(client, ITEM).json
    assert (again["new"], again["known"]) == (0, 1)


def test_the_name_of_a_source_is_no_place(app: Flask, client: Client) -> None:
    connect(name="武侯区论坛")
    push(client, {**ITEM, "title": "路灯不亮", "body": "路灯坏了一周，没人修。"})
    ticket = only(app)
    assert "来源：武侯区论坛" in ticket.body
    assert ticket.district == ""


def test_what_is_not_signed_now_or_not_connected_is_refused(client: Client) -> None:
    assert push(client, ITEM).status_code == 404
    connect()
    assert push(client, ITEM, source="nobody").status_code == 404
    assert push(client, ITEM, secret="other").status_code == 401
    assert push(client, ITEM, ago=301).status_code == 401
    assert client.post("/channels/feeds/lyb", json=ITEM).status_code == 401
    for odd in (b"no", b"[1]", b'{"items": 5}', b"[" * 5000):
        assert push(client, odd).status_code == 400


def test_a_later_word_in_the_thread_is_added_to_the_matter(app: Flask, client: Client) -> None:
    connect()
    push(client, ITEM)
    push(client, {"id": "88002", "thread": "88001", "body": "补充：是北门这一盏。"})
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert "北门" in queries.timeline(ticket)[-1].text


def test_public_opinion_has_its_own_short_limit_and_nobody_to_call(app: Flask, client: Client) -> None:
    connect()
    push(client, {**ITEM, "id": "y1"}, source="yq")
    ticket = only(app)
    with app.app_context():
        policy = limits.policy_of(ticket)
        assert (ticket.channel, ticket.follow_up, policy.code, policy.first_contact.hours) == (
            "opinion", False, "opinion", 4,
        )  # fmt: skip


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>井盖</title><updated>2026-11-20T01:00:00Z</updated>
<link rel="self" href="https://forum.example/self"/><link href="https://forum.example/2"/><author><name>演示乙</name></author>
<content type="html">&lt;p&gt;井盖松动&lt;/p&gt;</content></entry></feed>"""


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
)


def test_rss_and_atom_are_read_alike() -> None:
    (first, old) = rss.items(RSS.replace("{now}", "Fri, 20 Nov 2026 10:00:00 +0800").encode())
    assert first == {
        "id": "g1", "link": "https://forum.example/1", "author": "演示甲", "title": "路灯不亮",
        "body": first["body"], "at": "2026-11-20T10:00:00+08:00",
    }  # fmt: skip
    assert first["body"].split() == ["锦江区", "路灯坏了"]
    assert old["title"] == "旧帖"
    (entry,) = rss.items(ATOM.encode())
    assert (entry["id"], entry["link"], entry["author"], entry["body"]) == (
        "urn:1", "https://forum.example/2", "演示乙", "井盖松动",
    )  # fmt: skip


@pytest.mark.parametrize("raw", [BOMB.encode(), b"", b"<html></html>", b"{}", b"<rss>", b"x" * (5 * 2**20 + 1)])
def test_what_is_no_feed_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        rss.items(raw)


@given(st.text(max_size=200))
def test_no_feed_breaks_the_reader(inside: str) -> None:
    try:
        read = rss.items(
            f"<rss><channel><item><guid>1</guid>{inside}</item></channel></rss>".encode("utf-8", "replace")
        )
    except Unreadable:
        return
    assert {item["id"] for item in read} <= {"1"}


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


def test_a_feed_is_polled_in_its_time_and_not_read_twice(app: Flask, site: Site) -> None:
    connect(url=f"{site.url}/rss")
    now = clock.now()
    with app.app_context():
        assert intake.poll(now) == 1
        assert intake.poll(now + timedelta(minutes=1)) == 0
        assert len(site.asked) == 1
        assert intake.poll(now + timedelta(minutes=6)) == 0
        assert site.asked[1]["If-None-Match"] == '"1"'
        with transaction():
            db.session.scalars(select(FeedPoll)).one().etag = ""
        site.status = 500
        assert intake.poll(now + timedelta(minutes=12)) == 0
        row = db.session.scalars(select(FeedPoll)).one()
        assert (row.failures, row.error, row.next_at) == (1, "HTTP 500", now + timedelta(minutes=22))
    assert only(app).external_id == "lyb:g1"


def test_a_feed_that_is_gone_for_months_is_still_asked_and_holds_up_no_other(app: Flask, site: Site) -> None:
    connect(url=f"{site.url}/rss")
    site.status, now = 500, clock.now()
    with app.app_context():
        intake.poll(now)
        with transaction():
            db.session.scalars(select(FeedPoll)).one().failures = 900
        intake.poll(now + timedelta(hours=3))
        row = db.session.scalars(select(FeedPoll)).one()
        assert (row.failures, row.next_at) == (901, now + timedelta(hours=5))


def test_an_answer_that_is_no_http_is_a_failure_of_that_feed_alone(app: Flask, site: Site) -> None:
    connect(url=f"{site.url}/rss")
    site.garbled = True
    with app.app_context():
        assert intake.poll(clock.now()) == 0
        assert db.session.scalars(select(FeedPoll)).one().failures == 1


def test_a_file_of_items_is_taken_once(app: Flask, folder: Path) -> None:
    connect()
    file = folder / "items.csv"
    file.write_text("id,title,body,link,author\n1,路灯,不亮,https://a.example/1,演示\n2,,,,\n", encoding="utf-8")
    first, again = (CliRunner().invoke(main, ["feeds", "import", "wb", str(file)]) for _ in range(2))
    assert (first.exit_code, json.loads(first.stdout)) == (1, {"new": 1, "known": 0, "waiting": 0, "refused": 1})
    assert json.loads(again.stdout) == {"new": 0, "known": 1, "waiting": 0, "refused": 1}
    assert only(app).channel == "weibo"
    assert CliRunner().invoke(main, ["feeds", "import", "nobody", str(file)]).exit_code == 1


def answered(app: Flask, client: Client) -> FeedReply:
    push(client, ITEM)
    with app.app_context():
        with transaction():
            ticket = db.session.scalars(select(Ticket)).one()
            if ticket.state in {"dispatched", "handling"}:
                ticket.move("accepted")
            dispatcher = actors.Actor(1, "演示派单", "dispatcher", ticket.city)
            actions.perform("answer", ticket, dispatcher, clock.now(), text="已修好，联系电话13900139000。")
        reply = db.session.scalars(select(FeedReply)).one()
        db.session.expunge(reply)
        return reply


def test_an_answer_waits_to_be_posted_and_a_person_says_that_it_is(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    connect()
    reply = answered(app, client)
    assert (reply.state, reply.link, "139****9000" in reply.text) == ("prepared", ITEM["link"], True)
    person = sign_in("dispatcher")
    assert "待发回" in person.get("/staff/posting").get_data(as_text=True)
    wrong = person.submit(
        "/staff/posting",
        {"where": "javascript:x"},
        f"/staff/posting/{reply.id}",
    )
    assert wrong.status_code == 422
    done = person.post(f"/staff/posting/{reply.id}", data={**_form(person), "done": "failed", "why": ""})
    assert done.status_code == 422
    done = person.post(
        f"/staff/posting/{reply.id}", data={**_form(person), "done": "posted", "where": "https://forum.example/r/1"}
    )
    assert done.status_code == 303
    with app.app_context():
        kept = db.session.get_one(FeedReply, (reply.city, reply.id))
        assert (kept.state, kept.done_by, kept.where) == ("posted", "演示dispatcher", "https://forum.example/r/1")
    assert "已经处理过" in person.post(
        f"/staff/posting/{reply.id}", data={**_form(person), "done": "posted"}, follow_redirects=True
    ).get_data(as_text=True)
    assert "演示dispatcher" in person.get("/staff/posting?state=posted").get_data(as_text=True)
    assert sign_in("clerk", unit="510104").get("/staff/posting").status_code == 403


def _form(person: Client) -> dict[str, str]:
    page = inspection.read(person.get("/staff/posting").get_data(as_text=True))
    forms = [form for form in page.forms if "csrf_token" in form.names]
    return {"csrf_token": forms[0].values["csrf_token"]}


def test_a_gateway_posts_by_itself_and_gives_up_after_some_tries(app: Flask, client: Client, site: Site) -> None:
    connect(post_url=f"{site.url}/post")
    reply = answered(app, client)
    now = clock.now()
    with app.app_context():
        site.status = 500
        for hours in range(5):
            assert replies.post(now + timedelta(hours=hours)) == 0
        assert db.session.get_one(FeedReply, (reply.city, reply.id)).state == "failed"
        with transaction():
            row = db.session.get_one(FeedReply, (reply.city, reply.id))
            row.state, row.tries, row.next_at = "prepared", 0, now
        site.status = 200
        assert replies.post(now) == 1
        kept = db.session.get_one(FeedReply, (reply.city, reply.id))
        assert (kept.state, kept.done_by, kept.where) == ("posted", "系统", "https://forum.example/r/1")
    assert site.posted[0]["text"] == reply.text
