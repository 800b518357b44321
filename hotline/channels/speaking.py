"""Speaking to another machine over HTTP: an address of http(s), a time limit, a size limit."""

import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from urllib.parse import urlsplit

TIMEOUT = 15
"""Seconds."""
MOST_BYTES = 10 * 2**20


def ask(
    address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, most: int = MOST_BYTES
) -> tuple[bytes, Mapping[str, str]]:
    """The answer, at most `most` bytes and one more, and its headers; a POST where there is a body.

    Raises OSError (urllib's HTTPError among them, and whatever is no HTTP), ValueError for an address of another kind.
    """
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError("address")
    asked = urllib.request.Request(address, body, dict(headers or {}))  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer:  # noqa: S310 - the scheme was looked at
            return answer.read(most + 1), answer.headers
    except HTTPException as error:
        raise OSError(type(error).__name__) from error
