"""The product as a newcomer starts it: `hotline run --demo` on loopback, and a real Chromium in front of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.city import CHROMIUM, City, People, demo_city
from tests.browser.looking import Readers

__all__ = ["City", "People"]

expect.set_options(timeout=20_000)
"""Two cities and two browsers share two processors; what never comes is still told."""


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with demo_city(tmp_path_factory.mktemp("city")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def people(browser: Browser, city: City) -> Iterator[People]:
    """Opens a page for any role; every page is closed at the end."""
    made = People(browser, city)
    yield made
    made.close()


@pytest.fixture
def readers(browser: Browser, city: City) -> Iterator[Readers]:
    """Whoever reads pages for barriers; each is closed at the end."""
    made = Readers(browser, city)
    yield made
    made.close()
