"""What partners tell us: a matter they pass on, or how one stands with them. Committed before it is acknowledged."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hotline import clock
from hotline.actors import system
from hotline.channels import doors, fields, inbox
from hotline.channels.adapters import transfer
from hotline.channels.clean import Unreadable
from hotline.channels.connections import Partner
from hotline.channels.inbox import Outcome
from hotline.channels.transfer import state_maps
from hotline.channels.transfer.models import Transfer
from hotline.db import db, new_id, transaction, upsert
from hotline.errors import NotFound
from hotline.tickets import actions, numbers, queries


def take(city: str, partner: Partner, told: Mapping[str, Any], now: datetime) -> Outcome:
    """转入: the matter is stored with their number and their limit, and becomes a ticket. Raises Unreadable."""
    raw = json.dumps(
        {**told, "partner": partner.code, "partner_name": partner.name}, ensure_ascii=False, sort_keys=True
    ).encode("utf-8", "replace")
    identity = doors.identity(transfer.parse(raw, now).external_id)
    given = dict(told)
    with transaction():
        row = upsert(Transfer).values(
            city=city, id=new_id(), way="in", partner=partner.code, key=identity, ticket_id=None,
            number=fields.words(given, "number", 60), their_due_at=_moment(given, "due_at"), their_state="",
            told_state="", reason=fields.words(given, "reason", 500), by=fields.words(given, "by", 60), at=now,
            changed_at=now,
        )  # fmt: skip
        db.session.execute(row.on_conflict_do_nothing(index_elements=["city", "way", "partner", "key"]))
    return inbox.arrive("transfer", raw, now, external_id=identity, city=city)


def hear(city: str, partner: Partner, told: Mapping[str, Any], now: datetime) -> str:
    """How a matter stands with them, on its ticket; the number of the ticket. Raises Unreadable, NotFound.

    A state that was told before changes nothing, so a repeated message is harmless.
    """
    given = dict(told)
    code = fields.words(given, "state", 40)
    meaning = state_maps.maps()[partner.map].theirs.get(code)
    if meaning is None:
        raise Unreadable(f"没有这个状态：{code}。", f"There is no state {code!r}.")
    with transaction():
        row = _row(city, partner, given)
        ticket = queries.by_id(city, row.ticket_id) if row is not None and row.ticket_id else None
        if row is None or ticket is None:
            raise NotFound("没有找到这件转办。", "No such transfer.")
        row.number = row.number or fields.words(given, "number", 60)
        row.their_due_at = _moment(given, "due_at") or row.their_due_at
        text = fields.body(given, "text")[:2000]
        if code != row.their_state:
            row.their_state, row.changed_at = code, now
            words = f"{partner.name}：{meaning.zh}" + (f"。{text}" if text else "")
            actions.perform("note", ticket, system(city), now, text=words)
        return ticket.number


def _row(city: str, partner: Partner, given: dict[str, object]) -> Transfer | None:
    """By our number where they know it, else by theirs; held until this transaction ends."""
    mine = select(Transfer).where(Transfer.city == city, Transfer.partner == partner.code)
    ours = numbers.read(fields.words(given, "our_number", 60))
    if ours:
        ticket = queries.by_number(city, ours)
        mine = mine.where(Transfer.ticket_id == (ticket.id if ticket else None))
    else:
        mine = mine.where(Transfer.number == (fields.words(given, "number", 60) or None))
    return db.session.scalars(mine.order_by(Transfer.id.desc()).limit(1).with_for_update()).first()


def _moment(given: dict[str, object], key: str) -> datetime | None:
    try:
        moment = clock.parse(fields.words(given, key, 40))
    except ValueError:
        return None
    return moment if 2000 < moment.year < 2200 else None
