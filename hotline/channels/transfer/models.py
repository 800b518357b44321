"""What was passed between us and another platform, with both numbers and both limits."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey


class Transfer(CityKey, Base):
    """One passing of one matter. `key` is the external id for what came in, the ticket's id for what went out."""

    __tablename__ = "transfers"
    __table_args__ = (
        UniqueConstraint("city", "way", "partner", "key"),
        Index(None, "city", "ticket_id"),
        Index(None, "city", "partner", "number"),
    )

    way: Mapped[str] = mapped_column(String(3))
    """in | out"""
    partner: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
    """Empty for the moment between taking a matter in and making its ticket."""
    number: Mapped[str] = mapped_column(String(60), default="")
    """Theirs; empty until they tell it."""
    their_due_at: Mapped[datetime | None]
    their_state: Mapped[str] = mapped_column(String(40), default="")
    told_state: Mapped[str] = mapped_column(String(40), default="")
    """Their code for the last state of ours that we told them."""
    reason: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
