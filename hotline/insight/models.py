"""What many tickets say together, kept so that yesterday is not computed again."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to


class WordCounts(Base):
    """In how many of the newest tickets each pair of characters stands; counted once a day."""

    __tablename__ = "word_counts"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    at: Mapped[datetime]
    messages: Mapped[int]
    counts: Mapped[bytes] = mapped_column(LargeBinary)
    """Compressed JSON of pair → count."""


class TextKey(Base):
    """A heavy pair of a ticket's text, hashed: tickets that share some are worth comparing.

    Without a foreign key: a key without its ticket finds nothing. Keys come in the order of their tickets, so a block
    range index of a few pages leads PostgreSQL to the old ones; on SQLite the table is its own key, and an ordinary
    index takes the room that saves.
    """

    __tablename__ = "text_keys"
    __table_args__ = (
        Index("ix_text_keys_ticket", "city", "ticket_id", postgresql_using="brin"),
        {"sqlite_with_rowid": False},
    )

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Repeat(Base):
    """A letter that seems to tell an open matter of the same citizen again: shown to a dispatcher, who decides."""

    __tablename__ = "repeats"
    __table_args__ = (belongs_to("tickets", "ticket_id"),)

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    of_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Topic(CityKey, Base):
    """An event that several tickets are about (热点)."""

    __tablename__ = "topics"
    __table_args__ = (Index(None, "city", "last_at"),)

    title: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(60), default="")
    category: Mapped[str] = mapped_column(String(4), default="")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    size: Mapped[int]


class TopicMember(Base):
    """A ticket that has been looked at. `topic_id` is empty while nothing is like it."""

    __tablename__ = "topic_members"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "topic_id", "ticket_id"))

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic_id: Mapped[int | None]
    at: Mapped[datetime]
    person: Mapped[str] = mapped_column(String(16), default="")
    """The beginning of the keyed hash of the telephone: tells people apart, names nobody."""


class Progress(Base):
    """How far a job has read the tickets: all with a smaller id are done."""

    __tablename__ = "insight_progress"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    job: Mapped[str] = mapped_column(String(20), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger)
