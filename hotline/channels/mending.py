"""A message that could not be read, put right by an administrator. What arrived stays as it arrived. Pure.

Either its own text is corrected (the header of a mail, the whole of a JSON message), or a person reads it and says what
it is: then a clean mail is written, with the original as its attachment.
"""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from hotline.channels.adapters import letter
from hotline.channels.charsets import decode
from hotline.channels.clean import Unreadable, line
from hotline.channels.mail import headers

BODY_MAX = 20_000
SHOWN_MAX = 200_000
"""Characters of a raw message shown on a page; the file has all of it."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_FIELD = re.compile(rb"[!-9;-~]{1,60}:|From ")


@dataclass(frozen=True, slots=True)
class Fields:
    """What a person read out of a message."""

    subject: str
    body: str
    name: str = ""
    email: str = ""
    phone: str = ""


def shown(raw: bytes) -> str:
    """The message as text a person can look at; each control character becomes a dot."""
    text = decode(raw[: SHOWN_MAX * 4]).replace("\r\n", "\n")[:SHOWN_MAX]
    return _CONTROL.sub("·", text)


def head(raw: bytes) -> str:
    """The header of a mail, to be corrected: as text, line ends as `\\n`."""
    return decode(raw[: _end_of_head(raw)]).replace("\r\n", "\n").strip("\n")


def guessed(raw: bytes) -> Fields:
    """What can be read of a mail without its structure: a first draft for the person who fills in the fields."""
    try:
        found = letter.read(raw)
    except Unreadable as error:
        header = letter.header(raw)
        name, email = headers.address(headers.raw(header, "From"))
        # Nobody reads a ciphertext: the reason stands in its place, and the ticket leads back to the sender.
        body = error.zh if error.zh == letter.ENCRYPTED else re.sub("·{2,}", "", shown(raw[_end_of_head(raw) :]))
        return Fields(headers.text(header, "Subject"), body.strip()[:BODY_MAX], name, email)
    return Fields(found.subject, found.body, found.person.name, found.person.email, found.person.phone)


def with_head(raw: bytes, corrected: str) -> bytes:
    """The mail with another header; its body stays byte for byte."""
    lines = "\r\n".join(row.rstrip() for row in corrected.strip().splitlines() if row.strip())
    return headers.to_bytes(lines) + b"\r\n\r\n" + raw[_end_of_head(raw) :].lstrip(b"\r\n")


def with_fields(raw: bytes, fields: Fields) -> bytes:
    """A mail that says what a person read, the message as it came attached."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content("\n\n".join(part for part in (fields.body, _phone(fields.phone)) if part))
    mail.add_attachment(raw, maintype="application", subtype="octet-stream", filename="原始来件.eml")
    address = re.sub(r"[<>\s]", "", line(fields.email, 254))
    name = re.sub(r'[<>"\\]', " ", line(fields.name, 60)).strip()
    header = f'Subject: {line(fields.subject, 500)}\r\nFrom: "{name}" <{address}>\r\n'
    if identity := letter.message_id(raw):
        header += f"Message-ID: <{identity}>\r\n"
    # Written as UTF-8, not encoded: what a person typed may be an address no standard knows.
    return header.encode("utf-8", "replace") + mail.as_bytes()


def _phone(number: str) -> str:
    return f"电话：{line(number, 30)}" if number.strip() else ""


def _end_of_head(raw: bytes) -> int:
    """0 where the message begins with something else than a header."""
    if not _FIELD.match(raw.lstrip(b"\r\n\xef\xbb\xbf")):
        return 0
    ends = [place for sign in (b"\r\n\r\n", b"\n\n") if (place := raw.find(sign)) >= 0]
    return min(ends, default=min(len(raw), letter.HEADER_BYTES))
