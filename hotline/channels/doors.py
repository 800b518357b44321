"""The doors: which adapter reads which channel's messages, how each proves who speaks, its limit, its way back."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from hotline import files
from hotline.channels.adapters import app, call, feeds, letter, paper, transfer, web, wechat
from hotline.people import queries as people
from hotline.tickets.inbound import Inbound

EXTERNAL_ID_MAX = 200

Parse = Callable[[bytes, datetime], Inbound]


@dataclass(frozen=True, slots=True)
class Door:
    """One door. `parse` makes an `Inbound` of a raw message and raises `clean.Unreadable`."""

    parse: Parse
    proof: str
    """How a message proves where it comes from: form | staff | mail | key | wechat | signed; see `labels.PROOFS`."""
    limit: str
    """How much one sender may bring, as flask-limiter writes it; empty where a person or a file is the sender."""
    back: str
    """The way back to the citizen: call | page | mail | wechat | post | transfer; see `labels.WAYS_BACK`."""
    usual_gap: int
    """Hours without a message after which the door counts as silent; 0 where silence means nothing."""


def _web(raw: bytes, received_at: datetime) -> Inbound:
    return web.parse(raw, received_at, files.read)


def _app(raw: bytes, received_at: datetime) -> Inbound:
    return app.parse(raw, received_at, files.read)


def _paper(raw: bytes, received_at: datetime) -> Inbound:
    return paper.parse(raw, received_at, files.read)


# fmt: off
CHANNELS: dict[str, Door] = {
    #               adapter        proof     limit         way back  silent after
    "phone":   Door(call.parse,    "staff",  "",           "call",   12),
    "web":     Door(_web,          "form",   "30/minute",  "page",   24),
    "letter":  Door(letter.parse,  "mail",   "",           "mail",   24),
    "app":     Door(_app,          "key",    "600/minute", "page",   24),
    "wechat":  Door(wechat.parse,  "wechat", "",           "wechat", 24),
    "weibo":   Door(partial(feeds.parse, "weibo"),   "signed", "600/minute", "post", 48),
    "forum":   Door(partial(feeds.parse, "forum"),   "signed", "600/minute", "post", 48),
    "opinion": Door(partial(feeds.parse, "opinion"), "signed", "600/minute", "post", 48),
    "paper":   Door(_paper,        "staff",  "",           "call",   0),
    "transfer": Door(transfer.parse, "signed", "600/minute", "transfer", 48),
}
# fmt: on
"""Every channel with a live door. A web letter to a leader's mailbox becomes one of the channel `mailbox`."""

DOORS = {
    "letter": "letter", "call": "phone", "app": "app", "web": "web", "wechat": "wechat",
    "weibo": "weibo", "forum": "forum", "opinion": "opinion", "paper": "paper", "transfer": "transfer",
}  # fmt: skip
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
