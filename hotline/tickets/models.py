"""The ticket and what hangs on it. Every key carries the city; ids are made by the application."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey, belongs_to
from hotline.privacy.sealing import Sealed
from hotline.tickets import states

_PUBLIC: dict[str, Any] = {"postgresql_where": text("public"), "sqlite_where": text("public = 1")}
"""Rows whose citizen agreed to publication: the lists of machines walk along them alone."""


class Ticket(CityKey, Base):
    """A matter (工单). The person behind it stands in `petitioners`, sealed."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("city", "number"),
        UniqueConstraint("city", "channel", "external_id"),
        Index("ix_tickets_level", "city", "open", "level", "lead_unit"),
        Index("ix_tickets_open_due", "city", "open", "due_at", "id"),
        Index("ix_tickets_state_due", "city", "state", "due_at", "id"),
        Index("ix_tickets_open_id", "city", "open", "id"),
        Index("ix_tickets_alike", "city", "open", "category", "district", "id"),
        Index("ix_tickets_open_changed", "city", "open", "changed_at", "id"),
        Index("ix_tickets_master", "city", "master_id"),
        Index("ix_tickets_parent", "city", "parent_id"),
        Index("ix_tickets_reviewed", "city", "state", "next_visit_at", "id"),
        Index("ix_tickets_public_received", "city", "received_at", "id", **_PUBLIC),
        Index("ix_tickets_public_changed", "city", "changed_at", "id", **_PUBLIC),
        Index(
            "ix_tickets_public", "city", "district", "id",
            postgresql_where=text("public AND open AND NOT confidential"),
            sqlite_where=text("public = 1 AND open = 1 AND confidential = 0"),
        ),
    )  # fmt: skip

    number: Mapped[str] = mapped_column(String(21))
    query_code: Mapped[str] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(12))
    open: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(BigInteger)

    channel: Mapped[str] = mapped_column(String(10))
    external_id: Mapped[str] = mapped_column(String(200))
    mailbox: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(10), default="")
    category: Mapped[str] = mapped_column(String(4), default="")
    urgency: Mapped[str] = mapped_column(String(6), default="normal")
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(String(20), default="")
    street: Mapped[str] = mapped_column(String(20), default="")
    lon: Mapped[float | None]
    lat: Mapped[float | None]

    confidential: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)
    """The citizen agreed to publication."""
    follow_up: Mapped[bool] = mapped_column(default=True)

    lead_unit: Mapped[str] = mapped_column(String(20), default="")
    holders: Mapped[list[str]] = mapped_column(default=list)
    """Codes of the units with a live assignment, the lead first."""
    master_id: Mapped[int | None]
    parent_id: Mapped[int | None]
    """The letter of several matters that this is a part of (分件)."""
    follows_id: Mapped[int | None] = mapped_column(BigInteger)
    """The matter that was over when this letter answered it (接续)."""
    resolution: Mapped[str] = mapped_column(String(12), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    """The public answer the citizen reads."""

    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """What must happen next must happen by then: the promise before dispatch, the unit's limit after it."""
    promised_at: Mapped[datetime | None]
    """The citizen's clock: received → answered, never paused."""
    provisional: Mapped[bool] = mapped_column(default=False)
    """The limit crosses a year whose calendar is not official yet."""
    dispatched_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    """When somebody last did something with it; a rung of the ladder is no act."""
    next_visit_at: Mapped[datetime | None]

    level: Mapped[int] = mapped_column(default=0)
    """Rung of the supervision ladder reached (0 none … 5 city)."""
    urges: Mapped[int] = mapped_column(default=0)
    reworks: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    misses: Mapped[int] = mapped_column(default=0)

    # Trap: version_id_col needs mapped_column() spelled out on that column.
    __mapper_args__ = {"version_id_col": version}

    def move(self, state: str) -> None:
        self.state = state
        self.open = state in states.OPEN


class Petitioner(Base):
    """Who wrote or called, sealed at rest; found again by keyed hashes only (D-66, D-69)."""

    __tablename__ = "petitioners"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "phone_hash", "ticket_id"),
        Index(None, "city", "email_hash", "ticket_id"),
    )

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Sealed)
    phone: Mapped[str] = mapped_column(Sealed)
    email: Mapped[str] = mapped_column(Sealed)
    id_number: Mapped[str] = mapped_column(Sealed)
    address: Mapped[str] = mapped_column(Sealed)
    phone_hash: Mapped[str] = mapped_column(String(64))
    email_hash: Mapped[str] = mapped_column(String(64))


class Assignment(CityKey, Base):
    """One unit's part in a ticket with its own clock (主办 lead, 协办 assist, 下派 child)."""

    __tablename__ = "assignments"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "ticket_id", "id"),
        Index(None, "city", "unit", "ended_at"),
    )

    ticket_id: Mapped[int]
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    part: Mapped[str] = mapped_column(String(6))
    """lead | assist | child"""
    opinion: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    sign_by: Mapped[datetime | None]
    contact_by: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    policy: Mapped[str] = mapped_column(String(40), default="")
    calendar: Mapped[str] = mapped_column(String(40), default="")
    explanation: Mapped[list[str]] = mapped_column(default=list)
    signed_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(12), default="")
    """How it ended: answered | returned | redispatched | recalled | reworked | withdrawn | merged | opined | recused"""
    no_return: Mapped[bool] = mapped_column(default=False)
    handler_id: Mapped[int] = mapped_column(BigInteger, default=0)
    handler: Mapped[str] = mapped_column(String(60), default="")
    """Who in the unit handles it (经办人): named by the unit, else whoever signed for it; 0: nobody yet."""


class TicketEvent(CityKey, Base):
    """What happened, once, for ever. Carries the facts of its moment, so that every number can be recounted."""

    __tablename__ = "ticket_events"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        Index(None, "city", "ticket_id", "id"),
        Index(None, "city", "at"),
    )

    ticket_id: Mapped[int]
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(String(20))
    frm: Mapped[str] = mapped_column(String(12))
    to: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(String(60))
    actor_role: Mapped[str] = mapped_column(String(12))
    actor_unit: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(20))
    """The lead unit at this moment."""
    category: Mapped[str] = mapped_column(String(4))
    channel: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    public: Mapped[bool]


class Request(CityKey, Base):
    """A unit's request (申请): return 退单 or extension 延期; or a dispute to be ruled on (会商). The clock runs on."""

    __tablename__ = "requests"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        belongs_to("assignments", "assignment_id"),
        Index(None, "city", "ticket_id", "id"),
        Index(None, "city", "assignment_id"),
        Index(None, "city", "state", "id"),
    )

    ticket_id: Mapped[int]
    assignment_id: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    sort: Mapped[str] = mapped_column(String(10))
    """return | extension | arbitrate"""
    reason: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    """Of a return: the basis of the duty (职责依据)."""
    evidence: Mapped[str] = mapped_column(Text, default="")
    """Of a return: what proves it (佐证材料)."""
    suggested_unit: Mapped[str] = mapped_column(String(20), default="")
    """The unit whose duty it is: as the unit says, or as the ruling says."""
    days: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="pending")
    """pending | granted | refused | lapsed: the unit no longer has the ticket"""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(60))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decision: Mapped[str] = mapped_column(Text, default="")


class Reply(CityKey, Base):
    """A unit's reply: the internal report and the public answer are two texts (D-45, D-48)."""

    __tablename__ = "replies"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id", "id"))

    ticket_id: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    internal: Mapped[str] = mapped_column(Text)
    public: Mapped[str] = mapped_column(Text)
    resolution: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(9), default="waiting")
    """waiting | approved | sent_back"""
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str] = mapped_column(String(60), default="")
    review: Mapped[str] = mapped_column(Text, default="")


class Reach(Base):
    """Which units may see a ticket: those that hold or held it, and those above them. Carries the list's sort keys."""

    __tablename__ = "reach"
    __table_args__ = (
        belongs_to("tickets", "ticket_id"),
        Index("ix_reach_open_due", "city", "unit", "open", "due_at", "ticket_id"),
        Index("ix_reach_open_id", "city", "unit", "open", "ticket_id"),
        Index("ix_reach_open_changed", "city", "unit", "open", "changed_at", "ticket_id"),
        Index("ix_reach_id", "city", "unit", "ticket_id"),
    )

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(20), primary_key=True)
    open: Mapped[bool]
    due_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Attachment(CityKey, Base):
    """A file kept by its hash under the attachments folder."""

    __tablename__ = "attachments"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "ticket_id", "id"))

    ticket_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(8))
    """letter | evidence"""
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Sequence(Base):
    """The last ticket sequence of a city's day, in stripes so that intakes do not queue behind one row."""

    __tablename__ = "sequences"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    stripe: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    last: Mapped[int]
