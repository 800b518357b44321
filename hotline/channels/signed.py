"""Signed messages between machines: `X-Hotline-Timestamp` and `X-Hotline-Signature`, the HMAC-SHA256 of both parts.

The signature is `sha256=` and the hexadecimal HMAC of timestamp, a full stop and the body under the shared secret.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from hotline.errors import HotlineError

WINDOW = timedelta(minutes=5)
"""An older or younger message is refused: a copy of it can't be sent again later."""
TIMESTAMP, SIGNATURE = "X-Hotline-Timestamp", "X-Hotline-Signature"


class Unsigned(HotlineError):
    """The message is not signed with our secret just now."""

    status = 401


def headers(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """What goes along with a body of JSON that we send."""
    stamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        TIMESTAMP: stamp,
        SIGNATURE: _signature(secret, stamp, body),
    }


def check(secret: str, given: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises Unsigned unless this body was signed with the secret just now."""
    stamp, signature = given.get(TIMESTAMP, ""), given.get(SIGNATURE, "")
    if not re.fullmatch("[0-9]{1,12}", stamp) or abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        raise Unsigned(f"{TIMESTAMP}应为当前的Unix秒数。", f"{TIMESTAMP} must be the present Unix second.")
    right = _signature(secret, stamp, body)
    if not secret or not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
        raise Unsigned(f"{SIGNATURE}与内容不符。", f"{SIGNATURE} does not fit the message.")


def _signature(secret: str, stamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
