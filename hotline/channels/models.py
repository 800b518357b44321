"""What arrived, as it arrived: stored and committed before anybody is told "received"."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey
from hotline.privacy.sealing import SealedBytes


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
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="new")
    reason: Mapped[str] = mapped_column(String(300), default="")
    tries: Mapped[int] = mapped_column(default=0)
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
