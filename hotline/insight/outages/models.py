"""Notices of outages, kept for the time they hold."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey


class Outage(CityKey, Base):
    """A notice of an outage (停水停电停气通知): found before a ticket is made."""

    __tablename__ = "outages"
    __table_args__ = (Index(None, "city", "until"),)

    sort: Mapped[str] = mapped_column(String(8))
    """water | power | gas | heat | net"""
    district: Mapped[str] = mapped_column(String(20), default="")
    """Code of the district; empty: the places say it."""
    places: Mapped[str] = mapped_column(Text)
    """Estates, roads, streets, apart by 、 or a new line."""
    since: Mapped[datetime]
    until: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    told: Mapped[int] = mapped_column(default=0)
    """How many citizens were told of it instead of filing a ticket."""
