"""The follow-up desk: the queue, one call a page, three questions, the consequence, the next one."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.followup.models import Visit
from hotline.privacy.models import Reveal
from tests import inspection
from tests.browsing import Client
from tests.followup import stages

QUEUE = "/staff/follow-ups"
GOOD = {"contacted": "yes", "solved": "solved", "satisfied": "satisfied", "treated": "satisfied", "act": "reached"}
BAD = {"solved": "unsolved", "satisfied": "dissatisfied", "reason": "no_show", "words": "没人来过。", "act": "reached"}


@pytest.fixture
def agent(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    return sign_in("followup")


def text(client: Client, path: str = QUEUE) -> str:
    return client.get(path).get_data(as_text=True)


def save(client: Client, number: str, **said: Any) -> Any:
    page = inspection.read(text(client, f"{QUEUE}/{number}"))
    form = next(form for form in page.forms if form.action == f"{QUEUE}/{number}")
    return client.post(form.action, data={**form.values, **said})


def test_saving_opens_the_next_one(app: Flask, agent: Client, clock: Callable[[str], None]) -> None:
    first = stages.answered(app)
    clock("2026-11-20T10:05:00+08:00")
    second = stages.answered(app)
    assert text(agent).index(first[-7:]) < text(agent).index(second[-7:])
    assert save(agent, first, **GOOD).location == f"{QUEUE}/{second}"
    assert stages.read(app, first).state == "closed"
    assert save(agent, second, **GOOD).location == QUEUE
    assert "没有待回访的工单" in text(agent)


def test_a_discontent_citizen_sends_it_back_to_the_unit(app: Flask, agent: Client) -> None:
    number = stages.answered(app)
    assert save(agent, number, **BAD).status_code == 303
    ticket = stages.read(app, number)
    assert (ticket.state, ticket.lead_unit) == ("handling", stages.UNIT)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"satisfied": "satisfied"}, "请选择问题是否解决"),
        ({"solved": "solved"}, "请选择市民是否满意"),
        ({"solved": "unsolved", "satisfied": "basically"}, "请问清原因"),
        ({"solved": "surely", "satisfied": "very"}, "请选择市民是否满意"),
    ],
)
def test_a_question_left_out_is_named_and_the_rest_kept(
    app: Flask, agent: Client, said: dict[str, str], words: str
) -> None:
    number = stages.answered(app)
    answer = save(agent, number, **said, words="说得很客气。", act="reached")
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, stages.read(app, number).state) == (422, "reviewed")
    assert words in shown
    assert "说得很客气。" in shown


def test_not_reached_comes_back_on_the_next_working_day(
    app: Flask, agent: Client, clock: Callable[[str], None]
) -> None:
    number = stages.answered(app)
    save(agent, number, act="missed")
    assert number[-7:] not in text(agent)
    clock("2026-11-23T09:59:00+08:00")
    assert number[-7:] not in text(agent)
    clock("2026-11-23T10:00:00+08:00")
    assert number[-7:] in text(agent)
    assert "第2次回访" in text(agent, f"{QUEUE}/{number}")


def test_the_number_is_shown_once_and_written_down(app: Flask, agent: Client) -> None:
    number = stages.answered(app)
    before = text(agent, f"{QUEUE}/{number}")
    assert "138****8000" in before
    assert "138 0013 8000" not in before
    form = next(form for form in inspection.read(before).forms if "/phone" in form.action)
    assert "138 0013 8000" in agent.post(form.action, data=form.values).get_data(as_text=True)
    assert "138 0013 8000" not in text(agent, f"{QUEUE}/{number}")
    with app.app_context():
        row = db.session.scalars(select(Reveal)).one()
        assert (row.field, row.reason, row.user_name) == ("phone", "follow", "演示followup")


def test_the_number_is_not_shown_when_nothing_waits_for_a_call(app: Flask, agent: Client) -> None:
    waiting, other = stages.answered(app), stages.dispatched(app)
    form = next(f for f in inspection.read(text(agent, f"{QUEUE}/{waiting}")).forms if "/phone" in f.action)
    assert agent.post(f"{QUEUE}/{other}/phone", data=form.values).status_code == 403


def test_of_a_confidential_matter_the_script_tells_nothing(app: Flask, agent: Client) -> None:
    number = stages.answered(app, confidential=True)
    shown = text(agent, f"{QUEUE}/{number}")
    assert "请问是什么事" in shown
    assert "保密件" in shown


def test_characters_no_database_keeps_are_left_out_of_what_the_citizen_said(app: Flask, agent: Client) -> None:
    number = stages.answered(app)
    assert save(agent, number, **BAD | {"words": "没人\x00来过𠮷。"}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Visit.words)).one() == "没人来过𠮷。"


def test_the_slower_of_two_is_told(app: Flask, agent: Client) -> None:
    number = stages.answered(app)
    page = inspection.read(text(agent, f"{QUEUE}/{number}"))
    form = next(form for form in page.forms if form.action == f"{QUEUE}/{number}")
    stages.do(app, number, "note", stages.who("followup"), text="我在打")
    stages.do(app, number, "visit", stages.who("followup"), solved="solved", satisfied="satisfied")
    answer = agent.post(form.action, data={**form.values, **GOOD})
    assert answer.status_code == 409
    assert "刚被别人处理过" in answer.get_data(as_text=True)


def test_a_supervisor_looks_but_records_nothing(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.answered(app)
    supervisor = sign_in("supervisor")
    page = inspection.read(text(supervisor, f"{QUEUE}/{number}"))
    assert [form.action for form in page.forms if form.action.startswith(QUEUE)] == []


@pytest.mark.parametrize("role", ["clerk", "leader", "operator", "admin"])
def test_the_unit_that_answered_has_no_way_in(role: str, sign_in: Callable[..., Client]) -> None:
    assert sign_in(role, unit=stages.UNIT if role in {"clerk", "leader"} else "510100").get(QUEUE).status_code == 403
