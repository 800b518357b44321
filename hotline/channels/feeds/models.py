"""Items from outside, when each feed was asked last, and the replies that wait to be posted back."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to
from hotline.privacy.sealing import Sealed


class FeedItem(CityKey, Base):
    """One item of one source, kept before its ticket is made; found again by channel and external id."""

    __tablename__ = "feed_items"
    __table_args__ = (UniqueConstraint("city", "channel", "external_id"), Index(None, "city", "source", "id"))

    channel: Mapped[str] = mapped_column(String(10))
    external_id: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(150))
    """The source's own id of it."""
    thread: Mapped[str] = mapped_column(String(150))
    link: Mapped[str] = mapped_column(String(1000))
    author: Mapped[str] = mapped_column(Sealed)
    at: Mapped[datetime]


class FeedPoll(CityKey, Base):
    """How the last asking of a feed went."""

    __tablename__ = "feed_polls"
    __table_args__ = (UniqueConstraint("city", "source"),)

    source: Mapped[str] = mapped_column(String(40))
    etag: Mapped[str] = mapped_column(String(200), default="")
    changed: Mapped[str] = mapped_column(String(60), default="")
    """Last-Modified as the server wrote it."""
    asked_at: Mapped[datetime]
    next_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(80), default="")


class FeedReply(CityKey, Base):
    """A public answer to be posted where the item stands. States: prepared → posted | failed; failed → prepared."""

    __tablename__ = "feed_replies"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        UniqueConstraint("city", "ticket_id", "cause"),
        Index(None, "city", "state", "id"),
    )

    ticket_id: Mapped[int]
    cause: Mapped[int]
    """Id of the event that gave the answer."""
    source: Mapped[str] = mapped_column(String(40))
    link: Mapped[str] = mapped_column(String(1000))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="prepared")
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(String(60), default="")
    where: Mapped[str] = mapped_column(String(1000), default="")
    """Address of the posted reply, where known."""
    error: Mapped[str] = mapped_column(String(200), default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
