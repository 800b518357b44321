"""What a person does with a page: open it, fill a form by its field names, press its button, read what it says."""

from playwright.sync_api import Locator, Page

PASSWORD = "demo-12345"
SEND = "button[type=submit]:not([formaction]), button:not([type])"
"""The buttons that send a form where it belongs; one with an address of its own keeps a draft or drops it."""


class Person:
    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.problems: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def open(self, path: str) -> "Person":
        self.page.goto(self.base + path, wait_until="load")
        return self

    def sign_in(self, login: str) -> None:
        self.open("/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url("**/staff/**")

    def act(self, number: str, verb: str, **fields: str) -> None:
        """Do one verb on the ticket page."""
        self.open(f"/staff/tickets/{number}")
        self.submit(f"main form[action$='/{verb}']", **fields)

    def submit(self, form: str, button: str = SEND, **fields: str) -> None:
        """Fill a form, opening what hides it, and press its last matching button."""
        place = self.page.locator(form).first
        self._uncover(place)
        for name, value in fields.items():
            self._fill(place, name, value)
        with self.page.expect_navigation(wait_until="load"):
            place.locator(button).last.click()

    def says(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()

    def _fill(self, form: Locator, name: str, value: str) -> None:
        field = form.locator(f"[name={name}]").first
        kind = field.get_attribute("type") or field.evaluate("field => field.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"}:
            form.locator(f"[name={name}][value='{value}']").check(force=True)
        elif kind == "select":
            field.select_option(value)
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(value)

    def _uncover(self, form: Locator) -> None:
        closed = form.locator("xpath=ancestor::details[not(@open)]")
        for place in reversed(range(closed.count())):
            closed.nth(place).locator("xpath=./summary").click()

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "favicon" not in text:
            self.problems.append(text)

    def _answered(self, status: int, url: str) -> None:
        if status >= 500:
            self.problems.append(f"{status} {url}")
