"""A softphone as a feeder: baresip's `ctrl_tcp` tells of calls in JSON netstrings. For one desk, and for trying out."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hotline.telephony.rules import CallEvent

KINDS = {"CALL_INCOMING": "ringing", "CALL_ESTABLISHED": "answered", "CALL_CLOSED": "ended"}
MOST_BYTES = 1024 * 1024


class Netstrings:
    """`5:hello,` after `5:hello,`: the pieces, however they arrive. Raises ValueError for anything else."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._left += data
        while b":" in self._left:
            size, _colon, rest = self._left.partition(b":")
            length = int(size)
            if not 0 <= length <= MOST_BYTES:
                raise ValueError("a netstring longer than any message")
            if len(rest) <= length:
                return
            if rest[length : length + 1] != b",":
                raise ValueError("a netstring without its comma")
            yield rest[:length]
            self._left = rest[length + 1 :]


def netstring(data: bytes) -> bytes:
    return str(len(data)).encode() + b":" + data + b","


def event(message: dict[str, Any], extension: str, now: datetime) -> CallEvent | None:
    """What a message of baresip means; None for most, and for calls that we make ourselves."""
    kind = KINDS.get(str(message.get("type")))
    if not message.get("event") or kind is None or message.get("direction") == "outgoing":
        return None
    caller = str(message.get("peeruri", "")).partition(":")[2].partition("@")[0]
    return CallEvent(
        call=str(message.get("id", "")), kind=kind, at=now, caller=caller, extension=extension
    )  # fmt: skip


def listen(line: socket.socket, extension: str, now: Callable[[], datetime]) -> Iterator[CallEvent]:
    """Events until the softphone closes the connection."""
    pieces = Netstrings()
    while data := line.recv(65536):
        for piece in pieces.feed(data):
            told = event(json.loads(piece), extension, now())
            if told is not None and told.call:
                yield told


def command(name: str, params: str = "") -> bytes:
    """A command to baresip, such as `accept` or `hangup`."""
    return netstring(json.dumps({"command": name, "params": params, "token": name}).encode())
