"""A dispatcher on a bad line: what was confirmed or decided waits sealed, goes once, gives way to who was faster."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.city import City
from tests.browser.hands import Person
from tests.browser.looking import axe
from tests.browser.steps import READ
from tests.browser.test_waiting import SENT_MS, STORED

pytestmark = pytest.mark.browser
FRONT = "[data-number]"
WORDS = "断网时写的引导：请到示例法院咨询。"


@pytest.fixture
def desk(browser: Browser, city: City) -> Iterator[Page]:
    """A dispatcher before the list, its first ticket with a suggested unit opened."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(SENT_MS)
    person = Person(context.new_page(), city.url)
    person.sign_in("dispatcher")
    person.open("/staff/dispatch")
    page = person.page
    page.wait_for_timeout(READ)
    while not page.locator("#send-1").count():
        before = number(page)
        page.keyboard.press("j")
        expect(page.locator(FRONT)).not_to_have_attribute("data-number", before)
        page.wait_for_timeout(READ)
    yield page
    context.close()


def number(page: Page) -> str:
    return str(page.locator(FRONT).get_attribute("data-number"))


def state(page: Page, city: City, which: str) -> str:
    return page.request.get(f"{city.url}/staff/tickets/{which}").text()


def dispatched_by_a_colleague(browser: Browser, city: City, which: str) -> None:
    other = Person(browser.new_context(locale="zh-CN").new_page(), city.url)
    other.sign_in("dispatcher")
    other.open(f"/staff/dispatch/{which}")
    other.page.click("#send-1 button")
    expect(other.page.locator(f"[data-number='{which}']")).to_have_count(0)
    other.page.context.close()


def test_one_key_without_a_network_waits_and_the_next_opens_when_it_is_back(desk: Page, city: City) -> None:
    which, below = number(desk), desk.locator("#picks li:has([aria-current]) + li").get_attribute("id")
    desk.context.set_offline(True)
    desk.keyboard.press("1")
    expect(desk.locator("#waiting")).to_contain_text("没有网络。已存在本机，联网后自动送出。下一件到时一并打开。")
    expect(desk.locator("#waiting li")).to_contain_text(which[-7:])
    assert axe(desk) == []
    desk.locator("#picks a[aria-current]").focus()
    desk.keyboard.press("1")
    expect(desk.locator("#messages")).to_contain_text("已在等着送出")
    assert which not in desk.evaluate(STORED)
    desk.locator("#picks li a:not([aria-current])").first.click()
    expect(desk.locator("#messages")).to_contain_text("这一件联网后打开")
    desk.context.set_offline(False)
    expect(desk.locator(FRONT)).not_to_have_attribute("data-number", which, timeout=SENT_MS)
    expect(desk.locator("#messages")).to_contain_text("已派给")
    assert f"pick-{number(desk)}" == below
    assert desk.evaluate(STORED) == ""
    assert state(desk, city, which).count("待签收") >= 1


def test_an_answer_lost_on_the_way_back_does_not_send_it_twice(desk: Page, city: City) -> None:
    def swallow(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    which = number(desk)
    desk.context.route("**/dispatch/*/dispatch*", swallow, times=1)
    desk.keyboard.press("1")
    expect(desk.locator(FRONT)).not_to_have_attribute("data-number", which, timeout=SENT_MS)
    expect(desk.locator("#messages")).to_contain_text("已派给")
    expect(desk.locator("#waiting")).to_be_hidden()


def test_who_was_slower_is_told_and_keeps_what_was_written(desk: Page, browser: Browser, city: City) -> None:
    which = number(desk)
    desk.context.set_offline(True)
    desk.keyboard.press("5")
    desk.fill("#guide-text", WORDS)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#waiting li")).to_contain_text("引导")
    dispatched_by_a_colleague(browser, city, which)
    desk.context.set_offline(False)
    expect(desk.locator("#waiting")).to_contain_text("没有送出", timeout=SENT_MS)
    expect(desk.locator("#messages")).to_contain_text(which[-7:])
    expect(desk.locator("#waiting li").get_by_text(WORDS)).to_be_visible()
    assert axe(desk, spread=True) == []
    desk.locator("#waiting li button").click()
    desk.locator("#waiting li button").click()
    expect(desk.locator("#waiting")).to_be_hidden()


def test_a_decision_is_kept_as_a_draft_and_waits_for_the_network(desk: Page, city: City) -> None:
    desk.goto(f"{city.url}/staff/dispatch/requests?sort=return")
    form = desk.locator("form[data-draft]").first
    place = str(form.get_attribute("data-draft"))
    field = f"form[data-draft='{place}'] textarea"
    desk.locator(field).press_sequentially("权责清单写明属本区。")
    expect(form.locator("[data-draft-said]")).to_contain_text("已保存")
    desk.reload()
    assert desk.input_value(field) == "权责清单写明属本区。"
    desk.context.set_offline(True)
    form.locator("button[data-waits]").last.click()
    expect(desk.locator("#waiting li")).to_contain_text("不同意退单")
    desk.context.set_offline(False)
    expect(desk.locator(f"form[data-draft='{place}']")).to_have_count(0, timeout=SENT_MS)
    expect(desk.locator("#waiting")).to_be_hidden()
    assert "权责清单写明属本区。" in state(desk, city, place.partition("/")[0])
    desk.goto(f"{city.url}/staff/drafts")
    assert place not in desk.content()
