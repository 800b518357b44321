"""Visits (回访): every attempt to ask the citizen, and the citizen's own marks, never overwritten (D-55)."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
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


class Appointment(Base):
    """The time at which a citizen asked to be called (预约回访); gone with the next attempt."""

    __tablename__ = "visit_appointments"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "at"))

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Claim(Base):
    """Who is calling this citizen now, so that nobody is called by two; each agent has one at most, and it lapses."""

    __tablename__ = "visit_claims"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "by_id"))

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    by_id: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime]
