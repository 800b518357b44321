"""Mails that were split on the way (message/partial, RFC 2046, 5.2.2): one piece known by its header, and the whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from hotline.channels.clean import Unreadable
from hotline.channels.mail import headers

WAITS = "这封邮件是拆成几封发来的"
"""How the reason begins with which a piece is set aside."""
MOST = 1000
_FROM_INSIDE = re.compile(rb"(?:content-|subject:|message-id:|encrypted:|mime-version:)", re.IGNORECASE)
"""Fields of the whole that stand in the first piece's body; the others are those of the piece itself."""
_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n(?![ \t])")


@dataclass(frozen=True, slots=True)
class Piece:
    """`total` is 0 where the piece does not tell. Pieces of one mail have the same sender and id."""

    sender: str
    id: str
    number: int
    total: int


def read(header: Message) -> Piece | None:
    """The piece this header belongs to; None for a whole mail, or one that says nothing useful."""
    if header.get_content_type() != "message/partial":
        return None
    told = headers.parameters(headers.raw(header, "Content-Type"))
    number, total = (int(word) if (word := told.get(name, "")).isdecimal() else 0 for name in ("number", "total"))
    sender = headers.address(headers.raw(header, "From"))[1].lower()
    if not told.get("id") or not 0 < number <= MOST or total > MOST:
        return None
    return Piece(sender, told["id"], number, total)


def piece_of(raw: bytes) -> Piece | None:
    return read(BytesHeaderParser(policy=compat32).parsebytes(_split(raw)[0] + b"\r\n\r\n"))


def why_it_waits(header: Message) -> Unreadable:
    """Why a piece is not read for itself."""
    piece = read(header)
    if piece is None:
        return Unreadable("这只是一封被拆开的邮件的一部分。", "This is only one piece of a mail that was split.")
    of, of_en = (f"，共{piece.total}封", f" of {piece.total}") if piece.total else ("", "")
    return Unreadable(
        f"{WAITS}，这是第{piece.number}封{of}，到齐后自动合并。",
        f"This mail was sent in pieces; this is piece {piece.number}{of_en}. It is joined when all are here.",
    )


def complete(pieces: Sequence[Piece]) -> bool:
    """Whether these pieces of one mail are all of it."""
    total = max((piece.total for piece in pieces), default=0)
    return total > 0 and {piece.number for piece in pieces} >= set(range(1, total + 1))


def whole(raws: Sequence[bytes]) -> bytes:
    """The mail that was split, from its pieces in order."""
    outer, first = _split(raws[0])
    inner, body = _split(first)
    fields = [field for field in _fields(outer) if not _FROM_INSIDE.match(field)]
    fields += [field for field in _fields(inner) if _FROM_INSIDE.match(field)]
    return b"\r\n".join(fields) + b"\r\n\r\n" + body + b"".join(_split(raw)[1] for raw in raws[1:])


def _fields(head: bytes) -> list[bytes]:
    return [field for field in _LINE.split(head) if field.strip()]


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Header and body."""
    raw = raw.lstrip(b"\r\n\xef\xbb\xbf")
    end = _END.search(raw)
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
