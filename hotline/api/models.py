"""Keys of programs that speak with us, and what each may do. The key itself is shown once and kept nowhere."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey

SCOPES = ("open311", "api")
"""open311: may post requests. api: the REST interface."""


class ServiceToken(CityKey, Base):
    """One program's key (服务令牌), by its SHA-256: 256 random bits need no slow hash."""

    __tablename__ = "service_tokens"
    __table_args__ = (UniqueConstraint("city", "name"), UniqueConstraint("city", "digest"))

    name: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    per_minute: Mapped[int]
    """Requests a minute this key may make."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Since when it no longer works; the row stays, so that old records keep their name."""
