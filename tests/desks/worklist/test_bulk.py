"""One act for many tickets, and the list taken away: what will happen, what did not, once and not twice, masked."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.privacy.models import Export
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
SignIn = Callable[..., Client]
BULK = "/staff/tickets/bulk"


def _token(client: Client) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff/tickets").get_data(as_text=True))
    assert found
    return found[1]


def _asked(client: Client, verb: str, *numbers: str) -> str:
    data = {"csrf_token": _token(client), "verb": verb, "number": list(numbers)}
    return client.post(BULK, data=data, follow_redirects=True).get_data(as_text=True)


def _fields(page: str, **typed: str) -> dict[str, Any]:
    """What the page of the question would send."""
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.split(f'action="{BULK}/')[1])
    fields: dict[str, Any] = {**dict(hidden), **typed}
    fields["number"] = [value for name, value in hidden if name == "number"]
    return fields


def test_the_question_names_what_goes_and_what_stays(app: Flask, sign_in: SignIn) -> None:
    first, second = (stages.make(app, walking.dispatched, n) for n in "12")
    signed = stages.make(app, walking.handling, "3")
    page = _asked(sign_in("clerk", "510104"), "sign", first, second, signed)
    assert "把2件签收" in page
    assert "1件不动" in page
    assert "现在是“办理中”" in page
    assert stages.state(app, first) == "dispatched"


def test_many_are_signed_once(app: Flask, sign_in: SignIn) -> None:
    numbers = [stages.make(app, walking.dispatched, n) for n in "123"]
    client = sign_in("clerk", "510104")
    fields = _fields(_asked(client, "sign", *numbers))
    for _press in range(2):
        assert client.post(f"{BULK}/sign", data=fields).status_code == 303
    assert [stages.verbs(app, number).count("sign") for number in numbers] == [1, 1, 1]
    assert "已把3件签收" in client.get("/staff/tickets").get_data(as_text=True)


def test_the_same_note_is_written_once_a_press(app: Flask, sign_in: SignIn) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    for text in ("已约商户", "明早复查"):
        fields = _fields(_asked(client, "note", number), text=text)
        for _press in range(2):
            client.post(f"{BULK}/note", data=fields)
    assert stages.verbs(app, number).count("note") == 2


def test_a_failure_is_told_by_number_and_the_rest_is_done(app: Flask, sign_in: SignIn) -> None:
    good, changed = (stages.make(app, walking.dispatched, n) for n in "12")
    client = sign_in("clerk", "510104")
    fields = _fields(_asked(client, "sign", good, changed))
    stages.do(app, changed, "sign", walking.LEADER)
    page = client.post(f"{BULK}/sign", data=fields).get_data(as_text=True)
    assert "1件没有办成" in page
    assert f"…{changed[-7:]}" in page.split("未办成的")[1].split("已把1件签收")[0]
    assert stages.state(app, good) == "handling"


def test_a_text_that_is_missing_is_asked_for(app: Flask, sign_in: SignIn) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in("supervisor")
    answer = client.post(f"{BULK}/supervise", data=_fields(_asked(client, "supervise", number), text=" "))
    assert answer.status_code == 422
    assert number in _fields(answer.get_data(as_text=True))["number"]
    client.post(f"{BULK}/supervise", data=_fields(answer.get_data(as_text=True), text="周五前报结果"))
    assert "supervise" in stages.verbs(app, number)


def test_nobody_reaches_what_is_not_theirs(app: Flask, sign_in: SignIn) -> None:
    other = stages.make(app, walking.dispatched, unit=walking.OTHER)
    client = sign_in("clerk", "510104")
    assert "还没有选工单" in _asked(client, "sign", other)
    client.post(f"{BULK}/sign", data={"csrf_token": _token(client), "number": [other], f"version-{other}": "1"})
    assert stages.state(app, other) == "dispatched"
    assert client.post(f"{BULK}/void", data={"csrf_token": _token(client)}).status_code == 404


def test_a_list_is_taken_away_masked_harmless_and_written_down(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.handling, "1", title="=1+1请拨13812341234")
    stages.make(app, walking.handling, "2", kind="praise")
    client = sign_in("clerk", "510104")
    data = {"csrf_token": _token(client), "kept-scope": "open", "kept-kind": "help"}
    answer = client.post("/staff/tickets/export", data=data)
    text = answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert [len(rows), rows[0][:2], rows[1][1]] == [2, ["编号", "标题"], "'=1+1请拨138****1234"]
    assert "王**" in rows[1]
    assert "王小明" not in text
    with app.app_context():
        kept = db.session.scalars(select(Export)).one()
        assert (kept.rows, kept.filters, kept.user_name) == (1, "scope=open&kind=help", "演示clerk")


def test_only_the_ticked_are_taken_away(app: Flask, sign_in: SignIn) -> None:
    wanted, _left = (stages.make(app, walking.handling, n) for n in "12")
    other = stages.make(app, walking.dispatched, "3", unit=walking.OTHER)
    client = sign_in("clerk", "510104")
    data = {"csrf_token": _token(client), "number": [wanted, other]}
    lines = client.post("/staff/tickets/export", data=data).get_data(as_text=True).splitlines()
    assert len(lines) == 2
