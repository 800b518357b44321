"""The telephone at the desk: what rings pops up for whoever sits there, is taken, and belongs to the ticket."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hotline import db as database
from hotline.db import db
from hotline.people import queries as people
from hotline.tickets import queries
from tests.browsing import Client
from tests.desks.calling import BODY, NEW, only, page, send, token
from tests.followup import stages
from tests.telephony import telling

LINE = "/staff/calls/line?form=call"
PART = {"HX-Request": "true"}


@pytest.fixture
def operator(sign_in: Callable[..., Client], clock: Callable[[str], None]) -> Client:
    person = sign_in("operator")
    sit(person, "8001")
    return person


def sit(person: Client, extension: str) -> Any:
    return person.submit("/staff/preferences", {"extension": extension}, action="/staff/calls/seat")


def popped(person: Client) -> str:
    return person.get(LINE, headers=PART).get_data(as_text=True)


def take(person: Client, call: int, into: str = "new", **fields: Any) -> Any:
    data = {"csrf_token": token(person), "into": into, **fields}
    headers = {"Accept": "application/json"} if into == "here" else {}
    return person.post(f"/staff/calls/line/{call}/take", data=data, headers=headers)


def ring(app: Flask, **facts: Any) -> int:
    telling.told(app, telling.ringing(**facts))
    return telling.calls(app)[-1].id


def test_a_call_pops_up_where_it_rings_and_nowhere_else(
    app: Flask, operator: Client, sign_in: Callable[..., Client]
) -> None:
    other = sign_in("operator", login="other")
    sit(other, "8002")
    assert popped(operator) == ""
    ring(app)
    assert "138 0000 1234" in popped(operator)
    assert "138 0000 1234" in page(operator)
    assert popped(other) == ""


def test_the_pop_tells_who_calls(app: Flask, operator: Client) -> None:
    stages.dispatched(app, phone="+8613800001234")
    telling.missed(app, "early", -600)
    ring(app)
    shown = popped(operator)
    for words in ("以前反映过1件", "在办1件", "该号码漏接1次"):
        assert words in shown


def test_nothing_new_costs_no_page(app: Flask, operator: Client) -> None:
    first = operator.get(LINE, headers=PART)
    known = {**PART, "If-None-Match": first.headers["ETag"]}
    again = operator.get(LINE, headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    ring(app)
    assert operator.get(LINE, headers=known).status_code == 200


def test_a_call_taken_stands_in_a_form_and_belongs_to_its_ticket(app: Flask, operator: Client) -> None:
    call = ring(app)
    answer = take(operator, call)
    assert (answer.status_code, answer.location) == (303, f"{NEW}?call={call}")
    shown = page(operator, answer.location)
    assert 'value="138 0000 1234"' in shown
    assert popped(operator) == ""
    send(operator, act="leave", line=str(call))
    assert telling.calls(app)[0].ticket_id == only(app).id


def test_ids_of_19_digits_as_they_are_from_july_2027_on_belong_to_their_ticket_as_well(
    app: Flask, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_last", database._last), ("EPOCH_MS", database.EPOCH_MS - 3 * 365 * 86_400_000)):
        monkeypatch.setattr(database, name, value)
    call = ring(app)
    assert len(str(call)) == 19
    take(operator, call)
    send(operator, act="leave", line=str(call))
    assert telling.calls(app)[0].ticket_id == only(app).id


def test_an_urge_ties_the_call_to_the_earlier_ticket(app: Flask, operator: Client) -> None:
    number, call = stages.dispatched(app), ring(app)
    take(operator, call, "here")
    send(operator, f"/staff/calls/{number}/urge", line=str(call), body="")
    assert telling.calls(app)[0].ticket_id == stages.read(app, number).id


def test_a_script_gets_the_number_for_the_open_form(app: Flask, operator: Client) -> None:
    call = ring(app)
    assert take(operator, call, "here").get_json() == {"call": str(call), "phone": "138 0000 1234"}


def test_what_was_typed_is_set_aside_for_the_next_call(app: Flask, operator: Client) -> None:
    first = "f" * 32
    take(operator, ring(app), body=BODY, name="演示来电人", call_id=first)
    begun = page(operator)
    assert BODY not in begun
    assert f"draft={first}" in begun
    again = page(operator, f"{NEW}?draft={first}")
    assert BODY in again
    assert 'value="演示来电人"' in again
    send(operator, act="leave", call_id=first, own="1")
    assert f"draft={first}" not in page(operator)


def test_a_call_of_another_desk_is_not_taken(app: Flask, operator: Client, sign_in: Callable[..., Client]) -> None:
    call = ring(app)
    other = sign_in("operator", login="other")
    assert take(other, call).status_code == 403
    take(operator, call)
    assert other.get(f"{NEW}?call={call}").status_code == 404
    send(other, act="leave", line=str(call))
    assert telling.calls(app)[0].ticket_id is None


def test_a_transferred_call_pops_up_at_the_next_desk(
    app: Flask, operator: Client, sign_in: Callable[..., Client]
) -> None:
    other = sign_in("dispatcher", login="other")
    sit(other, "8002")
    take(operator, ring(app))
    telling.told(app, telling.event("answered", seconds=2, extension="8001"))
    telling.told(app, telling.event("transferred", seconds=9, to="8002"))
    assert "通话中" in popped(other)


def test_who_sits_down_at_a_desk_takes_it_over(app: Flask, operator: Client, sign_in: Callable[..., Client]) -> None:
    other = sign_in("operator", login="other")
    sit(other, "8001")
    ring(app)
    assert (popped(operator), "138 0000 1234" in popped(other)) == ("", True)
    sit(other, "")
    assert popped(other) == ""


def test_the_administrator_says_where_somebody_sits(
    app: Flask, operator: Client, sign_in: Callable[..., Client]
) -> None:
    path = "/staff/admin/users/operator-510100"
    admin = sign_in("admin")
    answer = admin.submit(path, {"extension": "8009"}, action=f"{path}/seat")
    assert answer.status_code == 303
    assert 'value="8009"' in page(operator, "/staff/preferences")
    assert sit(operator, "not a number").status_code == 303
    assert 'value="8009"' in page(operator, "/staff/preferences")


def test_put_through_in_an_emergency_stands_on_the_ticket(app: Flask, operator: Client) -> None:
    call_id = "a" * 32
    url = "/staff/calls/acts/emergency/119"
    shown = send(operator, url, call_id=call_id, name="演示来电人").get_data(as_text=True)
    assert "已转接119" in shown
    assert 'value="演示来电人"' in shown
    send(operator, url, call_id=call_id)
    send(operator, act="leave", call_id=call_id)
    assert [event.text for event in notes(app)] == ["10:00 通话中转接119。"]
    assert "已转接119" in page(operator, f"/staff/tickets/{only(app).number}")
    assert send(operator, "/staff/calls/acts/emergency/10000").status_code == 404


def notes(app: Flask) -> list[Any]:
    with app.app_context():
        told = queries.timeline(queries.get_ticket(only(app).number, stages.who("operator")))
        db.session.expunge_all()
    return [event for event in told if event.verb == "note"]


def test_a_call_is_ended_only_after_all_warnings_and_never_in_danger(
    app: Flask, operator: Client, clock: Callable[[str], None]
) -> None:
    call_id = "b" * 32

    def press(kind: str, minute: int, body: str = "胡言乱语") -> str:
        clock(f"2026-11-20T10:{minute:02}:00+08:00")
        answer = operator.post(
            f"/staff/calls/acts/{kind}", headers={"HX-Request": "true"},
            data={"csrf_token": token(operator), "call_id": call_id, "body": body},
        )  # fmt: skip
        return answer.get_data(as_text=True)

    assert "还要再提醒2次" in press("ending", 1)
    assert "请您文明用语" in press("warning", 2)
    assert "第二次提醒" in press("warning", 3)
    assert "有险情" in press("ending", 4, "锦江区小区楼道着火了，有人被困。")
    assert "本次通话到此结束" in press("ending", 5)


def test_what_a_machine_hears_is_told_to_whoever_took_the_call(
    app: Flask, operator: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, sign_in: Callable[..., Client]
) -> None:
    from dataclasses import replace

    from hotline import config

    monkeypatch.setattr(config, "_used", replace(config.settings(), transcripts=tmp_path))
    call = ring(app, call="17.1")
    (tmp_path / "17.1.jsonl").write_text(
        '{"who": "operator", "text": "您好"}\n{"who": "caller", "text": "路灯坏了"}\nnonsense\n{"who": "call',
        encoding="utf-8",
    )
    path = f"/staff/calls/line/{call}/transcript?after=1"
    assert operator.get(path).status_code == 404
    take(operator, call)
    assert operator.get(path).get_json() == {
        "said": [{"place": 1, "who": "caller", "text": "路灯坏了"}], "live": True,
    }  # fmt: skip
    assert 'id="said"' in page(operator)


def test_nobody_else_has_a_telephone(sign_in: Callable[..., Client]) -> None:
    supervisor = sign_in("supervisor")
    assert supervisor.get(LINE).status_code == 403
    assert re.search(r'name="extension"', page(supervisor, "/staff/preferences")) is None


def test_a_user_keeps_the_wish_for_a_sound(app: Flask, operator: Client) -> None:
    operator.submit("/staff/preferences", {"ring": "on"}, action="/staff/preferences")
    with app.app_context():
        user = people.user_by_login("operator-510100")
        assert user is not None
        assert user.display["ring"] == "on"
    assert "data-ring" in page(operator)
