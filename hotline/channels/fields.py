"""Reads the fields of one JSON object, form or table row, each with its own cleaning and bound.

What must be there is checked by the doors; an optional field with an absurd value is left out, because a person's
matter is not refused over it and the raw message keeps what was sent.
"""

import hashlib
import json
import math
from collections.abc import Mapping

from hotline.channels import clean
from hotline.channels.clean import Unreadable
from hotline.tickets.inbound import KINDS

MAX_BYTES = 8 * 2**20
_KIND_WORDS = {
    "咨询": "consult",
    "求助": "help",
    "投诉": "complaint",
    "举报": "report",
    "建议": "suggest",
    "意见建议": "suggest",
    "表扬": "praise",
    "感谢": "praise",
}
_YES = {"1", "true", "yes", "y", "on", "是", "公开", "保密"}
_NO = {"0", "false", "no", "n", "off", "否", "不公开", "不保密"}


def json_object(raw: bytes) -> dict[str, object]:
    """The JSON object in `raw` (UTF-8); raises `Unreadable` for anything else."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("这条消息超过8MB。", "This message is larger than 8 MB.")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("这条消息不是UTF-8编码的JSON。", "This message is not JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise Unreadable("这条消息不是一个JSON对象。", "This message is not a JSON object.")
    return value


def words(given: Mapping[str, object], key: str, limit: int = clean.TITLE_MAX) -> str:
    """A one-line text; numbers become their digits, everything else ''."""
    value = given.get(key)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean.line(str(value), limit)


def body(given: Mapping[str, object], key: str) -> str:
    value = given.get(key)
    return clean.body(value if isinstance(value, str) else words(given, key))


def flag(given: Mapping[str, object], key: str, default: bool) -> bool:
    """A yes or no in JSON or in words (是, 否, true, 0 …); `default` for anything else."""
    value = given.get(key)
    if isinstance(value, bool):
        return value
    said = words(given, key, 10).lower()
    return True if said in _YES else False if said in _NO else default


def position(given: Mapping[str, object], lon: str = "lon", lat: str = "lat") -> tuple[float | None, float | None]:
    """(lon, lat) in WGS-84 degrees, both or neither; 0, 0 is what devices send that do not know."""
    east, north = _number(given.get(lon)), _number(given.get(lat))
    if east is None or north is None or not (-180 <= east <= 180 and -90 <= north <= 90) or (east, north) == (0, 0):
        return None, None
    return east, north


def kind(given: Mapping[str, object], key: str = "kind") -> str:
    """One of `KINDS`, from its code or its Chinese name; '' when it is neither."""
    said = words(given, key, 20)
    return said if said in KINDS else _KIND_WORDS.get(said, "")


def email(given: Mapping[str, object], key: str = "email") -> str:
    said = words(given, key, 254)
    return said if "@" in said and " " not in said else ""


def title_and_body(title: str, text: str) -> tuple[str, str]:
    """Both filled, the one from the other where missing; raises `Unreadable` when there is neither."""
    if not title and not text:
        raise Unreadable("标题和内容都是空的。", "Both the title and the text are empty.")
    return title or clean.title_from(text) or clean.line(text), text or title


def fingerprint(raw: bytes) -> str:
    """The external id of a message without one: the same bytes delivered again are the same message."""
    return hashlib.sha256(raw).hexdigest()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
