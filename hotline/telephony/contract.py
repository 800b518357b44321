"""The call-event contract (通话事件接口): a JSON message of one or several events, read and checked. Pure.

Over HTTP it is signed as `hotline.channels.signed` says.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from hotline import clock
from hotline.telephony.rules import TOLD, CallEvent

OLDEST = timedelta(days=30)
AHEAD = timedelta(minutes=5)
"""How far a telephone system's clock may run before ours."""
MOST = 500
LENGTHS = {"call": 100, "caller": 40, "line": 40, "extension": 20, "to": 40, "recording": 1000}
_SYMBOLS = re.compile(r"[\x00-\x1f\x7f]")


class Refused(Exception):
    """The message is not taken. `code` is a word for programs, the text a sentence for people."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


def read(body: bytes, now: datetime) -> list[CallEvent]:
    """The events of a message: `{"events": [{…}, …]}` or one alone. Raises Refused (400): all or none are taken."""
    try:
        given = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(400, "json", "The body is not JSON in UTF-8.") from None
    rows = given.get("events", [given]) if isinstance(given, dict) else given
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        raise Refused(400, "events", f"Give one event, or a list of 1 to {MOST} in events.")
    return [_event(row, place, now) for place, row in enumerate(rows)]


def _event(row: Any, place: int, now: datetime) -> CallEvent:
    def refuse(field: str, why: str) -> Refused:
        return Refused(400, field, f"events[{place}].{field}: {why}")

    if not isinstance(row, Mapping):
        raise Refused(400, "events", f"events[{place}] is not an object.")
    values = {}
    for name, most in LENGTHS.items():
        value = row.get(name, "")
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(value, str) or len(value) > most or _SYMBOLS.search(value):
            raise refuse(name, f"must be a text of at most {most} characters.")
        values[name] = value.strip()
    if row.get("event") not in TOLD:
        raise refuse("event", f"must be one of {', '.join(TOLD)}.")
    if not values["call"]:
        raise refuse("call", "the id of the call is missing.")
    at = _moment(row.get("at"))
    if at is None:
        raise refuse("at", "must be an ISO 8601 time with its offset, or Unix seconds.")
    if not now - OLDEST <= at <= now + AHEAD:
        raise refuse("at", "lies more than 30 days back, or ahead of our clock.")
    if (row["event"] == "recording") != bool(values["recording"]):
        raise refuse("recording", "goes with the event recording, and only with it.")
    if values["recording"] and not web_address(values["recording"]):
        raise refuse("recording", "must be an http or https address.")
    return CallEvent(kind=str(row["event"]), at=at, **values)


def _moment(value: Any) -> datetime | None:
    """UTC to the microsecond; None for what is no moment."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        return clock.parse(value).astimezone(UTC) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def web_address(text: str) -> bool:
    """A plain http(s) address with a host: nothing a browser would run."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable() and " " not in text
