"""What is measured at the desks that type: operator, dispatcher, clerk; one row a task."""

import contextlib
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page

from tests.browser import steps
from tests.browser.city import People
from tests.browser.counting import Hands

DESK, PHONE = 1440, 390
CALLS, DISPATCHED, CORRECTED, REPLIES = 10, 40, 5, 3
SUGGESTED_MS = 200
PAUSE_MS = 80
"""How long the call form waits for the next letter before it asks: static/js/call.js."""
TYPED_MS = 60
TYPING = "已到现场核查，路灯线路老化，已联系供电所，周三更换灯头并复查夜间照明，完成后电话告诉来电人。"
NOTE = "form[data-draft$='/note']"


@dataclass(frozen=True, slots=True)
class Row:
    """One task of one desk: what it may cost, what it cost. `met` is None where there is nothing to compare."""

    who: str
    task: str
    aim: str
    measured: str
    met: bool | None
    how: str


def spread(waits: list[float]) -> str:
    """Median and 95th percentile in milliseconds, and of how many."""
    return f"{statistics.median(waits):.0f}/{percentile(waits, 95):.0f} ms (n={len(waits)})"


def percentile(values: list[float], of_hundred: int) -> float:
    """The smallest value that at least so many of a hundred do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * of_hundred // 100) - 1)]


def operator(people: People, _folder: Path) -> Iterator[Row]:
    hands = Hands(people.role("operator"), steps.CALL, DESK)
    phones = [f"1381234{place:04d}" for place in range(CALLS)]
    keys, loads = [], []
    for phone in phones:
        hands.begin()
        steps.logs_a_complaint(hands, phone)
        hands.press("Enter")
        keys.append(hands.keys)
        loads.append(hands.loads)
    yield Row(
        "operator 话务员", "log a common complaint, keyboard only", "≤12 keys besides words, one page",
        f"{max(keys)} keys, {max(loads)} page load (the saving itself, back on the same desk); "
        f"saved in {spread(hands.waits['saved'])}",
        max(keys) <= 12 and max(loads) <= 1,
        "number, name, words, place, Ctrl+Enter, Enter for the next call; a chord is two keys",
    )  # fmt: skip
    seen = hands.waits["category and unit"]
    answers = hands.answers["/staff/calls/assist"]
    yield Row(
        "operator 话务员", "every suggestion", f"<{SUGGESTED_MS} ms",
        f"in sight {spread(seen)} after the last letter, {PAUSE_MS} ms of them the desk's own pause; "
        f"the server's part {spread(answers)}",
        percentile(seen, 95) < SUGGESTED_MS,
        "category and unit; counted from the last letter, the pause included",
    )  # fmt: skip
    keys = []
    for phone in phones:
        hands.begin()
        steps.urges(hands, phone)
        keys.append(hands.keys)
        hands.press("Enter")
    yield Row(
        "operator 话务员", "a caller with an open matter: urge it", "≤4 keys from the number",
        f"{max(keys)} keys; earlier tickets in sight {spread(hands.waits['earlier tickets'])}, "
        f"urged {spread(hands.waits['urged'])}",
        max(keys) <= 4, "Alt+L to the matter, Enter",
    )  # fmt: skip


def dispatcher(people: People, _folder: Path) -> Iterator[Row]:
    for place in range(DISPATCHED + CORRECTED):
        _app_message(people.city.url, f"建议示例{place}镇增设篮球场。", f"1391234{place:04d}")
    desk = steps.Triage(people.role("dispatcher"))
    desk.page.wait_for_timeout(steps.READ)
    desk.begin()
    for _ in range(CORRECTED):
        number = desk.front
        desk.press("3", "c", "g", "w", "Enter")
        desk.next_after(number)
    yield Row(
        "dispatcher 派单员", "correct the suggested unit, then the next", "≤5 keys",
        f"{desk.keys // CORRECTED} keys, {desk.loads} page loads; next ticket in {spread(desk.waits['next ticket'])}",
        desk.keys <= 5 * CORRECTED and desk.loads == 0, "3, three letters of the unit, Enter; the next opens by itself",
    )  # fmt: skip
    desk.begin()
    desk.waits.clear()
    for _ in range(DISPATCHED):
        number = desk.front
        desk.press("1")
        desk.next_after(number)
    waits = desk.waits["next ticket"]
    machine = sum(waits) / 1000
    guard = DISPATCHED * steps.READ / 1000
    yield Row(
        "dispatcher 派单员", "confirm, then the next", "1 key",
        f"{desk.keys / DISPATCHED:g} key, {desk.loads} page loads; next ticket in {spread(waits)}",
        desk.keys == DISPATCHED and desk.loads == 0, "1; the next opens by itself",
    )  # fmt: skip
    yield Row(
        "dispatcher 派单员", f"{DISPATCHED} tickets in 5 minutes", "300 s",
        f"{machine:.1f} s of machine for {DISPATCHED}, and {guard:.0f} s in which a key is not yet taken; "
        f"{(300 - machine) / DISPATCHED:.1f} s are left to read and decide each",
        machine + guard < 300, "machine time alone: reading and deciding are not measured",
    )  # fmt: skip


def clerk(people: People, _folder: Path) -> Iterator[Row]:
    loads, taps, machine = [], [], []
    for _ in range(REPLIES):
        hands = Hands(people.citizen(DESK), "/login", DESK)
        _replies(hands)
        loads.append(hands.loads)
        taps.append(hands.taps)
        machine.append(sum(map(sum, hands.waits.values())))
    yield Row(
        "clerk 经办人", "sign-in → reply submitted", "≤3 page loads",
        f"{max(loads)} page loads, {max(taps)} clicks; waiting {spread(machine)} in all",
        max(loads) <= 3,
        "after the sign-in page: the list, the ticket, the ticket with the reply in it; the ticket is read beside "
        "the list first",
    )  # fmt: skip
    for task, how, pause, lose in (
        ("tab closed in mid-typing", "and the tab is closed with its cross", 0, _close),
        ("tab killed in mid-typing", "and the tab's process is killed", 0, _kill),
        ("tab killed 3 s after the last letter", "and the tab's process is killed after a pause", 3000, _kill),
    ):
        kept = [_kept_after(people, pause, lose) for _ in range(REPLIES)]
        yield Row(
            "clerk 经办人", task, "nothing typed is lost",
            f"{min(kept)} of {len(TYPING)} letters are there again (the worst of {REPLIES})",
            min(kept) == len(TYPING), f"a letter every {TYPED_MS} ms, {how}; the ticket is opened anew",
        )  # fmt: skip


def _replies(hands: Hands) -> None:
    hands.begin()
    hands.write("input[name=login]", "bureau")
    hands.press("Tab")
    hands.say("demo-12345")
    hands.press("Enter")
    hands.waits_for("list", "[data-row]")
    hands.tap("[data-row]:has-text('办理中') [data-open]")
    hands.waits_for("preview", "#preview", "打开工单")
    hands.tap("#preview a", "打开工单")
    hands.waits_for("ticket", "form[action$='/reply'] [name=public]")
    hands.tap("form[action$='/reply'] label:has([name=resolution][value=solved])")
    hands.write("form[action$='/reply'] [name=public]", steps.ANSWER)
    hands.write("form[action$='/reply'] [name=internal]", "已现场处置，照片存档。")
    hands.tap("form[action$='/reply'] button[type=submit]:not([name])")
    hands.waits_for("submitted", ".ticket-marks, main", "待审核")


def _kept_after(people: People, pause: int, lose: Callable[[Page], None]) -> int:
    """How many letters are there again after the tab was lost; the draft is dropped afterwards."""
    home = people.role("clerk").open("/staff/tickets?scope=open").page
    path = str(home.locator("[data-open]").first.get_attribute("href"))
    tab = home.context.new_page()
    tab.goto(people.city.url + path)
    _note(tab).press_sequentially(TYPING, delay=TYPED_MS)
    tab.wait_for_timeout(pause)
    lose(tab)
    time.sleep(1)
    again = home.context.new_page()
    again.goto(people.city.url + path)
    again.wait_for_timeout(1000)
    kept = len(_note(again).input_value())
    again.goto(f"{people.city.url}/staff/drafts")
    for _ in range(again.locator("main form").count()):
        with again.expect_navigation():
            again.locator("main form button").first.click()
    again.goto("about:blank")
    return kept


def _note(page: Page) -> Locator:
    """The field of a note, with the tab that hides it opened."""
    form = page.locator(NOTE)
    form.evaluate("form => { const tab = form.closest('details'); if (tab) tab.open = true }")
    return form.locator("[name=text]")


def _close(tab: Page) -> None:
    tab.close(run_before_unload=True)


def _kill(tab: Page) -> None:
    with contextlib.suppress(Error):
        tab.goto("chrome://crash", timeout=5000)


def _app_message(base: str, words: str, phone: str) -> None:
    form = {"service_code": "0204", "description": words, "first_name": "演示", "phone": phone, "device_id": phone}
    asked = urllib.request.Request(  # noqa: S310 - the demo city on loopback
        f"{base}/open311/v2/requests.json", urllib.parse.urlencode(form).encode(), method="POST"
    )
    urllib.request.urlopen(asked, timeout=20).close()  # noqa: S310 - the demo city on loopback
