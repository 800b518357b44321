"""What a device keeps of unsent work: its key is one person's, a late sending is told to the script and counts once."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from hotline.desks.frame import device
from hotline.desks.writing import may_know
from hotline.drafts.queries import Writer
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.tickets import walking

WORDS = "联网后送出的批注"


@pytest.fixture
def ticket(app: Flask, clock: Callable[[str], None]) -> str:
    return stages.make(app, walking.handling)


def attributes(client: Client) -> dict[str, str]:
    page = client.get("/staff/drafts").get_data(as_text=True)
    found = re.search(r'<template id="device"([^>]*)>', page)
    assert found
    return dict(re.findall(r'data-(\w+)="([^"]*)"', found[1]))


def send_later(client: Client, ticket: str, values: dict[str, str], how: str = "quiet", text: str = WORDS):
    """As the script does, with a token of the session there is now."""
    token = client.get("/staff/device", headers={"Accept": "application/json"}).json["csrf_token"]
    data = values | {"text": text, "csrf_token": token}
    return client.post(f"{stages.path(ticket)}/note", data=data, headers={device.LATER: how})


def form(client: Client, ticket: str) -> dict[str, str]:
    page = inspection.read(client.get(stages.path(ticket)).get_data(as_text=True))
    return next(one.values for one in page.forms if one.action == f"{stages.path(ticket)}/note")


def test_the_key_is_the_persons_own_and_stays_the_same_after_a_new_sign_in(sign_in: Callable[..., Client]) -> None:
    one, other = sign_in("clerk", walking.DISTRICT), sign_in("clerk", walking.DISTRICT, "colleague")
    before = attributes(one)
    assert before["owner"] != attributes(other)["owner"]
    assert before["key"] != attributes(other)["key"]
    assert one.get("/staff/device").json["owner"] == before["owner"]
    assert attributes(one)["key"] == before["key"]


def test_who_is_not_signed_in_has_neither_key_nor_token(client: Client) -> None:
    answer = client.get("/staff/device", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert 'id="device"' not in client.get("/login").get_data(as_text=True)


def test_a_late_sending_is_told_to_the_script_and_counts_once(
    app: Flask, ticket: str, sign_in: Callable[..., Client]
) -> None:
    clerk = sign_in("clerk", walking.DISTRICT)
    values = form(clerk, ticket)
    told = [send_later(clerk, ticket, values) for _ in range(2)]
    assert [answer.json["location"] for answer in told] == [stages.path(ticket)] * 2
    assert "批注已保存" in told[0].json["said"]
    assert stages.verbs(app, ticket).count("note") == 1
    assert "批注已保存" not in clerk.get(stages.path(ticket)).get_data(as_text=True)


def test_a_sending_that_leads_to_its_page_is_told_there(ticket: str, sign_in: Callable[..., Client]) -> None:
    clerk = sign_in("clerk", walking.DISTRICT)
    send_later(clerk, ticket, form(clerk, ticket), "page")
    assert "批注已保存" in clerk.get(stages.path(ticket)).get_data(as_text=True)


def test_an_old_form_is_a_conflict_and_an_empty_one_is_refused(ticket: str, sign_in: Callable[..., Client]) -> None:
    clerk = sign_in("clerk", walking.DISTRICT)
    values = form(clerk, ticket)
    assert send_later(clerk, ticket, values, text=" ").status_code == 422
    clerk.submit(stages.path(ticket), {"text": "已联系。"}, action=f"{stages.path(ticket)}/contact")
    again = send_later(clerk, ticket, values)
    assert (again.status_code, WORDS in again.get_data(as_text=True)) == (409, True)


def test_the_page_after_an_act_names_the_draft_that_leaves_the_device_once(
    ticket: str, sign_in: Callable[..., Client]
) -> None:
    clerk = sign_in("clerk", walking.DISTRICT)
    clerk.submit(stages.path(ticket), {"text": WORDS}, action=f"{stages.path(ticket)}/note")
    assert attributes(clerk)["sent"] == f"{ticket}/note"
    assert attributes(clerk)["sent"] == ""


@pytest.mark.parametrize(
    ("reader", "writer", "told"),
    [
        (("clerk", "510104"), ("clerk", "510104"), True),
        (("clerk", "510104"), ("leader", "510104"), True),
        (("clerk", "510104"), ("clerk", "510105"), False),
        (("clerk", "510104"), ("dispatcher", "510100"), False),
        (("dispatcher", "510100"), ("clerk", "510104"), True),
        (("supervisor", "510100"), ("mayor", "510100"), False),
        (("mayor", "510100"), ("clerk", "510104"), False),
    ],
)
def test_who_may_know_who_is_writing(reader: tuple[str, str], writer: tuple[str, str], told: bool) -> None:
    assert may_know(walking.who(*reader), Writer("演示", *writer, "1/note")) is told


def test_who_writes_is_told_for_a_minute_to_those_who_see_the_ticket(
    ticket: str, sign_in: Callable[..., Client], clock: Callable[[str], None]
) -> None:
    writer, reader = sign_in("clerk", walking.DISTRICT), sign_in("clerk", walking.DISTRICT, "colleague")
    stranger = sign_in("clerk", "510105", "stranger")
    token = form(writer, ticket)["csrf_token"]
    for one in (writer, reader):
        token = one.get("/staff/device").json["csrf_token"]
        saved = one.post(
            "/staff/drafts",
            data={"draft": f"{ticket}/reply", "public": "您好", "csrf_token": token},
            headers={"Accept": "application/json"},
        )
    assert len(saved.json["writing"]) == 1
    assert "正在编辑“答复”" in saved.json["writing"][0]
    asked = {"path": f"/staff/bell?ticket={ticket}", "headers": {"HX-Request": "true"}}
    assert "正在编辑" in reader.get(**asked).get_data(as_text=True)
    assert "正在编辑" not in stranger.get(**asked).get_data(as_text=True)
    clock("2026-11-20T10:02:00+08:00")
    assert "正在编辑" not in reader.get(**asked).get_data(as_text=True)
