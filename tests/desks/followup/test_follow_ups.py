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


def visit_form(client: Client, number: str) -> inspection.Form:
    page = inspection.read(text(client, f"{QUEUE}/{number}"))
    return next(form for form in page.forms if form.action == f"{QUEUE}/{number}")


def save(client: Client, number: str, **said: Any) -> Any:
    form = visit_form(client, number)
    return client.post(form.action, data={**form.values, **said})


def dial(client: Client, number: str, **said: Any) -> Any:
    """The press that shows the number; what stands in the form goes with it."""
    return client.post(f"{QUEUE}/{number}/phone", data={**visit_form(client, number).values, **said})


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
    assert f'href="{QUEUE}/{number}"' not in text(agent)
    clock("2026-11-23T09:59:00+08:00")
    assert f'href="{QUEUE}/{number}"' not in text(agent)
    clock("2026-11-23T10:00:00+08:00")
    assert f'href="{QUEUE}/{number}"' in text(agent)
    assert "第2次回访" in text(agent, f"{QUEUE}/{number}")


def test_the_number_is_shown_once_and_written_down(app: Flask, agent: Client) -> None:
    number = stages.answered(app)
    before = text(agent, f"{QUEUE}/{number}")
    assert "138****8000" in before
    assert "138 0013 8000" not in before
    shown = dial(agent, number, solved="unsolved").get_data(as_text=True)
    assert "138 0013 8000" in shown
    assert 'checked id="solved-0"' in shown
    assert "138 0013 8000" not in text(agent, f"{QUEUE}/{number}")
    with app.app_context():
        row = db.session.scalars(select(Reveal)).one()
        assert (row.field, row.reason, row.user_name) == ("phone", "follow", "演示followup")


def test_the_number_is_not_shown_when_nothing_waits_for_a_call(app: Flask, agent: Client) -> None:
    waiting, other = stages.answered(app), stages.dispatched(app)
    form = visit_form(agent, waiting)
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
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "”已经不能做了：这件工单现在是“已办结”" in shown
    assert "请核对后再提交" not in shown


def test_a_supervisor_looks_but_records_nothing(
    app: Flask, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    number = stages.answered(app)
    supervisor = sign_in("supervisor")
    page = inspection.read(text(supervisor, f"{QUEUE}/{number}"))
    assert [form.action for form in page.forms if form.action.startswith(QUEUE)] == []


def test_a_citizen_who_names_a_time_comes_first_at_that_time(
    app: Flask, agent: Client, clock: Callable[[str], None]
) -> None:
    early, named = stages.answered(app), stages.answered(app)
    assert save(agent, named, act="booked", day="2026-11-20", time="14:30").location == f"{QUEUE}/{early}"
    assert "2026-11-20 14:30" in text(agent)
    clock("2026-11-20T14:30:00+08:00")
    shown = text(agent)
    assert shown.index(named[-7:]) < shown.index(early[-7:])
    assert stages.read(app, named).misses == 0


@pytest.mark.parametrize(("day", "time"), [("2026-11-19", "10:00"), ("2026-11-21", "23:00"), ("", "10:00")])
def test_a_time_in_the_past_at_night_or_missing_is_refused(app: Flask, agent: Client, day: str, time: str) -> None:
    number = stages.answered(app)
    answer = save(agent, number, act="booked", day=day, time=time, words="下午再打。")
    assert answer.status_code == 422
    assert "预约" in answer.get_data(as_text=True)
    assert "下午再打。" in answer.get_data(as_text=True)


def begin(client: Client) -> str:
    """Press the button of the queue; the number of the ticket that opened."""
    location = client.submit(QUEUE, {}, QUEUE).location
    return str(location).removeprefix(f"{QUEUE}/")


def test_two_agents_never_call_the_same_citizen(
    app: Flask, agent: Client, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    first, second = stages.answered(app), stages.answered(app)
    other = sign_in("followup", login="another")
    assert (begin(agent), begin(other)) == (first, second)
    shown = text(other, f"{QUEUE}/{first}")
    assert "正在回访这位市民" in shown
    assert f'action="{QUEUE}/{first}"' not in shown
    form = visit_form(other, second)
    assert other.post(f"{QUEUE}/{first}/phone", data=form.values).status_code == 409
    answer = other.post(f"{QUEUE}/{first}", data={**form.values, "version": "", **GOOD})
    assert (answer.status_code, stages.read(app, first).state) == (409, "reviewed")
    clock("2026-11-20T10:16:00+08:00")
    assert "138 0013 8000" in dial(other, first).get_data(as_text=True)
    assert begin(agent) == second


def test_what_was_typed_is_kept_as_a_draft_and_gone_once_saved(app: Flask, agent: Client) -> None:
    number = stages.answered(app)
    form = visit_form(agent, number)
    kept = {**form.values, "solved": "basically", "words": "还差一块地砖。", "draft": f"{number}/visit"}
    agent.post("/staff/drafts", data=kept)
    assert "还差一块地砖。" in text(agent, f"{QUEUE}/{number}")
    assert save(agent, number, **GOOD).status_code == 303
    assert "还差一块地砖。" not in text(agent, "/staff/drafts")


def test_who_left_no_telephone_is_not_in_the_queue_but_counted_beside_it(app: Flask, agent: Client) -> None:
    number = stages.answered(app, phone="")
    shown = text(agent)
    assert number[-7:] not in shown
    assert "另有1件没有留电话" in shown


def test_whoever_was_merged_is_asked_with_the_master_named(app: Flask, agent: Client) -> None:
    master, double = stages.dispatched(app), stages.dispatched(app)
    stages.do(app, double, "merge", stages.who("dispatcher"), master=master)
    stages.answer_again(app, master, sign=True)
    assert "与此件一并答复" in text(agent, f"{QUEUE}/{double}")
    assert "另有1件一并答复" in text(agent, f"{QUEUE}/{master}")


@pytest.mark.parametrize("role", ["clerk", "leader", "operator", "admin"])
def test_the_unit_that_answered_has_no_way_in(role: str, sign_in: Callable[..., Client]) -> None:
    assert sign_in(role, unit=stages.UNIT if role in {"clerk", "leader"} else "510100").get(QUEUE).status_code == 403
