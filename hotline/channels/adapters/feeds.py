"""An item from outside – a microblog, a forum, a medium, a monitor of public opinion (舆情) – to one `Inbound`.

The raw message is a UTF-8 JSON object: `source` (code of the feed), `source_name`, `id` (the item's own id there),
`thread` (the id of the item it follows, if any), `link`, `author`, `title`, `body`, `at` (ISO 8601), `address`, `lon`,
`lat`. `title` or `body` must be there.
"""

import re
from datetime import datetime

from hotline.channels import clean, fields
from hotline.tickets import origin
from hotline.tickets.inbound import Inbound, Person

CHANNELS = ("weibo", "forum", "opinion")
"""微博 论坛和媒体留言 舆情."""
_LINK = re.compile(r"https?://[^\s<>\"']{3,900}")


def parse(channel: str, raw: bytes, received_at: datetime) -> Inbound:
    """The item as one message of the channel; raises `Unreadable`.

    A matter found by a monitor has nobody to call: it is not followed up (舆情件不回访).
    """
    given = fields.json_object(raw)
    title, body = fields.title_and_body(fields.words(given, "title"), fields.body(given, "body"))
    source, thread = fields.words(given, "source", 40), fields.words(given, "thread", 150)
    told = [
        (origin.SOURCE, fields.words(given, "source_name", 60)),
        (origin.PUBLISHED, fields.words(given, "at", 40)),
        (origin.LINK, link(given)),
    ]
    lines = origin.lines(told)
    lon, lat = fields.position(given)
    return Inbound(
        channel=channel,
        external_id=identity(source, fields.words(given, "id", 150) or fields.fingerprint(raw)),
        title=title,
        body=clean.body(f"{body}\n\n{lines}") if lines else body,
        received_at=received_at,
        kind=fields.kind(given),
        person=Person(name=fields.words(given, "author", clean.NAME_MAX), address=fields.words(given, "address", 300)),
        lon=lon,
        lat=lat,
        follow_up=channel != "opinion",
        in_reply_to=identity(source, thread) if thread else "",
    )


def identity(source: str, item: str) -> str:
    """The external id of an item: two sources may count alike."""
    return f"{source}:{item}"


def link(given: dict[str, object]) -> str:
    """The address of the item; empty for anything that is none."""
    said = fields.words(given, "link", 1000)
    return said if _LINK.fullmatch(said) else ""
