"""A dispute waits where those who rule on it look, and is told in words."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from hotline import outbox
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks.bell import of as recipients
from hotline.routing.models import Decision
from tests.browsing import Client
from tests.matters import CITY, Matter, dispatched, handled, taken

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _friday(clock: Callable[[str], None]) -> None:
    clock("2026-11-20 10:00")


def disputed(app: Flask) -> Matter:
    return handled(app).do("refer", text="职责有争议")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def told(app: Flask, role: str, unit: str = CITY) -> set[str]:
    with app.app_context():
        return {row.template for row in outbox.recent(CITY, recipients(Actor(1, "演示", role, CITY, unit)))}


def test_who_may_rule_is_told_and_the_units_hear_the_ruling(app: Flask) -> None:
    matter = disputed(app)
    assert "dispute" in told(app, "supervisor") & told(app, "dispatcher")
    assert "dispute" not in told(app, "followup") | told(app, "clerk", "cgw")
    matter.do("rule", "supervisor", unit="510104", text="按属地由锦江区主办")
    assert "ruled" in told(app, "clerk", "cgw")
    assert "assigned" in told(app, "clerk", "510104")


def test_the_dispatch_desk_counts_disputes_and_their_page_names_them_first(app: Flask, sign_in: SignIn) -> None:
    dispatcher = sign_in("dispatcher")
    assert "待会商裁定" not in page(dispatcher, "/staff/dispatch")
    number = disputed(app).ticket.number
    assert "待会商裁定" in page(dispatcher, "/staff/dispatch")
    shown = page(dispatcher, "/staff/routing/bounces")
    assert shown.index(number) < shown.index("被转手的工单")


def test_the_ticket_says_what_kind_of_request_it_is_and_how_it_stands(app: Flask, sign_in: SignIn) -> None:
    matter, supervisor = disputed(app), sign_in("supervisor")
    path = f"/staff/tickets/{matter.ticket.number}"
    assert "会商裁定 · 待裁定" in page(supervisor, path)
    matter.do("rule", "supervisor", unit="510104", text="按属地由锦江区主办")
    shown = page(supervisor, path)
    assert "会商裁定 · 已裁定" in shown
    assert "arbitrate" not in shown


def test_a_ticket_sent_by_hand_is_not_called_sent_on_by_itself(app: Flask, sign_in: SignIn) -> None:
    by_hand = dispatched(app)
    by_itself = taken(app).do("accept").do("dispatch", "system", unit="cgw")
    with app.app_context(), transaction():
        db.session.execute(update(Decision).values(auto=True, unit="cgw"))
    dispatcher = sign_in("dispatcher")
    assert "自动派出" in page(dispatcher, f"/staff/tickets/{by_itself.ticket.number}")
    shown = page(dispatcher, f"/staff/tickets/{by_hand.ticket.number}")
    assert "自动派出" not in shown
    assert "达到自动派单标准" in shown


def test_who_rules_reads_that_the_unit_works_on_what_it_gave_back_itself(app: Flask, sign_in: SignIn) -> None:
    matter, dispatcher = taken(app).do("accept"), sign_in("dispatcher")
    for unit in ("510104", "cgw", "sjj"):
        matter.do("dispatch", unit=unit).do("ask_return", "clerk", of=unit, reason="duty", text="职责清单第3条")
        act = f"/staff/dispatch/requests/{matter.ticket.number}/grant_return"
        where = dispatcher.submit("/staff/dispatch/requests?sort=return", {"text": "理由成立"}, action=act)
    assert "裁定前仍由锦江区先行办理，尽管该单位此前的退单已获同意" in page(dispatcher, where.headers["Location"])
    path = f"/staff/tickets/{matter.ticket.number}"
    assert "锦江区先行办理，尽管该单位此前的退单已获同意" in page(dispatcher, path)
    assert "锦江区已退过本件，又没有其他可派单位" in page(dispatcher, "/staff/routing/bounces")
    dispatcher.get("/language/en")
    assert "works on it until the ruling, although its own return of it was granted" in page(dispatcher, path)


def test_who_grants_the_third_return_hears_that_the_default_unit_has_it(app: Flask, sign_in: SignIn) -> None:
    matter = taken(app, title="希望增加公交线路", body="公交车班次太少，希望增加公交线路。", category="0501")
    dispatcher = sign_in("dispatcher")
    for unit in ("cgw", "zjj", "sjj"):
        if matter.ticket.state == "received":
            matter.do("accept")
        matter.do("dispatch" if matter.ticket.state == "accepted" else "redispatch", unit=unit, text="派单")
        matter.do("ask_return", "clerk", of=unit, reason="duty", text="职责清单第3条")
        number = matter.ticket.number
        page_of, act = "/staff/dispatch/requests?sort=return", f"/staff/dispatch/requests/{number}/grant_return"
        where = dispatcher.submit(page_of, {"text": "理由成立"}, action=act).headers["Location"]
        last = unit == "sjj"
        assert ("dispatch/requests" in where) is last
        shown = page(dispatcher, where)
        assert ("已同意退单，待重新派单" in shown) is not last
        assert ("裁定前由成都市公共交通集团有限公司先行办理" in shown) is last
    path = f"/staff/tickets/{number}"
    assert "裁定前由本单位先行办理" in page(sign_in("clerk", "gjjt"), path)
    matter.do("rule", "supervisor", unit="jtj", text="谁主管谁负责")
    shown = page(sign_in("clerk", "jtj"), path)
    assert "已裁定由本单位主办" in shown
    assert "已申请过退单" not in shown, "it never asked"
