"""Absurd values in every form of a ticket and of the desks: a clear answer, never a failure of ours."""

import io
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from flask import Flask

from hotline.tickets import states
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

MEGABYTE = "灯" * 350_000
ABSURD: dict[str, Any] = {
    "a NUL byte and rare characters": "\x00𠮷㐂🏮",
    "a number no column holds": "9" * 40,
    "half of a character": b"\xed\xa0\x80\xff\xfe",
    "the same field twice": ["甲", "9" * 20],
    "markup in a header": "<script>alert(1)</script>\r\nSet-Cookie: evil=1",
}
FIELDS = """
    text reason days unit named assist resolution internal public master kind category district urgency version field
    suggested_unit act solved satisfied treated contacted words phone name address body title call_id shown_unit login
    password role number code email mailbox lon lat follow_up confidential form_id attached next find step
"""
TURNED_AWAY = (401, 403, 404)
"""Who is told so with every field filled in stands at a closed door, or at none: an empty form tells nothing more."""
ROLES = ("operator", "dispatcher", "leader", "followup", "supervisor", "admin")


@pytest.fixture
def number(app: Flask) -> str:
    return stages.make(app, walking.handling, "1")


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_a_role_breaks_on_absurd_values(
    app: Flask, sign_in: Callable[..., Client], number: str, role: str
) -> None:
    person = sign_in(role, unit="510104" if role == "leader" else "510100")
    assert list(_broken(app, person, number)) == []


def test_a_megabyte_of_text_is_refused_in_words_and_kept(
    app: Flask, sign_in: Callable[..., Client], number: str
) -> None:
    clerk = sign_in("clerk", unit="510104")
    path = f"/staff/tickets/{number}"
    answer = clerk.post(f"{path}/note", data=_values(clerk, path) | {"text": MEGABYTE})
    assert answer.status_code == 422
    assert MEGABYTE[:1000] in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.jpg", "x" * 400 + ".pdf", "<svg onload=alert(1)>.svg"])
def test_a_file_of_any_name_and_kind_is_taken_or_refused(
    app: Flask, sign_in: Callable[..., Client], number: str, name: str
) -> None:
    clerk = sign_in("clerk", unit="510104")
    clerk.faulty = True
    path = f"/staff/tickets/{number}"
    for content in (b"", b"\x00" * 100, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ" + b"\x90" * 200):
        sent = _values(clerk, path) | {"text": "现场照片", "evidence": (io.BytesIO(content), name)}
        assert clerk.post(f"{path}/note", data=sent).status_code < 500


def test_more_than_a_form_may_carry_is_said_in_words(app: Flask, sign_in: Callable[..., Client], number: str) -> None:
    clerk = sign_in("clerk", unit="510104")
    path = f"/staff/tickets/{number}"
    sent = _values(clerk, path) | {"text": "现场照片", "evidence": (io.BytesIO(b"\xff" * 20_000), "大.jpg")}
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    assert clerk.post(f"{path}/note", data=sent).status_code == 413


def _broken(app: Flask, person: Client, number: str) -> Iterator[str]:
    person.faulty = True
    token, turn = _values(person, "/track"), count()
    for path in _addresses(app, number):
        for absurd in (_mixed(next(turn)), dict.fromkeys(FIELDS.split(), "")):
            answer = person.post(path, data=token | absurd)
            if answer.status_code >= 500:
                yield f"{path} with {absurd} answered {answer.status_code}"
            if "<script>alert" in answer.get_data(as_text=True):
                yield f"{path} with {absurd} shows it as markup"
            if "evil" in str(answer.headers.getlist("Set-Cookie")):
                yield f"{path} with {absurd} sets a cookie"
            if answer.status_code in TURNED_AWAY:
                break


def _mixed(turn: int) -> dict[str, Any]:
    """An absurd value in every field; with each turn another one, for a request a value would take minutes."""
    values = list(ABSURD.values())
    return {name: values[(place + turn) % len(values)] for place, name in enumerate(FIELDS.split())}


def _values(person: Client, path: str) -> dict[str, str]:
    """A token that holds, and the version of the page."""
    page = inspection.read(person.get(path).get_data(as_text=True))
    return {name: form.values[name] for form in page.forms for name in ("csrf_token", "version") if name in form.values}


def _addresses(app: Flask, number: str) -> list[str]:
    """Every address that takes a form, with each verb of a ticket."""
    found = set()
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule in {"/sign-out", "/track/leave"} or "active" in rule.rule:
            continue
        for verb in states.VERBS if "verb" in rule.arguments else [""]:
            path = rule.rule.replace("<number>", number).replace("<verb>", verb)
            found.add(path.replace("<login>", "operator-510100"))
    return sorted(path for path in found if "<" not in path)
