"""Signed messages between machines: `X-Hotline-Timestamp` and `X-Hotline-Signature`, the HMAC-SHA256 of both parts.

The signature is `sha256=` and the hexadecimal HMAC of timestamp, a full stop and the body under the shared secret.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from hotline.errors import HotlineError

WINDOW = timedelta(minutes=5)
"""An older or younger message is refused: a copy of it can't be sent again later."""
TIMESTAMP, SIGNATURE = "X-Hotline-Timestamp", "X-Hotline-Signature"


class Unsigned(HotlineError):
    """The message is not signed with our secret just now. `code`: not_configured, timestamp, expired or signature."""

    status = 401

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.code = code


def headers(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """What goes along with a body of JSON that we send."""
    stamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        TIMESTAMP: stamp,
        SIGNATURE: signature(secret, stamp, body),
    }


def check(secrets: Collection[str], given: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises Unsigned unless one of the secrets signed this body just now."""
    stamp, sent = given.get(TIMESTAMP, ""), given.get(SIGNATURE, "").encode("utf-8", "replace")
    if not all(secrets) or not secrets:
        raise Unsigned("not_configured", "这个接口还没有设置密钥。", "This door is closed: no secret is set.")
    if not re.fullmatch("[0-9]{1,12}", stamp):
        raise Unsigned("timestamp", f"{TIMESTAMP}应为Unix秒数。", f"{TIMESTAMP} must be the Unix time of sending.")
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        raise Unsigned(
            "expired", f"{TIMESTAMP}与现在相差超过5分钟。", f"{TIMESTAMP} is over 300 seconds off our clock."
        )
    right = [hmac.compare_digest(signature(secret, stamp, body).encode(), sent) for secret in secrets]
    if not any(right):
        raise Unsigned("signature", f"{SIGNATURE}与内容不符。", f"{SIGNATURE} does not fit the message.")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The value of `X-Hotline-Signature`."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
