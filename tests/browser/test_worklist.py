"""The work list under a hand: rows chosen, a ticket read beside it, news announced, no barrier, all by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import City, People

pytestmark = pytest.mark.browser


def test_rows_are_chosen_read_and_opened_by_keyboard(people: People) -> None:
    page = people.role("supervisor").open("/staff/tickets?scope=open").page
    first, second = page.locator("[data-row]").nth(0), page.locator("[data-row]").nth(1)
    bar, pane = page.locator(".bulk-bar"), page.locator("#preview")
    expect(bar).to_be_hidden()
    first.locator("[data-open]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("KeyJ")
    page.keyboard.press("Space")
    expect(bar).to_contain_text("已选2件")
    page.keyboard.press("Enter")
    expect(pane).to_contain_text(second.locator("[data-open]").inner_text())
    page.keyboard.press("Alt+ArrowUp")
    expect(pane.locator("h2")).to_have_text(first.locator("[data-open]").inner_text())
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(first.locator("[data-open]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(pane).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/tickets/5*")


def test_new_rows_announce_themselves_and_move_nothing(people: People, city: City) -> None:
    operator = people.role("operator")
    page = operator.page
    page.clock.install()
    operator.open("/staff/tickets?scope=all")
    before = page.locator("[data-number]").evaluate_all("rows => rows.map(row => row.dataset.number)")
    clerk = people.role("dispatcher")
    clerk.open("/staff/calls/new")
    clerk.submit(
        "form#call", button="button[value=dispatch]", phone="13900002222", body="示例路口的井盖响了三天。",
        address="武侯区示例大道", unit="cgw",
    )  # fmt: skip
    box = page.locator("[data-choose]").first
    box.check()
    page.clock.run_for(61_000)
    expect(page.locator(".worklist-news")).to_be_hidden()
    box.uncheck()
    page.clock.run_for(61_000)
    expect(page.locator(".worklist-news")).to_contain_text("有1件新的，点此显示")
    assert page.locator("[data-number]").evaluate_all("rows => rows.map(row => row.dataset.number)") == before
    page.locator(".worklist-news a").click()
    expect(page.locator("[data-number]").first).not_to_have_attribute("data-number", before[0])
    assert operator.problems == []


def test_it_works_without_scripts(people: People) -> None:
    person = people.role("leader")
    context = people.browser.new_context(
        java_script_enabled=False, locale="zh-CN", storage_state=person.page.context.storage_state()
    )
    people.contexts.append(context)
    page = context.new_page()
    page.goto(f"{people.city.url}/staff/tickets?scope=open")
    # A street's own ticket is seen by the district's leader and noted by the street: of a few some are hers.
    for box in page.locator("[data-choose]").all()[:5]:
        box.check()
    page.locator(".bulk-bar button[value=note]").click()
    expect(page.locator("h1")).to_have_text(re.compile("把[1-5]件批注"))
    page.locator("textarea").fill("演示批注")
    page.locator("form .btn-primary").click()
    expect(page.locator("#messages")).to_contain_text(re.compile("已把[1-5]件批注"))
