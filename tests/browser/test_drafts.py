"""What is typed at a desk survives a reload, a lost network and a second thought; a composition is left alone."""

import contextlib
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import People
from tests.browser.hands import Person

pytestmark = pytest.mark.browser

WORDS = "已到现场，路灯周三修好。"
NOTE = "form[data-draft$='/note']"
SAID = f"{NOTE} [data-draft-said]"


@pytest.fixture
def clerk(people: People) -> Iterator[Person]:
    """The clerk before the first ticket of her list, the note's form open and empty."""
    person = people.role("clerk")
    person.open("/staff/tickets?scope=open")
    path = person.page.locator("main a[href^='/staff/tickets/5']").first.get_attribute("href")
    person.open(str(path).partition("?")[0])
    person._uncover(person.page.locator(NOTE))
    yield person
    person.page.context.set_offline(False)
    person.open("/staff/drafts")
    for _ in range(person.page.locator("main form").count()):
        person.page.locator("main form button").first.click()


def text(clerk: Person) -> str:
    return clerk.page.locator(f"{NOTE} [name=text]").input_value()


def test_a_reload_finds_the_words_again(clerk: Person) -> None:
    clerk.page.locator(f"{NOTE} [name=text]").press_sequentially(WORDS)
    expect(clerk.page.locator(SAID)).to_contain_text("已保存")
    clerk.page.reload()
    assert text(clerk) == WORDS


def test_without_a_network_the_words_wait_in_the_browser_and_go_when_it_is_back(clerk: Person) -> None:
    clerk.page.context.set_offline(True)
    clerk.page.locator(f"{NOTE} [name=text]").press_sequentially(WORDS)
    expect(clerk.page.locator(SAID)).to_contain_text("已存在本机")
    clerk.page.context.set_offline(False)
    expect(clerk.page.locator(SAID)).to_contain_text("已保存")
    clerk.page.reload()
    assert text(clerk) == WORDS


def test_ctrl_s_keeps_at_once_and_stays_on_the_page(clerk: Person) -> None:
    clerk.page.locator(f"{NOTE} [name=text]").fill(WORDS)
    with clerk.page.expect_response("**/staff/drafts") as answer:
        clerk.page.keyboard.press("Control+s")
    assert answer.value.ok
    assert text(clerk) == WORDS


def test_nothing_is_kept_in_the_middle_of_a_composition(clerk: Person) -> None:
    field = clerk.page.locator(f"{NOTE} [name=text]")
    field.focus()
    asked: list[str] = []
    clerk.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    session = clerk.page.context.new_cdp_session(clerk.page)
    session.send("Input.imeSetComposition", {"text": "yi'dao", "selectionStart": 6, "selectionEnd": 6})
    clerk.page.wait_for_timeout(2500)
    assert asked == []
    session.send("Input.insertText", {"text": "已到"})
    expect(clerk.page.locator(SAID)).to_contain_text("已保存")
    assert field.input_value() == "已到"


def test_a_killed_tab_loses_no_letter(clerk: Person) -> None:
    tab = clerk.page.context.new_page()
    tab.goto(clerk.page.url)
    tab.locator(NOTE).evaluate("form => { form.closest('details').open = true }")
    tab.locator(f"{NOTE} [name=text]").press_sequentially(WORDS * 3, delay=25)
    with contextlib.suppress(Error):
        tab.goto("chrome://crash", timeout=3000)
    time.sleep(1)
    again = clerk.page.context.new_page()
    again.goto(clerk.page.url)
    expect(again.locator(f"{NOTE} [name=text]")).to_have_value(WORDS * 3)
    expect(again.locator(SAID)).to_contain_text("已保存")
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_words_on_this_device_are_sealed_and_gone_at_sign_out(clerk: Person) -> None:
    clerk.page.context.set_offline(True)
    clerk.page.locator(f"{NOTE} [name=text]").press_sequentially(WORDS)
    clerk.page.wait_for_function("Object.keys(localStorage).length === 1")
    assert "路灯" not in clerk.page.evaluate("Object.values(localStorage)[0]")
    clerk.page.evaluate("window.hotlineDevice.wipe()")
    clerk.page.wait_for_function("Object.keys(localStorage).length === 0")


def test_colleagues_are_told_who_is_writing_and_the_writer_is_not(clerk: Person, people: People) -> None:
    clerk.page.locator(f"{NOTE} [name=text]").press_sequentially(WORDS)
    expect(clerk.page.locator(SAID)).to_contain_text("已保存")
    reader = people.role("supervisor").open(clerk.page.url.removeprefix(clerk.base)).page
    expect(reader.locator("#writing")).to_contain_text("正在编辑“批注”")
    assert WORDS not in reader.content()
    clerk.page.reload()
    assert clerk.page.locator("#writing").is_hidden()


def test_an_instruction_of_the_mayor_is_kept_like_any_other_words(people: People) -> None:
    mayor = people.role("mayor")
    mayor.open("/staff/boards/office")
    mayor.page.locator(".office-list a[href*='/staff/boards/office/']").first.click()
    mayor.page.locator("#text").press_sequentially("三日内现场办结。")
    expect(mayor.page.locator("[data-draft-said]")).to_contain_text("已保存")
    mayor.page.reload()
    assert mayor.page.input_value("#text") == "三日内现场办结。"
    mayor.page.click("main form .btn-primary")
    expect(mayor.page.locator("#messages")).to_contain_text("批示已下达")
    mayor.open("/staff/drafts")
    assert mayor.says("没有草稿")
