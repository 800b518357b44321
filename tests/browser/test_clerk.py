"""A clerk with forty tickets and a leader who signs: the pages and touches it takes, and what is told meanwhile."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import City, People
from tests.browser.counting import Hands
from tests.browser.hands import Person
from tests.browser.steps import instructs, photo, signs_off

pytestmark = pytest.mark.browser

ANSWER = (
    "您好，您反映的情况已收悉。经11月20日现场核查，情况属实，现场已清理完毕，并安排专人每日巡查。"
    "依据《城市市容和环境卫生管理条例》第十六条办理。我们将于12月1日前复查一次。联系电话：028-86600000。"
)


class Loads:
    """Whole pages that were loaded since."""

    def __init__(self, page: Page) -> None:
        self.seen = 0
        page.on("load", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.seen += 1


def open_one(person: Person, state: str) -> str:
    """A ticket of this state, from the list."""
    person.open(f"/staff/tickets?scope=open&state={state}")
    link = person.page.locator("main a[href*='/staff/tickets/5']").first
    address = str(link.get_attribute("href"))
    person.open(address)
    return address.rpartition("/")[2]


@pytest.mark.parametrize("width", [1024, 1200])
def test_what_explains_a_ticket_follows_the_acts_however_long_the_form_beside_them(people: People, width: int) -> None:
    clerk = people.role("bureau", width)
    open_one(clerk, "handling")
    acts, facts, form = (
        clerk.page.locator(name).bounding_box() for name in (".ticket-acts", ".ticket-facts", ".ticket-main")
    )
    assert acts
    assert facts
    assert form
    assert facts["x"] == acts["x"] > form["x"] + form["width"]
    assert facts["y"] - acts["y"] - acts["height"] <= 16
    assert facts["y"] < form["y"] + form["height"], "nothing to prove beside a short form"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_clerk_replies_within_three_pages_of_signing_in(people: People, width: int, tmp_path: Path) -> None:
    clerk = people.role("bureau", width)
    page = clerk.page
    clerk.open("/staff/tickets?scope=open&state=handling")
    loads = Loads(page)
    page.locator("main a[href*='/staff/tickets/5']").first.click()
    if width == 1440:
        page.locator("#preview .btn-primary").click()
    page.wait_for_selector(".ticket-head")
    number = page.url.rpartition("/")[2]
    if page.locator("#reply:not([open])").count():
        page.keyboard.press("Alt+r")
    page.locator("#form-reply [name=resolution][value=solved]").check(force=True)
    page.fill("#reply-public", "我们将尽快处理，不归我们管的请找别处。")
    expect(page.locator("#checks .is-hard")).to_contain_text("不归我们管")
    expect(page.locator("#checks")).to_contain_text("尽快")
    page.fill("#reply-public", ANSWER)
    expect(page.locator("#checks .is-hard")).to_have_count(0)
    page.fill("#reply-internal", "现场照片存档。")
    page.set_input_files("#reply-evidence", photo(tmp_path))
    expect(page.locator("#reply [data-chosen]")).to_contain_text("现场.png")
    page.locator("#reply-public").press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("答复")
    assert loads.seen <= 2, "the ticket, and the ticket again"
    assert page.url.endswith(number)
    assert "待审核" in page.locator(".ticket-head").inner_text()
    assert page.locator(".file-thumb img").count() >= 1
    assert clerk.problems == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_leader_signs_in_three_touches_and_the_next_one_opens(people: People, width: int) -> None:
    leader = people.role("leader", width)
    hands = Hands(leader, "/staff/tickets", width)
    signs_off(hands)
    assert hands.taps <= 3
    assert hands.loads <= 2
    assert hands.page.locator(".ticket-head, .view-tabs").count() >= 1
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= width
    assert leader.problems == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_leader_gives_an_instruction_in_a_few_touches(people: People, width: int) -> None:
    leader = people.role("leader", width)
    hands = Hands(leader, "/staff/tickets", width)
    instructs(hands)
    assert hands.taps <= (3 if width == 390 else 4)
    assert leader.problems == []


def test_a_return_is_opened_from_the_foot_and_says_why(people: People) -> None:
    leader = people.role("leader", width=390)
    page = leader.page
    leader.open("/staff/tickets")
    page.locator("main a[href*='/staff/tickets/5']").first.click()
    page.wait_for_selector(".ticket-foot")
    page.locator(".ticket-foot a").click()
    expect(page.locator("#send_back-text")).to_be_focused()
    page.keyboard.type("请写明依据")
    with page.expect_navigation():
        page.locator("#form-send_back button.btn[type=submit]:not([formaction])").click()
    assert leader.problems == []


def test_a_shown_number_is_hidden_again_after_a_minute(people: People, city: City) -> None:
    person = people.role("dispatcher")
    open_one(person, "handling")
    page = person.page
    page.clock.install()
    page.locator(".masked summary").nth(1).click()
    with page.expect_navigation():
        page.locator(".masked[open] button").click()
    shown = page.locator("[data-hide-after]")
    before = shown.inner_text()
    assert "*" not in before
    page.clock.fast_forward(61_000)
    expect(shown).to_contain_text("****")
    assert city.url in page.url
