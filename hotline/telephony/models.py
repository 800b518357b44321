"""Calls and what hangs on them. Telephone numbers are sealed and found again by keyed hashes only."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to
from hotline.privacy.sealing import Sealed


class Call(CityKey, Base):
    """One call (通话) as its events tell it: counted anew from them each time one comes."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("city", "source", "external_id"),
        belongs_to("tickets", "ticket_id"),
        Index("ix_calls_live", "city", "live", "extension", "id"),
        Index(None, "city", "phone_hash", "rang_at"),
        Index(None, "city", "ticket_id"),
    )

    source: Mapped[str] = mapped_column(String(20))
    """The feeder: webhook | ami | softphone | demo"""
    external_id: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(Sealed)
    """E.164 where it can be one, else as it was told; empty where the caller hides it."""
    phone_hash: Mapped[str] = mapped_column(String(64))
    line: Mapped[str] = mapped_column(String(40))
    extension: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(8))
    """ringing | talking | held | ended | missed"""
    live: Mapped[bool]
    rang_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_at: Mapped[datetime]
    transfers: Mapped[list[Any]] = mapped_column(default=list)
    """[[ISO time, where to], …]"""
    recording: Mapped[str] = mapped_column(Sealed, default="")
    taken_by_id: Mapped[int] = mapped_column(BigInteger, default=0)
    taken_by: Mapped[str] = mapped_column(String(60), default="")
    taken_at: Mapped[datetime | None]
    ticket_id: Mapped[int | None]


class CallEventRow(CityKey, Base):
    """One event as it was told, for a month; the same one told again finds its row."""

    __tablename__ = "call_events"
    __table_args__ = (
        UniqueConstraint("city", "call_id", "key"),
        belongs_to("calls", "call_id"),
        Index(None, "city", "at"),
    )

    call_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    heard_at: Mapped[datetime]
    facts: Mapped[str] = mapped_column(Sealed)
    """JSON of what the event said besides."""


class Seat(Base):
    """Who sits at which extension (座席). Who comes takes the desk over, who sits down elsewhere leaves it."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("city", "user_id"),)

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    extension: Mapped[str] = mapped_column(String(20), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Callback(CityKey, Base):
    """The missed calls of one number, to be called back (漏接回拨): one open task a number."""

    __tablename__ = "callbacks"
    __table_args__ = (
        UniqueConstraint("city", "open_key"),
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "state", "next_at", "id"),
        Index(None, "city", "phone_hash", "done_at"),
        Index(None, "city", "ticket_id"),
    )

    phone: Mapped[str] = mapped_column(Sealed)
    phone_hash: Mapped[str] = mapped_column(String(64))
    open_key: Mapped[str] = mapped_column(String(64))
    """The hash of the number while the task is open, its own id afterwards: so there is one open task a number."""
    state: Mapped[str] = mapped_column(String(8))
    """open | reached | given_up | called: the citizen called again and was answered"""
    calls: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime]
    """Not to be tried before; the due time until the first attempt."""
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by_id: Mapped[int] = mapped_column(BigInteger, default=0)
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    claimed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    ticket_id: Mapped[int | None]


class CallAct(CityKey, Base):
    """What an operator did during a call besides writing: put it through, warned, ended it (转接 警示 结束通话)."""

    __tablename__ = "call_acts"
    __table_args__ = (
        belongs_to("calls", "call_id"),
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "form"),
        Index(None, "city", "call_id"),
        Index(None, "city", "ticket_id"),
        Index(None, "city", "kind", "reviewed_at", "id"),
    )

    form: Mapped[str] = mapped_column(String(32))
    """The id of the call form, which is there before any ticket and without any telephone system."""
    call_id: Mapped[int | None]
    ticket_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(9))
    """emergency | warning | ending"""
    target: Mapped[str] = mapped_column(String(10), default="")
    at: Mapped[datetime]
    by_id: Mapped[int]
    by: Mapped[str] = mapped_column(String(60))
    agreed: Mapped[bool | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(Text, default="")


class Nuisance(CityKey, Base):
    """A number that calls to harass (恶意骚扰): a warning, never a block. Two persons, and an end (D-33)."""

    __tablename__ = "nuisances"
    __table_args__ = (
        Index(None, "city", "phone_hash", "state"),
        Index(None, "city", "state", "id"),
    )

    phone: Mapped[str] = mapped_column(Sealed)
    phone_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    days: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    """proposed | approved | refused | lifted; that it is over is computed"""
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int]
    proposed_by: Mapped[str] = mapped_column(String(60))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int] = mapped_column(BigInteger, default=0)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(String(60), default="")
