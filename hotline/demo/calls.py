"""Calls of the demo: answered ones with their tickets, missed ones to call back, a proposal to tag a number."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from hotline.actors import Actor
from hotline.db import db
from hotline.telephony import actions, protection, queries
from hotline.telephony.models import Call
from hotline.telephony.rules import CallEvent
from hotline.tickets.models import Ticket

SOURCE = "demo"
MISSED = (("13800000081", 95), ("13800000081", 70), ("13800000082", 32), ("13800000083", 8))
"""(number, minutes ago): made up, like everybody in the demo. The first two are one person."""
ANSWERED = (("13800000084", 41), ("13800000085", 18))
HARASSING = "13800000086"
PROPOSAL = "演示：一周内来电二十余次，接通后辱骂话务员，已警示两次。"
RECORDING = "https://recordings.invalid/demo-{n}.wav"
"""An address that leads nowhere: the demo has no voices."""


def ring(city: str, staff: Mapping[str, Actor], now: datetime) -> int:
    """Write the calls and what became of them; nothing where there are calls. Returns how many."""
    if queries.newest(city, 1):
        return 0
    events = [event for n, (number, ago) in enumerate(MISSED) for event in _missed(n, number, ago, now)]
    events += [event for n, (number, ago) in enumerate(ANSWERED) for event in _answered(n, number, ago, now)]
    actions.take(city, SOURCE, events, now)
    _tied(city, staff["operator"])
    protection.propose(HARASSING, "abuse", PROPOSAL, 14, staff["operator"], now - timedelta(minutes=55))
    return len(MISSED) + len(ANSWERED)


def _missed(n: int, number: str, ago: int, now: datetime) -> list[CallEvent]:
    at, call = now - timedelta(minutes=ago), f"demo-missed-{n}"
    rings = CallEvent(call, "ringing", at, number, "12345", "8001")
    return [rings, CallEvent(call, "ended", at + timedelta(seconds=40))]


def _answered(n: int, number: str, ago: int, now: datetime) -> list[CallEvent]:
    at, call = now - timedelta(minutes=ago), f"demo-answered-{n}"
    return [
        CallEvent(call, "ringing", at, number, "12345", "8001"),
        CallEvent(call, "answered", at + timedelta(seconds=6), extension="8001"),
        CallEvent(call, "ended", at + timedelta(seconds=190 + 35 * n)),
        CallEvent(call, "recording", at + timedelta(seconds=200 + 35 * n), recording=RECORDING.format(n=n + 1)),
    ]


def _tied(city: str, operator: Actor) -> None:
    """The answered calls led to the newest tickets taken on the telephone."""
    tickets = db.session.scalars(
        select(Ticket).where(Ticket.city == city, Ticket.channel == "phone").order_by(Ticket.id.desc()).limit(2)
    ).all()
    calls = db.session.scalars(select(Call).where(Call.city == city, Call.state == "ended").order_by(Call.id.desc()))
    for call, ticket in zip(calls, tickets, strict=False):
        call.taken_by_id, call.taken_by, call.taken_at = operator.id, operator.name, call.answered_at
        call.ticket_id = ticket.id
