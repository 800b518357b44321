"""A message of the government app to one `Inbound`: the parameters of Open311 GeoReport v2 `POST /requests`.

The raw message is a UTF-8 JSON object, or the form body as posted (`application/x-www-form-urlencoded`). Keys:
`service_code` (catalogue code), `description`, `lat`, `long` (WGS-84), `address_string`, `email`, `device_id`,
`account_id`, `first_name`, `last_name`, `phone`, `media_url`, and ours: `external_id`, `title`, `kind`,
`confidential`, `public`, `follow_up`, `answers` (to the service's questions, `[{"label", "value"}]`), `files` (see
`web`). `description` or `title` must be there. `api_key` and `jurisdiction_id` play no part.
"""

import hashlib
import json
import re
from datetime import datetime
from urllib.parse import parse_qs

from hotline.channels import clean, fields, phones
from hotline.channels.adapters import web
from hotline.channels.clean import Unreadable
from hotline.tickets.inbound import Inbound, Person

_ACCESS = ("api_key", "jurisdiction_id")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_MOST_ANSWERS = 100
_MEDIA = re.compile(r"https?://[^\s<>\"]{3,1000}")


def parse(raw: bytes, received_at: datetime, load: web.Load | None = None) -> Inbound:
    """The message as one of the channel `app`; raises `Unreadable`. `load` fetches the bytes of its files.

    Without `external_id` it is the SHA-256 of the parameters in order of their names, so that a repeated delivery is
    one message whatever the order, form or key of access.
    """
    given = fields.json_object(raw) if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else _form(raw)
    title, body = fields.title_and_body(fields.words(given, "title"), fields.body(given, "description"))
    media = fields.words(given, "media_url", 1000)
    if _MEDIA.fullmatch(media):
        body = clean.body(f"{body}\n\n照片：{media}")
    told = _answers(given.get("answers"))
    if told:
        body = clean.body(f"{body}\n\n{told}")
    lon, lat = fields.position(given, "long", "lat")
    return Inbound(
        channel="app",
        external_id=fields.words(given, "external_id", 255) or _canonical_hash(given),
        title=title,
        body=body,
        received_at=received_at,
        kind=fields.kind(given),
        category=fields.words(given, "service_code", 64),
        person=_person(given),
        lon=lon,
        lat=lat,
        confidential=fields.flag(given, "confidential", False),
        public=fields.flag(given, "public", False),
        follow_up=fields.flag(given, "follow_up", True),
        files=web.files_of(given.get("files"), load),
    )


def _form(raw: bytes) -> dict[str, object]:
    try:
        pairs = parse_qs(raw.decode("utf-8"), strict_parsing=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise Unreadable("这条消息既不是JSON，也不是表单。", "This message is neither JSON nor a form.") from error
    return {key: values[0] for key, values in pairs.items()}


def _answers(given: object) -> str:
    """One line an answer: question and answer."""
    if not isinstance(given, list):
        return ""
    rows = [row for row in given[:_MOST_ANSWERS] if isinstance(row, dict)]
    lines = [(fields.words(row, "label"), clean.text(str(row.get("value", "")))) for row in rows]
    return "\n".join(f"{label}：{value}" for label, value in lines if label and value)


def _canonical_hash(given: dict[str, object]) -> str:
    told = {key: str(value) for key, value in given.items() if key not in _ACCESS}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _person(given: dict[str, object]) -> Person:
    first, last = fields.words(given, "first_name", 40), fields.words(given, "last_name", 40)
    name = last + first if _CHINESE.search(last + first) else f"{first} {last}".strip()
    phone = fields.words(given, "phone", 40)
    return Person(
        name=clean.line(name, clean.NAME_MAX),
        phone=phones.e164(phone) or phone,
        email=fields.email(given),
        address=fields.words(given, "address_string", 300),
    )
