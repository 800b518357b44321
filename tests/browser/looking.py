"""What is measured on a page in front of a reader: axe-core's findings, sideways scroll, the language of its words."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.hands import Person

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")
WIDTHS = (1440, 390)
SEVERE = {"serious", "critical"}
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]*(?:,? [A-Za-z][A-Za-z'’]*){2,}")
HAN = re.compile(r"[\u4e00-\u9fff]+")

OPEN_ALL = """() => {
  document.querySelectorAll('main details').forEach(one => { one.open = true })
  document.querySelectorAll('.on-demand').forEach(one => { one.classList.add('is-open') })
}"""
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORDS = """() => {
  const names = ['aria-label', 'placeholder', 'title', 'alt']
  const hidden = [...document.querySelectorAll(names.map(name => `[${name}]`).join())]
    .flatMap(one => names.map(name => one.getAttribute(name) || ''))
  return [document.body.innerText, ...hidden].join(' | ')
}"""
OUR_WORDS = """() => {
  const ours = 'label, legend, main button, th, dt, summary, nav a, h1, h2, h3, .hint, .need, .counter, .empty'
  const data = '[lang^=zh], .menu, .is-title, tbody th, .masked'
  return [...document.querySelectorAll(ours)].filter(one => !one.closest(data) && !one.querySelector(data))
    .map(one => one.innerText.trim()).filter(Boolean)
}"""
"""The words of the product itself: what a citizen or an officer wrote stays in the language it was written in."""


@dataclass
class Faults:
    """What is wrong, each with the page it stands on."""

    host: str
    found: list[str] = field(default_factory=list)
    page: str = ""

    def note(self, words: str) -> None:
        self.found.append(f"{self.page}: {words}")

    def asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https"} and where.netloc != self.host:
            self.note(f"asks another host, {request.url}")


class Reader:
    """One person in front of pages, in Chinese and in English, wide and narrow."""

    def __init__(self, browser: Browser, base: str, login: str = "") -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.faults = Faults(urlsplit(base).netloc)
        self.person = Person(self.page, base)
        self.page.on("request", self.faults.asked)
        self.base = base
        if login:
            self.person.sign_in(login)

    def look(self, path: str, status: int = 200) -> None:
        """Open a page and measure it: axe and sideways scroll at each width, the words of both languages."""
        for language in ("zh", "en"):
            self.context.add_cookies([{"name": "language", "value": language, "url": self.base}])
            self.faults.page = f"{path} {language}"
            answer = self.page.goto(self.base + path, wait_until="load")
            if answer is None or answer.status != status:
                self.faults.note(f"answers {answer and answer.status}")
            self.measure(language)
        self.context.add_cookies([{"name": "language", "value": "zh", "url": self.base}])

    def measure(self, language: str) -> None:
        """The page as it stands, at each width; axe reads the Chinese one, the words decide for the English one."""
        self.page.evaluate(OPEN_ALL)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if (over := self.page.evaluate(SIDEWAYS)) > 0:
                self.faults.note(f"scrolls {over} px sideways at {width}")
            if language == "zh":
                for one in axe(self.page):
                    self.faults.note(f"axe at {width}: {one}")
        self.faults.found += [f"{self.faults.page}: {one}" for one in self._foreign(language)]

    def _foreign(self, language: str) -> list[str]:
        if language == "zh":
            found = set(ENGLISH.findall(self.page.evaluate(WORDS)))
            return [f"English on a Chinese page: {run}" for run in sorted(found)]
        said = {words for words in self.page.evaluate(OUR_WORDS) if HAN.search(words)}
        return [f"Chinese on an English page: {words}" for words in sorted(said)]

    def close(self) -> list[str]:
        """Everything found, console errors among it."""
        self.context.close()
        return self.faults.found + [f"console: {words}" for words in self.person.problems]


def axe(page: Page) -> list[str]:
    """The serious and critical findings, each in a line."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE)
    return [
        f"{one['id']} ({one['impact']}) {json.dumps([node['target'] for node in one['nodes'][:3]], ensure_ascii=False)}"
        for one in found
        if one["impact"] in SEVERE
    ]
