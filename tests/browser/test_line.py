"""The screen pop in a real browser: it disturbs nothing that is typed, and one key takes the call."""

import json
import time
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline.channels import signed
from tests.browser.conftest import City, People
from tests.browser.counting import Hands
from tests.browser.hands import Person
from tests.browser.steps import CALL, COMPLAINT
from tests.browser.test_operator import compose

pytestmark = pytest.mark.browser
DESK = "8001"
POP = ".pop-card"
_serial = count(1)


@pytest.fixture
def operator(people: People) -> Iterator[Person]:
    """At a desk with a telephone, and up from it at the end."""
    person = people.role("operator")
    sits(person, DESK)
    yield person
    sits(person, "")


def sits(person: Person, extension: str) -> None:
    person.open("/staff/preferences")
    person.submit("main form[action='/staff/calls/seat']", extension=extension)


def tells(city: City, kind: str, call: str, **facts: str) -> None:
    """The telephone system sends one event."""
    body = json.dumps({"event": kind, "call": call, "at": time.time(), **facts}).encode()
    stamp = str(int(time.time()))
    sign = signed.signature(city.environment["HOTLINE_CALLS_SECRET"], stamp, body)
    headers = {"X-Hotline-Timestamp": stamp, "X-Hotline-Signature": sign, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{city.url}/channels/calls/events", body, headers)) as answer:
        assert json.load(answer)["new"] == 1


def rings(city: City, caller: str) -> str:
    call = f"call {next(_serial)}"
    tells(city, "ringing", call, caller=caller, line="12345", extension=DESK)
    return call


def test_a_call_pops_up_while_she_types_and_goes_into_the_form(city: City, operator: Person) -> None:
    hands = Hands(operator, CALL)
    keyboard = hands.page.context.new_cdp_session(hands.page)
    hands.press("Alt+KeyN")
    hands.say(COMPLAINT)
    hands.sees("#limit-echo", "个工作日")
    compose(keyboard, "nihao")
    places = hands.page.locator("#phone, #body, #address, .call-acts")
    before = [one.bounding_box() for one in places.all()]
    call = rings(city, "13812340071")
    hands.sees(POP, "138 1234 0071")
    assert (hands.field(), hands.value("body")) == ("body", COMPLAINT + "nihao")
    assert [one.bounding_box() for one in places.all()] == before
    keyboard.send("Input.insertText", {"text": "你好"})
    hands.press("F2")
    expect(hands.page.locator("#phone")).to_have_value("138 1234 0071")
    assert (hands.field(), hands.value("body")) == ("body", COMPLAINT + "你好")
    expect(hands.page.locator(POP)).to_have_count(0)
    tells(city, "ended", call)
    assert hands.loads == 0
    hands.press("Control+Enter")
    hands.sees("#taken", "查询码")
    assert operator.problems == []


def test_the_next_call_sets_the_begun_one_aside(city: City, operator: Person) -> None:
    hands = Hands(operator, CALL)
    first = rings(city, "13812340072")
    hands.sees(POP, "138 1234 0072")
    hands.press("F2")
    expect(hands.page.locator("#phone")).to_have_value("138 1234 0072")
    hands.press("Alt+KeyN")
    hands.say(COMPLAINT)
    second = rings(city, "13812340073")
    hands.sees(POP, "138 1234 0073")
    with hands.page.expect_navigation():
        hands.press("F2")
    assert (hands.value("phone"), hands.value("body")) == ("138 1234 0073", "")
    with hands.page.expect_navigation():
        hands.tap(".call-aside a")
    assert (hands.value("phone"), hands.value("body")) == ("138 1234 0072", COMPLAINT)
    for call in (first, second):
        tells(city, "ended", call)


def test_on_another_page_one_key_leads_to_the_form(city: City, operator: Person) -> None:
    hands = Hands(operator, "/staff/tickets")
    call = rings(city, "13812340074")
    hands.sees(POP, "138 1234 0074")
    with hands.page.expect_navigation(url="**/staff/calls/new?call=*"):
        hands.press("F2")
    assert (hands.value("phone"), hands.field()) == ("138 1234 0074", "body")
    tells(city, "ended", call)


def test_during_a_call_keys_put_through_warn_and_take_over_what_was_heard(city: City, operator: Person) -> None:
    hands = Hands(operator, CALL)
    call = rings(city, "13812340075")
    said = Path(city.environment["HOTLINE_TRANSCRIPTS"])
    said.mkdir(exist_ok=True)
    name = call.replace(" ", "-")
    tells(city, "ringing", name, caller="13812340076", line="12345", extension=DESK)
    (said / f"{name}.jsonl").write_text('{"who": "caller", "text": "路灯坏了三天。"}\n', encoding="utf-8")
    hands.sees(POP, "138 1234 0076")
    hands.press("F2")
    hands.sees("#said", "路灯坏了三天。")
    hands.say("锦江区春熙路楼道着火了，有人被困。")
    hands.press("Alt+KeyO")
    assert hands.value("body").endswith("被困。路灯坏了三天。")
    hands.sees("#alarm-echo", "119")
    hands.press("Alt+KeyJ")
    expect(hands.page.locator("#to-119")).to_be_focused()
    hands.press("Enter")
    hands.sees("#call-acts", "已转接119")
    hands.press("Alt+KeyX")
    hands.sees("#call-acts", "请您文明用语")
    assert hands.value("body").endswith("路灯坏了三天。")
    assert hands.loads == 0
    for one in (call, name):
        tells(city, "ended", one)
