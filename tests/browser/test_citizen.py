"""The citizen who is seventy, afraid or in a hurry: few taps, nothing lost, a page without a network, large targets."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import City
from tests.browser.counting import Pages
from tests.browser.steps import PLACE, photo

pytestmark = pytest.mark.browser

WORDS = "锦江区春熙路街道示例路口每天傍晚有人遛狗不牵绳，狗粪也没人清理，请管一管。"
"""Of an item that nobody in the demo city writes about: no matter nearby is asked about."""
NUMBERS = count(13800100000)
"""Somebody who has not written before, in each test."""
NEXT = "form#letter .acts .btn-primary"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
KEPT = """async () => {
  const stores = await Promise.all((await caches.keys()).map(name => caches.open(name)))
  const kept = await Promise.all(stores.map(one => one.keys()))
  return kept.flat().map(one => new URL(one.url).pathname)
}"""
SMALL = """() => [...document.querySelectorAll('a, button, summary, select, textarea, .choice, .check, input')]
  .filter(one => !one.closest('.skip-link, .visually-hidden, [hidden], .choice, .check, .photo-camera')
    || one.matches('.choice, .check'))
  .filter(one => one.type !== 'hidden' && one.checkVisibility())
  .map(one => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
  .filter(([_words, box]) => box.height < 59.5 || box.width < 59.5)
  .map(([words, box]) => `${words} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


class Phone(Pages):
    """A telephone in a hand: every tap and every page is counted."""

    def __init__(self, page: Page, base: str) -> None:
        super().__init__(page)
        self.base, self.taps, self.number = base, 0, str(next(NUMBERS))

    def open(self, path: str) -> None:
        self.page.goto(self.base + path, wait_until="load")

    def tap(self, where: str) -> None:
        self.taps += 1
        self.page.locator(where).first.click()

    def go(self, where: str) -> None:
        """A tap that leads to another page, which is there before anything else is tapped."""
        self.taps += 1
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(where).first.click()

    def write(self, where: str, words: str) -> None:
        """One tap into the field, then the keyboard."""
        self.tap(where)
        self.page.keyboard.insert_text(words)


@pytest.fixture
def phone(browser: Browser, city: City) -> Iterator[Phone]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    context.set_default_timeout(10_000)
    yield Phone(context.new_page(), city.url)
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_letter_with_place_and_photo_takes_eight_taps_and_is_followed_on_one_page(
    phone: Phone, width: int, tmp_path: Path
) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    phone.open("/")
    phone.go("a[href='/letters/new']")
    phone.write("#body", WORDS)
    phone.write("#address", PLACE)
    phone.taps += 2
    phone.page.set_input_files("#files", str(photo(tmp_path)))
    expect(phone.page.locator(".photo-list")).to_contain_text("现场.png")
    phone.write("#phone", phone.number)
    phone.go(NEXT)
    phone.go("main form .btn-primary")
    expect(phone.page.locator("h1")).to_contain_text("来信已收到")
    assert (phone.taps, phone.loads) == (8, 4)
    number, *_, code = phone.page.locator(".sent-numbers dd").all_inner_texts()
    phone.taps = phone.loads = 0
    phone.open("/track")
    phone.write("main [name=number]", number)
    phone.write("main [name=code]", code)
    phone.go("main form [type=submit]")
    expect(phone.page.locator(".track-number")).to_contain_text(number[-4:])
    assert (phone.taps, phone.loads) == (3, 2)


def test_one_question_a_page_takes_eight_taps_and_seven_pages(phone: Phone) -> None:
    phone.open("/display/size/elder?next=/")
    phone.taps = phone.loads = 0
    phone.open("/")
    phone.go(".entry-main")
    phone.write("#body", WORDS)
    for _part in range(3):
        phone.go(NEXT)
    phone.write("#phone", phone.number)
    phone.go(NEXT)
    phone.go("main form .btn-primary")
    expect(phone.page.locator("h1")).to_contain_text("来信已收到")
    assert (phone.taps, phone.loads) == (8, 7)


def test_the_browsers_own_way_back_loses_nothing(phone: Phone) -> None:
    phone.open("/letters/new?at=matter")
    phone.page.locator("#body").fill(WORDS)
    phone.go(NEXT)
    phone.page.locator("#address").fill("示例路88号")
    phone.go(NEXT)
    phone.page.go_back()
    expect(phone.page.locator("#address")).to_have_value("示例路88号")
    phone.page.go_back()
    expect(phone.page.locator("#body")).to_have_value(WORDS)


def test_what_is_typed_is_kept_by_itself_and_found_again(phone: Phone) -> None:
    phone.open("/letters/new")
    phone.page.locator("#body").press_sequentially("路灯坏了")
    expect(phone.page.locator("[data-letter-said]")).to_contain_text("已保存")
    phone.open("/")
    phone.open("/letters/new")
    expect(phone.page.locator("#body")).to_have_value("路灯坏了")


def test_without_a_network_there_is_a_page_with_the_number_to_call_and_nobodys_data(phone: Phone) -> None:
    phone.open("/")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.open("/letters/new")
    phone.page.context.set_offline(True)
    phone.open("/track")
    expect(phone.page.locator("h1")).to_contain_text("网络断开了")
    assert phone.page.locator("a[href='tel:12345']").is_visible()
    kept = phone.page.evaluate(KEPT)
    assert "/offline" in kept
    assert [path for path in kept if not path.startswith(("/static/", "/brand/", "/offline"))] == []


def test_a_photo_goes_up_as_it_is_chosen_and_can_be_taken_off(phone: Phone, tmp_path: Path) -> None:
    picture = photo(tmp_path)
    phone.open("/letters/new")
    assert phone.page.locator(".photo-camera").is_visible()
    phone.page.set_input_files("#camera", str(picture))
    expect(phone.page.locator(".photo-list li")).to_contain_text("现场.png")
    phone.tap(".photo-list button")
    expect(phone.page.locator(".photo-list li")).to_have_count(0)
    phone.page.set_input_files("#files", str(picture))
    expect(phone.page.locator(".photo-list button")).to_be_visible()
    phone.page.locator("#body").fill(WORDS)
    phone.go(NEXT)
    expect(phone.page.locator(".check-rows")).to_contain_text("现场.png")


def test_the_easy_view_has_no_small_target_and_nothing_is_cut_off(phone: Phone) -> None:
    phone.open("/display/size/elder?next=/")
    faults: list[str] = []

    def look() -> None:
        where = phone.page.url.removeprefix(phone.base)
        faults.extend(f"{where}: {one}" for one in phone.page.evaluate(SMALL))
        for width in (320, 390):
            phone.page.set_viewport_size({"width": width, "height": 844})
            if (over := phone.page.evaluate(SIDEWAYS)) > 0:
                faults.append(f"{where}: {over} px sideways at {width}")

    for path in ("/", "/mailboxes?q=锦江", "/track", "/letters/new?at=all", "/letters/new"):
        phone.open(path)
        look()
    phone.page.locator("#body").fill(WORDS)
    for _part in range(4):
        phone.go(NEXT)
        look()
    phone.go("main form .btn-primary")
    look()
    phone.go("main .acts .btn-primary")
    look()
    assert faults == []
