"""What else belongs to a ticket: the same matter told again, earlier ones of the same citizen, open ones nearby."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from hotline import clock
from hotline.actors import Actor
from hotline.db import db
from hotline.insight import queries as insight
from hotline.insight.queries import Near
from hotline.tickets import policy, queries
from hotline.tickets.models import Petitioner, Reach, Ticket
from hotline.tickets.queries import UNIT_BOUND, visible_to

LOOKED_AT = 800
"""The newest open tickets that are compared: an index ends there, however many are open."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Related:
    """Newest first, doubles nearest first; a matter that is kept secret is in no list."""

    same_person: list[Ticket]
    near: list[Ticket]
    before: list[Ticket]
    """The matter that was over when the citizen wrote again."""
    doubles: list[Near]
    """Open tickets in near-same words or about one event: to be handled together."""

    def __bool__(self) -> bool:
        return bool(self.same_person or self.near or self.before or self.doubles)


def related(shown: Ticket, person: Petitioner, actor: Actor) -> Related:
    """Five statements at most, each along an index."""
    knows = policy.REVEAL.allows(actor, shown) and not shown.confidential
    same = queries.earlier_by_phone(actor, person.phone, SHOWN + 1) if knows else []
    before = select(Ticket).where(visible_to(actor), Ticket.id == shown.follows_id)
    own = [one for one in same if one.id not in (shown.id, shown.follows_id) and not one.confidential][:SHOWN]
    hers = {one.id for one in own}
    doubles = [one for one in _doubles(shown, actor) if one.ticket.id not in hers]
    listed = {one.ticket.id for one in doubles}
    return Related(
        own,
        [one for one in _near(shown, actor) if one.id not in listed and not _one_letter(one, shown)],
        list(db.session.scalars(before)) if shown.follows_id else [],
        doubles,
    )


def _one_letter(one: Ticket, shown: Ticket) -> bool:
    """A letter of several matters and its parts stand in a list of their own."""
    return one.parent_id == shown.id or shown.parent_id in (one.id, one.parent_id or -1)


def _doubles(shown: Ticket, actor: Actor) -> list[Near]:
    """None for what is kept secret or over: nobody is led from it to others."""
    if shown.confidential or not shown.open:
        return []
    without = [one for one in (shown.id, shown.master_id) if one is not None]
    return insight.near(actor, shown.title, shown.body, clock.now(), without, SHOWN)


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
