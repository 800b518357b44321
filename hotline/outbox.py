"""What must be told outside: one row per recipient and cause, written with the change, delivered later with retries.

A row holds no personal data: `recipient` says who (`petitioner:<ticket id>`, `unit:<code>`, `user:<id>`), and the
sender looks the address up when it delivers.

A message is claimed for a while in one transaction, sent outside any, and marked in another: a slow mail server holds
no lock, and what a killed process had claimed is tried again when its while is over.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import ending
from hotline.db import Base, CityKey, append, db, transaction

log = logging.getLogger(__name__)

BACK_OFF = (60, 300, 1800, 7200, 43200)
"""Seconds until the next try; after the last the message is a dead letter for a person to look at."""
LEASE = timedelta(minutes=10)
"""How long a claim holds: longer than any delivery takes."""


class Withheld(Exception):
    """A sender may say so: this message is not to go out. The words say why and name nobody."""


class Message(CityKey, Base):
    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("city", "cause", "recipient"),
        Index(None, "city", "state", "next_at"),
        Index(None, "city", "recipient", "id"),
    )

    cause: Mapped[str] = mapped_column(String(120))
    recipient: Mapped[str] = mapped_column(String(60))
    template: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    """waiting | sent | dead | held"""
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")


Sender = Callable[[Message], Callable[[], None]]
"""Reads all it needs about a message and returns the delivery itself, which touches no database."""


def post(
    city: str,
    recipient: str,
    cause: str,
    template: str,
    data: dict[str, Any],
    now: datetime,
    shown: bool = False,
    after: datetime | None = None,
) -> None:
    """Write one message in the change's own transaction. A second one of the same cause and recipient is refused.

    `cause` names the event row it tells of, so what happens exactly once is told exactly once.
    `shown` is for what people read in the application: the row itself is the delivery. Nothing is sent before `after`.
    """
    append(
        Message(
            city=city, cause=cause, recipient=recipient, template=template, data=data, created_at=now,
            next_at=after or now, state="sent" if shown else "waiting", sent_at=now if shown else None,
        )
    )  # fmt: skip


def take_back(city: str, causes: Sequence[str]) -> None:
    """Remove messages of these causes, for what was undone before anybody was told."""
    db.session.execute(delete(Message).where(Message.city == city, Message.cause.in_(causes)))


def deliver_due(city: str, now: datetime, senders: dict[str, Sender]) -> int:
    """Deliver what is due in one city. Returns how many were sent. Any number of processes may do it at once."""
    sent = 0
    while not ending.told():
        with transaction():
            message = _claim(city, now)
            if message is None:
                return sent
            message_id = message.id
            try:
                deliver = senders[message.recipient.partition(":")[0]](message)
            except Withheld as reason:
                message.state, message.error = "held", str(reason)[:200]
                continue
            except Exception as error:  # a message that cannot be made must not hold up the others
                _put_back(message, now, error)
                continue
        failure = _failure(deliver)
        with transaction():
            message = db.session.get_one(Message, (city, message_id))
            if failure is not None:
                _put_back(message, now, failure)
                continue
            message.state, message.sent_at, message.error = "sent", now, ""
        sent += 1
    return sent


def returned(city: str, message_id: int, status: str, failed: bool) -> bool:
    """A mail that was delivered came back: it is a dead letter now, or only says why it is late. Whether it is ours."""
    message = db.session.get(Message, (city, message_id), with_for_update=True)
    if message is None:
        return False
    message.error = f"bounced {status}".strip()
    if failed and message.state == "sent":
        message.state = "dead"
    return True


def recent(city: str, recipients: Sequence[str], limit: int = 50) -> list[Message]:
    """The newest messages to any of these recipients, for the page that shows them."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.city == city, Message.recipient.in_(recipients))
            .order_by(Message.id.desc())
            .limit(limit)
        )
    )


def _claim(city: str, now: datetime) -> Message | None:
    message = db.session.scalars(
        select(Message)
        .where(Message.city == city, Message.state == "waiting", Message.next_at <= now)
        .order_by(Message.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if message is not None:
        message.next_at = now + LEASE
    return message


def _failure(deliver: Callable[[], None]) -> Exception | None:
    try:
        deliver()
    except Exception as error:  # any failure of the outside world is a retry, never a stop
        return error
    return None


def _put_back(message: Message, now: datetime, error: Exception) -> None:
    # The words of an error of the mail system hold the address; its class and code do not.
    message.error = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
    log.warning("message %s is not sent: %s", message.id, message.error)
    if message.tries >= len(BACK_OFF):
        message.state = "dead"
        return
    message.next_at = now + timedelta(seconds=BACK_OFF[message.tries])
    message.tries += 1
