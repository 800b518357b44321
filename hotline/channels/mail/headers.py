"""Header fields of a mail from their raw bytes: encoded words, raw 8-bit text, RFC 2231 parameters, addresses."""

import base64
import quopri
import re
from email.message import Message
from email.utils import getaddresses, parseaddr
from itertools import groupby
from operator import itemgetter
from urllib.parse import unquote_to_bytes

from hotline.channels import clean
from hotline.channels.charsets import decode

HEADER_MAX = 8192
"""Longest header field read, in bytes; a longer one is cut."""

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_WORD = re.compile(rb"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r""";\s*([^=;\s"]{1,60})\s*=\s*("[^"]*"|[^;]*)""")
_SECTION = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*?)")
_ADDRESS = re.compile(r"[^\s<>\"'(),:;@]+@[^\s<>\"'(),:;@]+")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,240})>")


def raw(message: Message, name: str) -> str:
    """The first field of this name, unfolded, its 8-bit bytes as surrogates; '' when absent."""
    return next(iter(raws(message, name)), "")


def raws(message: Message, name: str) -> list[str]:
    wanted = name.lower()
    return [_unfolded(value) for key, value in message.raw_items() if key.lower() == wanted]


def text(message: Message, name: str) -> str:
    """The first field of this name as clean text on one line."""
    return clean.line(words(raw(message, name)), 1000)


def words(field: str) -> str:
    """A field's text. Neighbouring encoded words of one character set are joined as bytes before they are decoded,
    because senders cut them inside a character."""
    data = to_bytes(field)
    found = _Words()
    at = 0
    for match in _WORD.finditer(data):
        between = data[at : match.start()]
        if between.strip() or not found.pieces:
            found.add(between, "")
        charset = match.group(1).decode("ascii", "replace").split("*")[0].lower()
        if match.group(2) in b"bB":
            found.add_base64(match.group(3), charset)
        else:
            found.add(quopri.decodestring(match.group(3).replace(b"_", b"=20")), charset)
        at = match.end()
    found.add(data[at:], "")
    return "".join(decode(content, charset) for content, charset in found.pieces if content)


class _Words:
    """The pieces of a field, neighbours of one character set as one. Some programs even cut a Base64 group of four."""

    def __init__(self) -> None:
        self.pieces: list[tuple[bytes, str]] = []
        self._coded = b""

    def add(self, content: bytes, charset: str) -> None:
        self._coded = b""
        self._join(content, charset)

    def add_base64(self, coded: bytes, charset: str) -> None:
        coded = _base64_alone(coded)
        if self._coded and self.pieces[-1][1] == charset:
            before = self.pieces[-1][0]
            self.pieces[-1] = (before[: len(before) - len(base64_bytes(self._coded))], charset)
            coded = self._coded + coded
        self._join(base64_bytes(coded), charset)
        rest = len(coded) % 4
        self._coded = coded[-rest:] if rest and not coded.endswith(b"=") else b""

    def _join(self, content: bytes, charset: str) -> None:
        if self.pieces and self.pieces[-1][1] == charset:
            content = self.pieces.pop()[0] + content
        self.pieces.append((content, charset))


def parameters(field: str) -> dict[str, str]:
    """`name → value` of a structured field: quoted or not, RFC 2231 sections put together before they are decoded,
    encoded words and raw 8-bit text in names accepted though no standard allows them."""
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for match in _PARAMETER.finditer(field):
        name, value = match.group(1).lower(), match.group(2).strip().strip('"')
        parts = _SECTION.fullmatch(name)
        if parts is None or not (parts.group(2) or parts.group(3)):
            plain.setdefault(name, words(value))
            continue
        numbered = sections.setdefault(parts.group(1), {})
        numbered.setdefault(int(parts.group(2) or 0), (to_bytes(value), bool(parts.group(3))))
    for name, numbered in sections.items():
        plain[name] = _put_together(numbered)
    return plain


def address(field: str) -> tuple[str, str]:
    """(name, address) of the first person in the field; either may be ''."""
    name, found = parseaddr(field)
    if "@" not in found or not _ADDRESS.fullmatch(found):
        match = _ADDRESS.search(field)
        found = match.group() if match else ""
        name = field[: match.start()] if match else field
    shown = clean.line(words(name).strip(" <\"'"), clean.NAME_MAX)
    found = clean.line(decode(to_bytes(found)), 254)
    return ("" if shown.lower() == found.lower() else shown), found


def addresses(fields: list[str]) -> list[str]:
    """All addresses in the fields, in order, in lower case, each once."""
    good = [found for _, found in getaddresses(fields) if _ADDRESS.fullmatch(found)]
    found = good or [match for field in fields for match in _ADDRESS.findall(field)]
    return list(dict.fromkeys(clean.line(decode(to_bytes(one)), 254).lower() for one in found))


def message_ids(field: str) -> tuple[str, ...]:
    """Message-IDs without their angle brackets."""
    return tuple(clean.line(decode(to_bytes(one)), 255) for one in _MESSAGE_ID.findall(field))


def to_bytes(field: str) -> bytes:
    """The bytes the sender wrote: the parser keeps 8-bit ones as surrogates."""
    return field.encode("utf-8", "surrogateescape")


def _unfolded(value: object) -> str:
    return re.sub(r"[\r\n]+[ \t]?", " ", str(value)[:HEADER_MAX]).strip()


def _put_together(numbered: dict[int, tuple[bytes, bool]]) -> str:
    """Neighbouring percent-encoded sections are joined before they are decoded: some are cut inside a `%XX`."""
    in_order = [numbered[number] for number in sorted(numbered)]
    charset = b""
    if in_order[0][1] and in_order[0][0].count(b"'") >= 2:
        charset, _, rest = in_order[0][0].split(b"'", 2)
        in_order[0] = (rest, True)
    joined = b"".join(
        unquote_to_bytes(b"".join(data for data, _ in run)) if encoded else b"".join(data for data, _ in run)
        for encoded, run in groupby(in_order, key=itemgetter(1))
    )
    return decode(joined, charset.decode("ascii", "replace")) if charset else words(decode(joined))


def base64_bytes(content: bytes) -> bytes:
    """Base64 read as far as it goes: line ends, foreign characters and wrong padding are passed over."""
    out = []
    for piece in _base64_alone(content).split(b"="):
        whole = piece[:-1] if len(piece) % 4 == 1 else piece
        out.append(base64.b64decode(whole + b"=" * (-len(whole) % 4)))
    return b"".join(out)


def _base64_alone(content: bytes) -> bytes:
    """Without everything that is no Base64; whole photographs pass here, so the usual case is quick."""
    packed = content.translate(None, b" \t\r\n")
    return re.sub(rb"[^A-Za-z0-9+/=]", b"", packed) if packed.translate(None, _BASE64) else packed
