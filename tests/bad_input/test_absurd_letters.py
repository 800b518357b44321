"""Absurd values in every form of a citizen: clear words, everything typed still there, never a failure of ours."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import inspection
from tests.browsing import Client
from tests.conftest import PASSWORD
from tests.portal import office, writing
from tests.portal.writing import Sent

MEGABYTE = "灯" * 350_000
WORDS = "𠮷野家门口的㐂字招牌掉了🏮，请来看看。"
ABSURD: dict[str, Any] = {
    "nothing": "",
    "a NUL byte and rare characters": "\x00𠮷㐂🏮\u202e\ufeff",
    "a number no column holds": "9" * 40,
    "markup in a header": "<script>alert(1)</script>\r\nSet-Cookie: evil=1",
    "a date that is none": "2026-13-45T99:99:99+99:99",
    "the same field three times": ["甲", "", "9" * 20],
    "half of a character": b"\xed\xa0\x80\xff\xfe",
    "another encoding": "路灯坏了".encode("gbk"),
}
FIELDS = """
    mailbox body title kind address district lon lat name phone email confidential public follow_up form_id files
    attached remove step number code resume text version solved satisfied way words
"""
STEPS = ("supply", "urge", "withdraw", "evaluate")


@pytest.fixture
def sent(client: Client) -> Sent:
    return writing.written(client)


def token(client: Client) -> dict[str, str]:
    page = inspection.read(client.get("/track").get_data(as_text=True))
    return {"csrf_token": page.forms[0].values["csrf_token"]}


def addresses(sent: Sent) -> list[str]:
    steps = [office.path(sent, f"/{step}") for step in STEPS]
    return ["/letters/new", "/letters/send", "/track", *steps]


@pytest.mark.parametrize("answered", [False, True], ids=["on its way", "answered"])
def test_no_form_of_a_citizen_breaks_on_absurd_values(app: Flask, client: Client, sent: Sent, answered: bool) -> None:
    if answered:
        office.answered(app, sent)
    client.faulty = True
    assert list(_broken(client, sent)) == []


def _broken(client: Client, sent: Sent) -> Iterator[str]:
    valid = token(client)
    for path in addresses(sent):
        tries = [(what, dict.fromkeys(FIELDS.split(), value)) for what, value in ABSURD.items()]
        for what, fields in [*tries, ("no field at all", {})]:
            answer = client.post(path, data=valid | fields)
            if answer.status_code >= 500:
                yield f"{path} with {what} answered {answer.status}"
            if "<script>alert" in answer.get_data(as_text=True):
                yield f"{path} with {what} shows it as markup"
            if "evil" in str(answer.headers.getlist("Set-Cookie")):
                yield f"{path} with {what} sets a cookie"


def test_a_megabyte_is_refused_in_words_and_kept(app: Flask, client: Client, sent: Sent) -> None:
    valid = token(client)
    office.do(app, sent, "note", "dispatcher", text="批注")
    letter = client.post("/letters/new", data=valid | {"body": MEGABYTE})
    added = client.post(office.path(sent, "/supply"), data=valid | {"text": MEGABYTE})
    office.answered(app, sent)
    marks = {"solved": "solved", "satisfied": "satisfied", "words": MEGABYTE}
    marked = client.post(office.path(sent, "/evaluate"), data=valid | marks | {"version": version(client, sent)})
    for answer in (letter, added, marked):
        assert answer.status_code == 422
        assert MEGABYTE[:30_000] in answer.get_data(as_text=True)


def version(client: Client, sent: Sent) -> str:
    forms = inspection.read(client.get(office.path(sent, "/evaluate")).get_data(as_text=True)).forms
    return next(form.values["version"] for form in forms if "version" in form.values)


def test_rare_characters_arrive_as_they_were_written(client: Client) -> None:
    told = writing.written(client, body=WORDS, name="𠮷㐂")
    assert WORDS in client.get(office.path(told)).get_data(as_text=True) or WORDS in told.page


@pytest.mark.parametrize(
    ("name", "content"),
    [("病毒.exe", b"MZ" + b"\x90" * 200), ("图.svg", b"<svg onload=alert(1)>\x00"), ("空.jpg", b""),
     ("大.jpg", b"\xff\xd8\xff" + b"\x00" * 1000), ("宏.docx", b"PK\x03\x04broken")],
    ids=["a program", "a drawing with a script", "nothing", "too large", "half an archive"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_named_and_the_letter_kept(
    client: Client, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.files.MAX_BYTES", 500)
    answer = writing.checked(client, body=WORDS, files=[(name, content)])
    assert answer.status_code == 422
    assert name in writing.words(answer)
    assert WORDS in answer.get_data(as_text=True)


def test_the_tenth_file_is_left_out_in_words(client: Client, sent: Sent) -> None:
    files = [(io.BytesIO(writing.PNG + bytes([place])), f"{place}.png") for place in range(10)]
    answer = client.post(office.path(sent, "/supply"), data=token(client) | {"text": WORDS, "files": files})
    assert answer.status_code == 422
    assert "最多" in writing.words(answer)
    assert WORDS in answer.get_data(as_text=True)


def test_what_was_typed_before_the_proof_ran_out_is_there_after_it(
    client: Client, sent: Sent, clock: Callable[[str], None]
) -> None:
    path = office.path(sent, "/supply")
    client.post("/track/leave", data=token(client))
    asked = client.post(path, data=token(client) | {"text": WORDS})
    assert asked.status_code == 401
    proof = _form(asked, "resume") | {"number": sent.number, "code": sent.code}
    again = client.post("/track", data=proof)
    assert WORDS in again.get_data(as_text=True)
    done = client.post(path, data=_form(again, "text"))
    assert done.status_code == 303
    assert WORDS in client.get(office.path(sent)).get_data(as_text=True)


def test_what_a_clerk_typed_before_the_session_ended_is_there_after_signing_in(
    app: Flask, client: Client, sent: Sent, sign_in: Callable[..., Client]
) -> None:
    office.with_unit(app, sent)
    clerk = sign_in("clerk", unit=office.UNIT, login="clerk")
    path = f"/staff/tickets/{sent.number}/reply"
    typed = {"resolution": "solved", "internal": "内部：" + WORDS, "public": "您好，" + WORDS}
    assert clerk.post("/sign-out", data=token(clerk)).status_code == 303
    asked = clerk.post(path, data=token(clerk) | typed)
    assert asked.status_code == 401
    again = clerk.post("/login", data=_form(asked, "resume") | {"login": "clerk", "password": PASSWORD})
    assert {name: _form(again, "public")[name] for name in typed} == typed


def test_an_error_is_told_in_the_language_of_the_page(client: Client) -> None:
    client.set_cookie("language", "en")
    answer = client.post("/letters/new", data=token(client) | {"body": "", "phone": "138"})
    assert answer.status_code == 422
    assert "Write what happened" in writing.words(answer)
    assert "digits are missing" in writing.words(answer)


def _form(answer: TestResponse, name: str) -> dict[str, str]:
    """The form of this page that has such a field, as it would be sent."""
    forms = inspection.read(answer.get_data(as_text=True)).forms
    return dict(next(form.values for form in forms if name in form.values))
