"""The follow-up desk by keyboard: from the queue to a saved visit in eight keys, the next one open by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.looking import axe

pytestmark = pytest.mark.browser
MOST_KEYS = 8


@pytest.mark.parametrize("width", [1440, 390])
def test_a_call_takes_eight_keys_from_the_queue_to_the_saved_visit_and_the_next_one_opens(
    people: People, width: int
) -> None:
    agent = people.role("followup", width)
    page, keys = agent.open("/staff/follow-ups").page, 0

    def press(key: str) -> None:
        nonlocal keys
        page.keyboard.press(key)
        keys += 1

    press("Control+Enter")
    page.wait_for_url("**/staff/follow-ups/*")
    expect(page.locator("#contacted-0")).to_be_focused()
    number = page.url.rpartition("/")[2]
    with page.expect_navigation():
        press("Alt+k")
    expect(page.locator(".visit-number")).to_be_visible()
    for answer in "1333":
        press(answer)
    expect(page.locator("#words")).to_be_focused()
    with page.expect_navigation():
        press("Control+Enter")
    assert keys <= MOST_KEYS
    assert agent.says("回访已登记")
    assert page.url.rpartition("/")[2] not in {number, "follow-ups"}
    expect(page.locator("#contacted-0")).to_be_focused()
    assert agent.problems == []


def test_only_the_discontent_are_asked_why_and_what_follows_is_said_before_saving(people: People) -> None:
    agent = people.role("followup", 1440)
    page = agent.open("/staff/follow-ups").page
    page.locator("tr", has_text="解决").locator("a[data-open]").last.click()
    page.wait_for_url("**/staff/follow-ups/*")
    why, told = page.locator(".visit-why"), page.locator(".visit-after.visit-discontent")
    expect(why).to_be_hidden()
    expect(told).to_be_hidden()
    for answer in "1111":
        page.keyboard.press(answer)
    expect(page.locator("#reason-0")).to_be_focused()
    expect(told).to_be_visible()
    page.keyboard.press("5")
    expect(page.locator("#reason-4")).to_be_checked()
    page.keyboard.type("2号楼还没修")
    assert page.locator("#words").input_value() == "2号楼还没修", "a digit in the words chose an answer"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []


def test_not_reached_is_one_key_that_names_the_next_time(people: People) -> None:
    agent = people.role("followup")
    page = agent.open("/staff/follow-ups").page
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/staff/follow-ups/*")
    expect(page.locator("button[value=missed]")).to_contain_text("10:00再拨")
    with page.expect_navigation():
        page.keyboard.press("Alt+x")
    assert agent.says("未接通")
