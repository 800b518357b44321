"""What lies behind a list, on paper, or comes only when something went wrong: no barrier, no foreign word."""

import pytest
from flask import Flask

from hotline import web
from tests.browser import begun
from tests.browser.city import City
from tests.browser.looking import Readers, one_of

pytestmark = pytest.mark.browser

TICKET = "main a[href*='/staff/tickets/5']"
DESK = "main :is(.btn:not(.btn-sm), .form-control, .form-select)"
VERSIONS = "/staff/admin/catalogue/versions/<int:version_id>"
READ = {
    "/staff/tickets/<number>/sheet", "/staff/tickets/<number>/readers", "/staff/tickets/<number>/split",
    "/staff/boards/office/<number>", "/staff/admin/inbox/<int:row_id>", VERSIONS, f"{VERSIONS}/items",
    f"{VERSIONS}/items/<code>",
}  # fmt: skip
"""Pages about one thing that are read in this file."""
BEHIND = (
    ("supervisor", "/staff/tickets?scope=overdue", TICKET, "/sheet"),
    ("auditor", "/staff/tickets?scope=closed", TICKET, "/readers"),
    ("dispatcher", "/staff/tickets?scope=open&state=accepted", TICKET, "/split"),
    ("mayor", "/staff/boards/office", ".office-list a[href*='/staff/boards/office/']", ""),
)


@pytest.mark.parametrize(("role", "path", "link", "part"), BEHIND)
def test_what_lies_behind_a_list_holds_no_barrier(readers: Readers, role: str, path: str, link: str, part: str) -> None:
    reader = readers.role(role)
    reader.look(one_of(reader, path, link).partition("?")[0] + part)
    readers.clean()


def test_what_the_administrator_begins_holds_no_barrier(readers: Readers, city: City) -> None:
    """A draft of the catalogue, its items, one of them; a message that nobody could read."""
    assert "quarantined" in city.command("receive", "letter", said="\x01" * 300)
    reader = readers.role("admin")
    reader.person.open("/staff/admin/inbox")
    reader.person.submit("main form[action$='/open']")
    reader.look(reader.page.url.removeprefix(reader.base))
    reader.person.open("/staff/admin/catalogue/versions")
    reader.person.submit("main form[enctype]", note="演示改动")
    draft = reader.page.url.removeprefix(reader.base)
    for path in (draft, f"{draft}/items", one_of(reader, f"{draft}/items", f"main a[href*='{draft}/items/0']")):
        reader.look(path)
    readers.clean()


def test_the_models_that_came_and_went_hold_no_barrier(readers: Readers, city: City) -> None:
    """One that was kept out and may be used all the same, one that nobody signed, and the figures of one."""
    city.begin(begun.MODELS)
    reader = readers.role("admin")
    reader.look("/staff/admin/models")
    reader.person.open("/staff/admin/models")
    assert reader.person.says("仍要启用")
    reader.look(one_of(reader, "/staff/admin/models", "main a[href*='of=']"))
    readers.clean()


def test_what_is_put_together_is_looked_at_before_without_a_barrier(readers: Readers, city: City) -> None:
    """Tickets of one event: those of another district are not ticked, a confidential one is left out."""
    city.begin(begun.EVENT)
    reader = readers.role("dispatcher")
    alert = one_of(reader, "/staff/alerts", "main a[href*='/staff/alerts/']:has-text('示例水岸小区停水')")
    reader.look(alert)
    for language in ("zh", "en"):
        reader.choose(language=language)
        reader.person.open(alert)
        boxes = reader.page.locator("[name=chosen][type=checkbox]")
        assert [box.is_checked() for box in boxes.all()].count(False) == 1
        reader.person.submit("form[action='/staff/together']")
        assert reader.page.locator("#master").count()
        reader.faults.page = f"the look before tickets go together {language}"
        reader.measure(language)
    readers.clean()


def test_an_announced_outage_holds_no_barrier(readers: Readers) -> None:
    reader = readers.role("supervisor")
    reader.person.open("/staff/outages")
    notice = {"since": "2026-01-01 08:00", "until": "2036-01-01 18:00", "text": "演示停水通知。", "places": "示例路"}
    reader.person.submit("main form[action='/staff/outages']", sort="water", **notice)
    reader.look("/staff/outages")
    readers.clean()


def test_a_conflict_shows_what_was_written_without_a_barrier(readers: Readers) -> None:
    reader = readers.role("supervisor")
    reader.person.open(one_of(reader, "/staff/tickets?scope=open&state=replied", TICKET))
    form = "main form[action$='/send_back']"
    reader.page.locator(f"{form} [name=version]").evaluate("field => { field.value = '1' }")
    reader.person.submit(form, text="请写明依据和下一步。")
    assert "请写明依据和下一步。" in reader.page.content()
    assert reader.person.problems, "nobody was in the way"
    reader.faults.page = "a conflict"
    reader.measure("zh")
    reader.person.problems.clear()
    readers.clean()


@pytest.mark.parametrize(("status", "language"), [(500, "zh"), (503, "en")])
def test_the_page_of_what_broke_holds_no_barrier(readers: Readers, app: Flask, status: int, language: str) -> None:
    written, headers = {"body": "示例路的路灯坏了。"}, {"Cookie": f"language={language}"}
    with app.test_request_context("/letters", method="POST", data=written, headers=headers):
        page = web.problem(status).get_data(as_text=True)
    reader = readers.role()
    reader.choose(language=language)
    reader.page.route(
        "**/broken", lambda route: route.fulfill(status=status, body=page, content_type="text/html; charset=utf-8")
    )
    reader.person.open("/broken")
    assert str(status) in reader.page.locator(".problem-code").inner_text()
    reader.faults.page = f"{status} {language}"
    reader.measure(language)
    reader.person.problems.clear()
    readers.clean()


def test_what_is_pressed_at_a_desk_is_thirty_two_pixels_high(readers: Readers) -> None:
    reader = readers.role("supervisor")
    for path in ("/staff/tickets", "/staff/preferences", "/staff/outages"):
        reader.person.open(path)
        reader.faults.page = path
        for one in reader.page.evaluate("([least, what]) => looking.small(least, what)", [32, DESK]):
            reader.faults.note(f"too small, {one}")
    readers.clean()
