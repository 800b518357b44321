"""The shapes of Open311 GeoReport v2: plain dictionaries, the same for JSON and XML. Personal data never gets here."""

from collections.abc import Mapping, Sequence
from typing import Any

from hotline import clock
from hotline.api.georeport_attributes import Attribute
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing.models import Category
from hotline.tickets.models import Ticket

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-01-01T00:00:00+08:00"
"""When this interface last changed in a way a client can notice."""
PLACE_DIGITS = 3
"""Decimals of a published coordinate: about a hundred metres, a block and not a door."""

Shape = dict[str, Any]


def discovery(url: str, contact: str, key_service: str, test: bool) -> Shape:
    """The service discovery document; `url` is that of the endpoint without a slash at its end."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": CHANGESET,
        "type": "test" if test else "production",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": key_service,
        "endpoints": [endpoint],
    }


def service(row: Category, catalogue: Mapping[str, Category], language: str, asks: bool) -> Shape:
    """A second-level category as a service; `asks` when it has questions of its own."""
    group = catalogue.get(row.parent)
    return {
        "service_code": row.code,
        "service_name": row.label(language),
        "description": row.basis,
        "metadata": asks,
        "type": "realtime",
        "keywords": ", ".join([*row.strong, *row.words]),
        "group": group.label(language) if group else "",
    }


def definition(row: Category, asked: Sequence[Attribute], language: str) -> Shape:
    """The questions of a service, in their order from 1."""
    shapes = [one.shape(order, language == "en") for order, one in enumerate(asked, 1)]
    return {"service_code": row.code, "attributes": shapes}


def request(ticket: Ticket, catalogue: Mapping[str, Category], language: str, published: bool) -> Shape:
    """A ticket as a service request. Until it is published, its state and its times are all there is to see.

    The title stands for the text: the text of a letter may hold what no mask finds.
    """
    known = not ticket.confidential and ticket.kind != "report"
    category = catalogue.get(ticket.category) if known else None
    return {
        "service_request_id": ticket.number,
        "status": "open" if ticket.open else "closed",
        "status_notes": masking.text(ticket.answer) if published and not ticket.open else None,
        "service_name": category.label(language) if category else None,
        "service_code": category.code if category else None,
        "description": masking.text(ticket.title) if published else None,
        "agency_responsible": people.unit_name(ticket.lead_unit, language) if known and ticket.lead_unit else None,
        "service_notice": None,
        "requested_datetime": clock.iso(ticket.received_at),
        "updated_datetime": clock.iso(ticket.changed_at),
        "expected_datetime": clock.iso(ticket.promised_at) if ticket.promised_at else None,
        "address": people.unit_name(ticket.district, language) if published and ticket.district else None,
        "address_id": None,
        "zipcode": None,
        "lat": _coarse(ticket.lat) if published else None,
        "long": _coarse(ticket.lon) if published else None,
        "media_url": None,
    }


def error(code: int, description: str) -> Shape:
    return {"code": code, "description": description}


def _coarse(degrees: float | None) -> float | None:
    return round(degrees, PLACE_DIGITS) if degrees is not None else None
