"""An operator on the hundredth call of the night: keys and page loads are counted, a composition is never disturbed."""

import pytest
from playwright.sync_api import CDPSession, Route, expect

from tests.browser.conftest import People
from tests.browser.counting import Hands
from tests.browser.hands import Person
from tests.browser.steps import CALL, COMPLAINT, logs_a_complaint, urges

pytestmark = pytest.mark.browser


@pytest.fixture
def operator(people: People) -> Person:
    return people.role("operator")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_common_complaint_is_logged_with_twelve_keys_on_one_page(operator: Person, width: int) -> None:
    hands = Hands(operator, CALL, width)
    logs_a_complaint(hands, "13812340001")
    assert hands.field() == "next-call"
    hands.press("Enter")
    assert (hands.field(), hands.value("body")) == ("phone", "")
    assert hands.keys <= 12
    assert hands.loads == 1
    assert operator.problems == []


@pytest.mark.parametrize("width", [1440, 390])
def test_who_calls_about_an_open_matter_urges_it_with_four_keys(operator: Person, width: int) -> None:
    hands, phone = Hands(operator, CALL, width), f"1381234{width:04d}"
    logged(hands, phone)
    hands.press("Enter")
    hands.begin()
    urges(hands, phone)
    assert hands.keys <= 4
    hands.press("Enter")
    hands.say(phone)
    hands.sees("#earlier", "补充到此件")
    hands.press("Alt+KeyN")
    hands.say("今天又来了，在东门口。")
    hands.press("Alt+KeyM")
    hands.sees("#taken", "510100-")


def test_the_callers_own_matter_is_found_by_its_words_and_urged_with_one_key(operator: Person) -> None:
    hands, phone = Hands(operator, CALL), "13812340077"
    logged(hands, phone)
    hands.press("Enter")
    hands.begin()
    hands.say(phone)
    hands.press("Alt+KeyN")
    hands.say(COMPLAINT)
    hands.sees(".call-alike", "同一来电人")
    hands.press("Alt+KeyT")
    hands.sees("#taken", "510100-")
    assert operator.problems == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_second_matter_of_the_call_is_filed_with_one_key_and_the_call_goes_on(operator: Person, width: int) -> None:
    hands, phone = Hands(operator, CALL, width), f"1381235{width:04d}"
    hands.say(phone)
    hands.press("Alt+KeyN")
    hands.say("1、青羊区草市街路口路灯坏了三天，晚上看不见路。\n2、楼下烧烤店油烟直排，每天晚上熏得睡不着。")
    hands.sees("#assist", "好像说了2件事")
    hands.press("Alt+KeyY")
    hands.sees("#taken", "510100-")
    page = hands.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert hands.value("phone").replace(" ", "") == phone
    assert "路灯" in hands.value("body")
    assert "烧烤" not in hands.value("body")
    second = page.locator("#taken .code").first.inner_text()
    hands.press("Control+Enter")
    expect(page.locator("#taken .code").first).not_to_have_text(second)
    assert operator.problems == []


def test_whom_the_caller_accuses_is_not_found_in_the_list_of_units(operator: Person) -> None:
    hands = Hands(operator, CALL)
    hands.press("Alt+KeyN")
    hands.say("举报锦江区政府工作人员收受贿赂、吃拿卡要。")
    hands.sees("#assist", "不得派给")
    hands.press("Alt+KeyU")
    hands.page.keyboard.type("qyq")
    hands.sees("#unit-list [aria-selected=true]", "青羊区")
    for _letter in "qyq":
        hands.press("Backspace")
    hands.page.keyboard.type("锦江区")
    expect(hands.page.locator("#unit-list [role=option]").filter(has_text="锦江区")).to_have_count(0)
    assert operator.problems == []


def test_a_unit_is_found_by_initials_and_free_text_is_kept(operator: Person) -> None:
    hands = Hands(operator, CALL)
    hands.press("Alt+KeyU")
    hands.page.keyboard.type("cgj")
    hands.sees("#unit-list [aria-selected=true]", "市级部门 › 市城管委")
    hands.press("Enter")
    assert (hands.value("unit"), hands.value("unit-box")) == ("cgw", "市级部门 › 市城管委")
    hands.press("Alt+KeyC")
    hands.page.keyboard.type("zhanydj")
    expect(hands.page.locator("#category-list")).to_be_hidden()
    hands.press("Alt+KeyW")
    assert hands.value("category-box") == "zhanydj"
    hands.sees("#category-none", "请从列表选")
    hands.page.keyboard.type("cxl")
    hands.press("ArrowDown", "Enter")
    assert hands.value("address") == "锦江区春熙路街道"
    assert hands.loads == 0
    hands.press("Control+Enter")
    hands.sees(".error-summary", "请写下来电人说的内容")
    assert (hands.value("unit"), hands.value("category-box"), hands.value("address")) == (
        "cgw", "zhanydj", "锦江区春熙路街道",
    )  # fmt: skip


def test_what_is_typed_and_pressed_before_the_scripts_come_is_heard_when_they_do(people: People) -> None:
    context = people.browser.new_context(service_workers="block", locale="zh-CN")
    operator = Person(context.new_page(), people.city.url)
    operator.sign_in("operator")
    late: list[Route] = []
    context.route("**/js/call.js*", lambda script: late.append(script))
    page = operator.page
    with page.expect_request("**/js/call.js*"):
        page.goto(operator.base + CALL, wait_until="commit")
    page.fill("#phone", "13812350099")
    page.fill("#body", COMPLAINT)
    page.keyboard.press("F8")
    expect(page.locator("#call:not(.is-live)")).to_be_visible()
    expect(page.locator("#body")).to_be_focused()
    for one in late:
        one.continue_()
    expect(page.locator("#address")).to_be_focused()
    expect(page.locator("#earlier")).to_contain_text("第一次来电")
    expect(page.locator("#limit-echo")).to_contain_text("个工作日")
    expect(page.locator("[data-draft-said]")).to_contain_text("保存")
    context.close()


def test_danger_is_seen_and_nothing_moves_when_it_is(operator: Person) -> None:
    hands = Hands(operator, CALL)
    places = hands.page.locator("#advice-title, #alike-title, #address, .call-acts")
    before = [one.bounding_box() for one in places.all()]
    hands.press("F2")
    assert hands.field() == "body"
    hands.say("锦江区春熙路楼道着火了，有人被困。")
    hands.sees(".call-alarm.is-on", "119")
    assert [one.bounding_box() for one in places.all()] == before


def test_a_call_answered_on_the_line_asks_for_the_words_first(operator: Person) -> None:
    hands = Hands(operator, CALL)
    hands.press("F8")
    assert hands.field() == "body"
    hands.say("咨询公积金怎么提取？")
    hands.press("F8")
    assert hands.field() == "address"
    hands.press("Alt+KeyZ")
    assert (hands.field(), hands.loads) == ("text", 0)
    hands.say("请到公积金中心办理，电话12329。")
    hands.press("Alt+KeyZ")
    hands.sees("#taken", "已办结")


def test_a_composition_is_neither_sent_nor_disturbed(operator: Person) -> None:
    hands = Hands(operator, CALL)
    keyboard = hands.page.context.new_cdp_session(hands.page)
    hands.press("Alt+KeyN")
    hands.say(COMPLAINT)
    hands.sees("#limit-echo", "个工作日")
    asked: list[str] = []
    hands.page.on("request", lambda request: asked.append(request.url) if "/calls/" in request.url else None)
    compose(keyboard, "nihao")
    composing_enter(keyboard)
    composing_enter(keyboard, modifiers=CONTROL)
    hands.page.wait_for_timeout(600)
    assert (asked, hands.loads, hands.value("body")) == ([], 0, COMPLAINT + "nihao")
    with hands.page.expect_response("**/staff/calls/assist"):
        hands.page.evaluate("document.getElementById('call').dispatchEvent(new CustomEvent('said'))")
    hands.page.wait_for_timeout(100)
    compose(keyboard, "nihaoma")
    assert hands.value("body") == COMPLAINT + "nihaoma"
    with hands.page.expect_response("**/staff/calls/assist"):
        keyboard.send("Input.insertText", {"text": "你好吗"})
    assert (hands.field(), hands.value("body")) == ("body", COMPLAINT + "你好吗")


def test_at_1280_the_assistant_is_a_drawer_and_danger_stays_in_sight(operator: Person) -> None:
    hands = Hands(operator, CALL, 1280)
    expect(hands.page.locator("#assist")).to_be_hidden()
    hands.press("Alt+KeyN")
    hands.say("锦江区春熙路楼道着火了，有人被困。")
    hands.sees("#alarm-echo", "119")
    hands.press("Alt+KeyI")
    hands.sees("#assist", "依据")
    hands.press("Escape")
    expect(hands.page.locator("#assist")).to_be_hidden()
    assert hands.value("body").endswith("被困。")


CONTROL = 2


def compose(keyboard: CDPSession, letters: str) -> None:
    """What stands under the cursor while an input method still asks which word is meant."""
    keyboard.send(
        "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
    )


def composing_enter(keyboard: CDPSession, modifiers: int = 0) -> None:
    """Enter as an input method passes it on: the browser tells the page only that a key was used (229)."""
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "modifiers": modifiers},
        )


def logged(hands: Hands, phone: str) -> None:
    hands.say(phone)
    hands.press("Alt+KeyN")
    hands.say(COMPLAINT)
    hands.sees("#limit-echo", "个工作日")
    hands.press("Control+Enter")
    hands.sees("#taken:has(#next-call:focus)", "查询码")
