"""Units, posts with their mailboxes, users. Reference tables: they carry no ticket data."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.actors import Actor
from hotline.db import Base, new_id


class Unit(Base):
    """A district, zone, street, bureau or utility (承办单位)."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    city: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(60))
    short: Mapped[str] = mapped_column(String(30))
    name_en: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    """city | district | zone | street | bureau | utility"""
    parent: Mapped[str | None] = mapped_column(ForeignKey("units.code"), index=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    """How citizens call it."""
    works_for: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Codes of the units it works for without being under them (承包、受托): a report about them never reaches it."""
    active: Mapped[bool] = mapped_column(default=True)

    def label(self, language: str) -> str:
        return self.name if language.startswith("zh") else self.name_en


class Post(Base):
    """A post (职务) owns the mailbox; who holds it may change, the mailbox stays (D-62)."""

    __tablename__ = "posts"

    mailbox: Mapped[str] = mapped_column(String(40), primary_key=True)
    city: Mapped[str] = mapped_column(String(6))
    title: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str] = mapped_column(String(160))
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    rank: Mapped[int]
    """Smaller is higher; the order of the public list."""

    def label(self, language: str) -> str:
        return self.title if language.startswith("zh") else self.title_en


class User(Base):
    """A person who signs in."""

    __tablename__ = "users"
    __table_args__ = (Index(None, "unit", "role"), Index(None, "city", "name"))

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    city: Mapped[str] = mapped_column(String(6))
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Raised when the password changes or the account is disabled: every older session ends."""
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    display: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How this person wants pages shown: choice → value, see `hotline.display`."""
    notices_seen: Mapped[int] = mapped_column(BigInteger, default=0)
    """Id of the newest notice this person has opened the list with; 0 before the first time."""

    def actor(self, unit_name: str = "") -> Actor:
        return Actor(self.id, self.name, self.role, self.city, self.unit, unit_name)
