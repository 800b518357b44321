"""Signed addresses of our mails: a letter sent to one finds its ticket, a bounce to one finds the mail that failed.

`HOTLINE_MAIL_REPLY` is the pattern, e.g. `12345+{token}@example.gov.cn`; without one the mails carry no such address,
and replies are found by their Message-IDs.
"""

import hmac
import re
from collections.abc import Iterable, Iterator

from hotline import config
from hotline.privacy.proofs import proof

MARK = "{token}"
_TOKEN = re.compile(r"(?<![0-9a-z])(r|b)(\d{1,21})\.([0-9a-f]{16})(?![0-9a-z])")


def reply_to(number: str) -> str:
    """The address that answers to this ticket go to; '' without a pattern."""
    return _address(f"r{number}")


def return_path(serial: int) -> str:
    """The envelope sender of the mail with this id of the outbox; '' without a pattern."""
    return _address(f"b{serial}")


def ticket_number(recipients: Iterable[str]) -> str:
    """The number of the ticket one of these addresses was made for; '' for none."""
    return next(_found("r", recipients), "")


def mail_serial(recipients: Iterable[str]) -> int:
    """The id of the mail one of these addresses was made for; 0 for none."""
    return int(next(_found("b", recipients), "0"))


def _found(sort: str, recipients: Iterable[str]) -> Iterator[str]:
    for address in recipients:
        for match in _TOKEN.finditer(address.lower()):
            told = f"{match[1]}{match[2]}"
            if match[1] == sort and hmac.compare_digest(match[3], _signature(told)):
                yield match[2]


def _address(told: str) -> str:
    pattern = config.settings().mail_reply
    return pattern.replace(MARK, f"{told}.{_signature(told)}") if MARK in pattern else ""


def _signature(told: str) -> str:
    return proof(f"reply address {told}").hex()[:16]
