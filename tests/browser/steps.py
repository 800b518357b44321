"""What people do at their desks, a step a function: the tests walk them, docs/desks.md counts them."""

import re
import struct
import zlib
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.counting import Hands
from tests.browser.hands import Person

CALL = "/staff/calls/new"
COMPLAINT = "锦江区春熙路街道楼下烧烤摊半夜占道经营，油烟很大，吵得睡不着。"
LETTER = "锦江区春熙路街道示例路口每晚有流动摊贩占道经营卖烧烤，油烟呛人，请处理。"
PLACE = "锦江区春熙路街道示例路口"
CITIZEN = {"name": "演示市民", "phone": "13800001234"}
ANSWER = "您好，来信收悉。经现场核查，烧烤摊已撤离，并安排每晚巡查。依据《成都市市容和环境卫生管理条例》办理。"
NUMBER = re.compile(r"510100-\d{8}-\d{6}-\d")
READ = 400
"""Milliseconds: sooner a key after a new ticket is taken for a second press."""


def logs_a_complaint(hands: Hands, phone: str) -> None:
    """The operator, a common complaint, by keys alone: from an empty form to the query code and the next call."""
    hands.say(phone)
    hands.press("Tab")
    hands.say("演示王女士")
    hands.press("Alt+KeyN")
    hands.rest()
    hands.say(COMPLAINT)
    hands.waits_for("category and unit", "#category-box[placeholder='建议：占道经营与城管执法']")
    hands.press("Alt+KeyW")
    hands.say("春熙路88号")
    hands.sees("#limit-echo", "个工作日")
    hands.sees("#place-echo", "春熙路街道")
    expect(hands.page.locator("#unit-box")).to_have_attribute("placeholder", "建议：锦江区（高）")
    hands.press("Control+Enter")
    hands.waits_for("saved", "#taken:has(#next-call:focus)", "查询码")


def urges(hands: Hands, phone: str) -> None:
    """The operator, a caller with an open matter: from the number to the urge."""
    hands.say(phone)
    hands.waits_for("earlier tickets", "#earlier", "待签收")
    hands.press("Alt+KeyL", "Enter")
    hands.waits_for("urged", "#taken:has(#next-call:focus)", "催办已登记")


class Triage(Hands):
    """A dispatcher in front of the list; `asked` counts the answers of the server."""

    def __init__(self, person: Person, width: int = 1440) -> None:
        super().__init__(person, "/staff/dispatch", width)
        self.page.on("response", lambda answer: self._asked(answer.url))

    def begin(self) -> None:
        super().begin()
        self.asked = 0

    @property
    def front(self) -> str:
        return str(self.page.locator("[data-number]").get_attribute("data-number"))

    def next_after(self, number: str) -> str:
        """The ticket that opened by itself, once it can have been read."""
        self.waits_for("next ticket", f"#picks:not(:has(#pick-{number})) a[aria-current]:focus")
        self.page.wait_for_timeout(READ)
        return self.front

    def _asked(self, url: str) -> None:
        self.asked += "/staff/dispatch" in url


def opens(hands: Hands, tickets: str, row: str = "[data-row]") -> None:
    """From a list the first ticket of it: on a desk beside the list first, on a phone at once."""
    hands.person.open(tickets)
    hands.begin()
    hands.tap(f"{row} [data-open]")
    if (hands.page.viewport_size or {"width": 0})["width"] > 1000:
        hands.tap("#preview .btn-primary")
    hands.waits_for("ticket", ".ticket-head")


def signs_off(hands: Hands) -> None:
    """The unit leader: the reply that waits goes out."""
    opens(hands, "/staff/tickets?scope=open&state=replied")
    hands.tap("button", "同意并发出")
    hands.waits_for("signed off", "#messages > *")


def instructs(hands: Hands) -> None:
    """The unit leader: a word to those who handle it."""
    opens(hands, "/staff/tickets?scope=open&state=handling", "[data-row]:has-text('锦江区')")
    hands.tap("summary", "批示")
    field = "form[action$='/instruct'] textarea"
    if not hands.page.locator(f"{field}:focus").count():
        hands.tap(field)
    hands.say("请三天内办结，并告诉来信人。")
    hands.tap("form[action$='/instruct'] button[type=submit]:not([name])")
    hands.waits_for("instructed", "#messages > *")


def answered(leader: Person, number: str) -> None:
    """The unit leader handles a ticket alone, from the signature to the answer that goes out."""
    leader.act(number, "sign")
    leader.act(number, "contact", text="电话联系市民，约定今晚到现场。")
    leader.act(number, "reply", resolution="solved", internal="已现场处置，照片存档。", public=ANSWER)
    leader.act(number, "approve")


def visits(agent: Person, number: str, **marks: str) -> None:
    """The follow-up agent: one visit by telephone."""
    agent.open(f"/staff/follow-ups/{number}")
    agent.submit("form#visit", button="button[value=reached]", contacted="yes", **marks)


def goes_on(citizen: Person) -> None:
    """Past what this citizen or others wrote about the place: the letter is another matter."""
    if citizen.page.locator("button[name=again]").count():
        citizen.submit("main form#letter", button="button[name=again]")
    if citizen.page.locator("button[name=near]").count():
        citizen.submit("main form:has(button[name=near])", button="button[name=near].btn-primary")


def receipt(citizen: Person) -> tuple[str, str]:
    """Number and query code of the letter that has arrived."""
    text = citizen.page.locator("main").inner_text()
    code = re.search(r"(?<!\d)(\d{4}\s?\d{4})(?!\d)", NUMBER.sub("", text))
    assert code
    return number_on(citizen), code[1]


def number_on(person: Person) -> str:
    """The ticket's number on this page."""
    found = NUMBER.search(person.page.locator("main").inner_text())
    assert found, person.page.locator("main").inner_text()[:500]
    return found[0]


def photo(folder: Path, side: int = 2) -> Path:
    """A picture file of `side` × `side` pixels, for a letter."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\xff\x00\x00" * side) * side)
    path = folder / "现场.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    return path
