"""The rail: every role finds its desks in it, every desk in it opens, and the one you are at is marked."""

from collections.abc import Callable

import pytest

from hotline.actors import ROLES
from hotline.desks.nav import PLACES, rail
from tests.browsing import Client
from tests.tickets.walking import DISTRICT, who

OF_UNITS = {"clerk", "leader"}


@pytest.mark.parametrize("role", ROLES)
def test_every_desk_of_the_rail_opens_and_is_marked(sign_in: Callable[..., Client], role: str) -> None:
    unit = DISTRICT if role in OF_UNITS else "510100"
    client = sign_in(role, unit)
    links = [place.path.format(unit=unit) for place in PLACES if role in place.roles]
    assert links
    for url in links:
        answer = client.get(url)
        assert answer.status_code == 200, url
        page = answer.get_data(as_text=True)
        assert f'<li><a href="{url}" aria-current="page">' in page, url
        assert [other for other in links if f'href="{other}"' not in page] == []


@pytest.mark.once
def test_a_page_below_a_desk_belongs_to_it() -> None:
    def marked(path: str) -> list[str]:
        return [link.url for link in rail(who("dispatcher"), path) if link.active]

    assert marked("/staff/tickets/510100202611200000012") == ["/staff/tickets"]
    assert marked("/staff/dispatch/requests") == ["/staff/dispatch"]
    assert marked("/staff/ticketsomething") == []


@pytest.mark.once
def test_the_administrator_s_rail_leads_to_no_ticket() -> None:
    others = {link.url for link in rail(who("admin"), "/staff/") if not link.url.startswith("/staff/admin/")}
    assert others == {"/staff/exports"}, "the log of exports names filters and persons, never a ticket"
