"""The catalogue in force, every routing decision with its reasons, every correction by a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to


class Category(Base):
    """One row of the dispatch catalogue (派单目录, D-1)."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    parent: Mapped[str] = mapped_column(String(4), default="")
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(8))
    """district | bureau | both"""
    grassroots: Mapped[bool]
    """False: may not be dispatched to a street or town (D-2)."""
    confidential: Mapped[bool]
    urgency: Mapped[str] = mapped_column(String(6), default="")
    kinds: Mapped[list[str]]
    strong: Mapped[list[str]]
    words: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[str] = mapped_column(String(20))

    def label(self, language: str) -> str:
        return self.name if language.startswith("zh") else self.name_en


class Decision(CityKey, Base):
    """What the engine concluded about a ticket, and why (D-35)."""

    __tablename__ = "decisions"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id", "id"))

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    unit: Mapped[str] = mapped_column(String(20))
    assist: Mapped[list[str]]
    category: Mapped[str] = mapped_column(String(4))
    kind: Mapped[str] = mapped_column(String(10))
    urgency: Mapped[str] = mapped_column(String(6))
    district: Mapped[str] = mapped_column(String(20))
    street: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float]
    auto: Mapped[bool]
    because: Mapped[list[Any]]
    """[{"rule", "zh", "en", "words"}]"""
    alternatives: Mapped[list[Any]]
    """[{"unit", "category", "confidence"}], three at most."""
    catalogue: Mapped[str] = mapped_column(String(20))

    def facts(self) -> dict[str, Any]:
        return {"unit": self.unit, "category": self.category, "kind": self.kind, "district": self.district}


class Correction(CityKey, Base):
    """A person chose otherwise than the engine: a labelled example for later learning."""

    __tablename__ = "corrections"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id"), Index(None, "city", "at"))

    ticket_id: Mapped[int]
    decision_id: Mapped[int | None]
    at: Mapped[datetime]
    actor_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(20))
    from_unit: Mapped[str] = mapped_column(String(20))
    to_unit: Mapped[str] = mapped_column(String(20))
    from_category: Mapped[str] = mapped_column(String(4))
    to_category: Mapped[str] = mapped_column(String(4))
