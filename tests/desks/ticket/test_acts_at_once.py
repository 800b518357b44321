"""Two people on one ticket, one form sent twice: one act, and nobody's words are lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.desks.acting import ACTS, REPLY, form_of
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")


W = walking


def test_the_slower_of_two_is_told_and_keeps_his_words(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = form_of(client, number, "reply")
    stages.do(app, number, "urge", W.OPERATOR, text="来电催办")
    data = {**form, **REPLY, "internal": "写了很久"}
    answer = client.post(f"{stages.path(number)}/reply", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "刚被别人处理过" in page
    assert "催办" in page
    again = next(form.values for form in inspection.read(page).forms if form.path.endswith("/reply"))
    assert again["internal"].strip() == "写了很久"
    assert client.post(f"{stages.path(number)}/reply", data=again).status_code == 303
    assert stages.state(app, number) == "replied"


def test_words_for_a_step_that_has_gone_are_still_there_to_copy(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = form_of(client, number, "reply")
    stages.do(app, number, "withdraw", W.OPERATOR, text="撤回")
    answer = client.post(f"{stages.path(number)}/reply", data={**form, **REPLY, "internal": "写了很久"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "写了很久" in page
    assert "“答复”已经不能做了：这件工单现在是“已撤回”" in page
    assert "请核对后再提交" not in page


AGAIN = ("请核对后再提交", "仍然合适就再提交", "Check and send again", "Send them again")
"""What is said to whoever may send it again, and to nobody else."""


def answered_by_a_colleague(app: Flask, number: str) -> None:
    stages.do(app, number, "reply", W.CLERK, resolution="solved", internal="已修。", public="路灯已修好。")
    stages.do(app, number, "approve", W.LEADER)


@pytest.mark.parametrize("typed", ["写了很久", ""])
def test_a_late_form_over_an_answered_ticket_says_only_that_and_why(
    app: Flask, sign_in: Callable[..., Client], typed: str
) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = form_of(client, number, "reply" if typed else "sub_assign")
    verb, data = ("reply", {**REPLY, "internal": typed}) if typed else ("sub_assign", {"unit": "510104017"})
    answered_by_a_colleague(app, number)
    why = {"zh": "”已经不能做了：这件工单现在是“待回访”。", "en": "possible: the ticket is “To follow up” by now."}
    for language, told in why.items():
        client.get(f"/language/{language}")
        late = client.post(f"{stages.path(number)}/{verb}", data={**form, **data, "form_key": language})
        page = late.get_data(as_text=True)
        assert late.status_code == 409
        assert told in page
        assert [words for words in AGAIN if words in page] == []
        kept = "没有提交。写的内容保留在这里" if language == "zh" else "Nothing was sent. What you typed is kept here"
        assert (kept in page, typed in page) == (bool(typed), True)


def test_a_late_form_of_a_matter_answered_with_its_master_says_so(app: Flask, sign_in: Callable[..., Client]) -> None:
    number, master = stages.make(app, W.accepted, "1"), stages.make(app, W.handling, "2")
    client = sign_in("dispatcher")
    form = form_of(client, number, "guide")
    stages.do(app, number, "merge", W.DISPATCHER, master=master)
    answered_by_a_colleague(app, master)
    late = client.post(f"{stages.path(number)}/guide", data={**form, "text": "请到法院立案。"})
    page = late.get_data(as_text=True)
    assert (late.status_code, stages.state(app, number)) == (409, "reviewed")
    assert "“告知引导”已经不能做了：这件工单现在是“待回访”。" in page
    assert "请到法院立案。" in page
    assert [words for words in AGAIN if words in page] == []


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "1e3"])
def test_a_form_without_a_right_version_changes_nothing(
    app: Flask, sign_in: Callable[..., Client], version: str
) -> None:
    number = stages.make(app, W.dispatched)
    client = sign_in("clerk", "510104")
    form = {**form_of(client, number, "sign"), "version": version}
    assert client.post(f"{stages.path(number)}/sign", data=form).status_code == 409
    assert stages.state(app, number) == "dispatched"


@pytest.mark.parametrize(
    ("verb", "stage", "role", "unit", "fields"),
    [act[:2] + act[2:5] for act in ACTS if act[0] in {"sign", "note", "contact", "instruct", "supervise", "supply"}],
)
def test_the_same_form_sent_twice_is_one_act_and_one_answer(
    app: Flask, sign_in: Callable[..., Client], verb: str, stage: Any, role: str, unit: str, fields: dict[str, Any]
) -> None:
    number = stages.make(app, stage)
    client = sign_in(role, unit) if unit else sign_in(role)
    form = {**form_of(client, number, verb), **fields}
    answers = [client.post(f"{stages.path(number)}/{verb}", data=form) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert stages.verbs(app, number).count(verb) == 1


def test_the_same_words_in_a_new_form_and_new_words_in_the_same_form_are_acts_of_their_own(
    app: Flask, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("followup")
    for form in (form_of(client, number, "note"), form_of(client, number, "note")):
        for text in ("第一次", "第二次"):
            assert client.post(f"{stages.path(number)}/note", data={**form, "text": text}).status_code == 303
    assert stages.verbs(app, number).count("note") == 4


def test_a_form_that_was_refused_may_come_again(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("clerk", "510104")
    form = {**form_of(client, number, "contact"), "text": "电话已打通"}
    stages.do(app, number, "note", walking.FOLLOWUP, text="刚说过")
    stale = {**form, "version": str(int(form["version"]) - 1)}
    assert client.post(f"{stages.path(number)}/contact", data=stale).status_code == 409
    assert client.post(f"{stages.path(number)}/contact", data=stale).status_code == 409
    assert client.post(f"{stages.path(number)}/contact", data=form).status_code == 303
    assert stages.verbs(app, number).count("contact") == 1


def test_a_form_without_a_key_is_done_each_time(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    client = sign_in("followup")
    form = {**form_of(client, number, "note"), "text": "批注", "form_key": ""}
    assert [client.post(f"{stages.path(number)}/note", data=form).status_code for _time in range(2)] == [303, 303]
    assert stages.verbs(app, number).count("note") == 2


def test_two_requests_at_one_moment_are_one_act(app: Flask, sign_in: Callable[..., Client]) -> None:
    number = stages.make(app, W.handling)
    clients = [sign_in("followup", login=name) for name in ("one", "other")]
    forms = [{**form_of(client, number, "note"), "text": "批注", "form_key": "the same"} for client in clients]
    start = Barrier(2)

    def send(client: Client, form: dict[str, str]) -> int:
        start.wait()
        return client.post(f"{stages.path(number)}/note", data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, clients, forms)) == [303, 303]
    assert stages.verbs(app, number).count("note") == 1
