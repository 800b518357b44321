"""Two hands at a desk: keys, taps and page loads are counted, and what they wait for is timed."""

import contextlib
import re
import time
from collections import defaultdict
from urllib.parse import urlsplit

from playwright.sync_api import Error, Locator, Page, Request, Response, expect

from tests.browser.hands import Person

SHOWN = """([place, words, most]) => new Promise((done) => {
  const until = performance.now() + most
  const look = () => {
    const there = [...document.querySelectorAll(place)]
      .some((one) => one.getClientRects().length && (one.innerText || '').includes(words))
    if (there || performance.now() > until) done(there)
    else requestAnimationFrame(look)
  }
  look()
})"""
RESTS = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The field that a page asks to be in has the cursor with its first frame."""
LONG_MS = 20_000
REST_MS = 600


LEADS_ON = frozenset({301, 302, 303, 307, 308})


class Pages:
    """The pages that a person was shown, counted as their answers come: who goes on quickly never sees one whole."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.loads = 0
        page.on("response", self._came)

    def _came(self, answer: Response) -> None:
        asked = answer.request
        if asked.is_navigation_request() and asked.frame == self.page.main_frame and answer.status not in LEADS_ON:
            self.loads += 1


class Hands(Pages):
    """What is pressed and tapped (a chord of two is two keys), the pages that load, the milliseconds of waiting.

    `waits` are from the last key, tap or word to what it brought, as the person sees it; `answers` are the server's
    part of them, by address.
    """

    def __init__(self, person: Person, path: str, width: int = 1440, height: int = 900) -> None:
        super().__init__(person.page)
        self.person = person
        self.page.set_viewport_size({"width": width, "height": height})
        person.open(path)
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.answers: dict[str, list[float]] = defaultdict(list)
        self.begin()
        self.page.on("requestfinished", self._answered)

    def begin(self) -> None:
        """Count from nothing, once the page has come to rest."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(RESTS)
        self.keys = self.taps = self.loads = self.letters = 0
        self.acted = time.perf_counter()

    def say(self, words: str) -> None:
        """What an input method hands over: the text at once, and the input it makes."""
        self.letters += len(words)
        self.acted = time.perf_counter()
        self.page.keyboard.insert_text(words)

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.keys += chord.count("+") + 1
            self.acted = time.perf_counter()
            self.page.keyboard.press(chord)

    def tap(self, place: str, words: str = "") -> None:
        """A finger or a click on the first such thing in sight; it is brought into sight without being counted."""
        self.tap_on(self.page.locator(place, has_text=words or None).locator("visible=true").first)

    def tap_on(self, one: Locator) -> None:
        one.scroll_into_view_if_needed()
        self.taps += 1
        self.acted = time.perf_counter()
        one.click(no_wait_after=True)

    def write(self, place: str, words: str) -> None:
        """A tap into a field, then words."""
        self.tap(place)
        self.say(words)

    def rest(self) -> None:
        """As long as nobody needs to go on: what was asked for at the last field is answered."""
        self.page.wait_for_timeout(REST_MS)

    def field(self) -> str:
        """Where the cursor stands."""
        return str(self.page.evaluate("document.activeElement.id"))

    def value(self, field: str) -> str:
        return self.page.locator(f"#{field}").input_value()

    def sees(self, place: str, words: str) -> Locator:
        found = self.page.locator(place, has_text=words)
        expect(found.first).to_be_visible()
        return found.first

    def waits_for(self, what: str, place: str, words: str = "") -> float:
        """Milliseconds from the last act until `words` stand in `place`, over a page load if there is one."""
        shown = False
        while not shown:
            left = LONG_MS - (time.perf_counter() - self.acted) * 1000
            if left < 0:
                raise AssertionError(f"{what}: no “{words}” in {place} on {self.page.url}")
            with contextlib.suppress(Error):
                shown = self.page.evaluate(SHOWN, [place, words, left])
        took = (time.perf_counter() - self.acted) * 1000
        self.waits[what].append(took)
        return took

    def _answered(self, request: Request) -> None:
        timing = request.timing
        path = re.sub(r"\d{9,}", "…", urlsplit(request.url).path)
        self.answers[path].append(timing["responseEnd"] - timing["requestStart"])
