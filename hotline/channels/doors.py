"""The doors: which adapter reads which channel's messages, and what every message must fit into."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hotline import files
from hotline.channels import app, call, letter, web
from hotline.people import queries as people
from hotline.tickets.inbound import Inbound

EXTERNAL_ID_MAX = 200

Parse = Callable[[bytes, datetime], Inbound]


def _web(raw: bytes, received_at: datetime) -> Inbound:
    return web.parse(raw, received_at, files.read)


CHANNELS: dict[str, Parse] = {"letter": letter.parse, "phone": call.parse, "app": app.parse, "web": _web}
"""Channel → raw message to `Inbound`; raises `clean.Unreadable`. A web letter to a leader's mailbox becomes one of the
channel `mailbox`."""

DOORS = {"letter": "letter", "call": "phone", "app": "app", "web": "web"}
"""What a person types → the channel."""


def identity(given: str) -> str:
    """An external id that fits the database: a longer one is its SHA-256."""
    return given if len(given) <= EXTERNAL_ID_MAX else hashlib.sha256(given.encode()).hexdigest()


def fit(message: Inbound) -> Inbound:
    """The message with codes the city can know: a category of four digits, the mailbox of a post; else none."""
    return replace(
        message,
        external_id=identity(message.external_id),
        category=message.category if re.fullmatch("[0-9]{4}", message.category) else "",
        mailbox=_mailbox(message.mailbox),
    )


def _mailbox(said: str) -> str:
    """The mailbox by its code or by the title of its post: other systems write 市长信箱."""
    if not said:
        return ""
    posts = people.posts()
    if said.lower() in posts:
        return said.lower()
    title = said.removesuffix("信箱")
    return next((post.mailbox for post in posts.values() if post.title == title), "")
