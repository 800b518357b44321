"""Recusal (回避): a ticket is taken from units that may have nothing to do with it, together with the sight of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from hotline.db import db
from hotline.tickets import queries, states
from hotline.tickets.actions.ground import end_assignments
from hotline.tickets.models import Reach, Ticket

OUTCOME = "recused"


def recuse(ticket: Ticket, units: Collection[str], now: datetime) -> tuple[str, ...]:
    """Take the ticket from `units`: their parts end and it leaves their lists; without its lead it waits for another.

    Returns those of them that saw it. The caller stops the clocks of the ended parts.
    """
    reached = tuple(sorted(set(queries.reached(ticket)) & set(units)))
    if not reached:
        return ()
    if ticket.lead_unit in units and ticket.state in states.UNIT:
        end_assignments(ticket, OUTCOME, now)
        ticket.lead_unit = ""
        ticket.move("accepted")
    for part in queries.assignments(ticket):
        if part.unit in units and part.ended_at is None:
            part.ended_at, part.outcome = now, OUTCOME
    ticket.holders = [code for code in ticket.holders if code not in units]
    db.session.flush()
    reach = Reach.metadata.tables["reach"]
    db.session.execute(
        delete(reach).where(reach.c.city == ticket.city, reach.c.ticket_id == ticket.id, reach.c.unit.in_(reached))
    )
    return reached
