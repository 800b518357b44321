"""The mayor with a phone: one screen carries it, the tickets of a number are two taps away, an instruction three."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from hotline.boards import office
from tests.browser.conftest import City, People
from tests.browser.looking import axe

pytestmark = pytest.mark.browser
KEPT_MS = 10_500
"""The office's page is kept for ten seconds."""
FULLEST = """most => document.querySelectorAll('#office .office-list').forEach((list, at) => {
    const line = list.querySelector('li:has(a)');
    while (list.children.length < most[at]) list.append(line.cloneNode(true));
})"""
"""Fills the two lists to as many lines as they can have."""
SCREENS = [(1440, 900, 0), (390, 844, 56)]
"""Width, height, and what the bar at the foot of a phone takes of it."""


@pytest.mark.parametrize(("width", "height", "bar"), SCREENS)
def test_the_first_screen_carries_what_waits_and_the_figures(people: People, width: int, height: int, bar: int) -> None:
    mayor = people.role("mayor", width)
    page = mayor.page
    page.set_viewport_size({"width": width, "height": height})
    mayor.open("/staff/")
    assert page.url.endswith("/staff/boards/office")
    page.evaluate(FULLEST, [office.SHOWN + 1, office.LOOKED_AT])
    box = page.locator("#office").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height - bar
    assert page.locator("details[open]:not(.menu)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_tickets_are_two_taps_behind_each_number(people: People, width: int) -> None:
    mayor = people.role("mayor", width)
    mayor.open("/staff/boards/office")
    targets = [str(link.get_attribute("href")) for link in mayor.page.locator(".office-five a, .office-shares a").all()]
    assert len(targets) == 6
    for target in targets[::3]:
        mayor.open("/staff/boards/office")
        mayor.page.locator(f"a[href='{target}']").first.click()
        mayor.page.wait_for_url("**/staff/boards/list*")
        first = mayor.page.locator("td a[href*='/staff/tickets/']").first
        assert first.count() == 1 or mayor.page.locator(".empty").count() == 1
    mayor.open(next(target for target in targets if "list=in_hand" in target))
    mayor.page.locator("td a[href*='/staff/tickets/']").first.click()
    mayor.page.wait_for_url("**/staff/tickets/*")


@pytest.mark.parametrize("width", [1440, 390])
def test_an_instruction_is_given_in_three_taps(people: People, city: City, width: int) -> None:
    mayor, taps = people.role("mayor", width), 0
    page = mayor.open("/staff/boards/office").page
    waiting = page.locator(".office-list a[href*='/staff/boards/office/']")
    if not waiting.count():
        later = datetime.now(UTC) + timedelta(days=45)
        city.command("jobs", "once", "ladder", "--at", later.isoformat(timespec="seconds"))
        page.wait_for_timeout(KEPT_MS)
        mayor.open("/staff/boards/office")
    number = str(waiting.first.get_attribute("href")).rpartition("/")[2]
    for element in (waiting.first, page.locator("#text")):
        element.click()
        taps += 1
    page.keyboard.type("三日内现场办结，并报结果。")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    taps += 1
    assert taps <= 3
    expect(page.locator("#messages")).to_contain_text("批示已下达")
    assert page.locator(f"a[href$='{number}']").count() == 0
    assert mayor.problems == []
