"""Calendars and limit packs as the city loaded them, the clock of each live assignment, and every rung that fired."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to


class CalendarYear(Base):
    """One year's schedule as published; `text` is the TOML it was loaded from."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    official: Mapped[bool]
    version: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]


class LimitPack(Base):
    """A set of limit rules (时限规则); the newest `since` that has begun is in force."""

    __tablename__ = "limit_packs"

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]


class Clock(Base):
    """The unit clock of one live assignment: its limit, and the next rung of the ladder with its moment."""

    __tablename__ = "clocks"
    __table_args__ = (
        belongs_to("assignments", "assignment_id"),
        belongs_to("tickets", "ticket_id"),
        Index("ix_clocks_next", "city", "next_at"),
        Index("ix_clocks_ticket", "city", "ticket_id"),
    )

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ticket_id: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    policy: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    provisional: Mapped[bool]
    limit_days: Mapped[int]
    """Working days, 0 for a limit in hours."""
    limit_hours: Mapped[int]
    level: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    """None when stopped: answered, returned, withdrawn, or past the last rung."""
    pauses: Mapped[list[Any]] = mapped_column(default=list)
    """When the unit did not have the ticket though the part goes on: [from, to] in ISO 8601, in order."""


class Wait(Base):
    """What others than a unit must do by then: the citizen who was asked, the hotline that decides a return."""

    __tablename__ = "waits"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "due_at"))

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sort: Mapped[str] = mapped_column(String(13), primary_key=True)
    """need_info | return_review"""
    due_at: Mapped[datetime]


class Escalation(CityKey, Base):
    """One rung fired for one limit; the constraint makes a second firing impossible (D-60)."""

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("city", "assignment_id", "level", "due_at"),
        belongs_to("assignments", "assignment_id"),
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "ticket_id", "id"),
    )

    assignment_id: Mapped[int]
    ticket_id: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    at: Mapped[datetime]
