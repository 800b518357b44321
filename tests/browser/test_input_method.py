"""A Chinese input method at the desks: its keys are its own, what is composed stays whole, its digits are digits."""

import pytest
from playwright.sync_api import Request, expect

from tests.browser.composing import InputMethod
from tests.browser.conftest import People
from tests.browser.counting import Hands
from tests.browser.steps import CALL

pytestmark = pytest.mark.browser

CHOOSING = ("ArrowDown", "ArrowUp", "PageDown", "Digit1", "Space", "Tab", "Escape", "Enter")


def test_a_chord_let_through_in_the_middle_of_a_word_does_nothing_here_nor_in_the_browser(people: People) -> None:
    hands = Hands(people.role("operator"), CALL)
    typing = InputMethod(hands.page)
    hands.press("Alt+KeyN")
    typing.compose("xie xie")
    typing.listen()
    hands.press("Control+k", "F1", "Control+s", "Alt+w", "F8", "Control+Enter")
    assert typing.pressed() == [f"{code} true true" for code in ("KeyK", "F1", "KeyS", "KeyW", "F8", "Enter")]
    assert (hands.field(), hands.value("body")) == ("body", "xie xie")
    expect(hands.page.locator("dialog[open]")).to_have_count(0)
    hands.press("Control+b")
    assert typing.pressed() == ["KeyB true false"], "what is no key of the page is left to others"
    typing.commit("谢谢")
    assert hands.value("body") == "谢谢"
    hands.press("Control+k")
    expect(hands.page.locator("#palette")).to_be_visible()


def test_a_chord_pressed_once_more_or_held_down_does_not_reach_the_browser(people: People) -> None:
    hands = Hands(people.role("operator"), CALL)
    typing = InputMethod(hands.page)
    typing.listen()
    hands.page.keyboard.down("F1")
    hands.page.keyboard.down("F1")
    hands.page.keyboard.up("F1")
    hands.press("Control+k", "Escape")
    assert typing.pressed() == ["F1 false true", "F1 false true", "KeyK false true", "Escape false false"]
    expect(hands.page.locator("dialog[open]")).to_have_count(0)


def test_keys_that_choose_a_word_choose_nothing_in_the_list_below(people: People) -> None:
    hands = Hands(people.role("operator"), CALL)
    typing = InputMethod(hands.page)
    hands.press("Alt+KeyU")
    typing.compose("c g j")
    typing.keep(*CHOOSING)
    assert (hands.field(), hands.value("unit-box"), hands.value("unit"), hands.loads) == ("unit-box", "c g j", "", 0)
    typing.commit("cgj")
    hands.sees("#unit-list [aria-selected=true]", "市级部门 › 市城管委")
    hands.press("Enter")
    assert hands.value("unit") == "cgw"


def test_the_list_below_follows_what_is_composed_and_leaves_it_alone(people: People) -> None:
    hands = Hands(people.role("operator"), CALL)
    typing = InputMethod(hands.page)
    hands.press("Alt+KeyU")
    typing.compose("c")
    typing.compose("c g j")
    hands.sees("#unit-list [role=option]", "市级部门 › 市城管委")
    expect(hands.page.locator("#unit-list", has_text="公积金")).to_have_count(0)
    assert (hands.field(), hands.value("unit-box"), hands.value("unit")) == ("unit-box", "c g j", "")
    typing.commit("市城管委")
    hands.press("Enter")
    assert hands.value("unit") == "cgw"


def test_what_is_pressed_in_the_middle_of_a_word_stays_chosen_also_when_the_next_word_is_given_up(
    people: People,
) -> None:
    hands = Hands(people.role("operator"), CALL)
    typing = InputMethod(hands.page)
    hands.press("Alt+KeyU")
    typing.compose("c g j")
    hands.page.locator("#unit-list [role=option]", has_text="市城管委").click()
    assert (hands.value("unit"), hands.value("unit-box")) == ("cgw", "市级部门 › 市城管委")
    typing.compose("s")
    typing.compose("")
    assert (hands.value("unit"), hands.value("unit-box")) == ("cgw", "市级部门 › 市城管委")


def test_one_key_acts_of_the_dispatcher_wait_for_the_word(people: People) -> None:
    hands = Hands(people.role("dispatcher"), "/staff/dispatch")
    typing = InputMethod(hands.page)
    sent: list[str] = []
    hands.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    hands.page.locator("#triage-list a[aria-current]").focus()
    hands.page.wait_for_timeout(300)
    hands.press("Digit3")
    expect(hands.page.locator("#dispatch-named")).to_be_focused()
    typing.keep("KeyW")
    typing.compose("wei")
    typing.keep("Digit1", "Digit2", "Escape")
    assert (hands.field(), sent) == ("dispatch-named", [])
    typing.commit("位")
    hands.press("Escape")
    assert hands.field().startswith("pick-") or hands.page.evaluate("document.activeElement.matches('[data-open]')")


def test_a_digit_of_the_choice_is_no_answer_of_the_citizen(people: People) -> None:
    person = people.role("followup").open("/staff/follow-ups")
    person.page.locator("[data-row] a[href]").first.click()
    person.page.wait_for_url("**/staff/follow-ups/5*")
    words = person.page.locator("#visit textarea")
    words.focus()
    typing = InputMethod(person.page)
    typing.compose("man yi")
    typing.keep("Digit1", "Digit2")
    assert person.page.locator("#visit input[type=radio]:checked").count() == 0
    typing.commit("满意")
    expect(words).to_be_focused()
    expect(words).to_have_value("满意")


def test_full_width_digits_find_a_number_and_never_go_into_an_address_as_a_telephone(people: People) -> None:
    page = people.role("supervisor").open("/staff/tickets?scope=open").page
    number = str(page.locator("[data-row]").first.get_attribute("data-number"))
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.insert_text("１３８００１３８０００")
    page.locator("#hit-phone").wait_for()
    assert asked == []
    page.locator("#palette-field").fill("")
    page.keyboard.insert_text(number[-7:].translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    expect(page.locator("#palette [role=option]").first).to_contain_text(number[-7:])


def test_words_kept_aside_go_to_the_server_only_with_the_whole_word(people: People) -> None:
    hands = Hands(people.role("operator"), CALL)
    typing = InputMethod(hands.page)
    hands.press("Alt+KeyN")
    hands.page.context.set_offline(True)
    hands.say("三楼")
    expect(hands.page.locator("#call [data-draft-said]")).to_contain_text("已存在本机")
    kept: list[Request] = []
    hands.page.on("request", lambda request: kept.append(request) if request.url.endswith("/staff/drafts") else None)
    typing.compose("lou deng")
    hands.page.context.set_offline(False)
    hands.page.wait_for_timeout(600)
    assert kept == []
    with hands.page.expect_response("**/staff/drafts") as answer:
        typing.commit("楼灯")
    assert "lou" not in str(answer.value.request.post_data)
    assert hands.value("body") == "三楼楼灯"
