"""What else belongs to a ticket: earlier matters of the same citizen, open ones of the same kind in the same place."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets import policy, queries
from hotline.tickets.models import Petitioner, Reach, Ticket
from hotline.tickets.queries import UNIT_BOUND, visible_to

LOOKED_AT = 800
"""The newest open tickets that are compared: an index ends there, however many are open."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Related:
    """Newest first; a matter that is kept secret is in neither list."""

    same_person: list[Ticket]
    near: list[Ticket]
    before: list[Ticket]
    """The matter that was over when the citizen wrote again."""

    def __bool__(self) -> bool:
        return bool(self.same_person or self.near or self.before)


def related(shown: Ticket, person: Petitioner, actor: Actor) -> Related:
    """Three statements at most, each along an index."""
    knows = policy.REVEAL.allows(actor, shown) and not shown.confidential
    same = queries.earlier_by_phone(actor, person.phone, SHOWN + 1) if knows else []
    before = select(Ticket).where(visible_to(actor), Ticket.id == shown.follows_id)
    return Related(
        [one for one in same if one.id not in (shown.id, shown.follows_id) and not one.confidential][:SHOWN],
        _near(shown, actor),
        list(db.session.scalars(before)) if shown.follows_id else [],
    )


def _near(shown: Ticket, actor: Actor) -> list[Ticket]:
    """Open ones of this item in this district, those of the same street first."""
    if not shown.category or not shown.district:
        return []
    newest = _newest_open(actor).subquery()
    alike = (
        select(Ticket)
        .join(newest, Ticket.id == newest.c.id)
        .where(
            visible_to(actor), Ticket.category == shown.category, Ticket.district == shown.district,
            Ticket.id.not_in([shown.id, shown.master_id or 0]), Ticket.confidential.is_(False),
            Ticket.answered_at.is_(None),
        )
        .order_by((Ticket.street == shown.street).desc(), Ticket.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return list(db.session.scalars(alike))


def _newest_open(actor: Actor) -> Select[Any]:
    """Ids alone. Staff of a unit look along what reached their unit."""
    if actor.role in UNIT_BOUND:
        mine = select(Reach.ticket_id.label("id")).where(
            Reach.city == actor.city,
            Reach.unit == actor.unit,
            Reach.open == True,  # noqa: E712  # SQLite's planner knows the index by `open = 1`
        )
        return mine.order_by(Reach.ticket_id.desc()).limit(LOOKED_AT)
    theirs = select(Ticket.id).where(
        Ticket.city == actor.city,
        Ticket.open == True,  # noqa: E712  # as above
    )
    return theirs.order_by(Ticket.id.desc()).limit(LOOKED_AT)
