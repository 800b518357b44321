"""ClamAV asked over its socket: what a file holds, and whether the scanner answers (docs/decisions/0030)."""

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass

from hotline import config
from hotline.errors import HotlineError

CONNECT_SECONDS = 2.0
"""A person may be waiting for a file; a scanner on the same network connects in no time."""
ANSWER_SECONDS = 30.0
CHUNK = 1 << 16
LONGEST_ANSWER = 4096


class Unreachable(HotlineError):
    """Nobody answers at the address of the scanner."""

    status = 503


class Unscanned(HotlineError):
    """The scanner answers, but says nothing about this file: it is too large for it, or it broke off."""

    status = 503


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says of one file; `found` is the name of the virus, empty for none."""

    found: str

    @property
    def infected(self) -> bool:
        return bool(self.found)


def used() -> bool:
    """Whether this city has a scanner (`HOTLINE_CLAMAV`)."""
    return bool(config.settings().clamav)


def ask(content: bytes) -> Verdict:
    """Send the bytes (INSTREAM) and read the verdict. Raises `Unreachable` or `Unscanned`."""
    with _connected() as line:
        try:
            # clamd answers and hangs up in the middle of a file that is too large for it.
            with suppress(ConnectionError):
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), CHUNK):
                    part = content[start : start + CHUNK]
                    line.sendall(struct.pack("!L", len(part)) + part)
                line.sendall(struct.pack("!L", 0))
            said = _answer(line)
        except OSError as error:
            raise _unscanned(str(error)) from error
    words = said.removeprefix("stream: ")
    if words == "OK":
        return Verdict("")
    if words.endswith(" FOUND"):
        return Verdict(words.removesuffix(" FOUND")[:200])
    raise _unscanned(words)


def version() -> str:
    """Program, number and day of its signatures, as it says them. Raises `Unreachable`."""
    with _connected() as line:
        try:
            line.sendall(b"zVERSION\0")
            return _answer(line)
        except OSError as error:
            raise _unreachable(error) from error


def _connected() -> socket.socket:
    address = config.settings().clamav
    try:
        if address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                line.settimeout(CONNECT_SECONDS)
                line.connect(address)
            except OSError:
                line.close()
                raise
        else:
            host, _colon, port = address.rpartition(":")
            line = socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
    except OSError as error:
        raise _unreachable(error) from error
    line.settimeout(ANSWER_SECONDS)
    return line


def _answer(line: socket.socket) -> str:
    """Up to the zero byte that ends it."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        part = line.recv(1024)
        if not part:
            break
        said += part
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _unreachable(error: OSError) -> Unreachable:
    return Unreachable(f"查毒程序没有应答（{error}）。", f"The virus scanner does not answer ({error}).")


def _unscanned(said: str) -> Unscanned:
    return Unscanned(
        f"查毒程序没有检查这个文件（{said or '没有回答'}）。",
        f"The virus scanner did not check this file ({said or 'no answer'}).",
    )
