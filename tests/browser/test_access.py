"""Every page of every role, in both languages and at every width: no barrier, nothing cut off, no foreign word."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.conftest import City
from tests.browser.looking import Reader, Readers, axe, one_of
from tests.browser.steps import LETTER, PLACE, answered
from tests.browser.test_access_behind import READ as BEHIND
from tests.browser.test_access_one import ONE

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "golden"

WRITER = {"name": "演示市民", "phone": "13800002234"}
"""Somebody who has not written before, in any other test."""
TICKET = "main a[href*='/staff/tickets/5']"
ABSENT = "/staff/tickets/510100209901010000012"

PAGES: dict[str, tuple[str, ...]] = {
    "operator": (
        "/staff/calls/new", "/staff/calls/back", "/staff/calls/guard", "/staff/notices", "/staff/find?q=城管",
        "/staff/posting", "/staff/paper/new", "/staff/paper/visit", "/staff/alarms",
    ),
    "dispatcher": (
        "/staff/dispatch", "/staff/dispatch/requests", "/staff/boards/city", "/staff/routing?days=365",
        "/staff/routing/bounces?days=365", "/staff/routing/precedents", "/staff/alerts",
    ),
    "clerk": ("/staff/tickets", "/staff/notices", "/staff/boards/unit/510104017", "/staff/drafts", "/staff/tasks"),
    "leader": ("/staff/tickets", "/staff/boards/unit/510104"),
    "followup": ("/staff/follow-ups",),
    "supervisor": (
        "/staff/tickets", "/staff/boards/list?scope=overdue", "/staff/follow-ups", "/staff/preferences", "/staff/keys",
        "/staff/find?q=13800138000", "/staff/topics",
    ),
    "mayor": (
        "/staff/boards/office", "/staff/boards/city", "/staff/boards/screen", "/staff/boards/screen?page=2",
    ),
    "auditor": (
        "/staff/boards/city", "/staff/find", "/staff/audit", "/staff/exports", "/staff/routing/bounces?days=365",
    ),
    "admin": (
        "/staff/admin/users", "/staff/admin/users/leader", "/staff/admin/units", "/staff/admin/units/cgw",
        "/staff/admin/rules",
        "/staff/admin/catalogue", "/staff/admin/catalogue/versions", "/staff/admin/channels", "/staff/admin/inbox",
        "/staff/admin/mailboxes", "/staff/admin/models", "/staff/admin/outbox", "/staff/admin/places",
        "/staff/preferences", "/staff/find", "/staff/drafts",
    ),
}  # fmt: skip
ELSEWHERE = {"/staff/outages", "/staff/styleguide"}
"""Read in a test of their own."""
PARTS = re.compile(r"/staff/$|/staff/(bell|device|session|tickets/news|calls/line)$|/figures$")
"""Answers to scripts, parts of a page, and the way to the desk."""

ONE_PART = re.compile(
    r"\.(<suffix>|svg|pdf)$|/(files|pages|recordings|views)/<"
    r"|/(figures|claim|transcript|phone|reading|bar|preview|draft|<verb>)$"
)
"""The same about one thing: files, parts, ways on to another page."""
HERE = {
    "/staff/dispatch/<number>", "/staff/follow-ups/<number>", "/staff/tickets/<number>", "/staff/admin/users/<login>",
    "/staff/admin/units/<code>", "/staff/boards/unit/<code>",
}  # fmt: skip
"""Read in this file, from its list or among the pages above."""

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

LOOKS: tuple[dict[str, str], ...] = (
    {"theme": "dark", "contrast": "normal"},
    {"theme": "light", "contrast": "high"},
    {"theme": "dark", "contrast": "high"},
    {"text": "18", "rows": "dense", "size": "xl"},
)
PUBLIC = ("/", "/mailboxes", "/letters/new?mailbox=mayor", "/letters/new", "/track", "/login", "/offline")
LARGE = ".citizen :is(.btn, .form-control, .form-select, .choice, .check, .switch a, .citizen-nav a, .entry-card)"
THUMB = ".desk :is(main .btn, main .form-control, main .form-select, .bottombar-item, .topbar-find, .topbar-act)"


def test_every_page_of_the_staff_is_read_for_barriers(app: Flask) -> None:
    doors = {line.partition(": ")[0] for line in (GOLDEN / "pages.txt").read_text("utf-8").splitlines()}
    read = {path.partition("?")[0] for paths in PAGES.values() for path in paths} | ELSEWHERE
    assert {door for door in doors - read if not PARTS.search(door)} == set()
    about_one = {rule.rule for rule in app.url_map.iter_rules() if rule.arguments and "GET" in (rule.methods or ())}
    named = {door for door in about_one if door.startswith("/staff/") and not ONE_PART.search(door)}
    assert named == ONE.keys() | HERE | BEHIND, "a page about one thing is read here or in a file beside this"


@pytest.mark.parametrize("role", sorted(PAGES.keys() | STATES.keys()))
def test_the_pages_of_a_role_hold_no_barrier(readers: Readers, role: str) -> None:
    """Its desks, and a ticket with everything opened in each state where it has something to do."""
    reader = readers.role(role)
    for path in PAGES.get(role, ()):
        reader.look(path)
    for state in STATES.get(role, ()):
        scope = "closed" if role == "auditor" else "open"
        reader.look(one_of(reader, f"/staff/tickets?scope={scope}&state={state}", TICKET))
    if role in {"followup", "dispatcher"}:
        desk = "follow-ups" if role == "followup" else "dispatch"
        reader.look(one_of(reader, f"/staff/{desk}", f"main a[href*='/staff/{desk}/5']"))
    readers.clean()


def test_what_goes_wrong_is_told_without_a_barrier(readers: Readers) -> None:
    reader = readers.role("operator")
    reader.look(ABSENT, 404)
    reader.look("/staff/admin/users", 403)
    for language in ("zh", "en"):
        reader.choose(language=language)
        reader.person.open("/staff/calls/new")
        reader.person.submit("form#call", body="")
        reader.faults.page = f"a call without words {language}"
        reader.measure(language)
    reader.person.problems.clear()
    readers.clean()


def test_what_opens_over_a_page_holds_no_barrier(readers: Readers) -> None:
    reader = readers.role("supervisor")
    page = reader.page
    for language, width in (("zh", 1440), ("en", 390)):
        reader.choose(language=language)
        page.set_viewport_size({"width": width, "height": 900})
        reader.person.open("/staff/preferences")
        for key, place in (("Control+k", "#palette [role=option]"), ("F1", "#key-sheet dt")):
            page.keyboard.press(key)
            page.locator(place).first.wait_for()
            reader.faults.page = f"{place} {language}"
            reader.faults.found += [f"{reader.faults.page}: {one}" for one in axe(page)]
            page.keyboard.press("Escape")
        page.keyboard.press("Control+Enter")
        page.locator("#messages [data-toast]").wait_for()
        reader.faults.found += [f"a toast {language}: {one}" for one in axe(page)]
    readers.clean()


def test_every_look_holds_no_barrier(readers: Readers) -> None:
    """Colours are another in the dark and in high contrast, widths in large letters; nothing else is."""
    reader = readers.role("dispatcher")
    ticket = one_of(reader, "/staff/tickets?scope=open&state=accepted", TICKET)
    reader.faults.page = "every component"
    for one in axe(reader.person.open("/staff/styleguide").page):
        reader.faults.note(one)
    for look in LOOKS:
        reader.choose(**look)
        for path in (ticket, "/staff/boards/city", "/staff/calls/new", "/staff/styleguide", "/", "/letters/new"):
            reader.person.open(path)
            reader.faults.page = f"{path} {look}"
            reader.page.evaluate("looking.thin()")
            for one in [] if "size" in look else reader.page.evaluate("looking.contrast()"):
                reader.faults.note(f"axe: {one}")
            for width in (390, 1440) if "size" in look else ():
                reader.page.set_viewport_size({"width": width, "height": 900})
                reader.sideways(width)
    readers.clean()


def test_on_a_phone_what_is_pressed_is_as_large_as_a_thumb(readers: Readers) -> None:
    staff, citizen = readers.role("dispatcher"), readers.role()
    citizen.choose(size="elder")
    for reader, paths, least, what in (
        (staff, (*PAGES["dispatcher"], "/staff/calls/new", "/staff/preferences"), 44, THUMB),
        (citizen, PUBLIC, 60, LARGE),
    ):
        reader.page.set_viewport_size({"width": 390, "height": 900})
        for path in paths:
            reader.person.open(path)
            reader.faults.page = f"{path} at {least} px"
            for one in axe(reader.page):
                reader.faults.note(f"axe: {one}")
            for one in reader.page.evaluate("([least, what]) => looking.small(least, what)", [least, what]):
                reader.faults.note(f"too small, {one}")
    readers.clean()


def test_nothing_moves_for_whoever_asked_for_rest(readers: Readers) -> None:
    reader = readers.role("supervisor")
    reader.page.emulate_media(reduced_motion="reduce")
    for path in ("/staff/styleguide", "/"):
        reader.person.open(path)
        reader.faults.page = path
        for one in reader.page.evaluate("looking.moving()"):
            reader.faults.note(f"moves, {one}")
    readers.clean()


def test_what_a_citizen_meets_holds_no_barrier(readers: Readers) -> None:
    reader = readers.role()
    for path in PUBLIC:
        reader.look(path)
    reader.look("/nowhere", 404)
    reader.person.problems.clear()
    number, code = write_letter(reader)
    reader.person.open("/track")
    reader.person.submit("main form", number=number, code=code)
    reader.look(reader.page.url.removeprefix(reader.base))
    answered(readers.role("leader").person, number)
    track = reader.page.url.removeprefix(reader.base)
    reader.look(track)
    assert reader.page.locator(".answer-panel").count(), "no answer was read"
    reader.look(f"{track}/evaluate?solved=unsolved")
    readers.clean()


def test_a_barrier_a_wide_line_a_lost_focus_and_a_foreign_word_are_seen(browser: Browser, city: City) -> None:
    reader = Reader(browser, city)
    reader.person.open("/")
    reader.page.evaluate(
        """() => {
          document.querySelector('main').insertAdjacentHTML('beforeend', `<input type="text" class="bare">
            <p>left in another language</p><div class="text-nowrap">${'宽'.repeat(200)}</div>`)
          document.adoptedStyleSheets = [new CSSStyleSheet()]
          document.adoptedStyleSheets[0].replaceSync('.bare:focus { outline: none }')
        }"""
    )
    reader.measure("zh")
    told = "\n".join(reader.close())
    assert "sideways at 720 with letters of 200 %" in told, told
    for words in ("axe at 390: label", "sideways at 1440", "no ring round <input", "left in another language"):
        assert words in told, told


def write_letter(reader: Reader) -> tuple[str, str]:
    """Write, check and send a letter, measuring each step; its number and its code."""
    reader.person.open("/letters/new?mailbox=mayor")
    reader.person.submit("main form[action^='/letters']", body="")
    reader.faults.page = "a letter without words"
    reader.measure("zh")
    reader.person.problems.clear()
    reader.person.submit("main form[action^='/letters']", body=LETTER, address=PLACE, **WRITER)
    if reader.page.locator("button[name=near]").count():
        reader.faults.page = "what others wrote about the place"
        reader.measure("zh")
        reader.person.submit("main form:has(button[name=near])", button="button[name=near].btn-primary")
    reader.faults.page = "the letter to check"
    reader.measure("zh")
    reader.person.submit("main form", button=".btn-primary")
    reader.look("/letters/sent")
    reader.person.open("/letters/sent")
    told = reader.page.locator(".sent-numbers dd")
    return told.first.inner_text(), told.last.inner_text()
