"""Signed Message-IDs: a mail that answers one of ours finds its ticket, and nobody can guess such an id."""

import hashlib
import hmac
import re
from email.parser import BytesHeaderParser
from email.policy import compat32

from hotline import config
from hotline.channels import mailheaders

_OURS = re.compile(r"(\d{21})(?:\.(\d{1,19}))?\.([0-9a-f]{24})@hotline")
HEADER_BYTES = 256 * 1024
"""How much of a mail is searched for its header."""


def message_id(number: str, serial: int = 0) -> str:
    """The Message-ID of a mail about this ticket, brackets included: `<number.signature@hotline>`.

    `serial` tells several mails about one ticket apart: `<number.serial.signature@hotline>`.
    """
    told = f"{number}.{serial}" if serial else number
    return f"<{told}.{_signature(told)}@hotline>"


def answered(raw: bytes) -> str:
    """The number of the ticket this mail answers, by a signed id in In-Reply-To or References; '' for none."""
    header = BytesHeaderParser(policy=compat32).parsebytes(raw[:HEADER_BYTES].lstrip(b"\r\n\xef\xbb\xbf"))
    for name in ("In-Reply-To", "References"):
        for field in mailheaders.raws(header, name):
            for found in reversed(mailheaders.message_ids(field)):
                number = _verified(found)
                if number:
                    return number
    return ""


def _verified(found: str) -> str:
    match = _OURS.fullmatch(found)
    if match is None:
        return ""
    told = f"{match[1]}.{match[2]}" if match[2] else match[1]
    return match[1] if hmac.compare_digest(match[3], _signature(told)) else ""


def _signature(told: str) -> str:
    key = config.settings().secret_key.encode()
    return hmac.new(key, f"message id {told}".encode(), hashlib.sha256).hexdigest()[:24]
