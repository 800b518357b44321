"""A letter without a network: it waits sealed on the device, goes once by itself, and is shown to nobody else there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.city import City
from tests.browser.hands import Person
from tests.browser.looking import axe

pytestmark = pytest.mark.browser
SENT_MS = 20_000
"""A line that is back is tried after two seconds, and again."""

WORDS = "示例街道路灯坏了三天，请派人来看看。"
PHONE = "13800001234"
NEXT = "form#letter > .acts .btn-primary"
STORED = """() => new Promise((done) => {
  const opening = indexedDB.open('hotline-letter')
  opening.onsuccess = () => {
    const asked = opening.result.transaction('letters').objectStore('letters').getAll()
    asked.onsuccess = () => done(asked.result.map((row) => new TextDecoder().decode(row.sealed)).join())
  }
})"""


@pytest.fixture
def writer(browser: Browser, city: City) -> Iterator[Person]:
    """A citizen before an empty letter, the service worker at work."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SENT_MS)
    person = Person(context.new_page(), city.url)
    person.open("/letters/new")
    person.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield person
    context.close()


def leave_for_later(writer: Person, phone: str = PHONE) -> None:
    writer.page.fill("#body", WORDS)
    writer.page.fill("#phone", phone)
    writer.page.context.set_offline(True)
    writer.page.click(NEXT)
    writer.page.click("[data-later-send]")
    expect(writer.page.locator(".letter-waiting")).to_contain_text("已存在本机，联网后自动送出")


def test_it_goes_by_itself_when_the_network_is_back_with_its_photo(writer: Person, tmp_path: Path) -> None:
    writer.page.context.set_offline(True)
    writer.page.set_input_files("input[name=files]:not([capture])", str(steps.photo(tmp_path)))
    leave_for_later(writer)
    stored = writer.page.evaluate(STORED)
    assert stored
    assert "路灯" not in stored
    writer.page.context.set_offline(False)
    writer.page.wait_for_url("**/letters/sent", timeout=SENT_MS)
    number, _code = steps.receipt(writer)
    assert writer.page.evaluate(STORED) == ""
    writer.open(f"/track/{number}")
    assert "附件1个" in writer.page.locator("main").text_content()


def test_a_press_on_send_that_finds_no_network_keeps_it_too(writer: Person) -> None:
    writer.page.fill("#body", WORDS)
    writer.page.fill("#phone", PHONE)
    with writer.page.expect_navigation():
        writer.page.click(NEXT)
    writer.page.context.set_offline(True)
    writer.page.click("main form .btn-primary")
    expect(writer.page.locator(".letter-waiting")).to_be_visible()
    writer.page.click("[data-back]")
    assert writer.page.evaluate(STORED) == ""


def test_what_has_to_be_corrected_comes_back_into_the_form(writer: Person) -> None:
    leave_for_later(writer, phone="138")
    writer.page.context.set_offline(False)
    writer.page.wait_for_url("**/letters/new?at=all", timeout=SENT_MS)
    expect(writer.page.locator("#messages")).to_contain_text("信还没有送出")
    assert writer.page.input_value("#body") == WORDS


@pytest.mark.parametrize("phone", [PHONE, "１３８００００１２３４"])
def test_the_next_person_at_the_same_computer_sees_no_word_and_sends_nothing(writer: Person, phone: str) -> None:
    leave_for_later(writer, phone)
    other = writer.page.context.new_page()
    writer.page.close()
    other.context.set_offline(False)
    other.goto(f"{writer.base}/letters/new")
    expect(other.locator(".letter-waiting")).to_contain_text("请填信里留的电话后4位")
    other.wait_for_timeout(500)
    assert WORDS not in other.content()
    assert axe(other) == []
    other.fill("[data-tail]", "9999")
    other.click("[data-now]")
    expect(other.locator(".letter-waiting")).to_contain_text("不一致")
    other.fill("[data-tail]", phone[-4:])
    other.click("[data-now]")
    other.wait_for_url("**/letters/sent", timeout=SENT_MS)


def test_words_the_server_never_had_are_in_the_reloaded_tab_and_in_no_other(writer: Person) -> None:
    page = writer.page
    page.route("**/letters/drafts", lambda route: route.abort())
    page.fill("#phone", PHONE)
    page.locator("#body").press_sequentially(WORDS)
    other = page.context.new_page()
    other.goto(f"{writer.base}/letters/new")
    assert other.input_value("#body") == ""
    page.reload()
    assert page.input_value("#body") == WORDS


def test_who_comes_later_is_asked_and_the_tab_that_wrote_it_is_not(writer: Person) -> None:
    writer.page.fill("#body", WORDS)
    writer.page.fill("#phone", PHONE)
    expect(writer.page.locator("[data-letter-said]")).to_contain_text("已保存")
    other = writer.page.context.new_page()
    other.goto(f"{writer.base}/letters/new")
    expect(other.locator("h1")).to_contain_text("这封信是您写的吗")
    assert WORDS not in other.content()
    assert axe(other) == []
    writer.open("/")
    writer.page.goto(f"{writer.base}/letters/new")
    writer.page.wait_for_url("**/letters/new?at=all", timeout=SENT_MS)
    assert writer.page.input_value("#body") == WORDS
