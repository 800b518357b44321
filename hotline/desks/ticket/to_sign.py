"""What waits for a leader to sign: how many, and which comes next when one is done."""

from sqlalchemy import select

from hotline.actors import Actor
from hotline.db import db
from hotline.tickets.models import Reach, Ticket

SIGNED_OFF = frozenset({"approve", "send_back"})
"""After these the leader goes on to the next one."""
COUNTED = 50


def waiting(actor: Actor) -> list[str]:
    """Numbers of the replies this leader has to sign, the soonest limit first; `COUNTED` at most."""
    if not actor.unit:
        return []
    return list(
        db.session.scalars(
            select(Ticket.number)
            .join(Reach, (Reach.city == Ticket.city) & (Reach.ticket_id == Ticket.id))
            .where(
                Reach.city == actor.city,
                Reach.unit == actor.unit,
                Reach.open == True,  # noqa: E712  # SQLite's planner knows the index by `open = 1`
                Ticket.state == "replied",
                Ticket.lead_unit == actor.unit,
            )
            .order_by(Reach.due_at, Reach.ticket_id)
            .limit(COUNTED)
        )
    )
