"""What was told of once, and what a person did about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to


class Alert(CityKey, Base):
    """More than usual at one place (异动): told once, looked at by a person, closed with a word."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("city", "cause"), Index(None, "city", "state", "id"))

    cause: Mapped[str] = mapped_column(String(80))
    """What it is about and its day: the same surge is no second alert."""
    sort: Mapped[str] = mapped_column(String(8))
    """level: above the usual of this weekday | crowd: near-same matters within hours and a kilometre"""
    category: Mapped[str] = mapped_column(String(4), default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(80), default="")
    count: Mapped[int]
    usual: Mapped[float]
    since: Mapped[datetime]
    at: Mapped[datetime]
    tickets: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(8), default="new")
    """new | seen | closed"""
    seen_by: Mapped[str] = mapped_column(String(60), default="")
    seen_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(60), default="")
    closed_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(Text, default="")


class Alarm(CityKey, Base):
    """A life may be in danger (警情): one a ticket, untaken until a person sees to it or the ticket is over."""

    __tablename__ = "alarms"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        UniqueConstraint("city", "ticket_id"),
        Index(
            "ix_alarms_untaken", "city", "grade", "id",
            postgresql_where=text("taken_at IS NULL"), sqlite_where=text("taken_at IS NULL"),
        ),
        Index(None, "city", "taken_at"),
    )  # fmt: skip

    ticket_id: Mapped[int] = mapped_column(BigInteger)
    grade: Mapped[int]
    """The gravest first: 0 an emergency number must be rung, 1 another danger, 2 urgent for another reason"""
    at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(60), default="")
    """Empty although taken: the ticket was over before anybody took it up."""
    taken_at: Mapped[datetime | None]
