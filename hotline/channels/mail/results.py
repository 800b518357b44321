"""What the city's own mail server found out about a mail: the field Authentication-Results (RFC 8601). Pure."""

import re
from email.message import Message

from hotline.channels.mail import headers

METHODS = ("spf", "dkim", "dmarc")
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z0-9-]{1,20})\s*=\s*([a-z]{1,20})\b", re.IGNORECASE)


def found(message: Message, server: str) -> dict[str, str]:
    """Method → result (`pass`, `fail`, …) as this server wrote them, the first of each method.

    Anybody can write such a field: those of other servers tell nothing. Empty where `server` is.
    """
    told: dict[str, str] = {}
    for field in headers.raws(message, "Authentication-Results") if server else ():
        named, *rest = _COMMENT.sub(" ", field).split(";")
        if (named.split() or [""])[0].lower() != server.lower():
            continue
        for one in rest:
            result = _RESULT.match(one)
            if result and result[1].lower() in METHODS:
                told.setdefault(result[1].lower(), result[2].lower())
    return told
