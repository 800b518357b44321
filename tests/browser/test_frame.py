"""What stands round every desk, in a real browser: finding, keys, the end of a sign-in, what was done."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import People
from tests.browser.looking import axe

pytestmark = pytest.mark.browser

COMPOSE = """(text) => {
  const field = document.getElementById('palette-field')
  field.value = text
  field.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true}))
  field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true}))
}"""


def test_a_page_is_found_and_opened_by_keys_alone(people: People) -> None:
    person = people.role("supervisor")
    page = person.open("/staff/boards/city").page
    page.keyboard.press("Control+k")
    page.keyboard.type("个人设置")
    page.locator("#palette [role=option][aria-selected=true]", has_text="个人设置").wait_for()
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/preferences")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()
    assert person.problems == []


def test_a_word_being_composed_and_a_telephone_number_are_never_sent(people: People) -> None:
    page = people.role("supervisor").open("/staff/preferences").page
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(COMPOSE, "jinjiang")
    page.fill("#palette-field", "13800138000")
    page.locator("#hit-phone").wait_for()
    assert asked == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/tickets")
    assert "13800138000" not in "".join(asked)


def test_f1_shows_the_keys_that_the_page_prints_on_its_buttons(people: People) -> None:
    page = people.role("supervisor").open("/staff/preferences").page
    page.keyboard.press("F1")
    sheet = page.locator("#key-sheet")
    sheet.get_by_text("所有页面").wait_for()
    assert "保存设置" in sheet.inner_text()
    assert sheet.get_by_text("Ctrl+Enter", exact=True).count() == 2
    assert sheet.get_by_text("表单的主要操作").is_hidden()
    assert axe(page) == []


def test_the_end_of_a_sign_in_is_told_and_one_press_keeps_it(people: People) -> None:
    page = people.role("supervisor").page

    def answer(route: Route) -> None:
        quiet = "x-quiet" in route.request.headers
        route.fulfill(json={"left": 150 if quiet else 28_800})

    page.route("**/staff/session", answer)
    page.clock.install()
    people.role("supervisor").open("/staff/preferences")
    bar = page.locator("#session-end")
    assert bar.is_hidden()
    page.clock.fast_forward("07:58:00")
    bar.wait_for(state="visible")
    page.keyboard.press("Alt+y")
    bar.wait_for(state="hidden")


def test_what_was_done_leaves_the_corner_by_itself_but_not_while_it_is_read(people: People) -> None:
    page = people.role("supervisor").page
    page.clock.install()
    people.role("supervisor").open("/staff/preferences").page.keyboard.press("Control+Enter")
    toast = page.locator("#messages [data-toast]")
    toast.wait_for()
    toast.hover()
    page.clock.fast_forward("01:00")
    assert toast.is_visible()
    page.mouse.move(700, 100)
    page.clock.fast_forward("00:20")
    toast.wait_for(state="detached")


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("operator", ("/staff/calls/new", "/staff/tickets", "/staff/notices")),
        ("dispatcher", ("/staff/dispatch", "/staff/dispatch/requests", "/staff/boards/city")),
        ("clerk", ("/staff/tickets", "TICKET", "/staff/drafts", "/staff/boards/unit/5101040")),
        ("followup", ("/staff/follow-ups",)),
        ("mayor", ("/staff/boards/office", "/staff/boards/city")),
        ("admin", ("/staff/admin/users", "/staff/admin/rules")),
    ],
)
def test_every_desk_warns_three_minutes_ahead(people: People, role: str, paths: tuple[str, ...]) -> None:
    person = people.role(role)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json={"left": 170 if "x-quiet" in route.request.headers else 28_800})

    person.page.route("**/staff/session", answer)
    person.page.clock.install()
    for path in paths:
        if path == "TICKET":
            path = str(person.page.locator("main a[href*='/staff/tickets/5']").first.get_attribute("href"))
        person.open(path)
        bar = person.page.locator("#session-end")
        person.page.clock.fast_forward("07:57:30")
        bar.wait_for(state="visible")
        person.page.keyboard.press("Alt+y")
        bar.wait_for(state="hidden")


def test_the_system_tells_what_is_new_without_a_name_once_it_was_allowed_by_a_press(people: People) -> None:
    page = people.role("leader").page
    page.context.grant_permissions(["notifications"])
    page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.away })")
    people.role("leader").open("/staff/preferences")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert "提醒" in page.locator("[data-notify] button").inner_text()
    bell = (
        '<a id="bell" href="/staff/notices" data-new="100" data-last="{last}" data-said="答复待您审核">'
        '<span class="visually-hidden">100条新通知</span></a>'
    )
    newest = iter((8, 9, 9, 10))
    page.route(
        "**/staff/bell*", lambda route: route.fulfill(body=bell.format(last=next(newest)), content_type="text/html")
    )
    page.clock.install()
    page.reload()
    shown = (
        "navigator.serviceWorker.ready.then((app) => app.getNotifications()).then((all) => all.map((one) => one.body))"
    )

    def minute(last: int) -> None:
        with page.expect_response("**/staff/bell*"):
            page.clock.fast_forward("01:01")
        expect(page.locator("#bell")).to_have_attribute("data-last", str(last))

    minute(8)
    minute(9)
    page.evaluate("window.away = true")
    minute(9)
    assert page.evaluate(shown) == []
    minute(10)
    assert waited(page, shown) == ["答复待您审核\n100条新通知"]


def waited(page: Page, expression: str) -> object:
    """Its value once it is not empty: asked from outside, for the page lets no text be run as a script."""
    for _turn in range(100):
        if found := page.evaluate(expression):
            return found
        time.sleep(0.05)
    return None
