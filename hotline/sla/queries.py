"""The calendar and the limits in force, and the clocks of a ticket."""

import time
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from hotline import clock
from hotline.db import db
from hotline.errors import Misconfigured
from hotline.sla.calendar import Calendar
from hotline.sla.deadlines import Pause
from hotline.sla.ladder import Rung, rungs
from hotline.sla.models import CalendarYear, Clock, Escalation, LimitPack
from hotline.sla.packs import parse_pack
from hotline.sla.policies import Key, Pack, Policy
from hotline.sla.policies import select as select_policy
from hotline.sla.years import parse_year
from hotline.tickets.models import Assignment, Ticket

FRESH_SECONDS = 60.0


@dataclass(slots=True)
class _Rules:
    calendar: Calendar
    packs: list[Pack]
    read_at: float
    url: str


_rules: _Rules | None = None


def calendar() -> Calendar:
    """The city's calendar as loaded in the database; kept for a minute a process."""
    return _read().calendar


def pack(on: date | None = None) -> Pack:
    """The limit pack in force on a date, today by default."""
    day = on or clock.today()
    begun = [one for one in _read().packs if one.since <= day]
    return begun[-1] if begun else _read().packs[0]


def packs() -> list[Pack]:
    """All packs, the oldest first."""
    return _read().packs


def forget() -> None:
    """Read calendar and packs afresh at the next call; after an administrator's change."""
    global _rules
    _rules = None


def policy_of(ticket: Ticket) -> Policy:
    """What this ticket is promised (D-16)."""
    return select_policy(pack(), key_of(ticket))


def key_of(ticket: Ticket) -> Key:
    source = "city" if ticket.mailbox in {"secretary", "mayor"} else ""
    return Key(ticket.category, ticket.kind, ticket.urgency, ticket.channel, source)


def years() -> list[CalendarYear]:
    return list(db.session.scalars(select(CalendarYear).order_by(CalendarYear.year)))


def clocks(ticket: Ticket) -> list[Clock]:
    return list(
        db.session.scalars(
            select(Clock).where(Clock.city == ticket.city, Clock.ticket_id == ticket.id).order_by(Clock.assignment_id)
        )
    )


def live(ticket: Ticket) -> list[tuple[Assignment, Clock]]:
    """The parts that units still have, each with its clock, the lead first."""
    rows = db.session.execute(
        select(Assignment, Clock)
        .join(Clock, (Clock.city == Assignment.city) & (Clock.assignment_id == Assignment.id))
        .where(Assignment.city == ticket.city, Assignment.ticket_id == ticket.id, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
    )
    return sorted(((part, clock) for part, clock in rows), key=lambda pair: pair[0].part != "lead")


def pauses(running: Clock) -> list[Pause]:
    """When this clock stood still."""
    return [Pause(clock.parse(start), clock.parse(end)) for start, end in running.pauses or ()]


def ladder(running: Clock) -> tuple[Rung, ...]:
    """The rungs of a clock under the pack in force."""
    if not running.limit_hours:
        return rungs(running.started_at, running.due_at, "days", calendar(), pack())
    # Counted back from the end, so that a share of the limit is one of the time it ran.
    return rungs(running.due_at - timedelta(hours=running.limit_hours), running.due_at, "hours", calendar(), pack())


def escalations(ticket: Ticket) -> list[Escalation]:
    return list(
        db.session.scalars(
            select(Escalation)
            .where(Escalation.city == ticket.city, Escalation.ticket_id == ticket.id)
            .order_by(Escalation.id)
        )
    )


def _read() -> _Rules:
    global _rules
    url = str(db.engine.url)
    if _rules is None or _rules.url != url or time.monotonic() - _rules.read_at > FRESH_SECONDS:
        days = tuple(parse_year(tomllib.loads(row.text)) for row in years())
        texts = db.session.scalars(select(LimitPack.text).order_by(LimitPack.since))
        loaded = [parse_pack(tomllib.loads(text)) for text in texts]
        if not loaded:
            raise Misconfigured("没有时限规则，请先运行`hotline init`。", "No limit pack: run `hotline init` first.")
        _rules = _Rules(Calendar(days), loaded, time.monotonic(), url)
    return _rules
