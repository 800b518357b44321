"""The desks under a real input method: pinyin becomes words, and until then no key of it is a key of the page."""

import pytest
from playwright.sync_api import expect

from tests.ime.conftest import Typist

pytestmark = pytest.mark.ime

SETTLE_MS = 400
"""As long as an input method may take to hear that another field has the cursor."""


def settled(typist: Typist) -> None:
    typist.page.wait_for_timeout(SETTLE_MS)


@pytest.mark.parametrize("at_desk", ["operator"], indirect=True)
def test_a_complaint_is_written_and_no_key_of_the_word_is_one_of_the_page(at_desk: Typist) -> None:
    at_desk.open("/staff/calls/new")
    body, address = at_desk.page.locator("#body"), at_desk.page.url
    settled(at_desk)
    at_desk.press("alt+n")
    expect(body).to_be_focused()
    settled(at_desk)
    at_desk.type("nihao")
    expect(body).to_have_value("ni hao")
    at_desk.page.evaluate("document.getElementById('call').dispatchEvent(new CustomEvent('said'))")
    at_desk.press("Down", "Up", "ctrl+k", "F1", "ctrl+s", "alt+w", "F8")
    settled(at_desk)
    assert at_desk.page.evaluate("document.hasFocus()")
    assert len(at_desk.page.context.pages) == 1
    expect(at_desk.page.locator("dialog[open]")).to_have_count(0)
    expect(body).to_have_value("ni hao")
    at_desk.press("space")
    expect(body).to_have_value("你好")
    at_desk.type("xiexie")
    at_desk.press("1")
    expect(body).to_have_value("你好谢谢")
    at_desk.type("ok")
    at_desk.press("Return")
    expect(body).to_have_value("你好谢谢ok")
    at_desk.type("xie")
    at_desk.press("ctrl+Return")
    settled(at_desk)
    expect(body).to_be_focused()
    assert at_desk.page.url == address
    expect(at_desk.page.locator("#taken")).to_have_count(0)


@pytest.mark.parametrize("at_desk", ["operator"], indirect=True)
def test_a_unit_is_found_by_initials_and_by_its_chinese_name(at_desk: Typist) -> None:
    at_desk.open("/staff/calls/new")
    box, unit = at_desk.page.locator("#unit-box"), at_desk.page.locator("#unit")
    settled(at_desk)
    at_desk.press("alt+u")
    settled(at_desk)
    at_desk.type("cgj")
    at_desk.press("Down", "Return")
    expect(box).to_have_value("cgj")
    expect(unit).to_have_value("")
    at_desk.press("Return")
    expect(unit).to_have_value("cgw")
    at_desk.press("ctrl+a", "BackSpace")
    at_desk.type("chengguan")
    at_desk.press("Escape")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    at_desk.type("chengguan")
    at_desk.press("space")
    expect(box).to_have_value("城管")
    at_desk.press("Return")
    expect(unit).to_have_value("cgw")


@pytest.mark.parametrize("at_desk", ["dispatcher"], indirect=True)
def test_single_keys_work_while_pinyin_is_on(at_desk: Typist) -> None:
    at_desk.open("/staff/dispatch")
    current = at_desk.page.locator("#triage-list a[aria-current]")
    current.focus()
    first = current.get_attribute("href")
    settled(at_desk)
    at_desk.press("j")
    expect(current).not_to_have_attribute("href", str(first))
    at_desk.press("k")
    expect(current).to_have_attribute("href", str(first))
    settled(at_desk)
    at_desk.press("3")
    named = at_desk.page.locator("#dispatch-named")
    expect(named).to_be_focused()
    settled(at_desk)
    at_desk.type("wei")
    at_desk.press("2", "Escape")
    expect(current).to_be_focused()
    expect(named).not_to_have_value("")
    expect(current).to_have_attribute("href", str(first))


@pytest.mark.parametrize("at_desk", ["followup"], indirect=True)
def test_digits_answer_for_the_citizen_and_those_of_a_choice_do_not(at_desk: Typist) -> None:
    at_desk.open("/staff/follow-ups")
    at_desk.page.locator("[data-row] a[href]").first.click()
    at_desk.page.wait_for_url("**/staff/follow-ups/5*")
    answers = at_desk.page.locator("#visit [data-digits]").first.locator("input[type=radio]")
    answers.first.focus()
    settled(at_desk)
    for digit in (2, 1):
        answers.first.focus()
        at_desk.press(str(digit))
        expect(answers.nth(digit - 1)).to_be_checked()
    chosen = at_desk.page.locator("#visit input[type=radio]:checked")
    answered = chosen.count()
    words = at_desk.page.locator("#visit textarea")
    words.fill("")
    words.focus()
    settled(at_desk)
    at_desk.type("manyi")
    at_desk.press("1")
    expect(words).to_have_value("满意")
    expect(chosen).to_have_count(answered)
    at_desk.type("xie")
    at_desk.press("Escape")
    expect(words).to_have_value("满意")
    expect(words).to_be_focused()


@pytest.mark.parametrize("at_desk", ["operator"], indirect=True)
def test_finding_waits_for_the_word_and_enter_belongs_to_it_first(at_desk: Typist) -> None:
    at_desk.open("/staff/tickets?scope=open")
    settled(at_desk)
    at_desk.press("ctrl+k")
    expect(at_desk.page.locator("#palette-field")).to_be_focused()
    settled(at_desk)
    asked: list[str] = []
    at_desk.page.on("request", lambda request: asked.append(request.url) if "/find" in request.url else None)
    at_desk.type("geren")
    at_desk.press("ctrl+k")
    settled(at_desk)
    assert asked == []
    expect(at_desk.page.locator("#palette-field")).to_be_focused()
    at_desk.press("space")
    expect(at_desk.page.locator("#palette-field")).to_have_value("个人")
    expect(at_desk.page.locator("#palette [role=option]").first).to_contain_text("个人设置")
    at_desk.type("xie")
    at_desk.press("Escape")
    expect(at_desk.page.locator("#palette")).to_be_visible()
    at_desk.press("Escape")
    expect(at_desk.page.locator("#palette")).to_be_hidden()
