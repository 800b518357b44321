"""Long work: a bar that tells the truth, a file for its owner alone, and a killed process that loses nothing."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from hotline import clock as time_of_city
from hotline import tasks
from hotline.db import db, transaction
from hotline.desks.tasks.run import run_waiting
from hotline.desks.worklist import bulk, export
from hotline.people.models import User
from hotline.privacy.models import Export
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

pytestmark = pytest.mark.usefixtures("clock")
SignIn = Callable[..., Client]
LIST = "/staff/tickets"


@pytest.fixture(autouse=True)
def _soon_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tickets are many."""
    monkeypatch.setattr(export, "CHUNK", 2)
    monkeypatch.setattr(bulk, "INSTANT", 2)


def work(app: Flask) -> int:
    """What the job does when its time comes."""
    with app.app_context():
        return run_waiting(time_of_city.now())


def token(client: Client) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(LIST).get_data(as_text=True))
    assert found
    return found[1]


def exported(client: Client) -> str:
    """The address of the task."""
    answer = client.post(f"{LIST}/export", data={"csrf_token": token(client), "kept-scope": "open"})
    assert answer.status_code == 303
    return str(answer.location)


def text(client: Client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def post(client: Client, page: str, what: str) -> Any:
    form = next(form for form in inspection.read(text(client, page)).forms if form.action.endswith(what))
    return client.post(form.action, data=form.values)


def asked_for_all(client: Client, verb: str, **typed: str) -> Any:
    data = {"csrf_token": token(client), "verb": verb, "every": "1", "kept-scope": "open"}
    page = client.post(f"{LIST}/bulk", data=data).get_data(as_text=True)
    form = next(form for form in inspection.read(page).forms if f"/bulk/{verb}" in form.action)
    return client.post(form.action, data={**form.values, **typed})


def test_a_long_list_is_made_by_the_job_and_fetched_by_its_owner(app: Flask, sign_in: SignIn) -> None:
    for name in "12345":
        stages.make(app, walking.handling, name)
    client = sign_in("clerk", "510104")
    address = exported(client)
    waiting = text(client, address)
    assert "等待开始" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert text(client, LIST).count(address) == 1, "the work list leads back to it"
    assert work(app) == 1
    done = text(client, address)
    assert re.search(r'<progress class="task-bar" max="100" value="100"', done)
    assert "已完成5，共5" in done
    assert "hx-trigger" not in done
    answer = post(client, address, "/file")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [len(rows), rows[0][0]] == [6, "编号"]
    assert "王小明" not in str(rows)
    with app.app_context():
        kept = db.session.scalars(select(Export)).one()
        assert (kept.rows, kept.filters, kept.fetched_at is not None) == (5, "scope=open", True)


def test_nobody_else_sees_or_fetches_it(app: Flask, sign_in: SignIn) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    owner, other = sign_in("clerk", "510104"), sign_in("clerk", "510104", login="colleague")
    address = exported(owner)
    work(app)
    assert other.get(address).status_code == 404
    data = {"csrf_token": token(other)}
    assert [other.post(f"{address}/{what}", data=data).status_code for what in ("file", "cancel")] == [404, 404]
    assert address not in text(other, "/staff/tasks")
    assert address in text(owner, "/staff/tasks")


def test_the_file_is_forgotten_after_a_day(app: Flask, sign_in: SignIn, clock: Callable[[str], None]) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    client = sign_in("clerk", "510104")
    address = exported(client)
    work(app)
    task_id = int(address.rpartition("/")[2])
    with app.app_context():
        assert tasks.path(task_id).exists()
        clock("2026-11-21T10:00:01+08:00")
        assert tasks.forget(time_of_city.now()) == 1
        assert not tasks.path(task_id).exists()
    assert client.get(address).status_code == 404


def test_what_is_stopped_stays_stopped(app: Flask, sign_in: SignIn) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    client = sign_in("clerk", "510104")
    address = exported(client)
    post(client, address, "/cancel")
    assert work(app) == 0
    assert "已停止" in text(client, address)
    assert not any(form.action.endswith("/file") for form in inspection.read(text(client, address)).forms)


def test_stopping_reaches_the_one_who_works_on_it(app: Flask, sign_in: SignIn) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    client = sign_in("clerk", "510104")
    address = exported(client)
    with app.app_context():
        claimed = tasks.claim("510100", time_of_city.now())
        assert claimed is not None
    post(client, address, "/cancel")
    with app.app_context(), pytest.raises(tasks.Stopped):
        tasks.beat(claimed, time_of_city.now(), done=1)


def test_what_a_killed_process_left_is_begun_again_and_not_for_ever(
    app: Flask, sign_in: SignIn, clock: Callable[[str], None]
) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    client = sign_in("clerk", "510104")
    address, again = exported(client), exported(client)
    with app.app_context():
        first = tasks.claim("510100", time_of_city.now())
        assert first is not None
        tasks.beat(first, time_of_city.now(), done=1, total=3)
    assert work(app) == 1, "only the second: the first still has its worker"
    clock("2026-11-20T10:01:00+08:00")
    assert work(app) == 1
    assert "已完成3，共3" in text(client, address)
    with app.app_context(), pytest.raises(tasks.Stopped):
        tasks.end(first, "failed", time_of_city.now())
    with app.app_context(), transaction():
        stuck = update(tasks.Task).where(tasks.Task.id == int(again.rpartition("/")[2]))
        db.session.execute(stuck.values(state="running", tries=tasks.MOST_TRIES))
    clock("2026-11-20T10:02:00+08:00")
    assert work(app) == 0
    assert "未完成" in text(client, again)


def test_an_act_for_all_of_a_view_is_done_once_whoever_begins_it(
    app: Flask, sign_in: SignIn, clock: Callable[[str], None]
) -> None:
    numbers = [stages.make(app, walking.dispatched, name) for name in "1234"]
    other = stages.make(app, walking.dispatched, "5", unit=walking.OTHER)
    client = sign_in("clerk", "510104")
    answer = asked_for_all(client, "sign")
    assert stages.state(app, numbers[0]) == "dispatched"
    stages.do(app, numbers[3], "note", walking.LEADER, text="先放一放")
    with app.app_context():
        claimed = tasks.claim("510100", time_of_city.now())
        assert claimed is not None
        one, version = claimed.given["tickets"][0]
        person = db.session.get(User, claimed.owner_id)
        assert person is not None
        since = time_of_city.parse(claimed.given["since"])
        assert bulk.one("sign", one, version, person.actor(), since, {}) == ""
    clock("2026-11-20T10:01:00+08:00")
    assert work(app) == 1
    assert [stages.verbs(app, number).count("sign") for number in [*numbers, other]] == [1, 1, 1, 1, 0]
    assert "已完成4，共4" in text(client, answer.location)


def test_what_could_not_be_done_is_told_by_number(app: Flask, sign_in: SignIn) -> None:
    numbers = [stages.make(app, walking.dispatched, name) for name in "123"]
    client = sign_in("clerk", "510104")
    answer = asked_for_all(client, "sign")
    stages.do(app, numbers[1], "sign", walking.LEADER)
    work(app)
    page = text(client, answer.location)
    assert "1件未办成" in page
    assert f"…{numbers[1][-7:]}" in page
    assert [stages.state(app, number) for number in numbers] == ["handling"] * 3


def test_words_are_asked_for_before_anything_begins(app: Flask, sign_in: SignIn) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    client = sign_in("supervisor")
    answer = asked_for_all(client, "supervise", text=" ")
    assert answer.status_code == 422
    form = next(f for f in inspection.read(answer.get_data(as_text=True)).forms if "/bulk/supervise/all/" in f.path)
    assert work(app) == 0
    assert client.post(form.action, data={**form.values, "text": "周五前报结果"}).status_code == 303
    assert work(app) == 1


def test_who_was_switched_off_gets_nothing(app: Flask, sign_in: SignIn) -> None:
    for name in "123":
        stages.make(app, walking.handling, name)
    address = exported(sign_in("clerk", "510104"))
    with app.app_context(), transaction():
        db.session.execute(update(User).where(User.login == "clerk-510104").values(active=False))
    work(app)
    with app.app_context():
        task_id = int(address.rpartition("/")[2])
        assert db.session.get_one(tasks.Task, ("510100", task_id)).state == "failed"
        assert not tasks.path(task_id).exists()


def test_the_log_of_exports_is_read_by_who_looks_after_it(app: Flask, sign_in: SignIn) -> None:
    stages.make(app, walking.handling)
    client = sign_in("clerk", "510104")
    client.post(f"{LIST}/export", data={"csrf_token": token(client), "kept-scope": "open", "kept-kind": "help"})
    for role in ("auditor", "admin"):
        page = text(sign_in(role), "/staff/exports")
        assert "全部在办 · 求助" in page
        assert "演示clerk" in page
    assert client.get("/staff/exports").status_code == 403
