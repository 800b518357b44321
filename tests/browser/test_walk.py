"""One letter, one call and one app message from arrival to a closed ticket, each person at the own desk."""

import json
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import City, People
from tests.browser.hands import Person
from tests.browser.steps import (
    ANSWER,
    LETTER,
    NUMBER,
    PLACE,
    answered,
    goes_on,
    number_on,
    photo,
    receipt,
    visits,
)

pytestmark = pytest.mark.browser

WRITER = {"name": "演示市民", "phone": "13800003234"}
"""Somebody who has not written before, in any other test."""


def test_a_letter_to_the_mayor_is_routed_answered_and_closed(people: People, tmp_path: Path) -> None:
    citizen = people.citizen()
    citizen.open("/letters/new?mailbox=mayor")
    citizen.submit(
        "main form[action^='/letters']",
        body=LETTER,
        address=PLACE,
        files=str(photo(tmp_path)),
        **WRITER,
    )
    goes_on(citizen)
    assert citizen.says("请核对")
    citizen.submit("main form", button=".btn-primary")
    number, code = receipt(citizen)

    dispatcher = people.role("dispatcher")
    dispatcher.open(f"/staff/tickets/{number}")
    assert dispatcher.says("演**")
    assert not dispatcher.says(WRITER["phone"])
    assert dispatcher.says("占道经营")

    leader = people.role("leader")
    answered(leader, number)
    visits(people.role("followup"), number, solved="solved", satisfied="satisfied", treated="satisfied")

    citizen.open("/track")
    citizen.submit("main form", number=number, code=code)
    assert citizen.says("烧烤摊已撤离")
    assert citizen.says("已办结")
    dispatcher.open(f"/staff/tickets/{number}")
    assert dispatcher.says("已办结")
    _nothing_broke(citizen, dispatcher, leader)


def test_a_call_is_logged_dispatched_reworked_and_closed(people: People) -> None:
    operator = people.role("operator")
    operator.open("/staff/calls/new")
    operator.submit(
        "form#call",
        button="button[value=dispatch]",
        phone="028-86000000",
        name="演示来电",
        body="小区门口的共享单车乱停乱放，堵住了盲道，请清理。",
        address="武侯区示例大道",
        unit="cgw",
    )
    number = number_on(operator)

    bureau, supervisor = people.role("bureau"), people.role("supervisor")
    bureau.act(number, "sign")
    bureau.act(number, "contact", text="已电话联系。")
    bureau.act(number, "reply", resolution="partly", internal="已清理一次。", public=ANSWER)
    supervisor.act(number, "send_back", text="请写明今后怎样防止。")
    bureau.act(number, "reply", resolution="solved", internal="已清理并设禁停区。", public=ANSWER)
    supervisor.act(number, "approve")

    followup = people.role("followup")
    visits(followup, number, solved="unsolved", satisfied="dissatisfied", treated="basically", reason="no_show")
    bureau.open(f"/staff/tickets/{number}")
    assert bureau.says("重办")
    bureau.act(number, "reply", resolution="solved", internal="重办：已到场。", public=ANSWER)
    supervisor.act(number, "approve")
    visits(followup, number, solved="solved", satisfied="satisfied", treated="satisfied")
    operator.open(f"/staff/tickets/{number}")
    assert operator.says("已办结")
    _nothing_broke(operator, bureau, supervisor, followup)


def test_an_app_message_goes_down_to_a_street_and_is_closed(people: People, city: City) -> None:
    number = _app_message(city)
    dispatcher = people.role("dispatcher")
    dispatcher.open(f"/staff/tickets/{number}")
    if dispatcher.page.locator("main form[action$='/dispatch']").count():
        dispatcher.act(number, "dispatch", unit="510104")
    leader, clerk = people.role("leader"), people.role("clerk")
    leader.act(number, "sign")
    leader.act(number, "sub_assign", unit="510104017", text="请今天到现场。")
    clerk.act(number, "contact", text="已联系。")
    clerk.act(number, "opine", text="垃圾已清运，见现场记录。")
    leader.act(number, "reply", resolution="solved", internal="街道已清运。", public=ANSWER)
    leader.act(number, "approve")
    visits(people.role("followup"), number, solved="basically", satisfied="basically", treated="satisfied")
    dispatcher.open(f"/staff/tickets/{number}")
    assert dispatcher.says("已办结")
    _nothing_broke(dispatcher, leader, clerk)


def test_an_overdue_ticket_climbs_the_ladder_and_stands_on_the_mayors_board(people: People, city: City) -> None:
    operator = people.role("operator")
    operator.open("/staff/calls/new")
    operator.submit(
        "form#call",
        button="button[value=dispatch]",
        phone="13900001111",
        body="咨询夜间经营的时限规定。",
        address="青羊区示例街",
        kind="consult",
        unit="cgw",
    )
    number = number_on(operator)
    later = (datetime.now(UTC) + timedelta(days=100)).isoformat(timespec="seconds")
    fired = int(city.command("jobs", "once", "ladder", "--at", later))
    assert fired >= 5
    assert city.command("jobs", "once", "ladder", "--at", later) == "0"
    supervisor = people.role("supervisor")
    supervisor.open(f"/staff/tickets/{number}")
    told = supervisor.page.content()
    for words in ("黄牌", "红牌", "督办", "提级督办"):
        assert words in told
    city.command("jobs", "once", "rollups")
    mayor = people.role("mayor", width=390)
    mayor.open("/staff/boards/city")
    link = mayor.page.locator("main a[href*='/staff/tickets']:visible").first
    with mayor.page.expect_navigation(wait_until="load"):
        link.click()
    assert NUMBER.search(mayor.page.content()) or mayor.page.locator("main table, main .empty").count()
    assert city.command("boards", "recount")
    _nothing_broke(operator, supervisor, mayor)


def _app_message(city: City) -> str:
    form = {
        "service_code": "0103",
        "lat": "30.6560",
        "long": "104.0830",
        "description": "小区门口垃圾堆了三天没有清运，臭味很大。",
        "address_string": "锦江区锦官驿街道示例路8号",
        "first_name": "演示",
        "phone": "13700001234",
        "device_id": "walk",
    }
    request = urllib.request.Request(
        f"{city.url}/open311/v2/requests.json", urllib.parse.urlencode(form).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=90) as answer:
        return str(json.load(answer)[0]["service_request_id"])


def _nothing_broke(*people: Person) -> None:
    for person in people:
        assert person.problems == []
