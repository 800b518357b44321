"""What a dispatcher decides and what is written for many tickets at once: begun, found again, sent once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hotline.desks.frame import device
from tests import inspection
from tests.browsing import Client
from tests.desks import stages
from tests.desks.dispatch.triage import LIST, returned, text
from tests.followup import stages as walked
from tests.tickets import walking

SignIn = Callable[..., Client]
WORDS = "职责清单第3条写明属本区。"
BULK = "/staff/tickets/bulk"


def values(client: Client, path: str, action: str) -> dict[str, Any]:
    """What the first form that goes there holds."""
    return held(text(client, path), action)


def held(page: str, action: str) -> dict[str, Any]:
    """A browser leaves out the line break that a text begins with."""
    found = next(one.values for one in inspection.read(page).forms if one.action.startswith(action))
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in found.items()}


def token(client: Client) -> str:
    answer: Any = client.get("/staff/device")
    return str(answer.json["csrf_token"])


def keep(client: Client, place: str, *fields: tuple[str, str]) -> Any:
    given: dict[str, Any] = {"csrf_token": token(client), "draft": place}
    for name, value in fields:
        given[name] = [*given.get(name, []), value]
    return client.post("/staff/drafts", data=given, headers={"Accept": "application/json"})


@pytest.mark.parametrize("verb", ["grant_return", "refuse_return"])
def test_a_decision_begun_stands_in_its_form_until_one_is_made(app: Flask, dispatcher: Client, verb: str) -> None:
    number = returned(app)
    assert keep(dispatcher, f"{number}/{verb}", ("text", WORDS)).json["said"].startswith("已保存")
    assert values(dispatcher, f"{LIST}/requests", f"{LIST}/requests/")["text"] == WORDS
    asked = values(dispatcher, f"{LIST}/requests", f"{LIST}/requests/")
    assert WORDS in text(dispatcher, "/staff/drafts")
    assert dispatcher.post(f"{LIST}/requests/{number}/refuse_return", data=asked).status_code == 303
    assert "没有草稿" in text(dispatcher, "/staff/drafts")


def test_a_decision_that_came_too_late_shows_what_was_written(app: Flask, dispatcher: Client) -> None:
    number = returned(app)
    asked = values(dispatcher, f"{LIST}/requests", f"{LIST}/requests/")
    walked.do(app, number, "refuse_return", walked.who("dispatcher"), text="属本区职责。")
    late = dispatcher.post(f"{LIST}/requests/{number}/grant_return", data={**asked, "text": WORDS})
    assert late.status_code == 409
    page = late.get_data(as_text=True)
    assert "您写的内容" in page
    assert WORDS in page


def test_a_confirmation_that_waited_for_a_network_gives_way_to_who_was_faster(app: Flask, dispatcher: Client) -> None:
    number, other = walked.accepted(app), walked.accepted(app, "2")
    asked = values(dispatcher, f"{LIST}/{number}", f"{LIST}/{number}/dispatch")
    walked.do(app, number, "dispatch", walked.who("dispatcher"), unit=walked.UNIT)
    told: Any = dispatcher.post(
        f"{LIST}/{number}/dispatch",
        data={**asked, "unit": walked.UNIT, "next": other},
        headers={device.LATER: "quiet"},
    )
    assert "这是下一件" in told.json["said"]
    assert told.json["location"].endswith(f"{LIST}/{other}")


def test_the_words_for_many_are_found_again_with_their_tickets(app: Flask, clock: Any, sign_in: SignIn) -> None:
    numbers = [stages.make(app, walking.handling, n) for n in "12"]
    clerk = sign_in("clerk", "510104")
    place = asked_for(clerk, numbers)["draft_place"]
    assert keep(clerk, place, ("text", WORDS), *(("number", one) for one in numbers)).status_code == 200
    listed = text(clerk, "/staff/drafts")
    assert "把2件批注" in listed
    assert WORDS in listed
    page = re.search(rf'href="({BULK}/[^"]+)"', listed)
    assert page
    again = values(clerk, page[1], f"{BULK}/note")
    assert (again["text"], again["draft_place"]) == (WORDS, place)
    assert asked_for(clerk, numbers)["text"] == WORDS, "the same rows ticked again are the same form"
    assert clerk.post(f"{BULK}/note", data={**again, "number": numbers}).status_code == 303
    assert [stages.verbs(app, one).count("note") for one in numbers] == [1, 1]
    assert "没有草稿" in text(clerk, "/staff/drafts")
    assert clerk.get(page[1]).location.endswith("/staff/tickets")


def test_what_some_of_many_refused_is_offered_for_them_alone(app: Flask, clock: Any, sign_in: SignIn) -> None:
    first, second = (stages.make(app, walking.handling, n) for n in "12")
    clerk = sign_in("clerk", "510104")
    asked = {**asked_for(clerk, [first, second]), "number": [first, second], "text": WORDS}
    stages.do(app, second, "urge", walked.who("operator"), text="来电催办")
    page = clerk.post(f"{BULK}/note", data=asked).get_data(as_text=True)
    link = re.search(rf'href="({BULK}/note/[^"]+)"', page)
    assert link
    left = values(clerk, link[1], f"{BULK}/note")
    assert (left["number"], left["text"]) == (second, WORDS)
    assert clerk.post(f"{BULK}/note", data=left).status_code == 303
    assert [stages.verbs(app, one).count("note") for one in (first, second)] == [1, 1]


def test_the_words_for_a_whole_list_lead_back_to_its_count_or_to_its_task(
    app: Flask, clock: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.desks.worklist.bulk.INSTANT", 1)
    numbers = [stages.make(app, walking.handling, n) for n in "12"]
    clerk, stranger = sign_in("clerk", "510104"), sign_in("clerk", "510104", "colleague")
    asked = asked_for(clerk, numbers)
    keep(clerk, asked["draft_place"], ("text", WORDS))
    page = f"/staff/tickets/{asked['draft_place']}"
    assert page in text(clerk, "/staff/drafts")
    assert values(clerk, page, f"{BULK}/note")["text"] == WORDS
    assert stranger.get(page).status_code == 404
    assert clerk.get(page.replace("note", "urge")).status_code == 404
    action = page.removeprefix("/staff/tickets/")
    assert clerk.post(f"/staff/tickets/{action}", data={**asked, "text": WORDS}).status_code == 303
    assert "没有草稿" in text(clerk, "/staff/drafts")
    assert "/staff/tasks/" in clerk.get(page).location


def asked_for(client: Client, numbers: list[str]) -> dict[str, Any]:
    """The form of a note for these tickets, as the page before it holds it."""
    chosen = {"csrf_token": token(client), "verb": "note", "number": numbers}
    page = client.post(BULK, data=chosen).get_data(as_text=True)
    return held(page, f"{BULK}/note")
