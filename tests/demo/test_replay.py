"""The same steps taken through the real actions leave the same rows: the demo invents fates, never facts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from hotline import actors, events, wiring
from hotline.actors import Actor
from hotline.db import db
from hotline.followup import actions as followup
from hotline.followup.models import Visit
from hotline.sla import actions as limits
from hotline.sla.models import Clock, Escalation
from hotline.sla.sweep import auto_sign, sweep
from hotline.tickets.actions import Happened, perform, receive
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Assignment, Reply, Request, Ticket, TicketEvent
from tests.demo.conftest import CITY

REPLAYED = 50
TICKET = """
    state open channel mailbox kind category urgency title body district street confidential public follow_up
    lead_unit holders resolution answer received_at due_at promised_at provisional dispatched_at contacted_at
    replied_at answered_at closed_at level urges reworks returns extensions misses
"""
PARTS: dict[Any, str] = {
    TicketEvent: "at verb frm to actor_name actor_role actor_unit unit category channel kind text data public",
    Assignment: """
        unit part opinion made_at sign_by contact_by due_at policy calendar explanation signed_at replied_at ended_at
        outcome no_return
    """,
    Clock: "unit policy started_at due_at provisional limit_days limit_hours level next_at",
    Escalation: "unit level code due_at at",
    Request: "unit sort reason text suggested_unit days state asked_at asked_by decided_at decided_by decision",
    Reply: "unit author at internal public resolution state reviewed_at reviewed_by review",
    Visit: "at by means attempt reached contacted solved satisfied process reason words",
}
"""The columns compared; ids, numbers and what chance alone decides are left out."""


def test_real_steps_leave_the_same_rows(city: dict[str, int]) -> None:
    chosen = list(_chosen())
    verbs = {event.verb for ticket in chosen for event in _rows(TicketEvent, ticket)}
    assert verbs >= {"ask_return", "grant_extension", "rework", "send_back", "sub_assign", "opine", "escalate", "miss"}
    for old in chosen:
        new = _replay(old)
        db.session.flush()
        db.session.refresh(new)
        assert _values(new, TICKET) == _values(old, TICKET)
        for model, names in PARTS.items():
            assert _facts(model, new, names) == _facts(model, old, names), (old.number, model.__name__)
        db.session.rollback()


def _chosen() -> Iterator[Ticket]:
    """Tickets that between them saw every verb the demo writes, then others. Merged ones need another, open ticket."""
    seen: set[str] = set()
    left = REPLAYED
    for ticket in db.session.scalars(select(Ticket).where(Ticket.state != "merged").order_by(Ticket.id.desc())):
        verbs = {event.verb for event in _rows(TicketEvent, ticket)}
        if verbs - seen or (left > 0 and ticket.dispatched_at):
            left -= 1
            seen |= verbs
            yield ticket


def _replay(old: Ticket) -> Ticket:
    def known(happened: Happened) -> None:
        ticket = happened.ticket
        ticket.district, ticket.street, ticket.urgency = old.district, old.street, old.urgency

    events.connect({**wiring.HANDLERS, "receive": (known, limits.promise), "*": ()})
    first, *rest = _rows(TicketEvent, old)
    message = Inbound(
        old.channel, f"again-{old.id}", old.title, old.body, old.received_at, first.kind, first.category, old.mailbox,
        confidential=old.confidential, public=old.public, follow_up=old.follow_up, lon=old.lon, lat=old.lat,
    )  # fmt: skip
    new = receive(message, _actor(first, 0), first.at)
    db.session.flush()
    replies, visits = iter(_rows(Reply, old)), iter(_rows(Visit, old))
    for event in rest:
        _step(event, new, replies, visits)
    return new


def _step(event: TicketEvent, new: Ticket, replies: Iterator[Reply], visits: Iterator[Visit]) -> None:
    actor = _actor(event, new.id)
    if event.verb == "escalate":
        db.session.commit()  # the job opens its own transactions
        sweep(CITY, event.at)
        db.session.refresh(new)
    elif event.verb == "sign" and actor.role == "system":
        db.session.commit()
        auto_sign(CITY, event.at)
        db.session.refresh(new)
    elif event.verb in {"miss", "visit", "rework"}:
        _visit(next(visits), new, actor, event.at)
    elif event.verb == "close" and actor.role == "system":
        assert new.state == "closed", "the program closes it by itself"
    else:
        brings = _brings(event)
        if event.verb == "reply":
            brings |= {"internal": event.text, "public": next(replies).public}
        perform(event.verb, new, actor, event.at, **brings)


def _brings(event: TicketEvent) -> dict[str, Any]:
    data, wants = event.data, {"text": event.text}
    match event.verb:
        case "accept" | "sign" | "go_on":
            return {}
        case "correct":
            return wants | {name: new for name, (_, new) in data["changed"].items()}
        case "dispatch" | "redispatch":
            return wants | {"unit": data["unit"], "assist": data["assist"]}
        case "sub_assign":
            return wants | {"unit": data["unit"]}
        case "ask_return" | "ask_extension":
            return wants | data
        case "reply":
            return {"resolution": data["resolution"]}
    return wants


def _visit(row: Visit, new: Ticket, actor: Actor, at: datetime) -> None:
    said = {name: getattr(row, name) for name in ("contacted", "solved", "satisfied", "process", "reason", "words")}
    again_at = at.replace(year=at.year + 1)
    followup.record_visit(new, actor, at, means=row.means, reached=row.reached, again_at=again_at, **said)


def _actor(event: TicketEvent, ticket_id: int) -> Actor:
    if event.actor_role == "citizen":
        return actors.citizen(CITY, ticket_id)
    return Actor(event.actor_id, event.actor_name, event.actor_role, CITY, event.actor_unit)


def _rows(model: Any, ticket: Ticket) -> list[Any]:
    key = getattr(model, "id", None) or model.assignment_id
    query = select(model).where(model.city == CITY, model.ticket_id == ticket.id).order_by(key)
    return list(db.session.scalars(query))


def _facts(model: Any, ticket: Ticket, names: str) -> list[dict[str, Any]]:
    rows = [_values(row, names) for row in _rows(model, ticket)]
    if model is TicketEvent:
        for row in rows:
            row["data"] = {name: value for name, value in row["data"].items() if name != "decision"}
    if model in {TicketEvent, Escalation}:
        # Clocks that ring together ring in any order.
        rows.sort(key=lambda row: (row["at"], repr(row) if row.get("verb", "escalate") == "escalate" else ""))
    return rows


def _values(row: Any, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


@pytest.fixture(autouse=True)
def _ears() -> Iterator[None]:
    yield
    events.connect(wiring.HANDLERS)
