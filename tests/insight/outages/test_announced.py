"""Who calls or writes about an announced outage reads the notice before anything becomes a ticket."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.channels.models import Inbox
from hotline.db import db
from hotline.insight.outages import notices
from hotline.insight.outages.models import Outage
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.desks.calling import assist, count, send
from tests.portal.writing import checked

NOTICE = {
    "sort": "water", "district": "510104", "places": "锦华苑", "since": "2026-11-20 08:00",
    "until": "2026-11-20 18:00", "text": "管网抢修，预计18时恢复。",
}  # fmt: skip
ABOUT = "锦江区锦华苑从早上起停水，什么时候来水？"


@pytest.fixture
def operator(app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    assert sign_in("dispatcher").submit("/staff/outages", NOTICE, "/staff/outages").status_code == 303
    return sign_in("operator")


def test_the_operator_reads_it_out_and_no_ticket_is_made(app: Flask, operator: Client) -> None:
    shown = assist(operator, body=ABOUT)
    assert "预计18时恢复" in shown
    with app.app_context():
        notice = db.session.scalars(select(Outage)).one()
    answer = send(operator, f"/staff/calls/outages/{notice.id}", body=ABOUT)
    assert answer.status_code == 303
    assert (count(app, Ticket), count(app, Inbox)) == (0, 0)
    with app.app_context():
        assert db.session.scalars(select(Outage.told)).one() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"body": "锦华苑整个小区都停水了，几百户人没水用。"},
        {"body": "锦华苑的水停了。"},
        {"body": "锦华苑家里没得水，来不起水。"},
        {"body": "停水了，什么时候恢复？", "address": "锦江区锦华苑3栋"},
    ],
    ids=["a whole estate", "the other way round", "in dialect", "the place in its own field"],
)
def test_however_it_is_said_the_operator_reads_the_notice(operator: Client, said: dict[str, str]) -> None:
    shown = assist(operator, **said)
    assert "预计18时恢复" in shown
    assert "data-ring" not in shown
    assert 'data-echo-outage="停水通知' in shown


def test_danger_stands_before_a_notice(operator: Client) -> None:
    shown = assist(operator, body="锦江区锦华苑停水，楼道着火了，有人被困。")
    assert "119" in shown
    assert "预计18时恢复" not in shown
    assert "data-ring" in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("家里没得电，好久来电", ("power",)),
        ("又停电了", ("power",)),
        ("天然气打不燃火", ("gas",)),
        ("手机没信号", ("net",)),
        ("暖气不热", ("heat",)),
        ("市民来电反映路灯不亮", ()),
        ("本小区没有电梯", ()),
        ("红绿灯信号灯不亮", ()),
        ("窗口服务不热情，水平低，没有水平", ()),
        ("燃气管道漏气，没有气用", ()),
        ("没有水表，没有网站，没有电话", ()),
    ],
)
def test_what_is_missing_is_heard_and_what_only_looks_like_it_is_not(text: str, found: tuple[str, ...]) -> None:
    assert notices.sorts(text) == found


@pytest.mark.parametrize(("body", "told"), [(ABOUT, True), ("锦江区锦华苑的路灯坏了三天。", False)])
def test_a_citizen_reads_it_before_she_sends_her_letter(
    operator: Client, client: Client, body: str, told: bool
) -> None:
    assert ("预计18时恢复" in checked(client, body=body).get_data(as_text=True)) is told
