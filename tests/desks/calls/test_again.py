"""Beside the call form: the caller's own matter by its words, and another's in like words wherever it is."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline import clock as city_clock
from hotline.db import transaction
from hotline.insight import gathering
from hotline.tickets.inbound import Person
from hotline.tickets.models import Ticket
from tests.browsing import Client
from tests.desks.calling import assist, count, send
from tests.insight.letters import NOISE, PLANT
from tests.tickets import walking


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("operator")


def filed(app: Flask, phone: str) -> str:
    """An open matter of this caller, and others; the job has read them all."""
    with app.app_context():
        with transaction():
            texts = [PLANT[0], *NOISE]
            phones = [phone, *(f"+86138{place:08d}" for place in range(len(NOISE)))]
            made = [
                walking.received(f"{place}", title=title, body=body, person=Person(phone=number)).number
                for place, ((title, body), number) in enumerate(zip(texts, phones, strict=True))
            ]
        gathering.gather(city_clock.now())
    return made[0]


def said(letter: tuple[str, str]) -> str:
    return "。".join(letter)


def test_the_callers_own_matter_is_found_by_its_words_and_urged_with_one_key(app: Flask, operator: Client) -> None:
    number = filed(app, "+8613800138000")
    shown = assist(operator, body=said(PLANT[2]))
    assert f'id="alike-urge-{number}"' in shown
    assert "同一来电人" in shown
    assert 'data-key="A-KeyT"' in shown
    assert f'id="alike-urge-{number}"' not in assist(operator, body="公园健身器材坏了，断了一根杆子。")
    before = count(app, Ticket)
    assert send(operator, f"/staff/calls/{number}/urge", body=said(PLANT[2])).status_code == 303
    assert count(app, Ticket) == before


def test_another_citizens_matter_is_found_by_its_words_with_the_reason(app: Flask, operator: Client) -> None:
    number = filed(app, "+8613900000000")
    shown = assist(operator, body=said(PLANT[0]))
    assert f'id="merge-{number}"' in shown
    assert "说法相近" in shown
    assert 'data-key="A-KeyM"' in shown
    assert "同一事件" in assist(operator, body=said(PLANT[2]))
