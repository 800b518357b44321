"""When a unit works and who is on duty when it does not: opening hours, the duty room, the roster (值班)."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey
from hotline.privacy.sealing import Sealed


class UnitHours(Base):
    """Opening hours of a unit and what happens outside them; a unit without a row works the city's hours."""

    __tablename__ = "unit_hours"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    opens: Mapped[str] = mapped_column(String(6), default="office")
    """office: as the city's calendar says | always: round the clock | own: `hours` on `days`, holidays off"""
    days: Mapped[list[Any]] = mapped_column(default=list)
    """Days of the week, Monday is 1."""
    hours: Mapped[list[Any]] = mapped_column(default=list)
    """[["09:00", "20:00"]]"""
    room: Mapped[str] = mapped_column(String(40), default="")
    """Telephone of its duty room (值班室)."""
    stand_in: Mapped[str] = mapped_column(String(20), default="")
    """The unit on duty that begins with urgent matters meanwhile (值守单位); empty: its own duty room does."""


class DutyShift(CityKey, Base):
    """Who is on duty in a unit, from `starts` to `ends` of a date, or of a day of every week."""

    __tablename__ = "duty_shifts"
    __table_args__ = (Index(None, "city", "unit", "on"),)

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    on: Mapped[date | None]
    """A date goes before the day of the week."""
    weekday: Mapped[int]
    """Monday is 1; 0 where a date is given."""
    starts: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))
    """`HH:MM`; not after `starts`: of the next day."""
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(Sealed, default="")
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    """Who is told, where the person signs in here."""
