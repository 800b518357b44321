"""What is measured on a telephone and at the follow-up desk: leader, follow-up agent, mayor's office, citizen."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from scripts.desk_rows import DESK, PHONE, Row, spread
from tests.browser import steps
from tests.browser.city import People
from tests.browser.counting import Hands

SIGNED, VISITS, LOOKS, LETTERS = 3, 8, 5, 5
OFFICE = "/staff/boards/office"
SECONDS_A_HAN, SECONDS_A_DIGIT, SECONDS_A_TAP, SECONDS_A_PAGE, SECONDS_FOR_A_PHOTO = 1.5, 0.4, 1.1, 1.35, 5.0
"""The person's part of a letter is estimated from these, see docs/desks.md."""


def leader(people: People, _folder: Path) -> Iterator[Row]:
    hands = Hands(people.role("leader"), "/staff/tickets", PHONE, 844)
    taps, loads = [], []
    for _ in range(SIGNED):
        steps.signs_off(hands)
        taps.append(hands.taps)
        loads.append(hands.loads)
    yield Row(
        "unit leader 单位领导", "sign off a reply, phone", "≤3 taps",
        f"{max(taps)} taps, {max(loads)} page loads; ticket in {spread(hands.waits['ticket'])}, "
        f"signed off in {spread(hands.waits['signed off'])}",
        max(taps) <= 3, "from the list of what waits: the ticket, 同意并发出",
    )  # fmt: skip
    taps = []
    for _ in range(SIGNED):
        steps.instructs(hands)
        taps.append(hands.taps)
    yield Row(
        "unit leader 单位领导", "give an instruction, phone", "≤3 taps",
        f"{max(taps)} taps; instructed in {spread(hands.waits['instructed'])}",
        max(taps) <= 3, "from the list: the ticket, 批示, the field unless the cursor is there, the button",
    )  # fmt: skip


def followup(people: People, _folder: Path) -> Iterator[Row]:
    hands = Hands(people.role("followup"), "/staff/follow-ups", DESK)
    hands.begin()
    hands.press("Control+Enter")
    hands.waits_for("next call", "form#visit [data-digits]:focus-within")
    first = []
    for _ in range(VISITS):
        number = hands.page.url.rsplit("/", 1)[-1]
        hands.begin()
        hands.press("Digit1", "Digit3", "Digit3", "Digit3", "Control+Enter")
        hands.waits_for("saved, next call", f"html:not(:has(a.code[href$='{number}'])) [data-digits]:focus-within")
        first.append(hands.keys)
    yield Row(
        "follow-up agent 回访员", "next call, four answers, save", "≤8 keys",
        f"{max(first) + 2} keys for the first ({max(first)} for each after it, which opens by itself); "
        f"saved and the next open in {spread(hands.waits['saved, next call'])}",
        max(first) + 2 <= 8,
        "Ctrl+Enter, four digits, Ctrl+Enter; Alt+K for the number to dial is two keys more",
    )  # fmt: skip


def _into(hands: Hands, field: str) -> None:
    """A tap into the field, unless the cursor is there already."""
    if not hands.page.locator(f"{field}:focus").count():
        hands.tap(field)


def mayor(people: People, _folder: Path) -> Iterator[Row]:
    hands = Hands(people.role("mayor"), OFFICE, PHONE, 844)
    taps = []
    for _ in range(LOOKS):
        hands.person.open(OFFICE)
        hands.begin()
        hands.tap(".office-five a.is-over, .office-five a")
        hands.waits_for("tickets behind a number", "td a[href*='/staff/tickets/']")
        hands.tap("td a[href*='/staff/tickets/']")
        hands.waits_for("the ticket", "#ticket-number")
        taps.append(hands.taps)
    hands.person.open(OFFICE)
    box = hands.page.locator("#office").bounding_box()
    low = (box["y"] + box["height"]) / 844 if box else 9
    count = hands.page.locator(".office-five a, .office-shares a").count()
    yield Row(
        "mayor's office 市领导办公室", "five numbers, red items, their tickets; phone", "≤2 taps to a ticket",
        f"{max(taps)} taps to a ticket behind a number, 0 to the {count} numbers: they end at {low:.0%} of the first "
        f"screen; list in {spread(hands.waits['tickets behind a number'])}, ticket in "
        f"{spread(hands.waits['the ticket'])}",
        max(taps) <= 2 and low <= 1, "from the office's page: a number, then a ticket",
    )  # fmt: skip
    taps = []
    for _ in range(min(SIGNED, hands.page.locator(".office-list a[href*='/staff/boards/office/']").count())):
        hands.person.open(OFFICE)
        hands.begin()
        hands.tap(".office-list a[href*='/staff/boards/office/']")
        hands.waits_for("letter", "#text")
        _into(hands, "#text")
        hands.say("三日内现场办结，并报结果。")
        hands.tap("main form .btn-primary")
        hands.waits_for("instructed", "#messages > *", "批示已下达")
        taps.append(hands.taps)
    yield Row(
        "mayor's office 市领导办公室", "give an instruction, phone", "≤3 taps",
        f"{max(taps)} taps; instructed in {spread(hands.waits['instructed'])}",
        max(taps) <= 3, "from the office's page: the ticket that waits, the field, the button",
    )  # fmt: skip


def citizen(people: People, folder: Path) -> Iterator[Row]:
    picture = steps.photo(folder, 1200)
    taps, loads, machine, received = [], [], [], []
    for place in range(LETTERS):
        hands = _at_home(people)
        _writes(hands, picture, f"1370000{place:04d}")
        received.append(steps.receipt(hands.person))
        taps.append(hands.taps)
        loads.append(hands.loads)
        machine.append(sum(map(sum, hands.waits.values())) / 1000)
        hands.person.page.context.close()
    said, pages = _spoken(), max(loads)
    person = said + max(taps) * SECONDS_A_TAP + pages * SECONDS_A_PAGE + SECONDS_FOR_A_PHOTO
    yield Row(
        "citizen 市民", "a letter with photo and place, phone", "≤90 s",
        f"{max(taps)} taps, {pages} page loads, {statistics.median(machine):.1f} s of machine measured; "
        f"estimated with the person: {person + statistics.median(machine):.0f} s",
        person + statistics.median(machine) <= 90,
        "from the home page to the query code; the person's own time is an estimate, see below",
    )  # fmt: skip
    hands = _at_home(people)
    loads = []
    for number, code in received:
        hands.person.open("/")
        hands.begin()
        hands.tap("main a[href='/track']")
        hands.waits_for("form", "input[name=code]")
        hands.write("input[name=number]", number)
        hands.write("input[name=code]", code)
        hands.tap("main form button[type=submit]")
        hands.waits_for("progress", "main", number[-8:])
        loads.append(hands.loads)
    yield Row(
        "citizen 市民", "track by number and code, phone", "one page",
        f"one page asks for both, the next one answers; {hands.taps} taps, progress in "
        f"{spread(hands.waits['progress'])}",
        max(loads) <= 2, "from the home page: 查进度, number, code, look it up",
    )  # fmt: skip


def _at_home(people: People) -> Hands:
    person = people.citizen(PHONE)
    person.page.context.grant_permissions(["geolocation"])
    person.page.context.set_geolocation({"latitude": 30.6560, "longitude": 104.0830})
    return Hands(person, "/", PHONE, 844)


def _writes(hands: Hands, picture: Path, phone: str) -> None:
    """The letter from the home page to the receipt, with the place by position and one photo."""
    hands.begin()
    hands.tap("main a[href='/letters/new']")
    hands.waits_for("form", "main [name=body]")
    hands.write("main [name=body]", steps.LETTER)
    _on(hands, "[data-locate] button")
    hands.tap("[data-locate] button")
    hands.waits_for("position", "[data-locate]", "已")
    _on(hands, "input[name=files]:not([capture])")
    hands.taps += 2
    hands.page.locator("input[name=files]:not([capture])").set_input_files(str(picture))
    _on(hands, "main [name=phone]")
    hands.write("main [name=name]", steps.CITIZEN["name"])
    hands.write("main [name=phone]", phone)
    while not hands.page.locator(".sent-numbers").count():
        _next(hands)


def _on(hands: Hands, place: str) -> None:
    """To the step that asks for this, if the letter is asked a question a page."""
    while not hands.page.locator(place).count():
        _next(hands)


def _next(hands: Hands) -> None:
    with hands.page.expect_navigation(wait_until="load"):
        hands.tap("main form .btn-primary")
    hands.waits_for("step", "h1")


def _spoken() -> float:
    """Seconds a thumb needs for the words and the number of the letter."""
    return (len(steps.LETTER) + len(steps.CITIZEN["name"])) * SECONDS_A_HAN + 11 * SECONDS_A_DIGIT
