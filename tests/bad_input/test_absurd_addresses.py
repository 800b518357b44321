"""Absurd parameters on every page of every role: a clear answer, never a failure of ours."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from hotline.actors import ROLES
from tests.browsing import Client

ABSURD = {
    "a number no column holds": "9" * 40,
    "a NUL byte": "%00",
    "rare characters": quote("𠮷㐂"),
    "broken UTF-8": "%ff%fe",
    "a wild cursor": "1e309_99999999999999999999",
    "a far date and half of a query": quote("99999-99-99' OR 1=1 --") + "x" * 3000,
}
NAMES = "after state scope kind channel category unit urgency level from to measure days q page number next find tab"


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_breaks_on_absurd_parameters(app: Flask, sign_in: Callable[..., Client], role: str) -> None:
    person = sign_in(role, unit="510104" if role in {"clerk", "leader"} else "510100")
    person.faulty = True
    broken = []
    for turn, path in enumerate(_pages(app)):
        for half in (0, len(ABSURD) // 2):
            query = _query(turn + half)
            status = person.get(f"{path}?{query}").status_code
            if status >= 500:
                broken.append(f"{path}?{query} answered {status}")
            if status == 403:  # the role is turned away before the query is looked at
                break
    assert broken == []


def _query(turn: int) -> str:
    """An absurd value for every name, with each turn another one."""
    values = list(ABSURD.values())
    return "&".join(f"{key}={values[(place + turn) % len(values)]}" for place, key in enumerate(NAMES.split()))


def _pages(app: Flask) -> list[str]:
    rules = app.url_map.iter_rules()
    return sorted(
        rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule != "/readyz"
    )
