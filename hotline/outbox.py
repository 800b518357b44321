"""What must be told outside: one row per recipient and cause, written with the change, delivered later with retries.

A row holds no personal data: `recipient` says who (`petitioner:<ticket id>`, `unit:<code>`, `user:<id>`), and the
sender looks the address up when it delivers.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, db, transaction

BACK_OFF = (60, 300, 1800, 7200, 43200)
"""Seconds until the next try; after the last the message is a dead letter for a person to look at."""
BATCH = 50


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
    """waiting | sent | dead"""
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")


Sender = Callable[[Message], None]


def post(city: str, recipient: str, cause: str, template: str, data: dict[str, Any], now: datetime) -> None:
    """Write one message in the change's own transaction. A second one of the same cause and recipient is refused.

    `cause` names the event row it tells of, so what happens exactly once is told exactly once.
    """
    message = Message(city=city, cause=cause, recipient=recipient, template=template, data=data)
    message.created_at = message.next_at = now
    db.session.add(message)


def deliver_due(city: str, now: datetime, senders: dict[str, Sender]) -> int:
    """Deliver what is due in one city, one transaction a message. Returns how many were sent."""
    sent = 0
    while True:
        with transaction():
            message = _claim(city, now)
            if message is None:
                return sent
            try:
                senders[message.recipient.partition(":")[0]](message)
            except Exception as error:  # any failure of the outside world is a retry, never a stop
                _put_back(message, now, error)
            else:
                message.state, message.sent_at, message.error = "sent", now, ""
                sent += 1


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
    return db.session.scalars(
        select(Message)
        .where(Message.city == city, Message.state == "waiting", Message.next_at <= now)
        .order_by(Message.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _put_back(message: Message, now: datetime, error: Exception) -> None:
    message.error = f"{type(error).__name__}: {error}"[:200]
    if message.tries >= len(BACK_OFF):
        message.state = "dead"
        return
    message.next_at = now + timedelta(seconds=BACK_OFF[message.tries])
    message.tries += 1
