"""Pictures of the product: `python scripts/screenshots.py` makes those of the README from a demo city of its own;
`… --at http://127.0.0.1:5000 --to FOLDER [NAME …]` takes every page of a running one, wide and narrow."""

import argparse
import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "demo-12345"
START_SECONDS = 90
DESK, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)

# name, who looks, address; `first …` opens the first ticket of a list.
PAGES = (
    ("home", "", "/"),
    ("letter", "", "/letters/new?mailbox=mayor"),
    ("track", "", "/track"),
    ("sign-in", "", "/login"),
    ("board", "mayor", "/staff/boards/city"),
    ("screen", "mayor", "/staff/boards/screen"),
    ("unit-board", "leader", "/staff/boards/unit/510104"),
    ("call", "operator", "/staff/calls/new"),
    ("dispatch", "dispatcher", "/staff/dispatch"),
    ("requests", "dispatcher", "/staff/dispatch/requests"),
    ("tickets", "clerk", "/staff/tickets"),
    ("ticket", "bureau", "first /staff/tickets"),
    ("sign-off", "leader", "first /staff/tickets?state=replied"),
    ("supervisor", "supervisor", "/staff/tickets?scope=overdue"),
    ("follow-ups", "followup", "/staff/follow-ups"),
    ("visit", "followup", "first /staff/follow-ups"),
    ("users", "admin", "/staff/admin/users"),
    ("rules", "admin", "/staff/admin/rules"),
    ("catalogue", "admin", "/staff/admin/catalogue"),
    ("notices", "clerk", "/staff/notices"),
    ("audit", "auditor", "/staff/tickets"),
)

LETTER = (
    "锦江区春熙路街道示例路口夜间烧烤摊占道。每晚十点以后油烟飘进楼里，行人只能走到机动车道上，已经两个多星期，请处理。"
)
PERSON = {"name": "演示市民", "phone": "13800001234"}
ANSWER = (
    "您好，来信收悉。我区执法人员当晚到示例路口核查，两处烧烤摊已撤离，路面已清洗；"
    "此后每晚21点至24点安排巡查，持续一个月。依据《成都市市容和环境卫生管理条例》办理。感谢您的监督。"
)
CALL = (
    "成华区建设路街道示例小区3栋从昨晚开始停水，水压一直为零，水厂没有通知，"
    "整栋楼用不上自来水。家里有老人，请尽快处理。"
)
REPORT = "现场核查：地铁口共享单车约120辆，压占盲道。已清运80辆，其余归位，留存照片4张。"
REPLY = (
    "您好，您反映的地铁口共享单车乱停问题，我委已会同运营企业清运80辆，盲道已恢复畅通，"
    "并在出入口两侧划设停放区，早高峰安排专人值守。依据《成都市非机动车管理条例》办理。"
)


class Photographer:
    """Opens the pages of one city and keeps what they look like."""

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self.browser, self.base, self.folder = browser, base, folder

    def page(self, who: str, size: tuple[int, int], scale: int = 1) -> Page:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", device_scale_factor=scale
        )
        page = context.new_page()
        if who:
            page.goto(f"{self.base}/login")
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", PASSWORD)
            page.locator("main button[type=submit]").first.click()
            page.wait_for_url("**/staff/**")
        return page

    def keep(self, page: Page, name: str, whole: bool = False) -> None:
        page.screenshot(path=self.folder / f"{name}.png", full_page=whole)
        print(name, page.title())
        page.context.close()

    def every_page(self, wanted: list[str]) -> None:
        for name, who, address in PAGES:
            for size in (DESK, PHONE) if not wanted or name in wanted else ():
                wall = name == "screen" and size == DESK
                page = self.page(who, WALL if wall else size)
                page.goto(self.base + address.removeprefix("first "), wait_until="load")
                if address.startswith("first "):
                    self.first(page)
                self.keep(page, f"{name}-{size[0]}", whole=not wall)

    def first(self, page: Page) -> None:
        link = page.locator("main a[href*='/staff/tickets/5'], main a[href*='/staff/follow-ups/5']").first
        page.goto(self.base + str(link.get_attribute("href")), wait_until="load")

    def readme(self) -> None:
        """The five pictures: what is written, what is answered, what the desks and the mayor see."""
        number, code = self.letter()
        self.answer(number)
        self.track(number, code)
        self.call()
        self.ticket()
        page = self.page("mayor", DESK)
        page.goto(f"{self.base}/staff/boards/city", wait_until="load")
        self.keep(page, "board-1440")

    def letter(self) -> tuple[str, str]:
        page = self.page("", PHONE, scale=2)
        page.goto(f"{self.base}/letters/new?mailbox=mayor", wait_until="load")
        fill(page, "main form[action^='/letters']", body=LETTER, address="锦江区春熙路街道示例路口", **PERSON)
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
        page.screenshot(path=self.folder / "letter-390.png")
        print("letter-390", page.title())
        press(page, "main form[action^='/letters'] button[type=submit]")
        press(page, "main form .btn-primary")
        number, code = page.locator(".sent-numbers dd").all_inner_texts()
        page.context.close()
        return number, code

    def answer(self, number: str) -> None:
        page = self.page("leader", DESK)
        self.act(page, number, "sign")
        self.act(page, number, "contact", text="电话联系市民，约定今晚到现场。")
        self.act(page, number, "reply", resolution="solved", internal="已现场处置，照片存档。", public=ANSWER)
        self.act(page, number, "approve")
        page.context.close()

    def act(self, page: Page, number: str, verb: str, **fields: str) -> None:
        page.goto(f"{self.base}/staff/tickets/{re.sub(r'[^0-9]', '', number)}", wait_until="load")
        form = f"main form[action$='/{verb}']"
        page.evaluate("() => document.querySelectorAll('main details').forEach(one => { one.open = true })")
        fill(page, form, **fields)
        press(page, f"{form} button[type=submit]:not([name])")

    def track(self, number: str, code: str) -> None:
        page = self.page("", PHONE, scale=2)
        page.goto(f"{self.base}/track", wait_until="load")
        fill(page, "main form", number=number, code=code)
        press(page, "main form button[type=submit]")
        self.keep(page, "track-390")

    def call(self) -> None:
        page = self.page("operator", DESK)
        page.goto(f"{self.base}/staff/calls/new", wait_until="load")
        fill(
            page,
            "form#call",
            phone=PERSON["phone"],
            name="演示来电",
            kind="help",
            body=CALL,
            address="建设路街道示例小区",
        )
        page.locator("#assist .facts").wait_for()
        page.wait_for_timeout(800)
        self.keep(page, "call-1440")

    def ticket(self) -> None:
        page = self.page("bureau", DESK)
        page.goto(f"{self.base}/staff/tickets?state=handling", wait_until="load")
        self.first(page)
        fill(page, "main form[action$='/reply']", resolution="solved", internal=REPORT, public=REPLY)
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
        self.keep(page, "ticket-1440")


def fill(page: Page, form: str, **fields: str) -> None:
    for name, value in fields.items():
        choice = page.locator(f"{form} [name={name}][type=radio][value='{value}']")
        if choice.count():
            choice.first.check()
        else:
            page.locator(f"{form} [name={name}]").first.fill(value)


def press(page: Page, button: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.locator(button).last.click()


@contextlib.contextmanager
def demo_city() -> Iterator[str]:
    """A demo city on a free port, gone afterwards; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as var:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        environment |= {"HOTLINE_VAR": var, "HOTLINE_RATE_LIMITS": "off"}
        command = [sys.executable, "-m", "hotline.cli", "run", "--demo", "--port", str(port)]
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            base = f"http://127.0.0.1:{port}"
            wait(base, running)
            yield base
        finally:
            running.terminate()
            running.wait(20)


def wait(base: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/healthz", timeout=2):  # noqa: S310 - loopback
            return
        time.sleep(0.2)
    raise SystemExit("the demo city did not start")


def take(base: str, folder: Path, work: Callable[[Photographer], None]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        work(Photographer(browser, base, folder))
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", help="a running demo city; without it one is started")
    parser.add_argument("--to", type=Path, default=Path("docs/screenshots"), help="where the pictures go")
    parser.add_argument("names", nargs="*", help="some pages only; with --at")
    given = parser.parse_args()
    if given.at:
        take(given.at.rstrip("/"), given.to, lambda photographer: photographer.every_page(given.names))
        return
    with demo_city() as base:
        take(base, given.to, Photographer.readme)


if __name__ == "__main__":
    main()
