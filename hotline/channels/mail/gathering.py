"""Walks the parts of a mail and gathers its text and its files, within limits."""

import mimetypes
import quopri
import re
from binascii import Error as UuError
from binascii import a2b_uu
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from hotline.channels import clean, markup
from hotline.channels.charsets import decode
from hotline.channels.mail import headers, quoting, smime, tnef
from hotline.tickets.inbound import File

MAX_DEPTH = 20
MAX_PARTS = 500
MAX_FILES = 100
TEXT_MAX = 2 * 2**20
"""Bytes of one text part that are read as text; the raw message keeps the rest."""

_STUB = 10
"""A plain part this many times shorter than the HTML beside it only says that the mail is HTML."""

_TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext")
_ENRICHED = re.compile(r"<<|<param>.{0,200}?</param>|</?[A-Za-z-]{1,60}>", re.IGNORECASE | re.DOTALL)
"""Marks of text/enriched (RFC 1896); `<<` is a written `<`."""
_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body|p|div|table)\b", re.IGNORECASE)
_UU_BLOCK = re.compile(r"^begin [0-7]{3,4} ([^\n]{1,200})\n((?:[ -`]{1,62}\n)+?)(?:[ `]?\n)?end[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class Gathered:
    """Text in the order of the mail, the text of mails inside it apart, and every file."""

    texts: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    subject: str = ""
    """The subject an envelope (TNEF) or a mail inside carries, for a mail without one."""
    encrypted: bool = False
    """Something in it is encrypted; it is among the files."""

    def add(self, other: "Gathered") -> None:
        self.texts += other.texts
        self.inner += other.inner
        self.files += other.files[: MAX_FILES - len(self.files)]
        self.subject = self.subject or other.subject
        self.encrypted = self.encrypted or other.encrypted


def gather(message: Message) -> Gathered:
    """Everything in the message; parts deeper than `MAX_DEPTH` or after `MAX_PARTS` are left in the raw message."""
    return _gather(message, iter(range(MAX_PARTS)), 0)


def _gather(part: Message, budget: Iterator[int], depth: int) -> Gathered:
    if depth > MAX_DEPTH or next(budget, None) is None:
        return Gathered()
    kind = part.get_content_type()
    below = below_of(part)
    if kind == "multipart/signed":
        below = [one for one in below if not smime.is_signature(one.get_content_type())]
    if below:
        if part.get_content_maintype() == "message":
            return _mail_inside(part, below, budget, depth)
        found = [_gather(one, budget, depth + 1) for one in below]
        whole = _alternative(below, found) if kind == "multipart/alternative" else _together(found)
        whole.encrypted = whole.encrypted or kind == "multipart/encrypted"
        return whole
    if kind.startswith("multipart/"):
        return _one_text(_part_text(part, "text/plain"))
    name = _name(part)
    if smime.is_envelope(kind, name):
        return _envelope(content_of(part), name or "smime.p7m", kind, budget, depth)
    return _leaf(part, kind, name)


def below_of(part: Message) -> list[Message]:
    """The parts directly inside; asking a leaf for its payload would decode it, and fails on a broken charset name."""
    payload = part.get_payload() if part.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _together(found: list[Gathered]) -> Gathered:
    whole = Gathered()
    for one in found:
        whole.add(one)
    return whole


def _alternative(below: list[Message], found: list[Gathered]) -> Gathered:
    """One of several forms of the same text: the plain one unless it is a stub; the files of all of them."""
    both = _together(found)
    whole = Gathered(files=both.files, inner=both.inner, encrypted=both.encrypted)
    plain, rich = "", ""
    for part, one in zip(below, found, strict=True):
        words = "\n".join(one.texts).strip()
        if part.get_content_type() == "text/plain":
            plain = plain or words
        else:
            rich = rich or words
    stub = len(rich) > 200 and len(plain) * _STUB < len(rich)
    whole.texts = [rich if stub or not plain else plain]
    return whole


def _mail_inside(part: Message, below: list[Message], budget: Iterator[int], depth: int) -> Gathered:
    """A mail attached to a mail: kept as a file, and its text and files as well, since staff have no mail reader."""
    whole = Gathered()
    if part.get_content_type() != "message/rfc822":
        return _one_text("\n".join(_as_bytes(one).decode("utf-8", "replace") for one in below))
    for inner in below:
        subject = headers.text(inner, "Subject")
        name = clean.file_name((_name(part) or subject or "邮件").removesuffix(".eml") + ".eml", "邮件.eml")
        whole.files.append(File(name, "message/rfc822", _as_bytes(inner)))
        found = _gather(inner, budget, depth + 1)
        whole.inner += found.texts + found.inner
        whole.files += found.files
        whole.subject = whole.subject or subject
    return whole


def _envelope(content: bytes, name: str, kind: str, budget: Iterator[int], depth: int) -> Gathered:
    """What was signed; an envelope that can't be opened is a file."""
    closed = Gathered(files=[File(name, kind, content)] if content else [])
    try:
        signed = smime.opened(content)
    except smime.Encrypted:
        closed.encrypted = True
        return closed
    return _gather(message_from_bytes(signed, policy=compat32), budget, depth + 1) if signed else closed


def _leaf(part: Message, kind: str, name: str) -> Gathered:
    attached = headers.raw(part, "Content-Disposition").lower().lstrip().startswith("attachment")
    if kind in _TEXTS and not attached and not name:
        return _text_with_files(_part_text(part, kind)) if kind == "text/plain" else _one_text(_part_text(part, kind))
    content = content_of(part)
    if smime.is_signature(kind, name):
        return Gathered()
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
        unpacked = tnef.unpack(content)
        if unpacked:
            return Gathered([], [unpacked.body] if unpacked.body else [], unpacked.files, unpacked.subject)
    if not content:
        return Gathered()
    return Gathered(files=[File(name or _made_up_name(kind), kind, content)])


def _one_text(words: str) -> Gathered:
    return Gathered(texts=[words] if words.strip() else [])


def _text_with_files(words: str) -> Gathered:
    """Files spelled out inside the text (uuencode) become files."""
    files: list[File] = []

    def lift(match: re.Match[str]) -> str:
        name = clean.file_name(match.group(1), "附件.bin")
        try:
            content = b"".join(a2b_uu(row) for row in match.group(2).splitlines())
        except (UuError, ValueError):
            return match.group()
        files.append(File(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content))
        return ""

    rest = _UU_BLOCK.sub(lift, words) if "\nend" in words else words
    return Gathered(texts=[rest] if rest.strip() else [], files=files)


def _part_text(part: Message, kind: str) -> str:
    told = headers.parameters(headers.raw(part, "Content-Type"))
    data = content_of(part)[:TEXT_MAX]
    charset = told.get("charset", "")
    if kind == "text/html":
        return clean.text(markup.to_text(decode(data, charset or _declared_in_page(data))))
    words = decode(data, charset).replace("\r\n", "\n").replace("\r", "\n")
    if kind in ("text/enriched", "text/richtext"):
        return clean.text(_ENRICHED.sub(lambda found: "<" if found.group() == "<<" else "", words))
    if _PAGE.match(words) and not headers.raw(part, "Content-Type"):
        return clean.text(markup.to_text(words))
    if told.get("format", "").lower() == "flowed":
        words = quoting.unflow(words, told.get("delsp", "").lower() == "yes")
    return clean.text(words)


def _declared_in_page(data: bytes) -> str:
    found = re.search(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([A-Za-z0-9_-]{1,40})""", data[:4096], re.IGNORECASE)
    return found.group(1).decode("ascii") if found else ""


def content_of(part: Message) -> bytes:
    """The bytes of a part without its transfer encoding; broken encodings are read as far as they go."""
    data = _encoded(part)
    encoding = headers.raw(part, "Content-Transfer-Encoding").lower().strip(" ;\"'")
    if encoding == "base64":
        return headers.base64_bytes(data)
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else data
    return data


def _encoded(part: Message) -> bytes:
    """The bytes of a part as sent. Only for parts without a transfer encoding does the parser give bytes untouched."""
    bare = copy(part)
    del bare["Content-Transfer-Encoding"]
    data = bare.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: Message) -> str:
    for header, key in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        name = headers.parameters(headers.raw(part, header)).get(key, "")
        if name.strip():
            return clean.file_name(name, "")
    return ""


def _made_up_name(kind: str) -> str:
    return "附件" + (".txt" if kind.startswith("text/rfc822") else mimetypes.guess_extension(kind) or ".bin")


def _as_bytes(message: Message) -> bytes:
    """A mail inside written out again; one too broken for the standard writer by its fields and its text."""
    try:
        return message.as_bytes()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        fields = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
        return headers.to_bytes(fields) + b"\n" + content_of(message)
