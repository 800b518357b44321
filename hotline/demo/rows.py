"""Rows of the history as plain values: the columns of the tables, without the ORM's bookkeeping, thousands a second."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.tickets import states


@dataclass(slots=True)
class TicketRow:
    city: str
    id: int
    number: str
    query_code: str
    channel: str
    external_id: str
    title: str
    body: str
    received_at: datetime
    due_at: datetime
    changed_at: datetime
    state: str = "received"
    open: bool = True
    version: int = 1
    mailbox: str = ""
    kind: str = ""
    category: str = ""
    urgency: str = "normal"
    district: str = ""
    street: str = ""
    lon: float | None = None
    lat: float | None = None
    confidential: bool = False
    public: bool = False
    follow_up: bool = True
    lead_unit: str = ""
    holders: list[str] = field(default_factory=list)
    master_id: int | None = None
    parent_id: int | None = None
    follows_id: int | None = None
    resolution: str = ""
    answer: str = ""
    promised_at: datetime | None = None
    provisional: bool = False
    dispatched_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    next_visit_at: datetime | None = None
    level: int = 0
    urges: int = 0
    reworks: int = 0
    returns: int = 0
    extensions: int = 0
    misses: int = 0

    def move(self, state: str) -> None:
        self.state = state
        self.open = state in states.OPEN


@dataclass(slots=True)
class PetitionerRow:
    city: str
    ticket_id: int
    name: str
    phone: str
    email: str
    id_number: str
    address: str
    phone_hash: str
    email_hash: str


@dataclass(slots=True)
class AssignmentRow:
    city: str
    id: int
    ticket_id: int
    unit: str
    part: str
    opinion: str
    made_at: datetime
    sign_by: datetime | None = None
    contact_by: datetime | None = None
    due_at: datetime | None = None
    policy: str = ""
    calendar: str = ""
    explanation: list[str] = field(default_factory=list)
    signed_at: datetime | None = None
    replied_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    no_return: bool = False
    handler_id: int = 0
    handler: str = ""


@dataclass(slots=True)
class EventRow:
    city: str
    id: int
    ticket_id: int
    at: datetime
    verb: str
    frm: str
    to: str
    actor_id: int
    actor_name: str
    actor_role: str
    actor_unit: str
    unit: str
    category: str
    channel: str
    kind: str
    text: str
    data: dict[str, Any]
    public: bool


@dataclass(slots=True)
class ClockRow:
    city: str
    assignment_id: int
    ticket_id: int
    unit: str
    policy: str
    started_at: datetime
    due_at: datetime
    provisional: bool
    limit_days: int
    limit_hours: int
    level: int = 0
    next_at: datetime | None = None
    pauses: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class EscalationRow:
    city: str
    id: int
    assignment_id: int
    ticket_id: int
    unit: str
    level: int
    code: str
    due_at: datetime
    at: datetime


@dataclass(slots=True)
class RequestRow:
    city: str
    id: int
    ticket_id: int
    assignment_id: int
    unit: str
    sort: str
    reason: str
    text: str
    suggested_unit: str
    days: int
    asked_at: datetime
    asked_by: str
    state: str = "pending"
    decided_at: datetime | None = None
    decided_by: str = ""
    decision: str = ""
    evidence: str = ""


@dataclass(slots=True)
class WaitRow:
    city: str
    ticket_id: int
    sort: str
    due_at: datetime


@dataclass(slots=True)
class ReplyRow:
    city: str
    id: int
    ticket_id: int
    unit: str
    author: str
    at: datetime
    internal: str
    public: str
    resolution: str
    state: str = "waiting"
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    review: str = ""


@dataclass(slots=True)
class VisitRow:
    city: str
    id: int
    ticket_id: int
    at: datetime
    by: str
    by_id: int
    means: str
    attempt: int
    reached: bool
    contacted: str = ""
    solved: str = ""
    satisfied: str = ""
    process: str = ""
    reason: str = ""
    words: str = ""


@dataclass(slots=True)
class ReachRow:
    city: str
    ticket_id: int
    unit: str
    open: bool
    due_at: datetime
    changed_at: datetime


@dataclass(slots=True)
class DecisionRow:
    city: str
    id: int
    ticket_id: int
    at: datetime
    unit: str
    assist: list[str]
    category: str
    kind: str
    urgency: str
    district: str
    street: str
    confidence: float
    auto: bool
    because: list[Any]
    alternatives: list[Any]
    catalogue: str
    model: str = ""


@dataclass(slots=True)
class CorrectionRow:
    city: str
    id: int
    ticket_id: int
    decision_id: int | None
    at: datetime
    actor_id: int
    verb: str
    from_unit: str
    to_unit: str
    from_category: str
    to_category: str
