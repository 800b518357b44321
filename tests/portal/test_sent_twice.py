"""What a citizen sends twice counts once."""

from collections.abc import Callable

import pytest
from flask import Flask

from hotline import config
from hotline.actors import system
from hotline.tickets import queries
from tests import inspection
from tests.browsing import Client
from tests.portal.office import answered, path
from tests.portal.writing import Sent, words, written

Clock = Callable[[str], None]


def verb_form(client: Client, sent: Sent, verb: str) -> dict[str, str]:
    page = inspection.read(client.get(path(sent)).get_data(as_text=True))
    return next(dict(form.values) for form in page.forms if form.action.endswith(f"/{verb}"))


@pytest.mark.parametrize(
    ("verb", "fields"), [("supply", {"text": "3栋"}), ("urge", {}), ("withdraw", {"text": "不用了"})]
)
def test_the_same_form_sent_twice_counts_once(app: Flask, client: Client, verb: str, fields: dict[str, str]) -> None:
    sent = written(client)
    form = {**verb_form(client, sent, verb), **fields}
    pages = [client.post(path(sent, f"/{verb}"), data=form) for _time in range(2)]
    assert [(page.status_code, page.location) for page in pages] == [(303, pages[0].location)] * 2
    with app.app_context():
        ticket = queries.get_ticket(sent.number, system(config.settings().city))
        assert [event.verb for event in queries.timeline(ticket)].count(verb) == 1


def test_an_evaluation_sent_twice_counts_once(app: Flask, client: Client) -> None:
    sent = written(client)
    answered(app, sent)
    page = inspection.read(client.get(path(sent, "/evaluate")).get_data(as_text=True))
    form = next(dict(form.values) for form in page.forms if form.action.endswith("/evaluate"))
    form |= {"solved": "unsolved", "satisfied": "dissatisfied"}
    assert [client.post(path(sent, "/evaluate"), data=form).status_code for _time in range(2)] == [303, 303]
    assert "您说没解决" in words(client.get(path(sent)))
    with app.app_context():
        assert queries.get_ticket(sent.number, system(config.settings().city)).reworks == 1
