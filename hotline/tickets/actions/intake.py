"""From a message to a ticket, and what the hotline does with it before any unit has it."""

import secrets
from datetime import date, datetime
from typing import Any

from hotline import clock, events
from hotline.actors import Actor, system
from hotline.db import append, db, new_id, upsert
from hotline.errors import Incomplete
from hotline.privacy import sealing
from hotline.tickets import numbers
from hotline.tickets.actions.ground import Happened, begin, event_of, record
from hotline.tickets.actions.merging import release, shared_words, sharers
from hotline.tickets.inbound import KINDS, Inbound
from hotline.tickets.models import Petitioner, Sequence, Ticket, TicketEvent

STRIPES = 8
URGENCIES = ("normal", "h24", "h2")


def receive(message: Inbound, actor: Actor, now: datetime, parent: Ticket | None = None) -> Ticket:
    """One ticket from one message, with its number, its code, its person sealed and its first event.

    A part of a letter came when its letter came (`parent`).
    """
    ticket = Ticket(
        city=actor.city, id=new_id(), number=next_number(actor.city, now), query_code=numbers.query_code(),
        state="received", open=True, channel=message.channel, external_id=message.external_id,
        mailbox=message.mailbox, kind=message.kind, category=message.category, urgency="normal",
        title=message.title, body=message.body, lon=message.lon, lat=message.lat,
        confidential=message.confidential, public=message.public, follow_up=message.follow_up,
        holders=[], lead_unit="", received_at=parent.received_at if parent else now, due_at=now, changed_at=now,
        parent_id=parent.id if parent else None,
    )  # fmt: skip
    db.session.add(ticket)
    append(_petitioner(ticket, message))
    event = event_of("receive", "", ticket, actor, now, "", {"mailbox": message.mailbox}, public=True)
    events.publish("receive", Happened(ticket, event, actor, now, message=message))
    append(event)
    # Whatever is hung on it from here on must find it written.
    db.session.flush()
    return ticket


def next_number(city: str, now: datetime) -> str:
    """The next number of the city's day. A stripe is chosen by chance, so that intakes seldom wait for one row."""
    day = clock.local(now).date()
    stripe = secrets.randbelow(STRIPES)
    return numbers.make(city, day, _next_in(city, day, stripe) * STRIPES + stripe)


def _next_in(city: str, day: date, stripe: int) -> int:
    rows = Sequence.metadata.tables["sequences"]
    bump = upsert(rows).on_conflict_do_update(index_elements=["city", "day", "stripe"], set_={"last": rows.c.last + 1})
    first = {"city": city, "day": day, "stripe": stripe, "last": 0}
    return int(db.session.execute(bump.returning(rows.c.last), first).scalar_one())


def _petitioner(ticket: Ticket, message: Inbound) -> Petitioner:
    person = message.person
    return Petitioner(
        city=ticket.city, ticket_id=ticket.id, name=person.name, phone=person.phone, email=person.email,
        id_number=person.id_number, address=person.address,
        phone_hash=sealing.lookup(person.phone), email_hash=sealing.lookup(person.email.lower()),
    )  # fmt: skip


def accept(ticket: Ticket, actor: Actor, now: datetime) -> TicketEvent:
    """受理: the matter is for this line; it now waits to be dispatched."""
    return record(begin("accept", ticket, actor, {}), ticket, actor, now)


def ask_info(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """请补充: say exactly what is missing."""
    return record(begin("ask_info", ticket, actor, {"text": text}), ticket, actor, now, text)


def go_on(ticket: Ticket, actor: Actor, now: datetime) -> TicketEvent:
    """期满续办: the citizen added nothing in time; the hotline decides on what is known."""
    return record(begin("go_on", ticket, actor, {}), ticket, actor, now)


def supply(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """The citizen adds material (补充); a ticket that waited for it is received again."""
    return record(begin("supply", ticket, actor, {"text": text}), ticket, actor, now, text)


def guide(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """告知引导: not for this line, the right path is told; never a bare refusal (D-6)."""
    return _told("guide", "guided", ticket, actor, now, text)


def answer(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """直接答复: answered on the line, without any unit."""
    return _told("answer", "answered", ticket, actor, now, text)


def _told(verb: str, resolution: str, ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """Closed with these words and no unit, and with it whoever waits for the same answer."""
    step = begin(verb, ticket, actor, {"text": text})
    ticket.answer, ticket.resolution, ticket.closed_at, ticket.answered_at = text.strip(), resolution, now, now
    ticket.lead_unit = ""
    for together in sharers(ticket, now):
        _told(verb, resolution, together, system(ticket.city), now, shared_words(ticket))
    return record(step, ticket, actor, now, text)


def void(ticket: Ticket, actor: Actor, now: datetime, text: str) -> TicketEvent:
    """无效: empty or harassment, with the reason; the row stays."""
    step = begin("void", ticket, actor, {"text": text})
    release(ticket, now)
    ticket.closed_at = now
    return record(step, ticket, actor, now, text)


def correct(
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    kind: str = "",
    category: str = "",
    district: str = "",
    urgency: str = "",
    text: str = "",
) -> TicketEvent:
    """A person corrects kind, category, place or urgency; old and new are kept for learning."""
    step = begin("correct", ticket, actor, {"text": text})
    if kind and kind not in KINDS:
        raise Incomplete("kind", "请选择诉求类别。", "Choose a kind.")
    if urgency and urgency not in URGENCIES:
        raise Incomplete("urgency", "请选择紧急程度。", "Choose an urgency.")
    wanted = {"kind": kind, "category": category, "district": district, "urgency": urgency}
    changed: dict[str, Any] = {}
    for field, value in wanted.items():
        if value and value != getattr(ticket, field):
            changed[field] = [getattr(ticket, field), value]
            setattr(ticket, field, value)
    if not changed:
        raise Incomplete("category", "没有要更正的内容。", "Nothing is changed.")
    received = clock.local(ticket.received_at).date().isoformat()
    return record(step, ticket, actor, now, text, {"changed": changed, "received": received})
