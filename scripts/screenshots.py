"""Pictures of every page of a running demo city: `python scripts/screenshots.py http://127.0.0.1:5000 [FOLDER] [NAME]`.

Each page is taken as the person whose desk it is, at 1440 and at 390 px.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"1440": (1440, 900), "390": (390, 844)}
PASSWORD = "demo-12345"

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


def main() -> None:
    base = sys.argv[1].rstrip("/")
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/screenshots")
    wanted = sys.argv[3].split(",") if len(sys.argv) > 3 else []
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, who, address in PAGES:
            if not wanted or name in wanted:
                for label in WIDTHS:
                    take(browser, base, who, address, folder / f"{name}-{label}.png", WIDTHS[label])
        browser.close()


def take(browser: Browser, base: str, who: str, address: str, path: Path, size: tuple[int, int]) -> None:
    wide = (1920, 1080) if path.stem == "screen-1440" else size
    context = browser.new_context(viewport={"width": wide[0], "height": wide[1]}, locale="zh-CN")
    page = context.new_page()
    if who:
        sign_in(page, base, who)
    page.goto(base + address.removeprefix("first "), wait_until="load")
    if address.startswith("first "):
        link = page.locator("main a[href*='/staff/tickets/5'], main a[href*='/staff/follow-ups/5']").first
        page.goto(base + str(link.get_attribute("href")), wait_until="load")
    page.screenshot(path=path, full_page=path.stem != "screen-1440")
    print(path.name, page.title())
    context.close()


def sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/login")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/staff/**")


if __name__ == "__main__":
    main()
