"""Pictures of every page of every role: `python -m scripts.screenshots` takes them from a demo city of its own.

`--at http://127.0.0.1:5000` takes them from a running demo city (it writes letters and answers there), `--whole` as
long as the pages are, `--to FOLDER`, and names (`board ticket`) for some of them only.
"""

import argparse
import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts import small_png
from scripts.pictures import DESK, PHONE, PICTURES, Picture, index
from tests.browser import begun
from tests.browser.city import CHROMIUM, demo_city
from tests.browser.hands import Person
from tests.browser.steps import CALL, CITIZEN, LETTER, PLACE, answered, goes_on, receipt

FOLDER = Path("docs/screenshots")
SAID = (
    "成华区建设路街道示例小区3栋从昨晚开始停水，水压一直为零，水厂没有通知，"
    "整栋楼用不上自来水。家里有老人，请尽快处理。"
)
REPORT = "现场核查：地铁口共享单车约120辆，压占盲道。已清运80辆，其余归位，留存照片4张。"
REPLY = (
    "您好，您反映的地铁口共享单车乱停问题，我委已会同运营企业清运80辆，盲道已恢复畅通，"
    "并在出入口两侧划设停放区，早高峰安排专人值守。依据《成都市非机动车管理条例》办理。"
)


class Photographer:
    """Opens the pages of one city, each role signed in once, and keeps what they look like."""

    def __init__(self, browser: Browser, base: str, folder: Path, states: Path, whole: bool, lived_in: bool) -> None:
        self.browser, self.base, self.folder, self.states, self.whole = browser, base, folder, states, whole
        self.blank = browser.new_page()
        self.lived_in = lived_in
        """Somebody's running city: nothing was begun there."""
        self.number, self.code = "", ""

    def every(self, names: list[str]) -> None:
        self.number, self.code = self.answered()
        for one in PICTURES:
            if one.name in names or not (names or (self.lived_in and one.name == "together")):
                self.take(one)

    def take(self, one: Picture) -> None:
        for look, size, cookies in one.variants():
            with self.seat(one, size, cookies) as person:
                self.arrive(person, one)
                png = person.page.screenshot(full_page=self.whole and one.name != "screen")
                small = small_png.shrink(self.blank, png)
                (self.folder / f"{one.name}-{look}.png").write_bytes(small)
                print(f"{one.name}-{look:<10} {len(small) // 1024:>4} KB  {person.page.title()}", flush=True)

    def arrive(self, person: Person, one: Picture) -> None:
        person.open(one.path.removeprefix("first "))
        if one.path.startswith("first "):
            person.open(str(person.page.locator(one.row).first.get_attribute("href")))
        if one.name in STAGES:
            STAGES[one.name](person, self)
        person.page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
        person.page.wait_for_timeout(100)

    @contextlib.contextmanager
    def seat(self, one: Picture, size: tuple[int, int], cookies: dict[str, str]) -> Iterator[Person]:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", reduced_motion="reduce",
            device_scale_factor=2 if one.sharp and size == PHONE else 1,
            storage_state=self.signed_in(one.who) if one.who else None,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in cookies.items()])
        yield Person(context.new_page(), self.base)
        context.close()

    def signed_in(self, who: str) -> Path:
        """Where the sign-in of this role is kept."""
        path = self.states / f"{who}.json"
        if not path.exists():
            person = Person(self.browser.new_page(locale="zh-CN"), self.base)
            person.sign_in(who)
            person.page.context.storage_state(path=path)
            person.page.context.close()
        return path

    def answered(self) -> tuple[str, str]:
        """A letter that was written, answered and signed off: its number and its query code."""
        with self.seat(Picture("letter", "", "", ""), PHONE, {}) as citizen:
            writes(citizen, self)
            sends(citizen, self)
            number, code = receipt(citizen)
        with self.seat(Picture("ticket", "", "leader", ""), DESK, {}) as leader:
            answered(leader, number)
        return number, code


def writes(person: Person, _photographer: Photographer) -> None:
    person.open("/letters/new?mailbox=mayor")
    person.page.fill("main [name=body]", LETTER)
    for name, value in {"address": PLACE, **CITIZEN}.items():
        field = person.page.locator(f"main [name={name}]:visible")
        if field.count():
            field.fill(value)


def checks(person: Person, photographer: Photographer) -> None:
    writes(person, photographer)
    person.submit("main form[action^='/letters']", button=".btn-primary")
    goes_on(person)


def sends(person: Person, photographer: Photographer) -> None:
    checks(person, photographer)
    person.submit("main form", button=".btn-primary")


def tracks(person: Person, photographer: Photographer) -> None:
    person.open("/track")
    person.submit("main form", number=photographer.number, code=photographer.code)


def evaluates(person: Person, photographer: Photographer) -> None:
    tracks(person, photographer)
    person.page.goto(person.page.url + "/evaluate", wait_until="load")


def answers_a_call(person: Person, _photographer: Photographer) -> None:
    person.open(CALL)
    fields = {"phone": CITIZEN["phone"], "name": "演示来电", "body": SAID, "address": "建设路街道示例小区"}
    for name, value in fields.items():
        person.page.fill(f"#call [name={name}]", value)
    person.page.locator("#assist .call-advice .facts").wait_for(state="attached")
    person.page.wait_for_timeout(1000)


def previews(person: Person, _photographer: Photographer) -> None:
    person.page.locator("[data-row] [data-open]").first.click()
    person.page.wait_for_timeout(700)


def replies(person: Person, _photographer: Photographer) -> None:
    form = person.page.locator("form[action$='/reply']")
    form.locator("[name=resolution][value=solved]").check(force=True)
    form.locator("[name=public]").fill(REPLY)
    form.locator("[name=internal]").fill(REPORT)
    person.page.wait_for_timeout(1500)


def prints(person: Person, _photographer: Photographer) -> None:
    person.page.goto(person.page.url.split("?")[0] + "/sheet", wait_until="load")


def reads_readers(person: Person, _photographer: Photographer) -> None:
    person.page.goto(person.page.url.split("?")[0] + "/readers", wait_until="load")


def splits(person: Person, _photographer: Photographer) -> None:
    person.page.goto(person.page.url.partition("#")[0] + "/split", wait_until="load")


def puts_together(person: Person, _photographer: Photographer) -> None:
    person.submit("form[action='/staff/together']")


STAGES: dict[str, Callable[[Person, Photographer], None]] = {
    "letter": writes, "check": checks, "sent": sends, "track": tracks, "evaluate": evaluates, "call": answers_a_call,
    "preview": previews, "ticket": replies, "sheet": prints, "readers": reads_readers, "split": splits,
    "together": puts_together,
}  # fmt: skip
"""What is done on a page before its picture is taken."""


def begun_city(stack: contextlib.ExitStack, var: Path) -> str:
    """The address of a demo city of its own, with an event of two districts and what nights of learning leave."""
    city = stack.enter_context(demo_city(var))
    city.begin(begun.EVENT)
    city.begin(begun.MODELS)
    return city.url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", help="a running demo city; without it one is started")
    parser.add_argument("--to", type=Path, default=FOLDER, help="where the pictures go")
    parser.add_argument("--whole", action="store_true", help="as long as the pages are")
    parser.add_argument("names", nargs="*", help="some pages only")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base = given.at or begun_city(stack, var)
        playwright = stack.enter_context(sync_playwright())
        arguments = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        Photographer(browser, base.rstrip("/"), given.to, var, given.whole, bool(given.at)).every(given.names)
        browser.close()
    if not given.names:
        (given.to / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
