"""The page of one thing: a mailbox, an alert, a topic, a task, a scanned letter, an act for many; without a barrier."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import begun, steps
from tests.browser.city import City
from tests.browser.looking import Reader, Readers, one_of

pytestmark = pytest.mark.browser

Way = Callable[[Reader, Path], str]


@pytest.fixture(scope="module")
def _begun_before(city: City) -> None:
    city.begin(begun.ALERT_AND_MAILBOX)


def _mailbox(reader: Reader, _folder: Path) -> str:
    return one_of(reader, "/staff/admin/mailboxes", "main a[href*='/staff/admin/mailboxes/']")


def _alert(reader: Reader, _folder: Path) -> str:
    return one_of(reader, "/staff/alerts", "main a[href*='/staff/alerts/']")


def _topic(reader: Reader, _folder: Path) -> str:
    """A job gathers them a while after the start."""
    page = reader.person.open("/staff/topics").page
    for _ in range(60):
        if page.locator("main a[href*='/staff/topics/']").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    return one_of(reader, "/staff/topics", "main a[href*='/staff/topics/']")


def _task(reader: Reader, _folder: Path) -> str:
    reader.person.open("/staff/tickets?scope=all")
    reader.person.submit("main .setup-export")
    return _here(reader)


def _scan(reader: Reader, folder: Path) -> str:
    reader.person.open("/staff/paper/new")
    reader.person.submit("main form[enctype]", scan=str(steps.photo(folder, 40)))
    return f"{_here(reader)}?type=1"


def _many(reader: Reader, _folder: Path) -> str:
    """A note for two tickets, begun and left."""
    return _begun(reader, "number")


def _every(reader: Reader, _folder: Path) -> str:
    """A note for all of a long list, begun and left."""
    return _begun(reader, "every")


def _begun(reader: Reader, which: str) -> str:
    page = reader.person.open("/staff/tickets?scope=all").page
    page.locator("main [name=number]").first.check()
    if which == "every":
        page.locator("main [name=every]").check()
    with page.expect_navigation():
        page.click("main button[value=note]")
    form = page.locator("main form[data-draft]")
    form.locator("textarea").fill("演示批注。")
    with page.expect_response("**/staff/drafts"):
        form.locator("[data-draft-keep]").click()
    return f"/staff/tickets/{form.get_attribute('data-draft')}"


def _here(reader: Reader) -> str:
    return reader.page.url.removeprefix(reader.base)


ONE: dict[str, tuple[str, Way]] = {
    "/staff/admin/mailboxes/<int:account_id>": ("admin", _mailbox),
    "/staff/alerts/<int:alert_id>": ("supervisor", _alert),
    "/staff/topics/<int:topic_id>": ("supervisor", _topic),
    "/staff/tasks/<int:task_id>": ("supervisor", _task),
    "/staff/paper/<int:row_id>": ("operator", _scan),
    "/staff/tickets/bulk/<verb>/<mark>": ("supervisor", _many),
    "/staff/tickets/bulk/<verb>/all/<int:task_id>": ("supervisor", _every),
}
"""Whose page it is, and how somebody comes to it."""


@pytest.mark.usefixtures("_begun_before")
@pytest.mark.parametrize("door", ONE)
def test_the_page_of_one_thing_holds_no_barrier(readers: Readers, tmp_path: Path, door: str) -> None:
    role, way = ONE[door]
    reader = readers.role(role)
    path = way(reader, tmp_path)
    assert re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", door), path.partition("?")[0])
    reader.look(path)
    readers.clean()
