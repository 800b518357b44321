"""What a bounce (DSN, RFC 3464) says of the mail it returns: whether it failed for good, and why. Pure."""

import re
from dataclasses import dataclass

READ_BYTES = 2**20

_ACTION = re.compile(rb"^Action:[ \t]*([A-Za-z]+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^Status:[ \t]*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_CODE = re.compile(rb"(?<![\d.])(5\d\d)[ -](5\.\d{1,3}\.\d{1,3})?")
_PASSING = re.compile(rb"^Subject:[^\n]*(?:delay|warning)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """`failed`: for good, not only late. `status` is the enhanced code (RFC 3463) or the SMTP code; may be ''."""

    failed: bool
    status: str


def read(raw: bytes) -> Bounce:
    """Bounces without the standard's fields count as failed unless their subject says that it is only late."""
    top = raw[:READ_BYTES].replace(b"\r\n", b"\n")
    actions = {found.lower() for found in _ACTION.findall(top)}
    status = _STATUS.search(top)
    code = status.group(1) if status else next((more or plain for plain, more in _CODE.findall(top)), b"")
    untold = not code.startswith(b"4") and not _PASSING.search(top)
    failed = b"failed" in actions if actions else untold
    return Bounce(failed, code.decode("ascii"))
