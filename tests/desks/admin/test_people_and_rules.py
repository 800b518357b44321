"""The administrator's pages: people, rules, calendars, lists; never what stands in a ticket."""

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hotline import clock as city_clock
from hotline.channels import inbox
from hotline.channels.models import Inbox
from hotline.db import db, transaction
from hotline.outbox import Message
from hotline.people import actions, queries
from hotline.privacy.models import Reveal
from hotline.tickets import numbers
from hotline.tickets.models import Ticket
from tests import inspection
from tests.browsing import Client
from tests.followup import stages

ADMIN = "/staff/admin"
PASSWORD = "another-long-password"
YEAR_2027 = """
year = 2027
official = true
source = "国务院办公厅关于2027年部分节假日安排的通知"
[[holiday]]
zh = "元旦"
en = "New Year"
first = 2027-01-01
last = 2027-01-08
"""


@pytest.fixture
def admin(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("admin")


def text(client: Client, page: str) -> str:
    answer = client.get(f"{ADMIN}/{page}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def add(client: Client, **fields: str) -> Any:
    typed = {"login": "wuhou", "name": "演示武侯", "role": "clerk", "unit": "武侯区", "password": PASSWORD}
    return client.submit(f"{ADMIN}/users", {**typed, **fields}, action=f"{ADMIN}/users")


def test_a_person_is_added_and_can_sign_in(app: Flask, admin: Client) -> None:
    assert add(admin).status_code == 303
    assert "演示武侯" in text(admin, "users")
    with app.app_context():
        user = actions.check_password("wuhou", PASSWORD)
        assert user is not None
        assert (user.role, user.unit) == ("clerk", "510107")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"login": "admin-510100"}, "这个登录名已经有人用了"),
        ({"login": "带 空格"}, "登录名请用字母和数字"),
        ({"unit": "没有的单位"}, "请填写单位全称"),
        ({"role": ""}, "请选择角色"),
        ({"password": "short"}, "密码至少10位"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(admin: Client, typed: dict[str, str], words: str) -> None:
    answer = add(admin, **typed)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in shown
    assert 'value="演示武侯"' in shown
    assert PASSWORD not in shown


def test_those_of_the_city_need_no_unit(app: Flask, admin: Client) -> None:
    add(admin, role="operator", unit="")
    with app.app_context():
        user = queries.user_by_login("wuhou")
        assert user is not None
        assert user.unit == "510100"


def test_an_account_is_switched_off_and_on(app: Flask, admin: Client, sign_in: Callable[..., Client]) -> None:
    clerk = sign_in("clerk", unit=stages.UNIT, login="clerk")
    admin.submit(f"{ADMIN}/users/clerk", {}, action=f"{ADMIN}/users/clerk/active")
    assert clerk.get("/staff/tickets").status_code == 303
    admin.submit(f"{ADMIN}/users/clerk", {}, action=f"{ADMIN}/users/clerk/active")
    with app.app_context():
        user = queries.user_by_login("clerk")
        assert user is not None
        assert user.active


def test_nobody_switches_himself_off(app: Flask, admin: Client) -> None:
    forms = inspection.read(text(admin, "users/admin-510100")).forms
    assert [form for form in forms if form.action.endswith("/active")] == []
    token = next(form.values["csrf_token"] for form in forms if "csrf_token" in form.values)
    admin.post(f"{ADMIN}/users/admin-510100/active", data={"csrf_token": token, "active": "no"})
    assert "不能停用自己的账号" in text(admin, "users")


def test_a_new_password_ends_the_old_sessions(app: Flask, admin: Client, sign_in: Callable[..., Client]) -> None:
    clerk = sign_in("clerk", unit=stages.UNIT, login="clerk")
    page, action = f"{ADMIN}/users/clerk", f"{ADMIN}/users/clerk/password"
    assert admin.submit(page, {"password": "short"}, action=action).status_code == 422
    assert admin.submit(page, {"password": PASSWORD}, action=action).status_code == 303
    assert clerk.get("/staff/tickets").status_code == 303
    with app.app_context():
        assert actions.check_password("clerk", PASSWORD) is not None


def test_many_people_are_read_page_by_page(app: Flask, admin: Client) -> None:
    with app.app_context(), transaction():
        for number in range(51):
            actions.add_user("510100", f"user{number:02}", "演示", "operator", "510100", PASSWORD, city_clock.now())
    assert "user48" in text(admin, "users")
    assert "user50" not in text(admin, "users")
    assert "user50" in text(admin, "users?after=user48")


def test_the_rules_in_force_are_shown_as_tables(admin: Client) -> None:
    shown = text(admin, "rules")
    for words in ("15个工作日", "2小时", "督办阶梯", "红牌", "2027", "暂定，尚未公布"):
        assert words in shown


def load(client: Client, content: bytes) -> Any:
    page = inspection.read(text(client, "rules"))
    form = next(form for form in page.forms if form.action.endswith("/calendar"))
    return client.post(
        form.action,
        data={**form.values, "file": (io.BytesIO(content), "2027.toml")},
        content_type="multipart/form-data",
    )


def test_a_new_calendar_moves_the_limits_it_touches(app: Flask, admin: Client, clock: Callable[[str], None]) -> None:
    clock("2026-12-28T10:00:00+08:00")
    number = stages.dispatched(app)
    before = stages.read(app, number).due_at
    assert load(admin, YEAR_2027.encode()).status_code == 303
    assert "1件在办工单的期限有变化" in text(admin, "rules")
    assert stages.read(app, number).due_at > before


def years(page: str) -> list[str]:
    """The calendars on the page."""
    return re.findall(r'data-label="年份"><span>(\d{4})</span>', page)


@pytest.mark.parametrize(
    "content",
    [b"", b"year = ", b"\xff\xfe\x00", b"year = 2028\nofficial = true\n", b"x" * 300_000],
)
def test_a_faulty_calendar_changes_nothing(app: Flask, admin: Client, content: bytes) -> None:
    before = years(text(admin, "rules"))
    assert "2026" in before
    answer = load(admin, content)
    assert answer.status_code == 422
    assert "这个日历文件不能用" in answer.get_data(as_text=True)
    assert years(text(admin, "rules")) == before


def test_the_catalogue_is_searched_by_word(admin: Client) -> None:
    shown = text(admin, "catalogue?q=井盖")
    assert "井盖" in shown
    assert "没有符合的事项" in text(admin, "catalogue?q=不存在的事项")


def test_the_catalogue_is_read_page_by_page(admin: Client) -> None:
    first, chapter = text(admin, "catalogue"), text(admin, "catalogue?chapter=29")
    assert "after=" in first
    assert "/catalogue?after=" not in chapter
    codes = re.findall(r'<span class="code">(\d{4})</span>', first)
    assert len(codes) == 50
    assert codes[0] not in text(admin, f"catalogue?after={codes[-1]}")


def test_streets_are_found_by_name(admin: Client) -> None:
    assert "春熙路街道" not in text(admin, "units")
    assert "春熙路街道" in text(admin, "units?q=春熙路")


def test_a_message_set_aside_shows_its_reason_and_size_only(app: Flask, admin: Client) -> None:
    with app.app_context():
        raw = "不是JSON，我叫演示来电人".encode()
        inbox.arrive("phone", raw, city_clock.now())
    shown = text(admin, "inbox")
    assert "JSON" in shown
    assert f"{len(raw)}字节" in shown
    assert "演示来电人" not in shown


def _set_aside(app: Flask) -> int:
    """A message that a fault of ours had kept from being read; nothing of it is wrong."""
    told = '{"call_id": "c-1", "title": "路灯不亮", "body": "锦江区春熙路路灯不亮", "name": "演示来电人"}'
    with app.app_context():
        with transaction():
            keep(raw=told.encode(), state="quarantined")
        return db.session.query(Inbox).one().id


def keep(raw: bytes, state: str) -> None:
    digest = hashlib.sha256(raw).hexdigest()
    row = Inbox(city="510100", channel="phone", external_id="c-1", raw=raw, sha256=digest, state=state, reason="……")
    row.received_at = city_clock.now()
    db.session.add(row)


def test_a_message_set_aside_is_read_again_and_becomes_one_ticket(app: Flask, admin: Client) -> None:
    row_id = _set_aside(app)
    again = f"{ADMIN}/inbox/{row_id}/replay"
    assert admin.submit(f"{ADMIN}/inbox", {}, action=again).status_code == 303
    shown = text(admin, "inbox")
    with app.app_context():
        ticket = db.session.query(Ticket).one()
        assert (ticket.title, db.session.query(Inbox).one().ticket_id) == ("路灯不亮", ticket.id)
        assert numbers.show(ticket.number) in shown
    assert admin.post(again, data=_token(admin)).status_code == 404
    with app.app_context():
        assert db.session.query(Ticket).count() == 1


def test_what_still_cannot_be_read_stays_where_it_is(app: Flask, admin: Client) -> None:
    with app.app_context():
        row_id = inbox.arrive("phone", "不是JSON".encode(), city_clock.now()).row_id
    admin.submit(f"{ADMIN}/inbox", {}, action=f"{ADMIN}/inbox/{row_id}/replay")
    assert "仍然无法读取" in text(admin, "inbox")
    with app.app_context():
        assert db.session.query(Inbox).one().state == "quarantined"


def test_who_takes_a_message_as_a_file_is_recorded(app: Flask, admin: Client) -> None:
    row_id = _set_aside(app)
    given = admin.submit(f"{ADMIN}/inbox", {}, action=f"{ADMIN}/inbox/{row_id}/raw")
    assert "演示来电人".encode() in given.data
    assert given.headers["Content-Disposition"].startswith("attachment")
    with app.app_context():
        seen = db.session.query(Reveal).one()
        assert (seen.ticket_id, seen.field, seen.user_name) == (row_id, "raw", "演示admin")


def _token(client: Client) -> dict[str, str]:
    """The form key of any page, for a form that is no longer on one."""
    found = inspection.read(client.get(f"{ADMIN}/users").get_data(as_text=True)).forms
    return {"csrf_token": next(form.values["csrf_token"] for form in found if "csrf_token" in form.values)}


def test_a_dead_letter_is_tried_again(app: Flask, admin: Client) -> None:
    stages.dispatched(app)
    with app.app_context(), transaction():
        message = db.session.query(Message).filter(Message.template == "received").one()
        message.state, message.tries, message.error = "dead", 5, "refused by someone@example.com"
        key = (message.city, message.id)
    assert "someone@example.com" not in text(admin, "outbox")
    admin.submit(f"{ADMIN}/outbox", {}, action=f"{ADMIN}/outbox/{key[1]}/retry")
    with app.app_context():
        again = db.session.get(Message, key)
        assert again is not None
        assert (again.state, again.tries) == ("waiting", 0)


@pytest.mark.parametrize("page", ["users", "units", "rules", "catalogue", "inbox", "outbox"])
def test_only_the_administrator_opens_these_pages(page: str, sign_in: Callable[..., Client]) -> None:
    for role in ("operator", "dispatcher", "mayor", "auditor"):
        assert sign_in(role).get(f"{ADMIN}/{page}").status_code == 403
