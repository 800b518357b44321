"""Several tickets sent at once: looked at together, sent one by one, taken back as far as each may be."""

import re
from typing import Any

from flask import Flask

from tests import inspection
from tests.browsing import Client
from tests.desks.dispatch.triage import LIST, OTHER, text
from tests.followup import stages


def bulk(client: Client, numbers: list[str], **fields: str) -> Any:
    token = inspection.read(text(client)).forms[-1].values["csrf_token"]
    return client.post(f"{LIST}/bulk", data={"csrf_token": token, "chosen": numbers, **fields})


def test_several_are_looked_at_sent_together_and_taken_back(app: Flask, dispatcher: Client) -> None:
    numbers = [stages.accepted(app, OTHER) for _ in range(3)]
    shown = bulk(dispatcher, numbers, named="cgw").get_data(as_text=True)
    assert re.search(r"<h1>把3件派给\S*城管委</h1>", shown)
    assert {stages.read(app, number).state for number in numbers} == {"accepted"}
    form = next(form for form in inspection.read(shown).forms if form.path.endswith("/bulk"))
    stages.do(app, numbers[1], "dispatch", stages.who("dispatcher"), unit="510105")
    data = {**form.values, "chosen": numbers, "confirm": "yes"}
    done = text(dispatcher, dispatcher.post(form.action, data=data).location)
    assert "2件已派出" in done
    assert f"…{numbers[1][-7:]}没有派出：已不在待派" in done
    assert [stages.read(app, number).lead_unit for number in numbers] == ["cgw", "510105", "cgw"]
    undo = next(form for form in inspection.read(done).forms if form.action.endswith("/bulk/undo"))
    dispatcher.post(undo.action, data=undo.values)
    assert [stages.read(app, number).state for number in numbers] == ["accepted", "dispatched", "accepted"]


def test_each_goes_as_suggested_where_no_unit_is_named(app: Flask, dispatcher: Client) -> None:
    here, there = stages.accepted(app), stages.accepted(app, OTHER)
    assert "把2件各按建议派出" in bulk(dispatcher, [here, there]).get_data(as_text=True)
    bulk(dispatcher, [here, there], confirm="yes")
    assert (stages.read(app, here).lead_unit, stages.read(app, there).lead_unit) == ("510104", "510105")


def test_a_unit_nobody_knows_sends_nothing(app: Flask, dispatcher: Client) -> None:
    number = stages.accepted(app)
    answer = bulk(dispatcher, [number], named="没有的单位", confirm="yes")
    assert (answer.status_code, stages.read(app, number).state) == (422, "accepted")
