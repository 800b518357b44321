"""A matter that another platform – 110, the province, 信访 – passes on to us, to one `Inbound`.

The raw message is a UTF-8 JSON object: `partner` (code), `partner_name`, `number` (theirs), `title`, `body`, `name`,
`phone`, `address`, `lon`, `lat` (WGS-84), `kind`, `due_at` (their limit, ISO 8601), `confidential`. `number` and one of
`title` and `body` must be there.
"""

from datetime import datetime

from hotline.channels import clean, fields
from hotline.channels.adapters import call
from hotline.channels.clean import Unreadable
from hotline.tickets import origin
from hotline.tickets.inbound import Inbound


def parse(raw: bytes, received_at: datetime) -> Inbound:
    """The matter as one message of the channel `transfer`; raises `Unreadable`."""
    given = fields.json_object(raw)
    title, body = fields.title_and_body(fields.words(given, "title"), fields.body(given, "body"))
    partner, number = fields.words(given, "partner", 40), fields.words(given, "number", 60)
    if not number:
        raise Unreadable("缺少对方的编号number。", "The partner’s number is missing.")
    name = fields.words(given, "partner_name", 60) or partner
    told = origin.lines([(origin.PARTNER, name), (origin.THEIR_NUMBER, number)])
    lon, lat = fields.position(given)
    return Inbound(
        channel="transfer",
        external_id=identity(partner, number),
        title=title,
        body=clean.body(f"{body}\n\n{told}"),
        received_at=received_at,
        kind=fields.kind(given),
        person=call.person(given),
        lon=lon,
        lat=lat,
        confidential=fields.flag(given, "confidential", False),
    )


def identity(partner: str, number: str) -> str:
    """The external id: two partners may count alike."""
    return f"{partner}:{number}"
