"""A demo city, a desktop with a Chinese input method, and one window in front of the city."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.city import demo_city
from tests.browser.hands import Person
from tests.ime.desktop import Fingers, desktop

expect.set_options(timeout=10_000)
TICKETS = 200
"""Enough that each desk has something to do."""


@pytest.fixture(scope="session")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Fingers, Page, str]]:
    """Fingers, the page in the window, the address of the city."""
    if not shutil.which("fcitx5") or not shutil.which("xdotool"):
        pytest.skip("`make ime` installs the input method this needs")
    with (
        demo_city(tmp_path_factory.mktemp("city"), tickets=TICKETS) as city,
        desktop(tmp_path_factory.mktemp("desktop")) as (fingers, address),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.connect_over_cdp(address)
        page = browser.contexts[0].pages[0]
        page.set_default_timeout(10_000)
        yield fingers, page, city.url


class Typist(Person):
    """A person in the window whose keys go through the input method."""

    def __init__(self, page: Page, base: str, fingers: Fingers) -> None:
        super().__init__(page, base)
        self.press, self.type = fingers.press, fingers.type

    def field(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))


@pytest.fixture
def at_desk(window: tuple[Fingers, Page, str], request: pytest.FixtureRequest) -> Typist:
    """Who is named by the test's parameter, signed in, pinyin switched on."""
    fingers, page, base = window
    page.context.clear_cookies()
    page.bring_to_front()
    typist = Typist(page, base, fingers)
    typist.sign_in(request.param)
    fingers.chinese()
    return typist
