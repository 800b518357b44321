"""Whose call is it? The next citizen is claimed by one agent for some minutes, on SQLite as on PostgreSQL."""

from datetime import datetime

from sqlalchemy import delete

from hotline.actors import Actor
from hotline.db import db, upsert
from hotline.errors import HotlineError
from hotline.followup import queries, rules
from hotline.followup.models import Claim
from hotline.tickets.models import Ticket

TRIED = 20
"""Tickets tried before the agent is told that colleagues have them all."""


class Taken(HotlineError):
    """A colleague is calling this citizen."""

    status = 409

    def __init__(self, claim: Claim) -> None:
        super().__init__(
            f"{claim.by}正在回访这位市民，请先回访下一位。",
            f"{claim.by} is calling this citizen; take the next one.",
        )


def claim_next(actor: Actor, now: datetime) -> Ticket | None:
    """The next citizen of the queue, now this agent's to call; None when nobody waits whom no colleague calls."""
    for ticket in queries.free(actor, now, TRIED):
        if _take(ticket, actor, now):
            return ticket
    return None


def claim(ticket: Ticket, actor: Actor, now: datetime) -> None:
    """This citizen is this agent's to call. Raises Taken."""
    if _take(ticket, actor, now):
        return
    check(ticket, actor, now)


def check(ticket: Ticket, actor: Actor, now: datetime) -> None:
    """Raises Taken where a colleague is calling."""
    other = queries.holder(ticket, actor, now)
    if other is not None:
        raise Taken(other)


def let_go(actor: Actor) -> None:
    """The agent calls nobody any more."""
    mine = delete(Claim).where(Claim.city == actor.city, Claim.by_id == actor.id)
    db.session.execute(mine.execution_options(synchronize_session=False))


def _take(ticket: Ticket, actor: Actor, now: datetime) -> bool:
    """One statement decides between two: the second waits for the first and finds its row."""
    let_go(actor)
    until = now + rules.CLAIMED_FOR
    values = {"by_id": actor.id, "by": actor.name, "until": until}
    row = upsert(Claim).values(city=ticket.city, ticket_id=ticket.id, **values)
    taken = row.on_conflict_do_update(index_elements=["city", "ticket_id"], set_=values, where=Claim.until <= now)
    return db.session.scalar(taken.returning(Claim.ticket_id)) is not None
