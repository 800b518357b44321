"""Passing matters on to other platforms, and telling them how theirs stand with us: outbox, signed messages, spool."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select, update

from hotline import clock, outbox, spool
from hotline.actors import Actor
from hotline.channels import connections, signed, speaking
from hotline.channels.connections import Partner
from hotline.channels.transfer import state_maps
from hotline.channels.transfer.models import Transfer
from hotline.db import append, db
from hotline.errors import Incomplete, NotFound
from hotline.outbox import Message
from hotline.people import queries as people
from hotline.privacy.models import Reveal
from hotline.tickets import actions, queries
from hotline.tickets.actions import Happened
from hotline.tickets.models import Ticket

REASON_MAX = 500


def of(ticket: Ticket) -> list[Transfer]:
    """Every passing of this matter, the oldest first."""
    mine = select(Transfer).where(Transfer.city == ticket.city, Transfer.ticket_id == ticket.id)
    return list(db.session.scalars(mine.order_by(Transfer.id)))


def has_no_such_unit(partner: Partner) -> bool:
    """Whether it is said to belong to a unit that the city does not have: what is about it cannot be kept from it."""
    return bool(partner.unit) and people.unit(partner.unit) is None


def send(ticket: Ticket, code: str, reason: str, actor: Actor, now: datetime, ip: str = "") -> Transfer:
    """转出: the matter is passed on, once to each partner. Raises Incomplete, NotAllowed.

    Who it is about goes along unless the citizen asked for confidence; that it went is in the log of reveals.
    """
    partner = connections.known().partners.get(code)
    if partner is None:
        raise Incomplete("partner", "请选择转给哪个单位。", "Choose whom to pass it on to.")
    if has_no_such_unit(partner):
        raise Incomplete(
            "partner",
            f"{partner.name}的连接配置中的单位“{partner.unit}”不存在，不能判断本件是否涉及它，请管理员改正后再转。",
            f"The connection of {partner.name} names the unit {partner.unit}, which does not exist, so nobody can tell "
            "whether this is about them. Ask the administrator to put it right.",
        )  # fmt: skip
    if not reason.strip() or len(reason) > REASON_MAX:
        raise Incomplete("reason", f"请写明转出的原因，最多{REASON_MAX}字。", "Say why it is passed on.")
    if any(row.way == "out" and row.partner == code for row in of(ticket)):
        raise Incomplete("partner", f"这件已经转给{partner.name}。", "It was passed on to them already.")
    row = Transfer(
        city=ticket.city, way="out", partner=code, key=str(ticket.id), ticket_id=ticket.id, reason=reason.strip(),
        by=actor.name, at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    actions.perform("note", ticket, actor, now, text=f"转{partner.name}：{reason.strip()}")
    facts = {"ticket": ticket.id, "transfer": row.id}
    outbox.post(ticket.city, f"partner:{code}", f"transfer {row.id}", "transfer", facts, now)
    if not ticket.confidential:
        append(
            Reveal(
                city=ticket.city, ticket_id=ticket.id, at=now, user_id=actor.id, user_name=actor.name, unit=actor.unit,
                field="forward", reason=f"转{partner.name}"[:200], ip=ip,
            )
        )  # fmt: skip
    return row


def tell(happened: Happened) -> None:
    """Listener of every verb: whoever passed a matter to us learns when its state changes for them."""
    ticket = happened.ticket
    if ticket.channel != "transfer":
        return
    partner = connections.known().partners.get(ticket.external_id.partition(":")[0])
    if partner is None or partner.map not in state_maps.maps():
        return
    if happened.event.verb == "receive":
        _join(ticket, happened.now)
    code = state_maps.maps()[partner.map].ours[ticket.state]
    changed = (
        update(Transfer)
        .where(
            Transfer.city == ticket.city, Transfer.way == "in", Transfer.partner == partner.code,
            Transfer.key == ticket.external_id, Transfer.told_state != code,
        )
        .values(told_state=code, changed_at=happened.now)
        .returning(Transfer.id)
    )  # fmt: skip
    row_id = db.session.scalar(changed)
    if row_id is not None:
        facts = {"ticket": ticket.id, "transfer": row_id, "state": code}
        outbox.post(ticket.city, f"partner:{partner.code}", f"{happened.event.id} state", "state", facts, happened.now)


def _join(ticket: Ticket, now: datetime) -> None:
    db.session.execute(
        update(Transfer)
        .where(Transfer.city == ticket.city, Transfer.way == "in", Transfer.key == ticket.external_id)
        .values(ticket_id=ticket.id, changed_at=now)
    )


def deliver(message: Message) -> Callable[[], None]:
    """Sender of the outbox: everything is read now, the network is spoken to later. Raises NotFound."""
    code = message.recipient.partition(":")[2]
    partner = connections.known().partners.get(code)
    ticket = queries.by_id(message.city, int(message.data["ticket"]))
    row = db.session.get(Transfer, (message.city, int(message.data["transfer"])))
    if partner is None or ticket is None or row is None:
        raise NotFound("这个单位没有连接。", "This partner is not connected.")
    told = _state(partner, ticket, row, message) if message.template == "state" else _matter(ticket, row)
    return partial(_hand, partner, {**told, "id": str(message.id), "at": clock.iso(message.created_at)})


def _state(partner: Partner, ticket: Ticket, row: Transfer, message: Message) -> dict[str, Any]:
    code = str(message.data["state"])
    return {
        "type": "state",
        "number": row.number,
        "our_number": ticket.number,
        "state": code,
        "state_name": state_maps.maps()[partner.map].theirs[code].zh,
        "due_at": clock.iso(ticket.due_at),
        "answer": ticket.answer if ticket.answered_at else "",
    }


def _matter(ticket: Ticket, row: Transfer) -> dict[str, Any]:
    person = queries.petitioner(ticket)
    known = not ticket.confidential
    return {
        "type": "transfer",
        "our_number": ticket.number,
        "title": ticket.title,
        "body": ticket.body,
        "kind": ticket.kind,
        "reason": row.reason,
        "received_at": clock.iso(ticket.received_at),
        "our_due_at": clock.iso(ticket.promised_at or ticket.due_at),
        "name": person.name if known else "",
        "phone": person.phone if known else "",
        "address": person.address if known else "",
        "lon": ticket.lon,
        "lat": ticket.lat,
        "confidential": ticket.confidential,
    }


def _hand(partner: Partner, told: dict[str, Any]) -> None:
    """Signed to the partner's address, else one line of the spool. Raises OSError, ValueError."""
    if not partner.url:
        spool.line(f"partner-{''.join(filter(str.isalnum, partner.code))}", told)
        return
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    speaking.ask(partner.url, body, signed.headers(partner.secret, body, clock.now()))
