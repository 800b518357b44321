"""A citizen's letter from the web form to one `Inbound`.

The raw message is a UTF-8 JSON object with the keys of a call (see `adapters.call`) and: `mailbox` (the code of
the leader's mailbox), `public` (agrees to publication, default false), `joins` (the id of the public matter it belongs
to), `apart` (she says it is not what she wrote before), `form_id` (made with the form, becomes the external id, so that
a form sent twice is one letter), `files`: a list of `{"name", "type", "size", "sha256", "path"}`. Their bytes are kept
elsewhere and fetched with `load`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hotline.channels import clean, fields
from hotline.channels.adapters import call
from hotline.channels.clean import Unreadable
from hotline.tickets.inbound import File, Inbound

MAX_FILES = 20

Load = Callable[[str], bytes]
"""SHA-256 in hex → the bytes; raises LookupError or OSError when they are not there."""


def parse(raw: bytes, received_at: datetime, load: Load | None = None) -> Inbound:
    """The letter as one message of the channel `web`, or `mailbox` when it goes to a leader's mailbox.

    Raises `Unreadable`, also when a file that came with it is missing or is not what it was: the letter then waits
    for an administrator instead of losing its evidence.
    """
    given = fields.json_object(raw)
    mailbox = fields.words(given, "mailbox", 64)
    return replace(
        call.parse(raw, received_at),
        channel="mailbox" if mailbox else "web",
        external_id=fields.words(given, "form_id", 255) or fields.fingerprint(raw),
        mailbox=mailbox,
        joins=fields.words(given, "joins", 20),
        apart=fields.flag(given, "apart", False),
        files=files_of(given.get("files"), load),
    )


def files_of(listed: object, load: Load | None) -> tuple[File, ...]:
    """The files of a message's list; raises `Unreadable` where one is missing or has changed."""
    if not listed:
        return ()
    if not isinstance(listed, list) or len(listed) > MAX_FILES or not all(isinstance(one, dict) for one in listed):
        raise Unreadable("附件清单无法读懂。", "The list of files can't be read.")
    return tuple(_file(one, number, load) for number, one in enumerate(listed, 1))


def _file(told: dict[str, object], number: int, load: Load | None) -> File:
    name = clean.file_name(fields.words(told, "name", 1000), f"附件{number}.bin")
    digest = fields.words(told, "sha256", 64).lower()
    try:
        content = load(digest) if load else b""
    except (LookupError, OSError) as error:
        raise _missing(name) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise _missing(name)
    return File(name, fields.words(told, "type", 100) or "application/octet-stream", content)


def _missing(name: str) -> Unreadable:
    return Unreadable(f"附件“{name}”没有找到，或者内容变了。", f"The file “{name}” is missing or has changed.")
