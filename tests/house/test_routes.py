"""Every door of the program: open to the public on purpose, or closed to whoever has no business there."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from hotline.actors import ROLES
from tests.browsing import Client
from tests.conftest import new_client
from tests.golden_files import assert_golden

pytestmark = pytest.mark.once  # who is let in is not the database's matter; tests/bad_input opens every page on each
PUBLIC = re.compile(
    r"/$"
    r"|/(?:static|letters|track|notices|mailboxes|statistics|open311/v2|channels)(?:/|$)"
    r"|/(?:login|logout|language|size|theme|display|brand|healthz|readyz|metrics|robots\.txt|favicon\.ico)(?:/|$)"
    r"|/(?:manifest\.webmanifest|sw\.js|offline)$"
)
"""Reached by anybody. `channels` and `open311` prove each message in their own way, and have their own tests."""

EXAMPLES = {"IntegerConverter": 1, "FloatConverter": 1.0, "UUIDConverter": UUID(int=0)}
ROLE_UNITS = {"clerk": "510104", "leader": "510104"}
"""Staff of units work for one; everybody else is at the city."""


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = new_client(app)
    opened = []
    for rule, path, method in _doors(app):
        if PUBLIC.match(rule.rule):
            continue
        answer = client.open(path, method=method)
        to_sign_in = answer.status_code in {302, 303} and answer.location.startswith("/login")
        if not to_sign_in and answer.status_code != 401:
            opened.append(f"{method} {rule.rule} answered {answer.status}")
    assert opened == []


def test_public_pages_never_fail_on_a_made_up_address(app: Flask) -> None:
    client = new_client(app)
    for rule, path, method in _doors(app):
        if PUBLIC.match(rule.rule) and method == "GET" and rule.rule != "/readyz":  # 503 is its answer without jobs
            assert client.get(path).status_code < 500, rule.rule


def test_every_form_is_protected_from_other_sites(app: Flask) -> None:
    client = new_client(app)
    by_key = re.compile(r"/(?:open311/v2|api|channels)/")
    unprotected = []
    for rule, path, method in _doors(app):
        if method != "GET" and not by_key.match(rule.rule):
            answer = client.open(path, method=method)
            if answer.status_code not in {302, 303, 400, 401, 403}:
                unprotected.append(f"{method} {rule.rule} answered {answer.status}")
    assert unprotected == []


def test_each_role_opens_its_own_pages_and_no_others(app: Flask, sign_in: Callable[..., Client]) -> None:
    people = {role: sign_in(role, unit=ROLE_UNITS.get(role, "510100")) for role in ROLES}
    lines = []
    for rule, path, method in _doors(app):
        if method == "GET" and not rule.arguments and not PUBLIC.match(rule.rule):
            answers = {role: person.get(path).status_code for role, person in people.items()}
            assert set(answers.values()) <= {200, 302, 303, 403, 404}, f"{rule.rule}: {answers}"
            lines.append(f"{rule.rule}: {' '.join(role for role in ROLES if answers[role] < 400) or 'nobody'}\n")
    assert_golden("pages.txt", "".join(lines))


@pytest.mark.parametrize("path", ["/staff/tickets", "/staff/calls/new", "/staff/dispatch", "/staff/follow-ups"])
def test_who_runs_the_machine_does_not_read_the_letters(path: str, sign_in: Callable[..., Client]) -> None:
    assert sign_in("admin").get(path).status_code in {403, 404}


def _doors(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route with a made-up address and each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        made_up = {name: _example(rule, name) for name in rule._converters}
        _, path = rule.build({**(rule.defaults or {}), **made_up}) or ("", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, path, method


def _example(rule: Rule, argument: str) -> object:
    converter = rule._converters[argument]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return EXAMPLES.get(type(converter).__name__, "nobody")
