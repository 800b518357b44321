"""Open311 GeoReport v2 as an app of another vendor meets it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from sqlalchemy import func, select

from hotline import clock as clocks
from hotline import config, events, wiring
from hotline.channels import inbox
from hotline.channels.models import Inbox
from hotline.db import db, transaction
from hotline.tickets.models import Ticket
from tests.browsing import Client

V2 = "/open311/v2"
FIELDS = {
    "service_code": "0203",
    "description": "春熙路的路灯不亮，电话13800138000。",
    "lat": "30.657",
    "long": "104.081",
}


def post(client: Client, ending: str = ".json", **fields: Any) -> Any:
    given = {key: value for key, value in {**FIELDS, **fields}.items() if value is not None}
    return client.post(f"{V2}/requests{ending}", data=given)


def ticket_of(app: Flask) -> Ticket:
    with app.app_context():
        found = db.session.scalars(select(Ticket)).one()
        db.session.expunge(found)
        return found


def xml(answer: Any) -> Element:
    assert answer.content_type == "text/xml; charset=utf-8"
    assert answer.get_data(as_text=True).startswith('<?xml version="1.0" encoding="utf-8"?>')
    return fromstring(answer.data)


def test_discovery_names_the_endpoint_and_its_formats(client: Client) -> None:
    told = client.get(f"{V2}/discovery.json").json
    (endpoint,) = told["endpoints"]
    assert endpoint["url"] == f"http://localhost{V2}"
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    root = xml(client.get(f"{V2}/discovery.xml"))
    assert [found.text for found in root.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]


def test_services_are_the_second_level_of_the_catalogue(client: Client) -> None:
    services = client.get(f"{V2}/services.json").json
    lamp = next(row for row in services if row["service_code"] == "0205")
    assert set(lamp) == {
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    }  # fmt: skip
    assert (lamp["metadata"], lamp["type"], bool(lamp["group"])) == (False, "realtime", True)
    assert all(len(row["service_code"]) == 4 for row in services)
    root = xml(client.get(f"{V2}/services.xml"))
    assert (root.tag, len(root.findall("service"))) == ("services", len(services))
    assert root.findtext("service/metadata") == "false"


def test_a_service_has_a_definition_and_an_unknown_one_has_none(client: Client) -> None:
    assert client.get(f"{V2}/services/0205.json").json == {"service_code": "0205", "attributes": []}
    assert xml(client.get(f"{V2}/services/0205.xml")).findtext("service_code") == "0205"
    for code in ("9999", "02", "nobody"):
        assert client.get(f"{V2}/services/{code}.json").status_code == 404


def test_a_posted_request_is_a_ticket_with_a_receipt(app: Flask, client: Client) -> None:
    answer = post(client, first_name="市民", last_name="演示", phone="13800138000", account_id="u-1")
    assert answer.status_code == 201
    (receipt,) = answer.json
    ticket = ticket_of(app)
    assert (receipt["service_request_id"], receipt["account_id"]) == (ticket.number, "u-1")
    assert ticket.query_code in receipt["service_notice"]
    assert (ticket.channel, ticket.category, ticket.lat) == ("app", "0203", 30.657)


def test_the_receipt_in_xml(app: Flask, client: Client) -> None:
    root = xml(post(client, ".xml"))
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == ticket_of(app).number


def test_the_same_request_again_is_the_same_ticket(app: Flask, client: Client) -> None:
    first, again = post(client), post(client)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json[0]["service_request_id"] == again.json[0]["service_request_id"]


def test_who_only_knows_the_external_id_does_not_learn_the_query_code(app: Flask, client: Client) -> None:
    post(client, external_id="vendor-1")
    again = post(client, external_id="vendor-1", description="别的内容")
    ticket = ticket_of(app)
    assert again.json[0]["service_request_id"] == ticket.number
    assert ticket.query_code not in again.json[0]["service_notice"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_code": None}, 400),
        ({"service_code": "9999"}, 404),
        ({"description": None}, 400),
        ({"description": "\x00 "}, 400),
    ],
)
def test_what_can_not_be_taken_is_refused_in_the_form_of_the_specification(
    app: Flask, client: Client, fields: dict[str, Any], status: int
) -> None:
    answer = post(client, **fields)
    assert answer.status_code == status
    (error,) = answer.json
    assert (error["code"], bool(error["description"])) == (status, True)
    root = xml(post(client, ".xml", **fields))
    assert (root.tag, root.findtext("error/code")) == ("errors", str(status))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Inbox)) == 0


def test_another_encoding_is_refused_in_words(client: Client) -> None:
    raw = b"service_code=0203&description=%C2%B7%B5%C6"
    answer = client.post(f"{V2}/requests.json", data=raw, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json[0]["code"]) == (400, 400)


@pytest.mark.parametrize(("lat", "long"), [("999", "104"), ("abc", "104"), ("0", "0"), ("nan", "inf"), ("30.6", "")])
def test_absurd_coordinates_are_left_out_with_a_note(app: Flask, client: Client, lat: str, long: str) -> None:
    answer = post(client, lat=lat, long=long)
    assert "坐标" in answer.json[0]["service_notice"]
    assert (ticket_of(app).lat, ticket_of(app).lon) == (None, None)


@pytest.mark.parametrize("description", ["𠮷㐂😀", "长" * 350_000, "前\x00后"], ids=["rare", "one megabyte", "nul"])
def test_odd_texts_are_taken(app: Flask, client: Client, description: str) -> None:
    assert post(client, description=description).status_code == 201
    assert ticket_of(app).body[0] == description[0]


def test_json_and_multipart_are_taken_too(app: Flask, client: Client) -> None:
    assert client.post(f"{V2}/requests.json", json={**FIELDS, "lat": 30.6, "long": 104.0}).status_code == 201
    several = client.post(f"{V2}/requests.json", data={**FIELDS, "title": "二"}, content_type="multipart/form-data")
    assert several.status_code == 201


@pytest.fixture
def keyed(settings: config.Settings) -> Iterator[None]:
    config.use(replace(settings, api_key="let-me-in"))
    yield
    config.use(settings)


@pytest.mark.usefixtures("keyed")
def test_a_key_is_asked_for_where_one_is_set(client: Client) -> None:
    assert (post(client).status_code, post(client, api_key="wrong").status_code) == (403, 403)
    assert post(client, api_key="let-me-in").status_code == 201
    assert client.get(f"{V2}/services.json").status_code == 200


@pytest.fixture
def published(app: Flask) -> Callable[..., str]:
    """`published(title=…)`: a ticket whose citizen agreed to publication; its number."""

    def make(**fields: Any) -> str:
        raw = {
            "title": "路灯不亮，电话13800138000",
            "body": "三栋二单元",
            "category": "0203",
            "public": True,
            "name": "演示市民",
        }
        given = {**raw, "lon": 104.08123, "lat": 30.65789, **fields}
        with app.app_context():
            outcome = inbox.arrive("phone", json.dumps(given).encode(), clocks.now())
            assert outcome.ticket is not None
            return outcome.ticket.number

    return make


def test_a_published_request_shows_no_person(client: Client, published: Callable[..., str]) -> None:
    number = published()
    (shown,) = client.get(f"{V2}/requests.json").json
    assert (shown["service_request_id"], shown["status"], shown["service_code"]) == (number, "open", "0203")
    assert shown["description"] == "路灯不亮，电话138****8000"
    assert (shown["lat"], shown["long"]) == (30.658, 104.081)
    assert [word for word in ("13800138000", "演示市民", "三栋") if word in json.dumps(shown, ensure_ascii=False)] == []
    root = xml(client.get(f"{V2}/requests/{number}.xml"))
    assert root.findtext("request/description") == shown["description"]


@pytest.mark.parametrize("fields", [{"public": False}, {"confidential": True}, {"kind": "report"}])
def test_what_is_not_published_shows_its_state_alone(
    client: Client, published: Callable[..., str], fields: dict[str, Any]
) -> None:
    number = published(**fields)
    assert client.get(f"{V2}/requests.json").json == []
    (shown,) = client.get(f"{V2}/requests/{number}.json").json
    assert (shown["status"], shown["description"], shown["address"], shown["lat"]) == ("open", None, None, None)
    assert ("service_code" in fields or shown["service_code"] is None) == ("public" not in fields)


def test_several_ids_are_asked_for_at_once(client: Client, published: Callable[..., str]) -> None:
    one, two = published(title="一"), published(title="二")
    rows = client.get(f"{V2}/requests.json?service_request_id={two},{one},123").json
    assert [row["service_request_id"] for row in rows] == [two, one]


def test_lists_are_filtered_and_paged(app: Flask, client: Client, published: Callable[..., str]) -> None:
    numbers = [published(title=title) for title in "一二三"]
    with app.app_context(), transaction():
        tickets = list(db.session.scalars(select(Ticket).order_by(Ticket.id)))
        for days, ticket in zip((200, 20, 0), tickets, strict=True):
            ticket.received_at -= timedelta(days=days)
        tickets[1].move("closed")
        tickets[1].answer = "已修好，联系13800138000"

    def asked(query: str) -> list[str]:
        return [row["service_request_id"] for row in client.get(f"{V2}/requests.json?{query}").json]

    long_ago = clocks.iso(clocks.now() - timedelta(days=220)).replace("+", "%2B")
    ten_days = clocks.iso(clocks.now() - timedelta(days=10)).replace("+", "%2B")
    assert asked("") == [numbers[2], numbers[1]], "90 days unless asked otherwise"
    assert asked(f"start_date={long_ago}") == [numbers[0]]
    assert asked(f"start_date={ten_days}") == [numbers[2]]
    assert asked(f"end_date={ten_days}") == [numbers[1]]
    assert (asked("status=open"), asked("status=closed")) == ([numbers[2]], [numbers[1]])
    assert (asked("page_size=1"), asked("page_size=1&page=2")) == ([numbers[2]], [numbers[1]])
    assert (asked("service_code=0203,0101"), asked("service_code=0101")) == ([numbers[2], numbers[1]], [])
    (closed,) = client.get(f"{V2}/requests.json?status=closed").json
    assert closed["status_notes"] == "已修好，联系138****8000"


@pytest.mark.parametrize(
    "query",
    ["start_date=yesterday", "status=lost", "page=0", "page_size=5000", "page=x",
     "start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_said_so(client: Client, query: str) -> None:
    answer = client.get(f"{V2}/requests.json?{query}")
    assert (answer.status_code, answer.json[0]["code"]) == (400, 400)


def test_unknown_addresses_answer_in_the_form_of_the_specification(client: Client) -> None:
    for path in ("/requests/123.json", "/tokens/none.json", "/nothing.json", "/services/0203/more.json"):
        answer = client.get(V2 + path)
        assert (answer.status_code, answer.json[0]["code"]) == (404, 404), path
    assert xml(client.get(f"{V2}/nothing.xml")).findtext("error/code") == "404"


def test_without_an_ending_the_client_chooses(client: Client) -> None:
    assert isinstance(client.get(f"{V2}/services").json, list)
    assert xml(client.get(f"{V2}/services", headers={"Accept": "text/xml"})).tag == "services"


def test_what_could_only_be_kept_gets_a_token_for_later(app: Flask, client: Client) -> None:
    def fail(_happened: Any) -> None:
        raise OSError("not now")

    events.connect({"receive": (fail,)})
    try:
        answer = post(client)
    finally:
        events.connect(wiring.HANDLERS)
    (receipt,) = answer.json
    assert (answer.status_code, list(receipt)) == (202, ["token"])
    path = f"{V2}/tokens/{receipt['token']}.json"
    assert client.get(path).json == [{"service_request_id": None, "token": receipt["token"]}]
    with app.app_context():
        inbox.drain(clocks.now() + timedelta(minutes=1))
    assert client.get(path).json[0]["service_request_id"] == ticket_of(app).number


def test_english_is_spoken_to_who_asks_for_it(app: Flask, client: Client) -> None:
    client.set_cookie("language", "en")
    notice = post(client).json[0]["service_notice"]
    assert notice.startswith("Received. Query code ")
