"""The clocks of parts that were taken from units a report accuses."""

from sqlalchemy import update

from hotline.db import db
from hotline.sla.actions import stop
from hotline.sla.models import Clock
from hotline.tickets import states
from hotline.tickets.actions import Happened


def stop_recused(happened: Happened) -> None:
    """They run no more; back at the desk the citizen's promise counts."""
    ticket, units = happened.ticket, happened.event.data.get("recused", ())
    if not units:
        return
    if ticket.state in states.DESK:
        stop(happened)
        return
    db.session.execute(
        update(Clock)
        .where(Clock.city == ticket.city, Clock.ticket_id == ticket.id, Clock.unit.in_(units))
        .values(next_at=None)
    )
