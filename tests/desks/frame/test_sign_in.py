"""Signing in and out, and what happens to those who are not signed in."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from hotline import config, web
from hotline.app import create_app
from hotline.db import db, transaction
from hotline.people import actions as people
from tests import inspection
from tests.browsing import Client
from tests.conftest import PASSWORD, add_user, new_client
from tests.desks import stages
from tests.tickets import walking


def _submit(client: Client, login: str, password: str, path: str = "/login") -> tuple[int, str]:
    answer = client.submit(path, {"login": login, "password": password})
    return answer.status_code, answer.get_data(as_text=True)


def test_an_unknown_name_and_a_wrong_password_look_the_same(app: Flask, client: Client) -> None:
    add_user(app, "chen", "clerk", "510104")
    wrong, unknown = _submit(client, "chen", "wrong-password"), _submit(client, "nobody", "wrong-password")
    assert wrong[0] == unknown[0] == 422
    assert "登录名或密码不对" in wrong[1]
    assert inspection.read(wrong[1]).forms[0].values["login"] == "chen"
    token = re.compile(r"[\w-]+\.[\w-]{6}\.[\w-]{27}|(?<=form_key\" value=\")[\w-]{16}")
    assert token.sub("", wrong[1]).replace("chen", "nobody") == token.sub("", unknown[1])


def test_empty_fields_are_named(client: Client) -> None:
    status, page = _submit(client, "", "")
    assert status == 422
    assert "请填登录名" in page
    assert "请填密码" in page
    assert "<title>错误：" in page


@pytest.mark.parametrize(
    ("role", "unit", "home"),
    [
        ("operator", "510100", "/staff/calls/new"),
        ("dispatcher", "510100", "/staff/dispatch"),
        ("clerk", "510104", "/staff/tickets"),
        ("leader", "510104", "/staff/tickets"),
        ("followup", "510100", "/staff/follow-ups"),
        ("supervisor", "510100", "/staff/follow-ups"),
        ("mayor", "510100", "/staff/boards/office"),
        ("admin", "510100", "/staff/admin/users"),
        ("auditor", "510100", "/staff/tickets"),
    ],
)
def test_everybody_begins_at_the_desk_of_the_role(
    sign_in: Callable[..., Client], role: str, unit: str, home: str
) -> None:
    answer = sign_in(role, unit).get("/staff/")
    assert (answer.status_code, answer.location) == (303, home)


def test_the_page_asked_for_comes_after_signing_in(app: Flask, client: Client) -> None:
    add_user(app, "chen", "clerk", "510104")
    answer = client.get("/staff/tickets?scope=overdue")
    assert answer.status_code == 303
    signed = client.submit(answer.location, {"login": "chen", "password": PASSWORD})
    assert (signed.status_code, signed.location) == (303, "/staff/tickets?scope=overdue")


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example",
        "/\r/elsewhere.example", "/\t\\elsewhere.example",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(app: Flask, client: Client, target: str) -> None:
    add_user(app, "chen", "clerk", "510104")
    page = inspection.read(client.get("/login").get_data(as_text=True))
    data = {**page.forms[0].values, "login": "chen", "password": PASSWORD, "next": target}
    assert client.post("/login", data=data).location == "/staff/"


def test_signing_out_ends_the_session(sign_in: Callable[..., Client]) -> None:
    client = sign_in("clerk", "510104")
    assert client.submit("/staff/tickets?scope=all", {}, action="/sign-out").location == "/login"
    assert client.get("/staff/tickets").location.startswith("/login")


@pytest.mark.parametrize("change", ["password", "disable"])
def test_a_new_password_or_a_closed_account_ends_older_sessions(
    app: Flask, sign_in: Callable[..., Client], change: str
) -> None:
    client = sign_in("auditor", login="chen")
    assert client.get("/staff/tickets").status_code == 200
    with app.app_context(), transaction():
        if change == "password":
            people.set_password("chen", "another-password")
        else:
            people.set_active("chen", False)
    assert client.get("/staff/tickets").location.startswith("/login")


def test_a_disabled_person_cannot_sign_in(app: Flask, client: Client) -> None:
    add_user(app, "chen", "clerk", "510104")
    with app.app_context(), transaction():
        people.set_active("chen", False)
    assert _submit(client, "chen", PASSWORD)[0] == 422


def test_who_loses_the_session_while_writing_sends_it_again_after_signing_in(
    app: Flask, clock: object, sign_in: Callable[..., Client]
) -> None:
    number = stages.make(app, walking.received)
    client = sign_in("dispatcher", login="chen")
    form = next(
        form
        for form in inspection.read(client.get(stages.path(number)).get_data(as_text=True)).forms
        if form.action.endswith("/note")
    )
    with app.app_context(), transaction():
        people.set_password("chen", "another-password")
    lost = client.post(form.action, data={**form.values, "text": "写了很久的批注"})
    assert lost.status_code == 401
    login = inspection.read(lost.get_data(as_text=True)).forms[0]
    back = client.post("/login", data={**login.values, "login": "chen", "password": "another-password"})
    assert back.status_code == 200
    page = back.get_data(as_text=True)
    assert "写了很久的批注" in page
    again = next(one for one in inspection.read(page).forms if one.action == form.action)
    assert client.post(again.action, data=again.values).status_code == 303
    assert stages.verbs(app, number)[-1] == "note"


def test_programs_get_a_problem_instead_of_a_page(client: Client) -> None:
    answer = client.get("/staff/tickets", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.get_json()["status"] == 401


def test_guessing_is_slowed_down(app: Flask, settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.limiter, "enabled", False)
    limited = create_app(replace(settings, rate_limits=True))
    limited.test_client_class = Client
    client = new_client(limited)
    try:
        assert [_submit(client, "chen", "wrong-password")[0] for _ in range(10)] == [422] * 10
        form = inspection.read(client.get("/login").get_data(as_text=True)).forms[0]
        answer = client.post("/login", data={**form.values, "login": "chen", "password": "wrong-password"})
        assert answer.status_code == 429
        assert "wrong-password" not in answer.get_data(as_text=True)
    finally:
        config.use(settings)
        with limited.app_context():
            db.session.remove()
            db.engine.dispose()


def test_the_demo_s_sign_ins_stand_on_the_page_of_the_demo_on_this_machine_only(
    app: Flask, settings: config.Settings
) -> None:
    def shown(demo: bool, address: str) -> bool:
        config.use(replace(settings, demo=demo))
        page = new_client(app).get("/login", environ_base={"REMOTE_ADDR": address}).get_data(as_text=True)
        return "demo-12345" in page

    assert shown(True, "127.0.0.1")
    assert shown(True, "::1")
    assert not shown(True, "192.0.2.7")
    assert not shown(False, "127.0.0.1")


@pytest.mark.parametrize(
    ("path", "cookie"),
    [("/language/en", "language=en"), ("/size/xl", "size=xl"), ("/theme/dark", "theme=dark")],
)
def test_a_switch_is_remembered_for_a_year_and_leads_back(client: Client, path: str, cookie: str) -> None:
    answer = client.get(f"{path}?next=/login%3Fx%3D1")
    assert (answer.status_code, answer.location) == (303, "/login?x=1")
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith(cookie)
    assert "Max-Age=31536000" in kept
    assert "SameSite=Lax" in kept


@pytest.mark.parametrize("path", ["/language/fr", "/size/huge", "/theme/%3Cscript%3E"])
def test_an_unknown_switch_changes_nothing(client: Client, path: str) -> None:
    answer = client.get(f"{path}?next=//elsewhere.example")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Set-Cookie" not in answer.headers


def test_the_page_speaks_english_after_the_switch(client: Client) -> None:
    client.get("/language/en")
    assert "Staff sign-in" in client.get("/login").get_data(as_text=True)
