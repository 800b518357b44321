"""Notices to staff in WeCom (企业微信), beside those they read in the application: one line, no person, no title.

A member's id in WeCom is the sign-in name here; whoever is not a member there simply gets none.
"""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from hotline.channels import connections
from hotline.channels.wechat import gateway
from hotline.db import db
from hotline.outbox import Message
from hotline.people.models import User

KIND = "wecom"
MOST = 200
"""Members told of one thing."""
_ROLES = {"unit": ("clerk",), "leaders": ("leader",)}


def also(recipient: str) -> str:
    """The recipient in WeCom of a notice to these staff; empty where WeCom is not connected."""
    return f"{KIND}:{recipient}" if connections.known().wecom is not None else ""


def delivery(message: Message, subject: str) -> Callable[[], None]:
    """How the members are told; nothing where there are none. Raises LookupError where WeCom was taken away."""
    account = connections.known().wecom
    if account is None:
        raise LookupError("WeCom is not connected")
    members = _members(message.city, message.recipient.partition(":")[2])
    text = f"{subject}\n请登录12345热线系统办理。"
    return partial(gateway.send_text, account, members, text) if members else _nobody


def _members(city: str, recipient: str) -> list[str]:
    kind, _colon, value = recipient.partition(":")
    query = select(User.login).where(User.city == city, User.active.is_(True))
    if kind == "user":
        query = query.where(User.id == int(value))
    elif kind == "role":
        query = query.where(User.role == value)
    else:
        query = query.where(User.unit == value, User.role.in_(_ROLES.get(kind, ())))
    return list(db.session.scalars(query.order_by(User.login).limit(MOST)))


def _nobody() -> None:
    """Nobody of them works here yet."""
