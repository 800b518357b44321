"""One ticket's life while it is being written: its rows so far, the moment it has reached, and the clocks that run.

It keeps the books the way `tickets.actions.ground` and `sla.sweep` do, in plain rows; `clocks` keeps the limits.
`advance` moves the time on and lets the system act on the way (the ladder, signing for late units); past the horizon
the life stops.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from hotline import clock
from hotline.actors import Actor
from hotline.db import EPOCH_MS
from hotline.demo.limits import Limits
from hotline.demo.rows import (
    AssignmentRow,
    ClockRow,
    CorrectionRow,
    DecisionRow,
    EscalationRow,
    EventRow,
    PetitionerRow,
    ReplyRow,
    RequestRow,
    TicketRow,
    VisitRow,
    WaitRow,
)
from hotline.sla.policies import Limit, Policy
from hotline.tickets import states
from hotline.tickets.actions.outset import GIVEN_UP

EPOCH = datetime.fromtimestamp(EPOCH_MS / 1000, clock.now().tzinfo)
SLOTS = 64
"""Moments fall on every 64th millisecond plus a slot of the ticket, so that ids of one run can't meet."""
LADDER_LAG = timedelta(seconds=9)
SIGN_LAG = timedelta(seconds=140)


class Horizon(Exception):
    """The present is reached; nothing happened after it."""


class Desk(Protocol):
    """What every life asks of the world around it."""

    limits: Limits
    now: datetime
    system: Actor
    ancestors: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Life:
    desk: Desk
    ticket: TicketRow
    serial: int
    """Which ticket of the run this is: makes its ids its own."""
    at: datetime
    person: PetitionerRow | None = None
    events: list[EventRow] = field(default_factory=list)
    assignments: list[AssignmentRow] = field(default_factory=list)
    clocks: dict[int, ClockRow] = field(default_factory=dict)
    escalations: list[EscalationRow] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)
    waits: dict[str, WaitRow] = field(default_factory=dict)
    """What was waited for; `waiting` are those that still are."""
    replies: list[ReplyRow] = field(default_factory=list)
    visits: list[VisitRow] = field(default_factory=list)
    decisions: list[DecisionRow] = field(default_factory=list)
    corrections: list[CorrectionRow] = field(default_factory=list)
    reach: dict[str, None] = field(default_factory=dict)
    stop_at: datetime | None = None
    """A life that ends before the present, to be merged or left as it is."""
    _base: int = 0
    _used: int = 0

    @property
    def policy(self) -> Policy:
        t = self.ticket
        return self.desk.limits.policy(t.category, t.kind, t.urgency, t.channel, t.mailbox)

    def advance(self, to: datetime) -> None:
        """Let time pass and the system act meanwhile. Raises Horizon when `to` lies ahead of the present."""
        end = self.stop_at or self.desk.now
        self._let_system_act(min(to, end))
        if to > end:
            raise Horizon
        if to > self.at:
            self.at = slotted(to, self.serial)

    def new_id(self) -> int:
        base = ((self.at - EPOCH) // timedelta(milliseconds=1)) << 22 | (self.serial & 0xFFFF) << 6
        if base != self._base:
            self._base, self._used = base, 0
        self._used += 1
        if self._used > SLOTS:
            raise ValueError("more rows of one ticket in one moment than ids")
        return base + self._used - 1

    def begin(self, verb: str, actor: Actor) -> states.Step:
        """The step of the table for this verb now; a wrong step or a wrong person is a fault of the story."""
        step = states.find(verb, self.ticket.state)
        if step is None or not step.permit.allows(actor, self.ticket):
            raise ValueError(f"{actor.role} of {actor.unit!r} can't {verb} a ticket that is {self.ticket.state}")
        return step

    def record(self, step: states.Step, actor: Actor, text: str = "", data: dict[str, Any] | None = None) -> EventRow:
        frm = self.ticket.state
        if step.to and step.to != states.BACK:
            self.ticket.move(step.to)
        return self.append(step.verb, frm, actor, text, data or {}, step.public)

    def append(self, verb: str, frm: str, actor: Actor, text: str, data: dict[str, Any], public: bool) -> EventRow:
        t = self.ticket
        event = EventRow(
            t.city, self.new_id(), t.id, self.at, verb, frm, t.state, actor.id, actor.name, actor.role, actor.unit,
            t.lead_unit, t.category, t.channel, t.kind, text, data, public,
        )  # fmt: skip
        self.events.append(event)
        t.version += 1
        if verb != "escalate":
            t.changed_at = self.at
        return event

    # assignments

    def assign(self, unit: str, part: str, opinion: str = "") -> AssignmentRow:
        t = self.ticket
        made = AssignmentRow(t.city, self.new_id(), t.id, unit, part, opinion, self.at)
        self.assignments.append(made)
        t.holders = [unit, *t.holders] if part == "lead" else [*t.holders, unit]
        if part == "lead":
            t.lead_unit = unit
        self.reach.update(dict.fromkeys(self.desk.ancestors[unit]))
        return made

    def live(self) -> list[AssignmentRow]:
        return [row for row in self.assignments if row.ended_at is None]

    def lead(self) -> AssignmentRow:
        return next(row for row in reversed(self.assignments) if row.part == "lead" and row.ended_at is None)

    def first_held(self) -> dict[str, str] | None:
        """As `tickets.actions.outset` has it; no story reopens a ticket that goes on to another unit."""
        leads = [row for row in self.assignments if row.part == "lead"]
        if not leads or leads[-1].ended_at is not None or any(row.outcome in GIVEN_UP for row in leads):
            return None
        given = next(event for event in self.events if event.verb == "dispatch")
        return {"unit": leads[0].unit, "at": clock.iso(given.at), "category": given.category, "kind": given.kind}

    def end_assignments(self, outcome: str) -> None:
        for row in self.live():
            row.ended_at, row.outcome = self.at, outcome
        for request in self.requests:
            if request.state == "pending":
                request.state, request.decided_at = "lapsed", self.at
        self.ticket.holders = []

    def schedule(self, running: ClockRow) -> None:
        rung = self.desk.limits.next_rung(running.started_at, running.due_at, bool(running.limit_hours), running.level)
        running.next_at = rung.at if rung else None

    def wait(self, sort: str, limit: Limit) -> datetime:
        """Others than a unit have until then, as `sla.waits` has it."""
        until, _provisional = self.desk.limits.end(self.at, limit)
        self.waits[sort] = WaitRow(self.ticket.city, self.ticket.id, sort, until)
        return until

    @property
    def waiting(self) -> list[WaitRow]:
        asked = {"need_info": self.ticket.state == "needs_info"}
        asked["return_review"] = any(one.sort == "return" and one.state == "pending" for one in self.requests)
        return [row for row in self.waits.values() if asked[row.sort]]

    # what the system does by itself

    def _let_system_act(self, until: datetime) -> None:
        while True:
            moment, act = self._next_act()
            if act is None or moment > until:
                return
            self.at = slotted(max(moment, self.at), self.serial)
            act() if callable(act) else self._escalate(act)

    def _next_act(self) -> tuple[datetime, Any]:
        moment, act = self.desk.now + LADDER_LAG, None
        for running in self.clocks.values():
            if running.next_at is not None and running.next_at + LADDER_LAG < moment:
                moment, act = running.next_at + LADDER_LAG, running
        if self.ticket.state == "dispatched":
            sign_by = self.lead().sign_by
            if sign_by is not None and sign_by + SIGN_LAG < moment:
                return sign_by + SIGN_LAG, self.sign_late
        return moment, act

    def sign_late(self) -> None:
        step = self.begin("sign", self.desk.system)
        self.lead().signed_at = self.at
        self.record(step, self.desk.system, data={"late": True})

    def _escalate(self, running: ClockRow) -> None:
        t = self.ticket
        rung = self.desk.limits.next_rung(running.started_at, running.due_at, bool(running.limit_hours), running.level)
        if rung is None:
            raise ValueError("a clock without a next rung rang")
        running.level = rung.level
        self.schedule(running)
        if any(
            row.assignment_id == running.assignment_id and row.level == rung.level and row.due_at == running.due_at
            for row in self.escalations
        ):
            return
        data = {
            "level": rung.level, "code": rung.code, "due_at": clock.iso(running.due_at), "unit": running.unit,
            "again": t.reworks > 0,
        }  # fmt: skip
        self.append("escalate", t.state, self.desk.system, "", data, public=False)
        if running.unit == t.lead_unit:
            t.level = max(t.level, rung.level)
        self.escalations.append(
            EscalationRow(
                t.city, self.new_id(), running.assignment_id, t.id, running.unit, rung.level, rung.code,
                running.due_at, self.at,
            )
        )  # fmt: skip
        self.schedule(running)


def slotted(moment: datetime, serial: int) -> datetime:
    """The moment moved by less than 64 ms, into the slot of this ticket."""
    ms = (moment - EPOCH) // timedelta(milliseconds=1)
    return EPOCH + timedelta(milliseconds=ms - ms % SLOTS + (serial >> 16) % SLOTS)
