"""The dispatcher's desk by keyboard: one key confirms, a few correct, the next opens by itself, nothing reloads."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import City, People
from tests.browser.hands import Person
from tests.browser.steps import READ, Triage

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(people: People) -> Iterator[Triage]:
    made = Triage(people.role("dispatcher"))
    yield made
    assert made.person.problems == []


def lead(page: Page, city: City, number: str) -> str:
    return page.request.get(f"{city.url}/staff/tickets/{number}").text()


def test_one_key_confirms_and_the_next_opens_without_a_page_load(desk: Triage, city: City) -> None:
    page = desk.page
    first = desk.front
    below = page.locator("#picks [data-row]").nth(1).get_attribute("id")
    desk.page.wait_for_timeout(READ)
    desk.begin()
    desk.press("1")
    after = desk.next_after(first)
    assert (desk.keys, desk.loads, desk.asked) == (1, 0, 1)
    assert f"pick-{after}" == below
    assert page.url.endswith(f"/staff/dispatch/{after}")
    assert "待签收" in lead(page, city, first)

    desk.press("1", "1")
    other = desk.next_after(after)
    assert page.locator(f"#pick-{other}").count() == 1, "a second press was taken for the next ticket"

    page.keyboard.press("z")
    page.wait_for_url(f"**/staff/dispatch/{after}")
    assert desk.front == after
    assert "待派单" in lead(page, city, after)


def test_the_number_pad_confirms_where_it_writes_figures(desk: Triage) -> None:
    first = desk.front
    desk.page.wait_for_timeout(READ)
    event = "new KeyboardEvent('keydown', {key, code: 'Numpad1', bubbles: true})"
    pad = f"(key) => document.activeElement.dispatchEvent({event})"
    desk.page.evaluate(pad, "End")
    desk.page.wait_for_timeout(READ)
    assert desk.front == first
    desk.page.evaluate(pad, "1")
    desk.next_after(first)


def test_a_wrong_suggestion_is_corrected_with_two_keys_or_five(desk: Triage, city: City) -> None:
    page = desk.page
    page.wait_for_timeout(READ)
    for _ in range(page.locator("#picks [data-row]").count()):
        if page.locator("[data-suggestion='2']").count():
            break
        before = desk.front
        desk.press("j")
        expect(page.locator("[data-number]")).not_to_have_attribute("data-number", before)
        page.wait_for_timeout(READ)
    number, name = desk.front, page.locator("[data-suggestion='2'] b").inner_text()
    desk.begin()
    desk.press("3", "2")
    following = desk.next_after(number)
    assert (desk.keys, desk.loads, desk.asked) == (2, 0, 1)
    assert name in lead(page, city, number)

    desk.begin()
    desk.press("3", "c", "g", "w", "Enter")
    desk.next_after(following)
    assert (desk.keys, desk.loads, desk.asked) == (5, 0, 1)
    assert "城市管理" in lead(page, city, following)


def test_on_a_phone_one_tap_confirms_four_correct_and_the_next_opens(people: People, city: City) -> None:
    desk = Triage(people.role("dispatcher", 390), 390)
    desk.tap("#picks [data-open]")
    desk.waits_for("ticket", "[data-number]")
    first = desk.front
    desk.page.wait_for_timeout(READ)
    desk.begin()
    desk.tap(".triage-bar .btn-primary")
    desk.waits_for("next ticket", f"[data-number]:not([data-number='{first}'])")
    assert (desk.taps, desk.loads) == (1, 0)
    assert "待签收" in lead(desk.page, city, first)

    second = desk.front
    desk.page.wait_for_timeout(READ)
    desk.begin()
    desk.tap(".triage-bar [data-act=dispatch]")
    desk.write("#act-dispatch input[name=named]", "cgw")
    desk.tap("#act-dispatch .acts button[type=submit]")
    desk.waits_for("next ticket", f"[data-number]:not([data-number='{second}'])")
    assert desk.taps <= 5
    assert desk.loads == 0
    assert "城市管理" in lead(desk.page, city, second)
    assert desk.person.problems == []


def test_chosen_ones_go_together_after_a_look(desk: Triage) -> None:
    page = desk.page
    page.wait_for_timeout(READ)
    desk.press("Space", "j")
    page.wait_for_timeout(READ)
    desk.press("Space")
    expect(page.locator("[data-count]")).to_have_text("2")
    page.fill("#bulk-named", "cgw")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("把2件派给")
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("2件已派出")
    page.locator("#messages form button").click()
    expect(page.locator("#messages")).to_contain_text("2件已撤回")


def test_what_was_typed_stays_with_its_ticket(desk: Triage) -> None:
    page = desk.page
    page.wait_for_timeout(READ)
    first = desk.front
    desk.press("5")
    page.keyboard.type("请到法院")
    desk.press("Escape", "j")
    expect(page.locator(f"[data-number='{first}']")).to_have_count(0)
    assert page.locator("#guide-text").input_value() == ""
    page.go_back()
    expect(page.locator(f"[data-number='{first}']")).to_have_count(1)
    assert page.url.endswith(("/staff/dispatch", first))


def test_without_scripts_and_on_a_phone_every_act_is_a_form(people: People, city: City) -> None:
    context = people.browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    people.contexts.append(context)
    person = Person(context.new_page(), city.url)
    person.sign_in("dispatcher")
    person.open("/staff/dispatch")
    person.page.locator("[data-open]").first.click()
    number = person.page.locator("[data-number]").get_attribute("data-number")
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 390
    for _ in range(2):
        with person.page.expect_navigation():
            person.page.locator(".triage-bar .btn-primary").click()
        if not person.says("刚被别人处理过"):  # A job may have been at it since; then she is told, and presses again.
            break
    assert person.page.locator("[data-number]").get_attribute("data-number") != number
    person.page.locator("#messages form button").click()
    assert person.page.locator("[data-number]").get_attribute("data-number") == number


def test_on_a_phone_the_words_of_a_form_that_came_too_late_stand_in_front(people: People, city: City) -> None:
    slow = people.role("dispatcher", width=390)
    slow.open("/staff/dispatch")
    ticket = str(slow.page.locator("#picks a[data-open]").last.get_attribute("href"))
    slow.open(ticket)
    slow.page.click("[data-act=guide]")
    form = slow.page.locator("#act-guide form")
    form.locator("textarea").first.fill("请到法院立案。")
    quick = Person(slow.page.context.new_page(), city.url).open(ticket)
    with quick.page.expect_response(lambda answer: answer.request.method == "POST"):
        quick.page.locator("[data-act=answer]").click()
        quick.page.locator("#act-answer textarea").first.fill("已经答复来电人。")
        quick.page.locator("#act-answer .btn-primary").click()
    form.locator(".btn-primary").click()
    expect(slow.page.locator(".kept-text")).to_be_visible()
    expect(slow.page.locator(".kept-text")).to_have_text("请到法院立案。")
    expect(slow.page.locator("#triage-list")).to_be_hidden()
