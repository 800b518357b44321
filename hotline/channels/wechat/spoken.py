"""What a person said to the official account: the fields of one WeChat message, by kind."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from hotline import datum
from hotline.channels import clean
from hotline.channels.clean import Unreadable

_KINDS = {
    "text": "text",
    "image": "picture",
    "voice": "voice",
    "video": "film",
    "shortvideo": "film",
    "location": "place",
    "link": "text",
    "event": "event",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `kind`: text | picture | voice | film | place | event | other; `lon`, `lat` are WGS-84."""

    id: str
    """The same for every delivery of the same message."""
    person: str
    """The OpenID: who it is for this account, and for nobody else."""
    account: str
    kind: str
    text: str = ""
    media_id: str = ""
    lon: float | None = None
    lat: float | None = None
    event: str = ""
    key: str = ""


def read(fields: Mapping[str, str]) -> Said:
    """The message in these fields; raises Unreadable without a sender."""
    person, account = fields.get("FromUserName", "")[:64], fields.get("ToUserName", "")[:64]
    if not person or not account:
        raise Unreadable("这条消息没有发送人。", "This message has no sender.")
    kind = _KINDS.get(fields.get("MsgType", "").lower(), "other")
    lon, lat = _position(fields) if kind == "place" else (None, None)
    return Said(
        id=_identity(fields, person),
        person=person,
        account=account,
        kind=kind,
        text=clean.body(_text(fields, kind)),
        media_id=fields.get("MediaId", "")[:200] if kind in {"picture", "voice", "film"} else "",
        lon=lon,
        lat=lat,
        event=fields.get("Event", "").lower()[:40],
        key=fields.get("EventKey", "")[:64],
    )


def _identity(fields: Mapping[str, str], person: str) -> str:
    """MsgId; an event has none, and is known by who, when and what (as WeChat advises)."""
    known = fields.get("MsgId", "")
    if known.isascii() and known.isdecimal() and len(known) <= 30:
        return known
    told = [person, *(fields.get(name, "") for name in ("CreateTime", "Event", "EventKey", "MsgType", "Content"))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:48]


def _text(fields: Mapping[str, str], kind: str) -> str:
    if kind == "voice":
        return fields.get("Recognition", "")
    if kind == "place":
        return fields.get("Label", "")
    if fields.get("MsgType") == "link":
        return "\n".join(fields.get(name, "") for name in ("Title", "Description", "Url")).strip()
    return fields.get("Content", "")


def _position(fields: Mapping[str, str]) -> tuple[float | None, float | None]:
    try:
        lat, lon = float(fields.get("Location_X", "")), float(fields.get("Location_Y", ""))
    except ValueError:
        return None, None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None, None
    east, north = datum.wgs84(lon, lat)
    return round(east, 6), round(north, 6)
