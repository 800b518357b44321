"""What arrived, as it arrived: stored and committed before anybody is told "received"; and where it is fetched."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to
from hotline.privacy.sealing import Sealed, SealedBytes


class Inbox(CityKey, Base):
    """One raw message of one door. States: new → done | ignored | quarantined."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("city", "channel", "external_id"),
        Index(None, "city", "state", "id"),
    )

    channel: Mapped[str] = mapped_column(String(10))
    external_id: Mapped[str] = mapped_column(String(200))
    """The door's own id where it is known before parsing, else the hash of the raw bytes."""
    raw: Mapped[bytes] = mapped_column(SealedBytes)
    mended: Mapped[bytes | None] = mapped_column(SealedBytes)
    """What an administrator made of a message that could not be read; worked on instead of `raw`."""
    mailbox: Mapped[str] = mapped_column(String(40), default="")
    """The post whose mailbox it was fetched from; empty where the message itself must tell."""
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="new")
    reason: Mapped[str] = mapped_column(String(300), default="")
    tries: Mapped[int] = mapped_column(default=0)
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)


class MailAccount(CityKey, Base):
    """A mailbox on an IMAP server that belongs to a post (职务) and is read by the job `mail`."""

    __tablename__ = "mail_accounts"
    __table_args__ = (UniqueConstraint("city", "address"), Index(None, "city", "active", "next_at"))

    address: Mapped[str] = mapped_column(String(254))
    post: Mapped[str | None] = mapped_column(ForeignKey("posts.mailbox"), index=True)
    """None: the letter itself tells whose it is, by the address it was sent to."""
    host: Mapped[str] = mapped_column(String(253))
    port: Mapped[int]
    security: Mapped[str] = mapped_column(String(8))
    """tls | starttls | plain"""
    login: Mapped[str] = mapped_column(String(254))
    password: Mapped[str] = mapped_column(Sealed)
    folder: Mapped[str] = mapped_column(String(200), default="INBOX")
    since: Mapped[date | None]
    """Mails that came before this day stay where they are."""
    active: Mapped[bool] = mapped_column(default=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger, default=0)
    seen_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    """Every UID up to this one stands in the ledger, or was not there when it was asked for."""
    next_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    """When it was last read to the end."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row the server could not be read."""
    error: Mapped[str] = mapped_column(String(300), default="")


class Fetched(CityKey, Base):
    """The ledger: one mail of one mailbox by the server's own number. States: trying → kept | gone | aside."""

    __tablename__ = "mail_ledger"
    __table_args__ = (
        belongs_to("mail_accounts", "account_id"),
        UniqueConstraint("city", "account_id", "uidvalidity", "uid"),
        Index(None, "city", "account_id", "state", "id"),
    )

    account_id: Mapped[int] = mapped_column(BigInteger)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[str] = mapped_column(String(255), default="")
    inbox_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(6), default="trying")
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]


class DoorHour(Base):
    """How many messages one door brought in one hour: what silence is measured by."""

    __tablename__ = "door_hours"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    door: Mapped[str] = mapped_column(String(80), primary_key=True)
    """A channel, or a channel and a mailbox: `letter`, `letter:<mailbox>`."""
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class DoorWatch(Base):
    """When one door last brought something, and since when it has been silent for too long."""

    __tablename__ = "door_watch"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    door: Mapped[str] = mapped_column(String(80), primary_key=True)
    last_at: Mapped[datetime]
    usual_gap: Mapped[int | None]
    """Seconds that usually pass between two messages at this time of the week; None while too little is known."""
    expected: Mapped[float] = mapped_column(default=0.0)
    """How many messages would usually have come since the last one."""
    alarm_at: Mapped[datetime | None]
