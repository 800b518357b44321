"""Who reads a ticket is written down (D-68): its page at most once an hour a person, each print, each file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy import distinct, func, select

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import db, read_only, transaction
from hotline.desks.blueprint import desks
from hotline.people import queries as people
from hotline.privacy.models import Opening, Reveal
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket, TicketEvent

ONCE_IN = timedelta(hours=1)
AUDITORS = ("supervisor", "auditor")
"""Who may ask who has read a ticket."""
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """`before`: when this person read the ticket last; none for the first time. `readers`: how many persons have."""

    before: datetime | None = None
    readers: int = 0


def visit(shown: Ticket, actor: Actor, now: datetime) -> tuple[Ticket, Visit]:
    """This reading, written down where none is for this hour or something new is read; the ticket comes anew."""
    mine = func.max(Opening.at).filter(Opening.user_id == actor.id, Opening.what == "page")
    before, readers = db.session.execute(
        select(mine, func.count(distinct(Opening.user_id))).where(
            Opening.city == shown.city, Opening.ticket_id == shown.id
        )
    ).one()
    told = Visit(before, readers)
    if before is not None and now - before < ONCE_IN and not _news(shown, actor, before):
        return shown, told
    number = shown.number
    write(shown, actor, "page", now)
    return queries.get_ticket(number, actor), Visit(before, max(readers, 1))


def write(shown: Ticket, actor: Actor, what: str, now: datetime) -> None:
    """One opening, on disk before anything is shown. Ends the transaction of the reader."""
    row = Opening(
        city=shown.city, ticket_id=shown.id, at=now, user_id=actor.id, user_name=actor.name, unit=actor.unit,
        what=what, ip=request.remote_addr or "",
    )  # fmt: skip
    db.session.rollback()
    read_only(False)
    with transaction():
        db.session.add(row)
    read_only(True)


@desks.get("/staff/tickets/<number>/readers")
@web.staff(*AUDITORS)
def readers(number: str) -> Response:
    """Who read the ticket, printed it or took a file, and who was shown a field of the citizen; newest first."""
    shown = queries.get_ticket(number, web.actor())
    language = i18n.language()
    return web.render(
        "desks/ticket_readers.html",
        ticket=shown,
        number=numbers.show(shown.number),
        openings=_newest(Opening, shown),
        reveals=_newest(Reveal, shown),
        unit_name=lambda code: people.unit_name(code, language),
    )


def _newest(table: type[Opening] | type[Reveal], shown: Ticket) -> list[Opening | Reveal]:
    return list(
        db.session.scalars(
            select(table)
            .where(table.city == shown.city, table.ticket_id == shown.id)
            .order_by(table.id.desc())
            .limit(SHOWN)
        )
    )


def _news(shown: Ticket, actor: Actor, since: datetime) -> bool:
    newest = select(func.max(TicketEvent.at)).where(
        TicketEvent.city == shown.city, TicketEvent.ticket_id == shown.id, TicketEvent.actor_id != actor.id
    )
    at = db.session.scalar(newest)
    return at is not None and at > since


def now_and(shown: Ticket, actor: Actor, what: str) -> Ticket:
    """Write down a print or a file that is taken now, and read the ticket anew."""
    number = shown.number
    write(shown, actor, what, clock.now())
    return queries.get_ticket(number, actor)
