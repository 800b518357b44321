"""A letter on paper or a visit to the office (来信来访): what a person read or heard, to one `Inbound`.

The raw message is a UTF-8 JSON object with the keys of a call (see `adapters.call`) and: `files`, the scan as a
list of `{"name", "sha256"}` whose bytes are kept elsewhere; `form_id`, made with the form of a visit; and `confirmed`,
true once a person has compared the text with the scan. What is not confirmed waits.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hotline.channels import fields
from hotline.channels.adapters import call, web
from hotline.channels.clean import Unreadable
from hotline.tickets.inbound import Inbound

CHANNEL = "paper"
TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a scanner or a camera makes."""


class ToConfirm(Unreadable):
    """The scan is kept; a person has to compare the text before it is a matter."""

    def __init__(self) -> None:
        super().__init__("扫描件已保存，待核对文字。", "The scan is kept; its text is to be confirmed.")


def parse(raw: bytes, received_at: datetime, load: web.Load | None = None) -> Inbound:
    """The letter as one message of the channel `paper`; raises `ToConfirm` or `Unreadable`."""
    given = fields.json_object(raw)
    if not fields.flag(given, "confirmed", False):
        raise ToConfirm
    return replace(
        call.parse(raw, received_at),
        channel=CHANNEL,
        external_id=fields.words(given, "form_id", 255) or fields.fingerprint(raw),
        files=web.files_of(given.get("files"), load),
    )


def scans(raw: bytes) -> list[tuple[str, str]]:
    """Name and SHA-256 of each file of a scan, in order. Raises `Unreadable`."""
    listed = fields.json_object(raw).get("files")
    rows: Sequence[object] = listed if isinstance(listed, list) else ()
    return [(fields.words(one, "name", 200), fields.words(one, "sha256", 64)) for one in rows if isinstance(one, dict)]
