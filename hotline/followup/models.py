"""Visits (回访): every attempt to ask the citizen, and the citizen's own marks, never overwritten (D-55)."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to


class Visit(CityKey, Base):
    """One attempt. Three separate questions: contacted, solved, satisfied with result and with process."""

    __tablename__ = "visits"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id", "id"))

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    by_id: Mapped[int]
    means: Mapped[str] = mapped_column(String(8))
    """phone | web"""
    attempt: Mapped[int]
    reached: Mapped[bool]
    contacted: Mapped[str] = mapped_column(String(8), default="")
    """yes | no | unsure: did the unit contact the citizen?"""
    solved: Mapped[str] = mapped_column(String(12), default="")
    satisfied: Mapped[str] = mapped_column(String(12), default="")
    process: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(Text, default="")
