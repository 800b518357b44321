"""Open tickets that may be the matter the caller speaks of: his own, in like words, or at the same place."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.desks import chips
from hotline.insight import again
from hotline.insight import queries as insight
from hotline.routing.decision.evidence import Decision
from hotline.tickets import likeness, states
from hotline.tickets.inbound import Inbound
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
    """`own`: of this caller, to be urged; `people`: how many wait for it; `why`: what the two have in common."""

    ticket: Ticket
    chip: chips.Chip | None
    people: int
    why: str
    own: bool = False


def suggested(actor: Actor, found: Decision, said: Inbound, now: datetime, without: Collection[int]) -> list[Alike]:
    """The caller's own matter first, then the nearest of others, by their words and by item and place: three at most.

    `without`: ids of tickets that already stand beside the caller; his own may be among them.
    """
    own = [one.ticket for one in again.told(actor, said.person, said.title, said.body)[:1]]
    known = {*without, *(one.id for one in own)}
    doubles = insight.near(actor, said.title, said.body, now, known, SHOWN)
    near = [one.ticket for one in doubles]
    near += placed(actor, found, said.body, {*known, *(one.id for one in near)})
    sorts = {one.ticket.id: one.sort for one in doubles}
    followers, pairs = _followers(actor, [*own, *near[:SHOWN]]), likeness.pairs(said.title + said.body)
    return [
        Alike(
            one, chips.chip(one, now), 1 + followers[one.id],
            _why(one, found, _shared(one, pairs), "own" if one in own else sorts.get(one.id, "")), one in own,
        )
        for one in [*own, *near[:SHOWN]]
    ]  # fmt: skip


def placed(actor: Actor, found: Decision, text: str, without: Collection[int]) -> list[Ticket]:
    """Of the same item and place, the nearest first, two at most."""
    if not found.category or not found.district:
        return []
    pairs = likeness.pairs(text)
    near = candidates(actor, found.category, found.district)
    scored = [(_score(one, found, pairs), one) for one in near if one.id not in without]
    best = sorted((pair for pair in scored if pair[0] >= LEAST), key=lambda pair: (-pair[0], -pair[1].id))
    return [one for _near, one in best[:SHOWN]]


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


def _why(one: Ticket, found: Decision, common: float, sort: str) -> str:
    told = [_("same caller")] if sort == "own" else []
    if one.category and one.category == found.category and one.district == found.district:
        told += [
            _("same street") if found.street and one.street == found.street else _("same district"),
            _("same item"),
        ]
    if sort == "event":
        told.append(_("one event"))
    if sort == "text":
        told.append(_("nearly the same words"))
    elif common >= SAME_WORDS:
        told.append(_("%(share)s%% of the words alike", share=round(100 * common)))
    return str(_(", ")).join(told)


def _shared(one: Ticket, pairs: likeness.Pairs) -> float:
    return likeness.common(likeness.pairs(one.title + one.body[:READ]), pairs)
