"""The rest of GeoReport v2: questions of a service, media, jurisdictions, pages, changes."""

import io
import json
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from hotline import clock as clocks
from hotline import config
from hotline.api import georeport_attributes as attributes
from hotline.api import queries
from hotline.channels import inbox
from hotline.db import MAX_ID, db, transaction
from hotline.routing import queries as catalogue
from hotline.tickets.models import Attachment, Ticket
from tests.browsing import Client

V2 = "/open311/v2"
FIELDS = {"service_code": "0203", "description": "井盖松动。", "lat": "30.657", "long": "104.081"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def xml(answer: Any) -> Element:
    return fromstring(answer.data)


def test_every_service_with_questions_is_in_the_catalogue_and_says_so(client: Client, app: Flask) -> None:
    asking = attributes.of_service()
    with app.app_context():
        assert [code for code in asking if code not in catalogue.categories()] == []
    rows = client.get(f"{V2}/services.json").json
    assert {row["service_code"] for row in rows if row["metadata"]} == set(asking)


def test_a_definition_holds_the_questions_in_order_in_both_forms(client: Client) -> None:
    told = client.get(f"{V2}/services/0203.json").json
    assert [one["order"] for one in told["attributes"]] == [1, 2]
    fault = told["attributes"][0]
    assert set(fault) == {
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    }  # fmt: skip
    assert (fault["variable"], fault["code"], fault["datatype"]) == (True, "FAULT", "multivaluelist")
    assert fault["values"][0] == {"key": "missing", "name": "缺失"}
    root = xml(client.get(f"{V2}/services/0203.xml"))
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/values/value/key") == "missing"
    assert root.findtext("attributes/attribute/variable") == "true"


def test_answers_become_part_of_the_text(app: Flask, client: Client) -> None:
    given = {**FIELDS, "attribute[FAULT][]": ["missing", "sunk"], "attribute[INJURED]": "no", "attribute[X]": "其他"}
    assert client.post(f"{V2}/requests.json", data=given).status_code == 201
    as_json = {**FIELDS, "description": "另一处", "attribute": {"FAULT": ["loose"], "INJURED": "yes"}}
    assert client.post(f"{V2}/requests.json", json=as_json).status_code == 201
    with app.app_context():
        bodies = list(db.session.scalars(select(Ticket.body).order_by(Ticket.id)))
    assert bodies[0].endswith("井盖状况：缺失、沉降或凸起\n是否有人受伤：没有\nX：其他")
    assert bodies[1].endswith("井盖状况：松动异响\n是否有人受伤：有")


@pytest.mark.parametrize(
    ("service", "name", "value"),
    [
        ("0607", "PLATE", ""),
        ("0203", "FAULT", "stolen"),
        ("0204", "LAMPS", "many"),
        ("0204", "LAMPS", "nan"),
        ("0401", "SINCE", "yesterday"),
        ("0204", "POLE", "长" * 201),
    ],
)
def test_a_wrong_or_missing_answer_is_refused(client: Client, service: str, name: str, value: str) -> None:
    given = {**FIELDS, "service_code": service, f"attribute[{name}]": value}
    answer = client.post(f"{V2}/requests.json", data=given)
    assert (answer.status_code, answer.json[0]["code"]) == (400, 400)
    assert name in answer.json[0]["description"]


def test_media_is_kept_with_the_request(app: Flask, client: Client) -> None:
    def form() -> dict[str, Any]:
        return {**FIELDS, "media": (io.BytesIO(PNG), "../路口.png")}

    first = client.post(f"{V2}/requests.json", data=form(), content_type="multipart/form-data")
    again = client.post(f"{V2}/requests.json", data=form(), content_type="multipart/form-data")
    assert (first.status_code, again.status_code) == (201, 200)
    with app.app_context():
        (kept,) = db.session.scalars(select(Attachment))
        assert (kept.name, kept.type, kept.size) == ("路口.png", "image/png", len(PNG))


def test_what_is_no_picture_is_refused_and_nothing_is_taken(app: Flask, client: Client) -> None:
    form = {**FIELDS, "media": (io.BytesIO(b"MZ\x90\x00"), "photo.png")}
    answer = client.post(f"{V2}/requests.json", data=form, content_type="multipart/form-data")
    assert (answer.status_code, answer.json[0]["code"]) == (400, 400)
    with app.app_context():
        assert db.session.scalar(select(Ticket.id)) is None


def test_a_media_address_is_in_the_text(app: Flask, client: Client) -> None:
    client.post(f"{V2}/requests.json", data={**FIELDS, "media_url": "https://example.org/a.jpg"})
    with app.app_context():
        assert "照片：https://example.org/a.jpg" in (db.session.scalar(select(Ticket.body)) or "")


def test_our_jurisdiction_or_none_is_served_another_is_not_found(app: Flask, client: Client) -> None:
    path = config.settings().connections
    path.write_text('[open311]\njurisdictions = ["chengdu.example"]\n', encoding="utf-8")
    for ours in ("", "510100", "chengdu.example", "Chengdu.Example"):
        assert client.get(f"{V2}/services.json?jurisdiction_id={ours}").status_code == 200
        given = {**FIELDS, "title": ours or "无", "jurisdiction_id": ours}
        assert client.post(f"{V2}/requests.json", data=given).status_code == 201
    for address in ("discovery.json", "services.xml", "services/0203.json", "requests.json", "tokens/x.json"):
        answer = client.get(f"{V2}/{address}?jurisdiction_id=city.gov")
        assert answer.status_code == 404
    assert client.post(f"{V2}/requests.json", data={**FIELDS, "jurisdiction_id": "city.gov"}).json[0]["code"] == 404


@pytest.fixture
def many(app: Flask) -> list[str]:
    """Seven published tickets, an hour apart, three of them of the same moment; their numbers, newest first."""
    now, numbers = clocks.now(), []
    with app.app_context():
        for n in range(7):
            raw = json.dumps({"title": f"路灯{n}", "category": "0204", "public": True}).encode()
            at = now - timedelta(hours=max(n, 2))
            outcome = inbox.arrive("phone", raw, at)
            assert outcome.ticket is not None
            numbers.append((at, outcome.ticket.id, outcome.ticket.number))
        inbox.arrive("phone", b'{"title": "not published", "category": "0204"}', now)
    return [number for _at, _id, number in sorted(numbers, reverse=True)]


def ids(answer: Any) -> list[str]:
    return [row["service_request_id"] for row in answer.json]


def test_pages_by_number_and_by_link_meet_every_request_once(client: Client, many: list[str]) -> None:
    by_number = [ids(client.get(f"{V2}/requests.json?page={page}&page_size=2")) for page in (1, 2, 3, 4, 5)]
    assert [len(page) for page in by_number] == [2, 2, 2, 1, 0]
    assert [number for page in by_number for number in page] == many
    by_link, address = [], f"{V2}/requests.json?page_size=2&status=open"
    while address:
        answer = client.get(address)
        by_link += ids(answer)
        link = answer.headers.get("Link", "")
        assert not link or link.endswith('; rel="next"')
        address = link.partition(">")[0].removeprefix("<http://localhost") if link else ""
    assert by_link == many


def test_changes_are_asked_for_by_the_moment_of_the_change(app: Flask, client: Client, many: list[str]) -> None:
    now = clocks.now()
    with app.app_context(), transaction():
        for number, minutes in ((many[5], 10), (many[1], 20)):
            changed = update(Ticket).where(Ticket.number == number).values(changed_at=now - timedelta(minutes=minutes))
            db.session.execute(changed)

    def since(**given: timedelta) -> list[str]:
        return ids(
            client.get(
                f"{V2}/requests.json",
                query_string={name: clocks.iso(now - ago) for name, ago in given.items()},
            )
        )

    assert since(updated_after=timedelta(minutes=30)) == [many[5], many[1]]
    assert since(updated_after=timedelta(minutes=30), updated_before=timedelta(minutes=15)) == [many[1]]
    assert since(updated_after=timedelta(minutes=30), start_date=timedelta(hours=3)) == [many[1]]
    answer = client.get(f"{V2}/requests.json?updated_after=2026-01-01T00:00:00Z&updated_before=2026-06-01T00:00:00Z")
    assert (answer.status_code, "updated_after" in answer.json[0]["description"]) == (400, True)
    (shown,) = client.get(f"{V2}/requests/{many[5]}.json").json
    assert shown["updated_datetime"] == clocks.iso(now - timedelta(minutes=10))


@pytest.mark.parametrize("after", ["x", "1", "1-x", "9" * 30 + "-1", "-", f"1-{MAX_ID + 1}"])
def test_a_made_up_place_to_go_on_from_is_refused(client: Client, after: str) -> None:
    assert client.get(f"{V2}/requests.json?after={after}").status_code == 400


def test_the_largest_id_is_a_place_to_go_on_from(client: Client, many: list[str]) -> None:
    assert ids(client.get(f"{V2}/requests.json?after={2**52}-{MAX_ID}")) == many


@pytest.mark.parametrize("updated", [False, True])
def test_a_page_walks_along_an_index_of_published_tickets(app: Flask, many: list[str], updated: bool) -> None:
    now = clocks.now()
    span = queries.Span(now - timedelta(days=1), now)
    wanted = queries.Wanted(updated=span) if updated else queries.Wanted(received=span)
    with app.app_context():
        statement = queries.page_keys(config.settings().city, wanted)
        shown = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        engine = db.engine.dialect.name
        if engine == "postgresql":
            db.session.execute(text("set local enable_seqscan = off"))
            db.session.execute(text("set local enable_sort = off"))
        how = "EXPLAIN " if engine == "postgresql" else "EXPLAIN QUERY PLAN "
        plan = "\n".join(str(row) for row in db.session.execute(text(how + str(shown))))
    assert f"ix_tickets_public_{'changed' if updated else 'received'}" in plan, plan


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["service_code", "description", "lat", "long", "attribute[FAULT]", "attribute",
                                        "api_key", "jurisdiction_id", "email", "answers", "files"]),
                       st.one_of(st.text(max_size=20), st.integers(), st.lists(st.text(max_size=3)), st.none()),
                       max_size=6))  # fmt: skip
def test_whatever_json_comes_the_answer_has_the_form_of_the_interface(client: Client, body: dict[str, Any]) -> None:
    answer = client.post(f"{V2}/requests.json", json=body)
    assert answer.status_code in {200, 201, 400, 404}
    assert [
        set(row) <= {"code", "description", "service_request_id", "service_notice", "account_id"} for row in answer.json
    ] == [True]
