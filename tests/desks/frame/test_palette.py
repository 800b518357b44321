"""Finding from anywhere: what a person may see, in ten lines, with a handful of queries, and never by telephone."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from hotline.desks.frame.palette import MOST, numbers_ending
from hotline.tickets import numbers
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

PART = {"HX-Request": "true"}

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
"""As an input method writes them in full width."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """The queries of a page; SQLite's PRAGMA and the BEGIN are none."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield said
    event.remove(Engine, "before_cursor_execute", hear)


def found(client: Client, typed: str) -> list[str]:
    page = client.get("/staff/find", query_string={"q": typed}, headers=PART).get_data(as_text=True)
    return re.findall(r'class="find-hit"[^>]*?(?:href="([^"]+)")', page)


@pytest.mark.once
def test_a_tail_leaves_one_day_in_ten_and_finds_its_number() -> None:
    number = numbers.make("510100", date(2025, 3, 7), 123)
    candidates = list(numbers_ending(number[-7:], "510100", date(2026, 11, 20)))
    assert number in candidates
    assert all(numbers.read(one) for one in candidates)
    assert len(candidates) < 130


@pytest.mark.parametrize("written", ["whole", "dashes", "tail", "wide"])
def test_a_ticket_is_found_by_its_number_or_its_tail(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None], written: str
) -> None:
    number = stages.make(app, walking.dispatched)
    typed = {
        "whole": number,
        "dashes": numbers.show(number),
        "tail": "…" + number[-7:],
        "wide": number[-7:].translate(WIDE),
    }[written]
    assert found(sign_in("clerk", walking.DISTRICT), typed) == [f"/staff/tickets/{number}"]
    assert found(sign_in("clerk", walking.OTHER), typed) == []


def test_a_confidential_ticket_is_found_without_its_title(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.make(app, walking.accepted, title="王小明反映", confidential=True)
    page = sign_in("dispatcher").get(f"/staff/find?q={number[-7:]}", headers=PART).get_data(as_text=True)
    assert "保密工单" in page
    assert "王小明" not in page


def test_a_telephone_goes_to_the_work_list_in_a_form_and_only_for_those_who_may(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.make(app, walking.accepted)
    operator = sign_in("operator")
    page = operator.get("/staff/find?q=13812341234", headers=PART).get_data(as_text=True)
    assert number not in page
    assert 'action="/staff/tickets"' in page
    assert "138****1234" in page
    assert "<form" not in sign_in("auditor").get("/staff/find?q=13812341234", headers=PART).get_data(as_text=True)


def test_units_and_colleagues_lead_to_where_this_person_reads_about_them(sign_in: Callable[..., Client]) -> None:
    assert "/staff/tickets?scope=open&amp;unit=510104" in found(sign_in("dispatcher"), "锦江区")
    assert found(sign_in("clerk", "510105"), "锦江区") == []
    assert found(sign_in("clerk", "510104"), "锦江区") == ["/staff/boards/unit/510104"]
    assert found(sign_in("admin"), "演示adm") == ["/staff/admin/users/admin-510100"]
    assert found(sign_in("admin", login="second"), "clerk-510105") == ["/staff/admin/users/clerk-510105"]


def test_with_nothing_typed_it_offers_the_pages_of_the_role(sign_in: Callable[..., Client]) -> None:
    offered = found(sign_in("supervisor"), "")
    assert "/staff/follow-ups" in offered
    assert "/staff/preferences" in offered
    assert "/staff/dispatch" not in offered
    assert len(offered) <= MOST


@pytest.mark.parametrize("typed", ["区", "0001237", "演示"])
def test_it_asks_the_database_a_handful_of_times(sign_in: Callable[..., Client], typed: str) -> None:
    client = sign_in("dispatcher")
    found(client, typed)
    with statements() as said:
        assert len(found(client, typed)) <= MOST
    assert len([one for one in said if "SELECT" in one]) <= 4


def test_the_page_works_as_a_form_without_scripts(sign_in: Callable[..., Client]) -> None:
    client = sign_in("dispatcher")
    page = client.submit("/staff/find", {"q": "待派"}, action="/staff/find").get_data(as_text=True)
    assert 'href="/staff/dispatch"' in page.split("<main")[1]
    assert "没有找到" in client.get("/staff/find?q=没有这样的词").get_data(as_text=True)
