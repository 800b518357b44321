"""A letter by e-mail: the raw mail (RFC 5322, MIME) to one `Inbound`.

`read` shows everything found; `parse` gives the part a ticket is made of. Both take the bytes as they came from the
wire; a bare winmail.dat and a text without any header are read too.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from hotline.channels import clean, phones
from hotline.channels.clean import Unreadable
from hotline.channels.mail import automatic, gathering, headers, partial, quoting, tnef
from hotline.tickets.inbound import File, Inbound, Person

MAX_BYTES = 64 * 2**20
HEADER_BYTES = 256 * 1024
"""How much of a mail is searched for its header."""
TOO_LARGE = "这封邮件超过64MB，只保存了开头部分。"
"""Why a fetched mail of more bytes is set aside."""
ENCRYPTED = "这封邮件加了密，读不了。可按来信人登记，再请其不加密补充。"
MAX_BOUNDARIES = 200
"""The standard parser takes a step per open boundary for each line; mails of people have under ten."""

_PGP = "-----BEGIN PGP MESSAGE-----"
_OUTLOOK_FILE = b"\xd0\xcf\x11\xe0"
_KNOWN_FIELDS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Received",
    "Content-Type",
    "MIME-Version",
    "Return-Path",
)
_DELIVERED = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail holds. `sent` is the Date field as written, for information only: anybody can write anything there.

    `body` is what becomes the ticket's text; `quoted` and `signature` were taken out of it. `recipients` are addresses
    in lower case, the one it was delivered to first. `references` are Message-IDs, the mail answered first.
    """

    message_id: str
    subject: str
    body: str
    quoted: str
    signature: str
    person: Person
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    sent: str
    automatic: str
    files: tuple[File, ...]


def parse(raw: bytes, received_at: datetime) -> Inbound:
    """The mail as one message of the channel `letter`; raises `Unreadable`. The same bytes give the same value.

    `external_id` is the Message-ID without brackets, else the SHA-256 of the bytes. `automatic` is a key of
    `automatic.REASONS`. `mailbox` is the local part of the address it was delivered to, without a +suffix.
    """
    letter = read(raw)
    title = clean.line(quoting.bare_subject(letter.subject)) or clean.title_from(letter.body)
    if not title and letter.files:
        title = clean.line(f"附件：{letter.files[0].name}")
    return Inbound(
        channel="letter",
        external_id=letter.message_id or hashlib.sha256(raw).hexdigest(),
        title=title,
        body=letter.body or title,
        received_at=received_at,
        mailbox=_mailbox(letter.recipients),
        person=letter.person,
        files=letter.files,
        in_reply_to=next(iter(letter.references), ""),
        automatic=letter.automatic,
    )


def message_id(raw: bytes) -> str:
    """The Message-ID of a mail without its brackets; '' for none."""
    return _message_id(header(raw))


def header(raw: bytes) -> Message:
    """The header of a mail, without its body."""
    return BytesHeaderParser(policy=compat32).parsebytes(_from_first_field(raw[:HEADER_BYTES]))


def read(raw: bytes) -> Letter:
    """Everything in the mail; raises `Unreadable` when no person could read it either."""
    _refuse_hopeless(raw)
    if raw.startswith(tnef.SIGNATURE):
        return _bare_envelope(raw)
    message = _message(raw)
    found = gathering.gather(message)
    why = automatic.reason(message)
    subject = headers.text(message, "Subject") or found.subject
    parts = quoting.split(_joined(found.texts) or _joined(found.inner))
    if not why and _is_encrypted(found, parts.fresh):
        raise Unreadable(ENCRYPTED, "This mail is encrypted. Take it in by its sender and ask for it in the clear.")
    if not why and automatic.says_so(parts.fresh):
        why = "out-of-office"
    name, address = headers.address(_sender(message))
    body = _without_own_address(parts.fresh, address)
    if not body or quoting.is_forward(subject):
        body = f"{body}\n\n{quoting.unquote(parts.quoted)}".strip() or parts.signature
    if not (body or subject or found.files or why):
        raise Unreadable("这封邮件里没有标题、正文和附件。", "This mail has no subject, no text and no attachment.")
    return Letter(
        message_id=_message_id(message),
        subject=subject,
        body=clean.body(body),
        quoted=parts.quoted,
        signature=parts.signature,
        person=Person(name=name, email=address, phone=phones.find(f"{parts.fresh}\n{parts.signature}")),
        recipients=_recipients(message),
        references=_references(message),
        sent=headers.text(message, "Date"),
        automatic=why,
        files=tuple(found.files),
    )


def _is_encrypted(found: gathering.Gathered, text: str) -> bool:
    return (found.encrypted and not text.strip()) or text.lstrip().startswith(_PGP)


def _refuse_hopeless(raw: bytes) -> None:
    if not raw.strip():
        raise Unreadable("这封邮件是空的。", "This mail is empty.")
    if len(raw) > MAX_BYTES:
        raise Unreadable("这封邮件超过64MB。", "This mail is larger than 64 MB.")
    if raw.startswith(_OUTLOOK_FILE):
        raise Unreadable(
            "这是Outlook的.msg文件，请另存为.eml再放入。",
            "This is an Outlook .msg file; save it as .eml and hand it in again.",
        )
    if _borders(raw) > MAX_BOUNDARIES:
        raise Unreadable("这封邮件的层次太多。", "This mail is nested too deeply.")


def _borders(raw: bytes) -> int:
    """How many boundaries and inner mails are announced; counted exactly only where the words are there so often."""
    small = raw.lower()
    if small.count(b"boundary") + small.count(b"message/rfc822") <= MAX_BOUNDARIES:
        return 0
    return len(re.findall(rb"boundary\s*\*?\d*\*?=|message/rfc822", small))


def _message(raw: bytes) -> Message:
    try:
        message = message_from_bytes(_from_first_field(raw), policy=compat32)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise Unreadable("这封邮件的结构无法读懂。", "The structure of this mail can't be read.") from error
    if message.get_content_type() == "message/partial":
        raise partial.why_it_waits(message)
    if any(headers.raws(message, name) for name in _KNOWN_FIELDS):
        return message
    if _is_binary(raw):
        raise Unreadable("这不是邮件，也不是文字。", "This is neither a mail nor text.")
    bare = Message(policy=compat32)
    bare.set_payload(raw.decode("ascii", "surrogateescape"))
    return bare


def _from_first_field(raw: bytes) -> bytes:
    """Mails saved by programs may begin with blank lines or an mbox line, after which the parser sees no header."""
    start = raw.lstrip(b"\r\n\xef\xbb\xbf")
    return start if re.match(rb"[!-9;-~]{1,60}:|From ", start) else raw


def _is_binary(raw: bytes) -> bool:
    sample = raw[:4096]
    odd = sum(1 for byte in sample if byte < 32 and byte not in b"\t\n\r\f\x1b")
    return odd * 50 > len(sample)


def _bare_envelope(raw: bytes) -> Letter:
    found = tnef.unpack(raw)
    if found is None or not (found.subject or found.body or found.files or found.report):
        raise Unreadable("winmail.dat里没有可用的内容。", "There is nothing usable in this winmail.dat.")
    parts = quoting.split(found.body)
    body = clean.body(parts.fresh or parts.quoted)
    person = Person(phone=phones.find(found.body))
    return Letter(
        "", found.subject, body, parts.quoted, parts.signature, person, (), (), "", found.report, tuple(found.files)
    )


def _without_own_address(text: str, address: str) -> str:
    """Some mail programs write the sender's address below each letter."""
    above, _, last = text.rstrip().rpartition("\n")
    return above.rstrip() if address and last.strip().lower() == address.lower() else text


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def _message_id(message: Message) -> str:
    return next(iter(headers.message_ids(headers.raw(message, "Message-ID"))), "")


def _sender(message: Message) -> str:
    fields = (headers.raw(message, name) for name in ("From", "Reply-To", "Sender", "Return-Path"))
    return next((field for field in fields if field.strip()), "")


def _recipients(message: Message) -> tuple[str, ...]:
    fields = [field for name in _DELIVERED for field in headers.raws(message, name)]
    return tuple(headers.addresses(fields)[:50])


def _references(message: Message) -> tuple[str, ...]:
    answered = headers.message_ids(headers.raw(message, "In-Reply-To"))
    older = headers.message_ids(headers.raw(message, "References"))
    return tuple(dict.fromkeys((*answered, *reversed(older))))


def _mailbox(recipients: tuple[str, ...]) -> str:
    local = recipients[0].partition("@")[0] if recipients else ""
    return local.partition("+")[0][:64]
