"""Which mails to citizens are held back: to machines, and receipts beyond what one sender can want in an hour.

Two programs that answer each other would write for ever; whoever invents a sender would have us write to a stranger.
The letters themselves are all taken in.
"""

from datetime import timedelta

from sqlalchemy import func, select

from hotline.channels.correspondence import outgoing
from hotline.db import db, id_at
from hotline.outbox import Message, Withheld
from hotline.tickets.models import Petitioner, Ticket

RECEIPTS_AN_HOUR = 10


def check(message: Message, ticket: Ticket, person: Petitioner) -> None:
    """Raises `Withheld` for a mail that must not go out."""
    if outgoing.nobody_reads(person.email):
        raise Withheld("nobody reads this address")
    if message.template == "received" and ticket.channel == "letter" and _before(ticket, person) >= RECEIPTS_AN_HOUR:
        raise Withheld("receipts of this hour")


def _before(ticket: Ticket, person: Petitioner) -> int:
    """Matters this sender began in the hour before this one."""
    first = id_at(ticket.received_at - timedelta(hours=1))
    earlier = select(Petitioner.ticket_id).where(
        Petitioner.city == ticket.city, Petitioner.email_hash == person.email_hash, Petitioner.ticket_id > first,
        Petitioner.ticket_id < ticket.id,
    )  # fmt: skip
    return db.session.scalar(select(func.count()).select_from(earlier.limit(RECEIPTS_AN_HOUR).subquery())) or 0
