"""What a mail says about the ticket it belongs to, and how well that is proven.

Our mails carry signed Message-IDs, which nobody can guess, and signed reply addresses. Whoever writes to such an
address was given it. A Message-ID is seen by more people than the citizen, and a number in the subject by anybody: they
count only for the address the ticket is from.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from hotline.channels.adapters.letter import HEADER_BYTES
from hotline.channels.correspondence import reply_address
from hotline.channels.mail import headers
from hotline.privacy.proofs import proof
from hotline.tickets import numbers

_OURS = re.compile(r"(\d{21})(?:\.(\d{1,19}))?\.([0-9a-f]{24})@hotline")
_NUMBER = re.compile(r"(?<!\d)\d{6}[-－—– ]?\d{8}[-－—– ]?\d{6}[-－—– ]?\d(?!\d)")
_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")
BOUNCE_BYTES = 2**20
"""How much of a bounce is searched for the mail it returns."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail names a ticket. `proven`: by an address made for this ticket; otherwise the sender must be its citizen."""

    number: str
    proven: bool = False


def message_id(number: str, serial: int = 0) -> str:
    """The Message-ID of a mail about this ticket, brackets included: `<number.signature@hotline>`.

    `serial` tells several mails about one ticket apart: `<number.serial.signature@hotline>`.
    """
    told = f"{number}.{serial}" if serial else number
    return f"<{told}.{_signature(told)}@hotline>"


def claims(raw: bytes) -> tuple[Claim, ...]:
    """The tickets this mail may belong to, the surest first."""
    header = _header(raw)
    found = [Claim(number, proven=True)] if (number := reply_address.ticket_number(_recipients(header))) else []
    found += [Claim(number) for number in _answered(header)]
    found += [Claim(number) for number in in_subject(headers.text(header, "Subject"))]
    return tuple(dict.fromkeys(found))


def answered(raw: bytes) -> str:
    """The number of the ticket this mail answers, by a signed address or Message-ID; '' for none."""
    header = _header(raw)
    return reply_address.ticket_number(_recipients(header)) or next(_answered(header), "")


def in_subject(subject: str) -> list[str]:
    """Ticket numbers written in a subject, as stored."""
    return [number for match in _NUMBER.finditer(subject) if (number := numbers.read(match.group()))]


def bounced(raw: bytes) -> int:
    """The id of our mail that this bounce returns, by a signed address or the Message-ID it quotes; 0 for none."""
    serial = reply_address.mail_serial(_recipients(_header(raw)))
    if serial:
        return serial
    for match in _OURS.finditer(raw[:BOUNCE_BYTES].decode("latin-1")):
        if match[2] and _verified(match):
            return int(match[2])
    return 0


def _header(raw: bytes) -> Message:
    return BytesHeaderParser(policy=compat32).parsebytes(raw[:HEADER_BYTES].lstrip(b"\r\n\xef\xbb\xbf"))


def _recipients(header: Message) -> list[str]:
    return headers.addresses([field for name in _RECIPIENTS for field in headers.raws(header, name)])


def _answered(header: Message) -> Iterator[str]:
    for name in ("In-Reply-To", "References"):
        for field in headers.raws(header, name):
            for found in reversed(headers.message_ids(field)):
                match = _OURS.fullmatch(found)
                if match and _verified(match):
                    yield match[1]


def _verified(match: re.Match[str]) -> bool:
    told = f"{match[1]}.{match[2]}" if match[2] else match[1]
    return hmac.compare_digest(match[3], _signature(told))


def _signature(told: str) -> str:
    return proof(f"message id {told}").hex()[:24]
