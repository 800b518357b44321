"""Calls as they come: events are kept once, each call is told anew from all of them. Only the job commits.

The order of arrival does not matter, and an event told twice counts once: `rules.fold` reads the set.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from hotline import config
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db, id_at, new_id, transaction, upsert
from hotline.errors import Incomplete, NotAllowed
from hotline.privacy import sealing
from hotline.telephony import callbacks, queries, rules
from hotline.telephony.contract import OLDEST
from hotline.telephony.models import Call, CallAct, CallEventRow, Seat
from hotline.telephony.rules import CallEvent
from hotline.telephony.tables import rules as city_rules
from hotline.tickets.models import Ticket

FORGET = OLDEST + timedelta(days=1)
"""Events are kept longer than an old one is taken, or a late one would be read without the others."""
BATCH = 1_000
RECENT = timedelta(minutes=10)
_FACTS = ("caller", "line", "extension", "to", "recording")


def take(city: str, source: str, events: Iterable[CallEvent], now: datetime) -> int:
    """Keep these events of one telephone system and tell their calls anew. Returns how many were new.

    Calls are worked on in one order everywhere, so that two who bring events of the same calls wait, not block.
    """
    by_call: dict[str, list[CallEvent]] = {}
    for event in events:
        by_call.setdefault(event.call, []).append(event)
    fresh = 0
    for name in sorted(by_call):
        found = _held(city, source, name, by_call[name][0], now)
        added = sum([_kept(found, event, now) for event in by_call[name]])
        if added:
            _tell(found, now)
        fresh += added
    return fresh


def _held(city: str, source: str, name: str, event: CallEvent, now: datetime) -> Call:
    """The row of this call, held until the transaction ends; made where it is new."""
    values = {
        "city": city, "id": new_id(), "source": source, "external_id": name, "phone": "", "phone_hash": "",
        "line": "", "extension": "", "state": "ringing", "live": True, "rang_at": event.at, "last_at": event.at,
        "transfers": [], "recording": "", "taken_by_id": 0, "taken_by": "",
    }  # fmt: skip
    db.session.execute(
        upsert(Call).values(**values).on_conflict_do_nothing(index_elements=["city", "source", "external_id"])
    )
    wanted = select(Call).where(Call.city == city, Call.source == source, Call.external_id == name)
    return db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one()


def _kept(found: Call, event: CallEvent, now: datetime) -> bool:
    facts = json.dumps({name: value for name in _FACTS if (value := getattr(event, name))}, ensure_ascii=False)
    row = upsert(CallEventRow).values(
        city=found.city, id=new_id(), call_id=found.id, key=event.key, kind=event.kind, at=event.at, heard_at=now,
        facts=facts,
    )  # fmt: skip
    once = row.on_conflict_do_nothing(index_elements=["city", "call_id", "key"]).returning(CallEventRow.id)
    return db.session.scalar(once) is not None


def _tell(found: Call, now: datetime) -> None:
    """Write down what all events say together, and what follows for the tasks of the number."""
    before = found.phone
    told = rules.fold([_event(found, row) for row in queries.events_of(found)])
    phone = phones.e164(told.caller) or told.caller
    found.phone, found.phone_hash = phone, sealing.lookup(phone)
    found.line, found.extension, found.recording = told.line, told.extension, told.recording
    found.state, found.live = told.state, told.live
    found.rang_at, found.answered_at, found.ended_at = told.rang_at, told.answered_at, told.ended_at
    found.last_at, found.transfers = told.last_at, [[at.isoformat(), to] for at, to in told.transfers]
    db.session.flush()
    for number in {before, phone} - {""}:
        callbacks.settle(found.city, number, now)


def _event(found: Call, row: CallEventRow) -> CallEvent:
    return CallEvent(call=found.external_id, kind=row.kind, at=row.at, **json.loads(row.facts))


def sit(city: str, user_id: int, extension: str, now: datetime) -> None:
    """This person sits at this desk from now on; empty: at none. Raises Incomplete."""
    extension = extension.strip()
    if extension and not rules.is_extension(extension):
        raise Incomplete("extension", "分机号是2到8位数字。", "An extension has 2 to 8 digits.")
    db.session.execute(delete(Seat).where(Seat.city == city, Seat.user_id == user_id))
    if extension:
        row = upsert(Seat).values(city=city, extension=extension, user_id=user_id, at=now)
        mine = {"user_id": user_id, "at": now}
        db.session.execute(row.on_conflict_do_update(index_elements=["city", "extension"], set_=mine))


def accept(call_id: int, actor: Actor, now: datetime) -> Call:
    """This person has the call on the screen (F2): it rings where he sits. Raises NotAllowed, NotFound."""
    found = queries.call(actor.city, call_id)
    mine = queries.seat(actor.city, actor.id)
    if found.taken_by_id != actor.id and (mine is None or mine.extension != found.extension):
        raise NotAllowed("这次来电不在您的座席。", "This call is not at your desk.")
    if found.taken_by_id != actor.id:
        found.taken_by_id, found.taken_by, found.taken_at = actor.id, actor.name, now
    return found


def link(call_id: int, ticket: Ticket, actor: Actor) -> None:
    """The call led to this ticket. Only whoever took it may say so; a call that is not his is left alone."""
    found = db.session.get(Call, (actor.city, call_id))
    if found is not None and found.taken_by_id == actor.id:
        found.ticket_id = ticket.id


def link_acts(form: str, ticket: Ticket, actor: Actor) -> None:
    """What was done during the call of this form belongs to this ticket."""
    for one in queries.acts_in(actor.city, form):
        one.ticket_id = ticket.id


def over_but(city: str, source: str, living: Iterable[str], now: datetime) -> int:
    """The system counts its live calls: all others of it are over. Returns how many were live only here."""
    known = set(living)
    rows = select(Call.external_id).where(
        Call.city == city, Call.live == True, Call.source == source,  # noqa: E712  # as in `queries.ringing_at`
    )  # fmt: skip
    gone = [name for name in db.session.scalars(rows) if name not in known]
    return take(city, source, [CallEvent(name, "ended", now) for name in gone], now)


def tidy(now: datetime) -> int:
    """The job: calls nobody hears of any more are over, old events are forgotten. Returns how many rows."""
    city = config.settings().city
    done = _lapse(city, now) + _forget(city, now)
    _settle_again(city, now)
    return done


def _settle_again(city: str, now: datetime) -> None:
    """Two calls of a number that ended in the same moment may not have seen each other: its task is counted anew."""
    with transaction():
        fresh = select(Call.phone).where(Call.city == city, Call.id > id_at(now - RECENT), Call.state == "missed")
        for number in sorted({phone for phone in db.session.scalars(fresh) if phone}):
            callbacks.settle(city, number, now)


def _lapse(city: str, now: datetime) -> int:
    limits = city_rules()
    with transaction():
        rows = list(db.session.scalars(select(Call).where(Call.city == city, Call.live == True)))  # noqa: E712  # as above
        silent = [
            (row.source, CallEvent(row.external_id, "lapsed", now))
            for row in rows
            if row.last_at < now - (limits.silent_talk if row.answered_at else limits.silent_ringing)
        ]
        for source, event in sorted(silent, key=lambda one: (one[0], one[1].call)):
            take(city, source, [event], now)
    return len(silent)


def _forget(city: str, now: datetime) -> int:
    gone = 0
    while True:
        with transaction():
            old = list(
                db.session.scalars(
                    select(CallEventRow.id)
                    .where(CallEventRow.city == city, CallEventRow.at < now - FORGET)
                    .limit(BATCH)
                )
            )
            db.session.execute(
                delete(CallEventRow).where(CallEventRow.city == city, CallEventRow.id.in_(old)),
                execution_options={"synchronize_session": False},
            )
        gone += len(old)
        if len(old) < BATCH:
            return gone


def acted(kind: str, form: str, call_id: int, target: str, actor: Actor, now: datetime) -> CallAct:
    """Write down what the operator did during the call of this form; a second press at once is the first."""
    for one in reversed(queries.acts_in(actor.city, form)):
        if (one.kind, one.target) == (kind, target) and now - one.at < timedelta(seconds=10):
            return one
    known = db.session.get(Call, (actor.city, call_id)) if call_id else None
    row = CallAct(
        city=actor.city, id=new_id(), form=form, call_id=known.id if known else None, kind=kind, target=target,
        at=now, by_id=actor.id, by=actor.name,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row
