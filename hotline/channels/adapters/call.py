"""A telephone call: what the operator typed to one `Inbound`.

The raw message is a UTF-8 JSON object. `title` or `body` must be there; the rest may be missing: `kind` (consult, help,
complaint, report, suggest, praise, or 咨询 求助 投诉 举报 建议 表扬), `category` (catalogue code), `name`, `phone`,
`email`, `id_number`, `address`, `lon`, `lat` (WGS-84), `confidential` (default false), `follow_up` (default true),
`public` (default false), `call_id` (the telephone system's id, becomes the external id).
"""

from datetime import datetime

from hotline.channels import clean, fields, phones
from hotline.tickets.inbound import Inbound, Person


def parse(raw: bytes, received_at: datetime) -> Inbound:
    """The call as one message of the channel `phone`; raises `Unreadable`.

    `person.phone` is E.164 where the number can be one, else as typed: an extension or a foreign number still helps.
    """
    given = fields.json_object(raw)
    title, body = fields.title_and_body(fields.words(given, "title"), fields.body(given, "body"))
    lon, lat = fields.position(given)
    return Inbound(
        channel="phone",
        external_id=fields.words(given, "call_id", 255) or fields.fingerprint(raw),
        title=title,
        body=body,
        received_at=received_at,
        kind=fields.kind(given),
        category=fields.words(given, "category", 64),
        person=person(given),
        lon=lon,
        lat=lat,
        confidential=fields.flag(given, "confidential", False),
        public=fields.flag(given, "public", False),
        follow_up=fields.flag(given, "follow_up", True),
    )


def person(given: dict[str, object]) -> Person:
    """The person in the keys `name`, `phone`, `email`, `id_number` and `address`."""
    phone = fields.words(given, "phone", 40)
    return Person(
        name=fields.words(given, "name", clean.NAME_MAX),
        phone=phones.e164(phone) or phone,
        email=fields.email(given),
        id_number=fields.words(given, "id_number", 40),
        address=fields.words(given, "address", 300),
    )
