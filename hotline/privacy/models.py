"""The log of who looked at a person's data or opened a ticket, and of who took lists away. Append-only."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey


class Reveal(CityKey, Base):
    """One field of one person shown to one user, with the reason given."""

    __tablename__ = "reveals"
    __table_args__ = (Index(None, "city", "ticket_id", "id"), Index(None, "city", "user_id", "id"))

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200))
    ip: Mapped[str] = mapped_column(String(45))


class Export(CityKey, Base):
    """One list taken away as a file (导出), masked as on the screen: who, when, which filters, how many rows."""

    __tablename__ = "exports"
    __table_args__ = (Index(None, "city", "at"),)

    at: Mapped[datetime]
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(20))
    filters: Mapped[str] = mapped_column(String(800))
    """As they stand in the address; what was chosen by hand has none."""
    rows: Mapped[int | None]
    """Written when the last row has gone out; none for a transfer that broke off."""
    fetched_at: Mapped[datetime | None]
    """When the file was last handed over; a long list is made first and fetched later, or never."""
    ip: Mapped[str] = mapped_column(String(45))


class Opening(CityKey, Base):
    """One user reading one ticket with its personal data: the page at most once an hour, every print and every file."""

    __tablename__ = "openings"
    __table_args__ = (Index(None, "city", "ticket_id", "at"),)

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(5))
    """page | print | pdf | file | voice: a recording was heard"""
    ip: Mapped[str] = mapped_column(String(45))
