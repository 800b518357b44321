"""The log of who looked at a person's data. Append-only."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey


class Reveal(CityKey, Base):
    """One field of one person shown to one user, with the reason given."""

    __tablename__ = "reveals"
    __table_args__ = (Index(None, "city", "ticket_id", "id"),)

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200))
    ip: Mapped[str] = mapped_column(String(45))
