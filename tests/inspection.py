"""What every HTML page of ours must be, checked on each page the test client opens."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

QUIET_INPUTS = {"hidden", "submit", "button", "reset", "image"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Form:
    """A form as the browser would send it: what it holds before anybody types."""

    method: str
    action: str
    id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        """Where it goes, without what it says there: a switch of language names the page to come back to."""
        return self.action.partition("?")[0]


@dataclass
class Page:
    """The parts of a page that the rules speak about."""

    language: str = ""
    title: str = ""
    headings: int = 0
    forms: list[Form] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.labelled: set[str] = set()
        self.controls: list[tuple[str, dict[str, str]]] = []
        self.select: tuple[Form, str, bool] | None = None
        self.textarea: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        self._common(tag, found)
        if tag in {"input", "select", "textarea", "button"}:
            self._control(tag, found)
        elif tag == "option":
            self._option(found)
        elif tag == "html":
            self.page.language = found.get("lang", "")
        elif tag == "h1":
            self.page.headings += 1
        elif tag == "form":
            self.page.forms.append(
                Form(found.get("method", "get").lower(), found.get("action", ""), found.get("id", ""))
            )
        elif tag == "label":
            self.labelled.add(found.get("for", ""))
        elif tag == "img" and "alt" not in found:
            self._fault(f"<img src={found.get('src')}> has no alt")
        elif tag == "script" and "src" not in found and found.get("type") != "application/json":
            self._fault("inline <script>")
        elif tag == "style":
            self._fault("inline <style>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.page.title += data.strip()
        if self.textarea:
            form, name = self.textarea
            form.values[name] = (form.values[name] + data).lstrip("\n")

    def _common(self, tag: str, found: dict[str, str]) -> None:
        for name in found:
            if name == "style" or name.startswith(("on", "hx-on")):
                self._fault(f"<{tag} {name}=…> is inline style or script")
        if "id" in found:
            if found["id"] in self.ids:
                self._fault(f"id {found['id']!r} stands twice")
            self.ids.add(found["id"])

    def _control(self, tag: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text") if tag == "input" else tag
        name = found.get("name", "")
        named = any(found.get(mark) for mark in ("aria-label", "aria-labelledby", "title"))
        if kind not in QUIET_INPUTS and "label" not in self.open and not named:
            self.controls.append((tag, found))
        form = self._form_of(found)
        if form is None or not name:
            return
        form.names.add(name)
        if kind == "select":
            self.select = (form, name, False)
        elif kind == "textarea":
            self.textarea = (form, name)
            form.values[name] = ""
        elif kind in {"checkbox", "radio"}:
            if "checked" in found:
                form.values[name] = found.get("value", "on")
        elif kind not in {*QUIET_INPUTS, "file"} or kind == "hidden":
            form.values[name] = found.get("value", "")

    def _option(self, found: dict[str, str]) -> None:
        if self.select is None:
            return
        form, name, settled = self.select
        if not settled and ("selected" in found or name not in form.values):
            form.values[name] = found.get("value", "")
            self.select = (form, name, "selected" in found)

    def _form_of(self, found: dict[str, str]) -> Form | None:
        if "form" in found:
            return next((form for form in self.page.forms if form.id == found["form"]), None)
        return self.page.forms[-1] if "form" in self.open else None

    def _fault(self, text: str) -> None:
        self.page.faults.append(text)


def read(html: str) -> Page:
    """Parse a page or a fragment; `faults` lists what is wrong in any piece of HTML of ours."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = reader.page
    for tag, found in reader.controls:
        if found.get("id", "") not in reader.labelled or not found.get("id"):
            page.faults.append(f"<{tag} name={found.get('name')}> has no label")
    for form in page.forms:
        if form.method == "post" and not form.values.get("csrf_token"):
            page.faults.append(f"the form to {form.action!r} carries no csrf_token")
    return page


def faults_of_page(page: Page, headers: dict[str, str]) -> list[str]:
    """`page.faults` and what only a whole page can lack: language, title, one h1, the security policy."""
    found = list(page.faults)
    if not page.language:
        found.append("<html> has no lang")
    if not page.title:
        found.append("no <title>")
    if page.headings != 1:
        found.append(f"{page.headings} <h1> instead of one")
    policy = headers.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe-inline" in policy:
        found.append(f"Content-Security-Policy is {policy!r}")
    return found
