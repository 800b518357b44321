"""A test client that inspects every HTML page it opens, and fills in forms as a browser does."""

from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import inspection


class Client(FlaskClient):
    """Fails the test when a page has a fault; `faulty = True` lets a test look at a faulty page on purpose."""

    faulty = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # A request inside an outer context would share its session and its user, which no real request does.
        assert not has_app_context(), "close the app_context before the client opens a page"
        # Read to the end at once: a file of static/ would otherwise stay open, which is a warning, which is an error.
        response = super().open(*args, **{"buffered": True, **kwargs})
        if not self.faulty:
            faults = faults_of(response)
            assert not faults, f"{response.request.path} ({response.status}): {'; '.join(faults)}"
        return response

    def submit(self, path: str, fields: dict[str, Any], action: str = "", **kwargs: Any) -> TestResponse:
        """Open `path`, fill in its form (the one to `action`, or the only one that has these fields), and send it.

        A field that the form does not have is an error of the test, as it would be for a person.
        """
        page = _read(self.get(path))
        form = _choose(page, path, set(fields), action)
        target = form.action or path
        data = {**form.values, **fields}
        if form.method == "post":
            return self.post(target, data=data, **kwargs)
        return self.get(target, query_string=data, **kwargs)


def faults_of(response: TestResponse) -> list[str]:
    """What is wrong with an answer; an answer that is not HTML can only be a server error."""
    if response.status_code == 500:
        return ["it is a server error"]
    if response.mimetype != "text/html" or response.status_code in {204, 301, 302, 303, 304, 307, 308}:
        return []
    html, page = response.get_data(as_text=True), _read(response)
    if "Traceback (most recent call last)" in html:
        page.faults.append("it shows a traceback")
    if response.request.headers.get("HX-Request") and "<html" not in html:
        return page.faults
    return inspection.faults_of_page(page, dict(response.headers))


def _read(response: TestResponse) -> inspection.Page:
    """Read once: whoever fills in a form of the page has it from the inspection."""
    if not hasattr(response, "inspected"):
        response.inspected = inspection.read(response.get_data(as_text=True))  # type: ignore[attr-defined]
    return response.inspected  # type: ignore[attr-defined]


def _choose(page: inspection.Page, path: str, names: set[str], action: str) -> inspection.Form:
    found = [form for form in page.forms if names <= form.names and action in {"", form.action}]
    offered = [(form.action, sorted(form.names)) for form in page.forms]
    assert found, f"{path} has no form with {sorted(names)}; it offers {offered}"
    return found[0]
