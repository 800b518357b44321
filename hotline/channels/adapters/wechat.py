"""A matter told to the official account, put together by the conversation, to one `Inbound`.

The raw message is a UTF-8 JSON object: `matter` (its id, becomes the external id), `body`, `place`, `lon`, `lat`
(WGS-84), `phone`, `confidential`. Pictures come later, by the job that fetches them.
"""

from datetime import datetime

from hotline.channels import clean, fields, phones
from hotline.tickets.inbound import Inbound, Person


def parse(raw: bytes, received_at: datetime) -> Inbound:
    """The matter as one message of the channel `wechat`; raises `Unreadable`."""
    given = fields.json_object(raw)
    title, body = fields.title_and_body("", fields.body(given, "body"))
    place = fields.words(given, "place", 300)
    phone = fields.words(given, "phone", 40)
    lon, lat = fields.position(given)
    return Inbound(
        channel="wechat",
        external_id=fields.words(given, "matter", 64) or fields.fingerprint(raw),
        title=title,
        body=clean.body(f"{body}\n\n地点：{place}") if place else body,
        received_at=received_at,
        person=Person(phone=phones.e164(phone) or phone, address=place),
        lon=lon,
        lat=lat,
        confidential=fields.flag(given, "confidential", False),
    )
