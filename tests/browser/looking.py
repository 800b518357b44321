"""What is measured on a page in front of a reader: barriers, sideways scroll, the place of the focus, its language.

axe-core reads every kind of page once a width and language. What repeats is not read again: of rows built alike two
stay, the frame is read on a reader's first page, a page whose elements are those of one already read has nothing new,
and colours, which know no language, are read on the Chinese page.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

from hotline.seed import read
from tests.browser.city import City, come_in
from tests.browser.hands import Person
from tests.house import texts

_HERE = Path(__file__).parent
TOOLS = (_HERE / "vendor" / "axe-core-4.14.1.min.js").read_text("utf-8") + (_HERE / "looking.js").read_text("utf-8")
WIDTHS = (1440, 390)
NARROW = (720, 320)
"""Half of 1440, as a page at 200 % is laid out, and the least that WCAG 2.2 (1.4.10) names."""
LARGE = (720, 390)
"""Widths at which letters twice as large are laid out (1.4.4): the size a reader chose in the browser."""
LANGUAGES = ("zh", "en")
WALL = "/staff/boards/screen"
"""Made for one width, that of a wall."""
HAN = re.compile(r"[\u3400-\u9fff]")
VALUE, NO_HAN = re.compile(r"%\(\w+\)[sd]"), r"[^\u3400-\u9fff]*"
LATIN = re.compile(r"[A-Za-z][a-z'’]+|[A-Z]{2,}")
NOT_A_WORD = re.compile(
    r"ClamAV|\{\w+\}|\.(?:png|jpg|pdf)\b|\S+@\S+|https?://\S+|(?<![A-Za-z])[a-z]+(?:[.-][a-z]+)+|demo-\d+|(?:Ctrl|Alt|Shift)\+\S+|5101[A-Z]{2}|[A-Z]{2}/?[A-Z]*\s?\d+"
)
SAID_IN_BOTH = {
    "APP", "App", "PDF", "Word", "Excel", "CSV", "TOML", "MB", "English", "Enter", "Esc", "Space", "WiFi", "IMAP",
    "TLS", "STARTTLS", "JPG", "PNG", "GCJ", "WGS", "IP",
}  # fmt: skip
"""Names of formats, of protocols, of keys and of the other language."""


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
    """One person in front of pages, in Chinese and in English, at every width."""

    known: set[tuple[str, ...]] = set()
    """Kinds of page that were read without a barrier, by any reader."""

    def __init__(self, browser: Browser, city: City, login: str = "") -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self.context.set_default_timeout(20_000)
        # At the start of each document: handed to a page that is there already, the same takes three times as long.
        self.context.add_init_script(TOOLS)
        self.page: Page = self.context.new_page()
        self.eyes = self.context.new_cdp_session(self.page)
        self.base = city.url
        self.faults = Faults(urlsplit(self.base).netloc)
        self.person = Person(self.page, self.base)
        self.page.on("request", self.faults.asked)
        self.framed: set[tuple[int, str]] = set()
        if login:
            come_in(self.person, city, login)

    def choose(self, **choices: str) -> None:
        """Keep choices of looks: `choose(theme="dark", language="en")`."""
        self.context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in choices.items()])

    def look(self, path: str, status: int = 200) -> None:
        """Open a page in both languages and measure it."""
        for language in LANGUAGES:
            self.choose(language=language)
            self.faults.page = f"{path} {language}"
            answer = self.page.goto(self.base + path, wait_until="load")
            if answer is None or answer.status != status:
                self.faults.note(f"answers {answer and answer.status}")
            self.measure(language)
        self.choose(language="zh")

    def measure(self, language: str) -> None:
        """The page as it stands: its words, its width, the focus, and what axe knows."""
        page = self.page
        page.evaluate("looking.open()")
        self._read(language)
        wall = WALL in self.faults.page
        for width in WIDTHS[:1] if wall else (*WIDTHS, *NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            self.sideways(width)
            if language == "zh" and width in WIDTHS:
                self.faults.found += [f"{self.faults.page}: focus at {width}: {one}" for one in self._walk()]
        if not wall:
            self.enlarged()
        page.evaluate("looking.thin(); looking.spread()")
        for width in WIDTHS[:1] if wall else WIDTHS:
            self.barriers(width, language)

    def sideways(self, width: int, how: str = "") -> None:
        """Note a page that is wider than its window, or cuts something off."""
        if over := self.page.evaluate("looking.sideways()"):
            self.faults.note(f"scrolls sideways at {width}{how} by {over}")

    def enlarged(self) -> None:
        """Note what whoever chose letters of 200 % in the browser scrolls sideways for, or cannot see."""
        for size, widths in ((32, LARGE), (16, ())):
            self.eyes.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
            for width in widths:
                self.page.set_viewport_size({"width": width, "height": 900})
                self.sideways(width, " with letters of 200 %")

    def barriers(self, width: int, language: str) -> None:
        """What axe finds at a width, unless a page of this kind was read before."""
        self.page.set_viewport_size({"width": width, "height": 900})
        whole, kind = (width, language) not in self.framed, (str(width), language, self.page.evaluate("looking.kind()"))
        if not whole and kind in Reader.known:
            return
        found = self.page.evaluate(f"looking.barriers({str(whole).lower()}, {str(language == 'zh').lower()})")
        for one in found:
            self.faults.note(f"axe at {width}: {one}")
        self.framed.add((width, language))
        if not found:
            Reader.known.add(kind)

    def _walk(self) -> list[str]:
        found: list[str] = self.page.evaluate("looking.focus()")
        return found

    def _read(self, language: str) -> None:
        said: list[str] = self.page.evaluate("looking.words()")
        if language == "zh":
            for words in sorted({one for one in said if _english(one)}):
                self.faults.note(f"English on a Chinese page: {words}")
            return
        ours: list[str] = self.page.evaluate("looking.ours()")
        for words in sorted(
            {one for one in ours if HAN.search(_nameless().sub("", one))} | {one for one in said if _ours(one)}
        ):
            self.faults.note(f"Chinese on an English page: {words}")

    def close(self) -> list[str]:
        """Everything found, console errors among it."""
        self.context.close()
        return self.faults.found + [f"console: {words}" for words in self.person.problems]


class Readers:
    """Whoever reads during a test; what each of them found is told at its end."""

    def __init__(self, browser: Browser, city: City) -> None:
        self.browser, self.city = browser, city
        self.all: list[Reader] = []
        self.faults: list[str] = []

    def role(self, login: str = "") -> Reader:
        self.all.append(Reader(self.browser, self.city, login))
        return self.all[-1]

    def close(self) -> list[str]:
        """Everything they found."""
        while self.all:
            self.faults += self.all.pop().close()
        return self.faults

    def clean(self) -> None:
        faults = self.close()
        assert not faults, "\n".join(faults)


def one_of(reader: Reader, path: str, links: str) -> str:
    """The address of the first such link of a page."""
    found = reader.person.open(path).page.locator(links)
    assert found.count(), f"{path} leads to nothing: nothing was measured"
    return str(found.first.get_attribute("href"))


def axe(page: Page, spread: bool = False) -> list[str]:
    """What axe finds on the page as it stands, each in a line; `spread`: with nothing lying over what scrolls."""
    if not page.evaluate("'looking' in window"):
        page.evaluate(TOOLS)
    if spread:
        page.evaluate("looking.spread()")
    found: list[str] = page.evaluate("looking.barriers(true, true)")
    return found


def _english(words: str) -> bool:
    return any(one not in SAID_IN_BOTH for one in LATIN.findall(NOT_A_WORD.sub("", words)))


def _ours(words: str) -> bool:
    """Chinese of the catalogue: a text that nobody translated, or that was made before the language was known."""
    return bool(HAN.search(words)) and bool(_catalogue().fullmatch(words))


@cache
def _nameless() -> re.Pattern[str]:
    """Streets and towns have no English name of their own."""
    return re.compile("|".join(re.escape(row.name) for row in read.streets()))


@cache
def _catalogue() -> re.Pattern[str]:
    said = {texts.answer("zh", text.msgid) for text in texts.asked()}
    told = {NO_HAN.join(map(re.escape, VALUE.split(one))) for one in said if len(HAN.findall(one)) > 1}
    return re.compile("|".join(sorted(told)))
