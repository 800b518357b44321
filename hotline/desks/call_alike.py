"""Open tickets that may be the matter the caller speaks of: same item, same place, words in common."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.desks import chips
from hotline.routing.evidence import Decision
from hotline.tickets import likeness, states
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to

COMPARED = 100
"""The newest open tickets of one item and district that are compared."""
READ = 400
"""Characters of a body that are compared."""
SHOWN = 2
LEAST = 0.05
"""Share of letter pairs in common below which two texts of one item and place are not called alike."""
SAME_STREET, SAME_WORDS = 0.3, 0.25


@dataclass(frozen=True, slots=True)
class Alike:
    """`people`: how many citizens already wait for this one; `why`: what the two have in common, in words."""

    ticket: Ticket
    chip: chips.Chip | None
    people: int
    why: str


def alike(actor: Actor, found: Decision, text: str, now: datetime, without: Collection[int]) -> list[Alike]:
    """The nearest first, two at most; `without`: ids of tickets that already stand beside the caller."""
    if not found.category or not found.district:
        return []
    pairs = likeness.pairs(text)
    near = candidates(actor, found.category, found.district)
    scored = [(_score(one, found, pairs), one) for one in near if one.id not in without]
    best = sorted((pair for pair in scored if pair[0] >= LEAST), key=lambda pair: (-pair[0], -pair[1].id))[:SHOWN]
    followers = _followers(actor, [one for _near, one in best])
    return [
        Alike(one, chips.chip(one, now), 1 + followers[one.id], _why(one, found, _shared(one, pairs)))
        for _near, one in best
    ]


def candidates(actor: Actor, category: str, district: str) -> list[Ticket]:
    """The newest open tickets of this item in this district that another may be handled with.

    Their index holds exactly these: what is read grows with the open ones of one item and place, not with the city.
    Ordered by a sum, because PostgreSQL would rather walk all tickets backwards than sort a few.
    """
    newest = (
        select(Ticket.id)
        .where(
            Ticket.city == actor.city, Ticket.open == True,  # noqa: E712  # SQLite's planner knows the index by `open = 1`
            Ticket.category == category, Ticket.district == district,
        )
        .order_by((Ticket.id + 0).desc())
        .limit(COMPARED)
        .subquery()
    )  # fmt: skip
    found = db.session.scalars(
        select(Ticket)
        .join(newest, Ticket.id == newest.c.id)
        .where(visible_to(actor), Ticket.state.in_(sorted(states.RUNNING)), Ticket.answered_at.is_(None))
    )
    return sorted(found, key=lambda one: -one.id)


def _followers(actor: Actor, masters: list[Ticket]) -> Counter[int]:
    if not masters:
        return Counter()
    rows = db.session.execute(
        select(Ticket.master_id, func.count())
        .where(Ticket.city == actor.city, Ticket.master_id.in_([one.id for one in masters]))
        .group_by(Ticket.master_id)
    )
    return Counter({master: count for master, count in rows if master is not None})


def _score(one: Ticket, found: Decision, pairs: likeness.Pairs) -> float:
    near = SAME_STREET if found.street and one.street == found.street else 0.0
    return near + _shared(one, pairs)


def _why(one: Ticket, found: Decision, common: float) -> str:
    place = _("same street") if found.street and one.street == found.street else _("same district")
    told = [place, _("same item")]
    if common >= SAME_WORDS:
        told.append(_("nearly the same words"))
    return str(_(", ")).join(told)


def _shared(one: Ticket, pairs: likeness.Pairs) -> float:
    return likeness.common(likeness.pairs(one.title + one.body[:READ]), pairs)
