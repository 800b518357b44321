"""What a clerk submits on a bad line is kept sealed on the telephone, arrives once, never in somebody else's name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import steps
from tests.browser.city import City
from tests.browser.hands import Person
from tests.browser.looking import axe

pytestmark = pytest.mark.browser
SENT_MS = 20_000
"""A line that is back is tried after two seconds, and again."""

NOTE = "form[data-draft$='/note']"
SEND = f"{NOTE} .acts > button[type=submit]:not([formaction])"
STORED = """() => new Promise((done) => {
  const opening = indexedDB.open('hotline-waiting')
  opening.onsuccess = () => {
    const asked = opening.result.transaction('acts').objectStore('acts').getAll()
    asked.onsuccess = () => done(asked.result.map((row) => new TextDecoder().decode(row.sealed)).join())
  }
})"""


@pytest.fixture
def clerk(browser: Browser, city: City) -> Iterator[Person]:
    """A clerk with a telephone before the first ticket of her list."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(SENT_MS)
    person = Person(context.new_page(), city.url)
    person.sign_in("clerk")
    person.open("/staff/tickets?scope=open")
    path = person.page.locator("main a[href^='/staff/tickets/5']").first.get_attribute("href")
    person.open(str(path).partition("?")[0])
    person.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield person
    context.close()


def press_note(clerk: Person, words: str, photo: Path | None = None) -> None:
    clerk._uncover(clerk.page.locator(NOTE))
    clerk.page.fill(f"{NOTE} [name=text]", words)
    if photo:
        clerk.page.set_input_files(f"{NOTE} input[type=file]:not([capture])", str(photo))
    clerk.page.click(SEND)


def keep_note(clerk: Person, words: str, photo: Path | None = None) -> None:
    clerk.page.context.set_offline(True)
    press_note(clerk, words, photo)
    expect(clerk.page.locator("#waiting")).to_contain_text("没有网络。已存在本机，联网后自动送出。")


def times(page: Page, words: str) -> int:
    """How often the ticket says it happened."""
    page.reload()
    return page.locator("main").inner_text().count(words)


def test_it_is_sealed_listed_and_sent_with_its_photo_when_the_network_is_back(clerk: Person, tmp_path: Path) -> None:
    keep_note(clerk, "断网时写的批注甲", steps.photo(tmp_path))
    expect(clerk.page.locator("#waiting")).to_contain_text("1件等着送出")
    expect(clerk.page.locator("#waiting li")).to_contain_text("现场.png")
    assert axe(clerk.page) == []
    stored = clerk.page.evaluate(STORED)
    assert stored
    assert "批注甲" not in stored
    clerk.page.context.set_offline(False)
    expect(clerk.page.locator("#messages")).to_contain_text("批注已保存", timeout=SENT_MS)
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert times(clerk.page, "断网时写的批注甲") == 1
    assert clerk.says("现场.png")
    assert clerk.page.evaluate(STORED) == ""


def test_an_answer_that_was_lost_on_the_way_back_does_not_make_it_count_twice(clerk: Person) -> None:
    def swallow(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
        route.abort()

    clerk.page.context.route("**/note", swallow, times=1)
    press_note(clerk, "回执丢失的批注乙")
    expect(clerk.page.locator("#messages")).to_contain_text("批注已保存", timeout=SENT_MS)
    assert times(clerk.page, "回执丢失的批注乙") == 1


def test_what_the_ticket_no_longer_takes_comes_back_into_its_form(clerk: Person, browser: Browser, city: City) -> None:
    keep_note(clerk, "撞车的批注丙")
    other = Person(browser.new_context(locale="zh-CN").new_page(), city.url)
    other.sign_in("operator")
    other.act(clerk.page.url.rpartition("/")[2], "urge", text="来电催办")
    other.page.context.close()
    clerk.page.context.set_offline(False)
    expect(clerk.page.locator("#waiting")).to_contain_text("没有送出：", timeout=SENT_MS)
    expect(clerk.page.locator(f"{NOTE} [name=text]")).to_have_value("撞车的批注丙")
    clerk.page.click(SEND)
    expect(clerk.page.locator("#messages")).to_contain_text("批注已保存", timeout=SENT_MS)
    expect(clerk.page.locator("#waiting")).to_be_hidden()


def test_after_the_sign_in_ended_it_waits_for_its_own_writer(clerk: Person) -> None:
    where = clerk.page.url.removeprefix(clerk.base)
    keep_note(clerk, "登录过期的批注丁")
    clerk.page.context.clear_cookies()
    clerk.page.context.set_offline(False)
    expect(clerk.page.locator("#waiting")).to_contain_text("登录已过期", timeout=SENT_MS)
    clerk.sign_in("dispatcher")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    clerk.page.context.clear_cookies()
    clerk.sign_in("clerk")
    expect(clerk.page.locator("#messages")).to_contain_text("批注已保存", timeout=SENT_MS)
    clerk.open(where)
    assert clerk.says("登录过期的批注丁")


def test_signing_out_says_what_still_waits_and_deletes_it(clerk: Person) -> None:
    keep_note(clerk, "不送了的批注戊")
    clerk.page.context.route("**/staff/device", lambda route: route.abort())
    clerk.page.context.set_offline(False)
    clerk.page.click(".topbar details.menu > summary")
    clerk.page.click("form[action='/sign-out'] button")
    expect(clerk.page.locator("#leave")).to_contain_text("等着送出1件")
    assert axe(clerk.page) == []
    clerk.page.click("[data-stay]")
    assert clerk.page.evaluate(STORED)
    clerk.page.click(".topbar details.menu > summary")
    clerk.page.click("form[action='/sign-out'] button")
    clerk.page.click("[data-go]")
    clerk.page.wait_for_url("**/login")
    assert clerk.page.evaluate(STORED) == ""


def test_it_can_be_taken_back_and_other_steps_say_that_they_need_the_network(clerk: Person) -> None:
    keep_note(clerk, "取回的批注己")
    clerk.page.click("#waiting li button")
    expect(clerk.page.locator("#waiting")).to_be_hidden()
    assert clerk.page.input_value(f"{NOTE} [name=text]") == "取回的批注己"
    clerk.page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    expect(clerk.page.locator("#messages")).to_contain_text("这一步要等联网后再做")
    clerk.page.goto(f"{clerk.base}/staff/drafts")
    expect(clerk.page.locator("h1")).to_contain_text("网络断开了")
    clerk.page.context.set_offline(False)
    expect(clerk.page.locator("h1")).to_contain_text("我的草稿", timeout=SENT_MS)
