"""A form that is sent twice (重复提交) counts once: a double click, a page sent again, two requests side by side."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Index, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from hotline import config
from hotline.actors import Actor
from hotline.db import Base, belongs_to, db, transaction, upsert
from hotline.errors import AlreadySent, Stale
from hotline.tickets import queries
from hotline.tickets.models import Ticket

KEPT = timedelta(days=7)
"""How long a form that stands open in a browser is known to have been sent."""


class Sending(Base):
    """One sending of a form, kept for some days: the key makes a second one of the same form impossible."""

    __tablename__ = "sendings"
    __table_args__ = (belongs_to("tickets", "ticket_id"), Index(None, "city", "at"))

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


def opened(number: str, actor: Actor, mark: str, now: datetime, version: int | None = None) -> Ticket:
    """`get_ticket` for what a form does. `mark` names the form and all it says; empty for callers without forms.

    A second sending waits for the first, and goes on when that failed. Raises AlreadySent, Stale, NotFound.
    """
    ticket = queries.get_ticket(number, actor)
    if mark:
        row = upsert(Sending).values(city=ticket.city, ticket_id=ticket.id, mark=mark, at=now)
        if db.session.scalar(row.on_conflict_do_nothing().returning(Sending.mark)) is None:
            raise AlreadySent
    if version is not None and version != ticket.version:
        raise Stale
    return ticket


def forget(now: datetime) -> int:
    """The job: forms of long ago. Returns how many."""
    with transaction():
        old = delete(Sending).where(Sending.city == config.settings().city, Sending.at < now - KEPT)
        gone = db.session.execute(old.returning(Sending.mark).execution_options(synchronize_session=False))
        return len(gone.all())
