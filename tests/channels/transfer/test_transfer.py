"""Matters between us and 110, the province and petitions: both numbers, both limits, states in both tongues."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import actors, clock, config, notices, outbox
from hotline.channels import inbox
from hotline.channels.transfer import state_maps
from hotline.channels.transfer.models import Transfer
from hotline.db import db, transaction
from hotline.privacy.models import Reveal
from hotline.tickets import actions, queries
from hotline.tickets.models import Petitioner, Ticket
from tests import inspection
from tests.browsing import Client

SECRET = "partner-secret"
MATTER = {
    "type": "transfer",
    "number": "P20261120-77",
    "title": "楼上深夜施工扰民",
    "body": "锦江区春熙路某小区连续三天夜间施工。",
    "name": "演示市民",
    "phone": "13800138000",
    "due_at": "2026-11-27T17:30:00+08:00",
}


def connect() -> None:
    lines = []
    for code, name, table in (("110", "市110指挥中心", "police"), ("sc", "四川省12345", "province")):
        lines += ["[[partner]]", f'code = "{code}"', f'name = "{name}"', f'map = "{table}"', f'secret = "{SECRET}"']
    lines.insert(1, 'unit = "gaj"')
    config.settings().connections.write_text("\n".join(lines), encoding="utf-8")


def push(client: Client, told: Any, partner: str = "sc", secret: str = SECRET) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    stamp = str(int(clock.now().timestamp()))
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Hotline-Timestamp": stamp, "X-Hotline-Signature": f"sha256={signed}"}
    return client.post(f"/channels/transfer/{partner}", data=body, headers=headers)


def spooled(app: Flask, partner: str) -> list[dict[str, Any]]:
    with app.app_context():
        notices.deliver(clock.now() + timedelta(minutes=1))
        (path,) = (config.settings().var / "spool").glob(f"partner-{partner}-*.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_state_of_ours_has_a_code_in_each_table() -> None:
    assert set(state_maps.maps()) == {"police", "province", "petition"}
    good = {"theirs": {"a": {"zh": "甲", "en": "A"}}, "ours": {"received": "a"}}
    with pytest.raises(ValueError, match="every state"):
        state_maps.read({"half": good})


def test_a_matter_comes_in_with_both_numbers_and_both_limits(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    connect()
    receipt = push(client, MATTER).json
    again = push(client, MATTER).json
    assert again == receipt
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        row = db.session.scalars(select(Transfer)).one()
        assert (ticket.channel, ticket.external_id, ticket.number) == (
            "transfer",
            "sc:P20261120-77",
            receipt["our_number"],
        )
        assert (row.way, row.ticket_id, row.number) == ("in", ticket.id, "P20261120-77")
        assert clock.iso(row.their_due_at) == MATTER["due_at"]
        assert db.session.scalars(select(Petitioner)).one().phone == "+8613800138000"
        number = ticket.number
    page = sign_in("dispatcher").get(f"/staff/tickets/{number}").get_data(as_text=True)
    assert all(word in page for word in ("四川省12345", "P20261120-77", "2026-11-27 17:30"))


def test_who_passed_it_on_has_no_part_in_where_it_goes(app: Flask, client: Client) -> None:
    connect()
    push(client, {**MATTER, "title": "反映问题", "body": "处理不满意，要求重新处理。"})
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        assert "转来单位：四川省12345" in ticket.body
        assert (ticket.category, ticket.state) == ("", "accepted")


def test_who_passed_it_on_is_told_each_state_once_in_their_code(app: Flask, client: Client) -> None:
    connect()
    push(client, MATTER)
    with app.app_context():
        with transaction():
            ticket = db.session.scalars(select(Ticket)).one()
            if ticket.state != "accepted":
                ticket.move("accepted")
            dispatcher = actors.Actor(1, "演示派单", "dispatcher", ticket.city)
            actions.perform("note", ticket, dispatcher, clock.now(), text="看过")
            actions.perform("answer", ticket, dispatcher, clock.now(), text="已责令停止夜间施工。")
        with transaction():
            db.session.execute(outbox.Message.__table__.update().values(next_at=clock.now()))
    told = [one for one in spooled(app, "sc") if one["type"] == "state"]
    assert [one["number"] for one in told] == ["P20261120-77"] * len(told)
    assert (told[-1]["state"], told[-1]["state_name"], told[-1]["answer"]) == ("60", "已办结", "已责令停止夜间施工。")
    codes = [one["state"] for one in told]
    assert all(one != other for one, other in pairwise(codes))


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (b"no", 400),
        (b"[]", 400),
        ({"type": "other"}, 400),
        ({"type": "transfer", "title": "没有编号"}, 422),
        ({"type": "transfer", "number": "1"}, 422),
        ({"type": "state", "number": "1", "state": "60"}, 404),
        ({"type": "state", "our_number": "510100202611200000000", "state": "60"}, 404),
        ({"type": "state", "state": "60"}, 404),
        ({"type": "state", "number": "1", "state": "77"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(app: Flask, client: Client, told: Any, status: int) -> None:
    connect()
    answer = push(client, told)
    assert (answer.status_code, bool(answer.json["error"])) == (status, True)


def test_only_a_connected_partner_with_the_right_secret_is_heard(client: Client) -> None:
    assert push(client, MATTER).status_code == 404
    connect()
    assert push(client, MATTER, partner="x").status_code == 404
    assert push(client, MATTER, secret="other").status_code == 401


def sent_out(app: Flask, client: Client, person: Client, status: int = 303, **fields: Any) -> str:
    """The number of a ticket that was passed on to 110, or the page that refused it with this `status`."""
    with app.app_context():
        raw = json.dumps({"title": "有人斗殴", "body": "春熙路", "phone": "13800138000", "name": "演示市民", **fields})
        outcome = inbox.arrive("phone", raw.encode(), clock.now())
        assert outcome.ticket is not None
        number = outcome.ticket.number
    page = inspection.read(person.get(f"/staff/tickets/{number}").get_data(as_text=True))
    form = next(form for form in page.forms if "partner" in form.names)
    data = {**form.values, "partner": "110", "reason": "涉及治安"}
    answer = person.post(form.action, data=data)
    assert answer.status_code == status
    return number if status == 303 else answer.get_data(as_text=True)


def test_a_matter_is_passed_on_and_their_answer_stands_on_it(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    connect()
    person = sign_in("dispatcher")
    number = sent_out(app, client, person)
    (told,) = spooled(app, "110")
    assert (told["type"], told["our_number"], told["phone"], told["reason"]) == (
        "transfer", number, "+8613800138000", "涉及治安",
    )  # fmt: skip
    with app.app_context():
        assert db.session.scalars(select(Reveal.field)).all() == ["forward"]
    said = {
        "type": "state",
        "our_number": number,
        "number": "JQ-9",
        "state": "handling",
        "due_at": "2026-11-20T12:00:00Z",
    }
    assert push(client, said, partner="110").json == {"our_number": number}
    assert push(client, said, partner="110").status_code == 200
    assert (
        push(client, {**said, "our_number": "", "state": "done", "text": "已调解。"}, partner="110").status_code == 200
    )
    page = person.get(f"/staff/tickets/{number}").get_data(as_text=True)
    assert all(word in page for word in ("JQ-9", "处警完毕", "已调解", "市110指挥中心"))
    with app.app_context():
        ticket = queries.by_number(config.settings().city, number)
        assert ticket is not None
        notes = [event.text for event in queries.timeline(ticket) if event.verb == "note"]
    assert [note.partition("：")[2][:4] for note in notes] == ["涉及治安", "处警中", "处警完毕"]


def test_of_a_confidential_matter_nobodys_name_goes_along(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    connect()
    sent_out(app, client, sign_in("supervisor"), confidential=True)
    (told,) = spooled(app, "110")
    assert (told["name"], told["phone"], told["address"], told["confidential"]) == ("", "", "", True)
    with app.app_context():
        assert db.session.scalars(select(Reveal.field)).all() == []


def test_a_matter_goes_to_a_partner_once_and_not_without_a_reason(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    connect()
    person = sign_in("dispatcher")
    number = sent_out(app, client, person)
    page = inspection.read(person.get(f"/staff/tickets/{number}").get_data(as_text=True))
    form = next(form for form in page.forms if "partner" in form.names)
    for given in (
        {"partner": "110", "reason": "再说一次"},
        {"partner": "sc", "reason": " "},
        {"partner": "x", "reason": "再说一次"},
        {"partner": "sc", "reason": "再说一次" * 200},
    ):
        refused = person.post(form.action, data={**form.values, **given})
        assert refused.status_code == 422
        assert f">{given['reason']}</textarea>" in refused.get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Transfer)).all()) == 1
    assert sign_in("clerk", unit="510104").post(form.action, data=form.values).status_code in {400, 403}


def test_nothing_is_passed_on_to_a_partner_whose_unit_does_not_exist(
    app: Flask, client: Client, sign_in: Callable[..., Client]
) -> None:
    connect()
    person = sign_in("dispatcher")
    path = config.settings().connections
    path.write_text(path.read_text("utf-8").replace('"gaj"', '"gongan"'), encoding="utf-8")
    said = sent_out(app, client, person, status=422)
    assert "“gongan”不存在" in said
    with app.app_context():
        assert db.session.scalars(select(Transfer)).all() == []


@pytest.mark.parametrize(
    "words",
    ["举报市公安局民警收受贿赂、吃拿卡要，请查处。", "投诉市公安局，报案三个月推诿扯皮不立案。"],
)
def test_what_is_about_the_police_is_not_passed_on_to_110(
    app: Flask, client: Client, sign_in: Callable[..., Client], words: str
) -> None:
    connect()
    person = sign_in("dispatcher")
    other = sent_out(app, client, person)
    with app.app_context():
        outcome = inbox.arrive("phone", json.dumps({"title": "来电", "body": words}).encode(), clock.now())
        assert outcome.ticket is not None
        number = outcome.ticket.number
    page = person.get(f"/staff/tickets/{number}").get_data(as_text=True)
    assert 'value="sc"' in page
    assert 'value="110"' not in page
    form = next(form for form in inspection.read(page).forms if "partner" in form.names)
    refused = person.post(form.action, data={**form.values, "partner": "110", "reason": "涉及治安"})
    assert refused.status_code == 422
    assert "被举报的单位" in (said := refused.get_data(as_text=True)) or "被投诉的单位" in said
    assert ">涉及治安</textarea>" in said
    with app.app_context():
        went = db.session.scalars(select(Transfer.ticket_id)).all()
        found = queries.by_number(config.settings().city, other)
        assert found is not None
        assert went == [found.id]
