"""The auditor sees who was shown a citizen's data, why, and all that one person was shown."""

import re
from collections.abc import Callable

from flask import Flask

from tests import inspection
from tests.browsing import Client
from tests.followup import stages

AUDIT = "/staff/audit"


def shown_to(client: Client, number: str, field: str, reason: str) -> None:
    forms = inspection.read(client.get(f"/staff/tickets/{number}").get_data(as_text=True)).forms
    token = next(form.values["csrf_token"] for form in forms if form.action.endswith("/reveal"))
    wanted = {"csrf_token": token, "field": field, "reason": reason}
    assert client.post(f"/staff/tickets/{number}/reveal", data=wanted).status_code == 200


def test_a_field_that_was_shown_stands_there_with_person_reason_and_ticket(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.dispatched(app)
    shown_to(sign_in("clerk", unit=stages.UNIT), number, "phone", "contact")
    page = sign_in("auditor").get(AUDIT).get_data(as_text=True)
    assert "联系来信人" in page
    assert f"/staff/tickets/{number}" in page


def test_one_persons_reading_is_kept_apart(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.dispatched(app)
    shown_to(sign_in("clerk", unit=stages.UNIT), number, "phone", "contact")
    shown_to(sign_in("supervisor"), number, "name", "check")
    auditor = sign_in("auditor")
    everything = auditor.get(AUDIT).get_data(as_text=True)
    assert "联系来信人" in everything
    assert "核对重复或差错" in everything
    links = sorted(set(re.findall(r"/staff/audit\?by=\d+", everything)))
    pages = [auditor.get(link).get_data(as_text=True) for link in links]
    assert sorted(("联系来信人" in page, "核对重复或差错" in page) for page in pages) == [(False, True), (True, False)]


def test_an_absurd_address_shows_the_first_page(sign_in: Callable[..., Client]) -> None:
    assert sign_in("auditor").get(AUDIT, query_string={"by": "'; --", "after": "９９"}).status_code == 200
