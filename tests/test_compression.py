"""What goes out: squeezed for who can read it, kept by the browser, never squeezed when another site may have asked."""

import gzip
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
MOST = 150 * 1024
"""Bytes of a page with all it links to, as sent: a village line of 1 Mbit/s brings it in a good second."""
OF_ROLES = {
    "operator": ("/staff/tickets", "/staff/calls/new"),
    "dispatcher": ("/staff/tickets", "/staff/dispatch", "/staff/boards/city"),
    "clerk": ("/staff/tickets",),
    "leader": ("/staff/tickets",),
    "followup": ("/staff/follow-ups",),
    "supervisor": ("/staff/tickets", "/staff/boards/city"),
    "mayor": ("/staff/boards/city",),
    "admin": ("/staff/admin/users", "/staff/admin/units", "/staff/admin/catalogue", "/staff/admin/rules"),
}
SEES_TICKETS = {"operator", "dispatcher", "clerk", "leader", "supervisor"}

pytestmark = pytest.mark.usefixtures("clock")


def _sent(client: FlaskClient, address: str) -> int:
    """Bytes of a page as they cross the line, with everything it links to from this site."""
    shown = client.get(address)
    assert shown.status_code == 200, address
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', shown.get_data(as_text=True)))
    assert linked, address
    whole = len(gzip.compress(shown.data, 5))
    return whole + sum(len(client.get(one.replace("&amp;", "&"), headers=GZIP).data) for one in linked)


@pytest.mark.parametrize("role", OF_ROLES)
def test_a_page_of_the_desks_is_light(app: Flask, sign_in: Callable[..., Client], role: str) -> None:
    number = stages.make(app, walking.handling)
    client = sign_in(role, "510104") if role in {"clerk", "leader"} else sign_in(role)
    for address in (*OF_ROLES[role], *([stages.path(number)] if role in SEES_TICKETS else [])):
        assert _sent(client, address) < MOST, address


@pytest.mark.parametrize("address", ["/", "/letters/new", "/track", "/login"])
def test_a_page_of_the_citizen_is_light(client: Client, address: str) -> None:
    assert _sent(client, address) < MOST


def _plain(app: Flask) -> FlaskClient:
    """A browser whose answers are not read as pages: their bytes are squeezed."""
    return FlaskClient(app, app.response_class)


def _style(client: FlaskClient) -> str:
    found = re.search(r'href="(/static/app\.css[^"]+)"', client.get("/").get_data(as_text=True))
    assert found
    return found[1]


def test_a_static_file_is_squeezed_and_kept_for_a_year(app: Flask) -> None:
    client = _plain(app)
    address = _style(client)
    squeezed, whole = client.get(address, headers=GZIP, buffered=True), client.get(address, buffered=True)
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in squeezed.headers["Cache-Control"]
    assert gzip.decompress(squeezed.data) == whole.data
    assert int(squeezed.headers["Content-Length"]) == len(squeezed.data) < len(whole.data)
    assert "Content-Encoding" not in whole.headers
    for answer in (squeezed, whole):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_squeezed_file_that_is_still_right_is_not_sent_again(app: Flask) -> None:
    client = _plain(app)
    address = _style(client)
    tag = client.get(address, headers=GZIP, buffered=True).headers["ETag"]
    again = client.get(address, headers={**GZIP, "If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_is_squeezed_for_this_site_alone(app: Flask) -> None:
    client = _plain(app)
    first = client.get("/letters/new", headers=GZIP)
    assert first.headers["Content-Encoding"] == "gzip", "nobody's cookie, nobody's secret"
    assert "<html" in gzip.decompress(first.data).decode()
    client.set_cookie("session", "anything")
    for asked, squeezed in (
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Referer": "http://localhost/track"}, True),
        ({"Referer": "http://elsewhere.example/"}, False),
        ({}, False),
    ):
        answer = client.get("/letters/new", headers={**GZIP, **asked})
        assert ("Content-Encoding" in answer.headers) is squeezed, asked
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_what_no_text_is_and_what_is_short_goes_as_it_is(app: Flask) -> None:
    client = _plain(app)
    for address in ("/healthz", "/open311/v2/services/0101.json"):
        answer = client.get(address, headers=GZIP)
        assert answer.status_code == 200, address
        assert "Content-Encoding" not in answer.headers
