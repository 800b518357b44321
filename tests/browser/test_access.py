"""Every page of every role, wide and narrow, in both languages: no barrier that axe knows, nothing cut off sideways."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import City
from tests.browser.looking import Reader

pytestmark = pytest.mark.browser

TICKET = "main a[href*='/staff/tickets/5']"
ABSENT = "/staff/tickets/510100209901010000012"

PAGES: dict[str, tuple[str, ...]] = {
    "operator": ("/staff/calls/new", "/staff/tickets", "/staff/notices"),
    "dispatcher": ("/staff/dispatch", "/staff/dispatch/requests", "/staff/tickets", "/staff/boards/city"),
    "clerk": ("/staff/tickets", "/staff/notices", "/staff/boards/unit/510104017"),
    "leader": ("/staff/tickets", "/staff/boards/unit/510104"),
    "followup": ("/staff/follow-ups", "/staff/tickets"),
    "supervisor": ("/staff/tickets", "/staff/boards/list?scope=overdue"),
    "mayor": ("/staff/boards/city", "/staff/boards/screen", "/staff/boards/screen?page=2", "/staff/tickets"),
    "auditor": ("/staff/tickets", "/staff/boards/city"),
    "admin": (
        "/staff/admin/users", "/staff/admin/users/leader", "/staff/admin/units", "/staff/admin/rules",
        "/staff/admin/catalogue", "/staff/admin/inbox", "/staff/admin/outbox",
    ),
}  # fmt: skip

STATES: dict[str, tuple[str, ...]] = {
    "operator": ("received", "needs_info"),
    "dispatcher": ("accepted",),
    "clerk": ("handling",),
    "bureau": ("dispatched", "handling"),
    "leader": ("dispatched", "handling", "replied"),
    "followup": ("reviewed",),
    "supervisor": ("replied", "handling"),
    "auditor": ("closed", "guided", "merged", "withdrawn", "void"),
}
"""In which state each role opens a ticket: where it has something to do, or only reads."""


@pytest.mark.parametrize("role", sorted(PAGES))
def test_the_pages_of_a_role_hold_no_barrier(browser: Browser, city: City, role: str) -> None:
    reader = Reader(browser, city.url, role)
    for path in PAGES[role]:
        reader.look(path)
    clean(reader)


@pytest.mark.parametrize("role", sorted(STATES))
def test_a_ticket_with_everything_opened_holds_no_barrier(browser: Browser, city: City, role: str) -> None:
    reader = Reader(browser, city.url, role)
    for state in STATES[role]:
        scope = "closed" if role == "auditor" else "open"
        reader.person.open(f"/staff/tickets?scope={scope}&state={state}")
        links = reader.page.locator(TICKET)
        assert links.count(), f"the demo city has no ticket that is {state} for {role}: nothing was measured"
        reader.look(str(links.first.get_attribute("href")))
    clean(reader)


def test_the_desk_of_one_ticket_holds_no_barrier(browser: Browser, city: City) -> None:
    for role, desk in (("followup", "follow-ups"), ("dispatcher", "dispatch")):
        reader = Reader(browser, city.url, role)
        reader.person.open(f"/staff/{desk}")
        reader.look(str(reader.page.locator(f"main a[href*='/staff/{desk}/5']").first.get_attribute("href")))
        clean(reader)


def test_a_page_that_is_not_there_or_not_for_this_role_holds_no_barrier(browser: Browser, city: City) -> None:
    reader = Reader(browser, city.url, "clerk")
    reader.look(ABSENT, 404)
    reader.look("/staff/admin/users", 403)
    reader.person.problems.clear()
    clean(reader)


def test_what_a_citizen_meets_holds_no_barrier(browser: Browser, city: City) -> None:
    reader = Reader(browser, city.url)
    for path in ("/", "/mailboxes", "/letters/new?mailbox=mayor", "/letters/new", "/track", "/login"):
        reader.look(path)
    reader.look("/nowhere", 404)
    reader.person.problems.clear()
    number, code = write_letter(reader)
    reader.person.open("/track")
    reader.person.submit("main form", number=number, code=code)
    reader.look(reader.page.url.removeprefix(city.url))
    clean(reader)


def clean(reader: Reader) -> None:
    faults = reader.close()
    assert not faults, "\n".join(faults)


def test_a_barrier_a_wide_line_and_a_foreign_word_are_seen(browser: Browser, city: City) -> None:
    reader = Reader(browser, city.url)
    reader.person.open("/")
    reader.page.evaluate(
        """() => document.querySelector('main').insertAdjacentHTML('beforeend',
        '<input type="text"><p>left in another language</p><div class="text-nowrap">' + '宽'.repeat(200) + '</div>')"""
    )
    reader.measure("zh")
    told = "\n".join(reader.close())
    for words in ("axe at 390: label", "px sideways at 1440", "left in another language"):
        assert words in told, told


def write_letter(reader: Reader) -> tuple[str, str]:
    """Write, check and send a letter, measuring each step; its number and its code."""
    reader.person.open("/letters/new?mailbox=mayor")
    reader.person.submit("main form[action^='/letters']", body="")
    reader.faults.page = "a letter without words"
    reader.measure("zh")
    reader.person.problems.clear()
    reader.person.submit(
        "main form[action^='/letters']", body="演示路口的路灯坏了三天，请修理。", name="演示市民", phone="13800001234"
    )
    reader.faults.page = "the letter to check"
    reader.measure("zh")
    reader.person.submit("main form", button=".btn-primary")
    reader.look("/letters/sent")
    reader.person.open("/letters/sent")
    told = reader.page.locator(".sent-numbers dd")
    return told.first.inner_text(), told.last.inner_text()
