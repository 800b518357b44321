"""Conversations of the official account, the messages answered, whose matter is whose, files still to be fetched."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey
from hotline.privacy.sealing import Sealed


class WechatTalk(CityKey, Base):
    """How far one person's conversation is; forgotten some hours after the last word."""

    __tablename__ = "wechat_talks"
    __table_args__ = (UniqueConstraint("city", "person"), Index(None, "city", "at"))

    person: Mapped[str] = mapped_column(String(64))
    """Keyed hash of the OpenID."""
    talk: Mapped[str] = mapped_column(Sealed)
    """The fields of `conversation.Talk` as JSON."""
    at: Mapped[datetime]


class WechatMessage(CityKey, Base):
    """A message that was taken, with its answer: a second delivery is answered alike and does nothing."""

    __tablename__ = "wechat_messages"
    __table_args__ = (UniqueConstraint("city", "message"), Index(None, "city", "at"))

    message: Mapped[str] = mapped_column(String(64))
    reply: Mapped[str | None] = mapped_column(Sealed)
    """None while the matter it submits is not stored yet."""
    at: Mapped[datetime]


class WechatMatter(CityKey, Base):
    """Whose matter it is: the way back, and the right to ask for it without a query code."""

    __tablename__ = "wechat_matters"
    __table_args__ = (UniqueConstraint("city", "matter"), Index(None, "city", "person", "id"))

    matter: Mapped[str] = mapped_column(String(40))
    """The external id of the ticket."""
    person: Mapped[str] = mapped_column(String(64))
    openid: Mapped[str] = mapped_column(Sealed)
    at: Mapped[datetime]


class WechatMedia(CityKey, Base):
    """A picture, voice or film WeChat keeps for three days: waiting → kept → attached, or failed."""

    __tablename__ = "wechat_media"
    __table_args__ = (Index(None, "city", "state", "next_at"), Index(None, "city", "matter"))

    matter: Mapped[str] = mapped_column(String(40))
    media_id: Mapped[str] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str] = mapped_column(String(80), default="")
    next_at: Mapped[datetime]
    at: Mapped[datetime]
