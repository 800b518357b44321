"""The queue of tickets to visit, and the visits of a ticket."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.followup.models import Appointment, Claim, Visit
from hotline.tickets.models import Petitioner, Ticket
from hotline.tickets.queries import visible_to

PAGE = 50
MOST_COUNTED = 1000


def queue(actor: Actor, now: datetime, after: str = "", limit: int = PAGE) -> tuple[list[Ticket], str]:
    """Citizens to call now and the cursor of the next page: appointments that are due, then the longest waiting.

    The first page holds the appointments besides its `limit` of others. Who left no telephone is never in it.
    """
    booked = [] if after else list(db.session.scalars(_ordered(_due(actor, now), _booked()).limit(limit)))
    query = _ordered(_due(actor, now), ~_booked()).limit(limit + 1)
    moment, _, last = after.partition("_")
    try:
        since = datetime.fromtimestamp(float(moment), UTC)
        query = query.where(Ticket.next_visit_at >= since, (Ticket.next_visit_at > since) | (Ticket.id > int(last)))
    except (ValueError, OverflowError, OSError):
        pass
    rows = list(db.session.scalars(query))
    if len(rows) <= limit:
        return booked + rows, ""
    end = rows[limit - 1]
    return booked + rows[:limit], f"{(end.next_visit_at or now).timestamp():.6f}_{end.id}"


def free(actor: Actor, now: datetime, most: int) -> list[Ticket]:
    """The first few of the queue that no colleague is calling."""
    taken = exists().where(
        Claim.city == Ticket.city, Claim.ticket_id == Ticket.id, Claim.until > now, Claim.by_id != actor.id
    )
    rows: list[Ticket] = []
    for part in (_booked(), ~_booked()):
        rows += db.session.scalars(_ordered(_due(actor, now), part, ~taken).limit(most - len(rows)))
    return rows


def waiting(actor: Actor, now: datetime) -> int:
    """How many wait for a call now, counted up to `MOST_COUNTED`."""
    return _counted(_due(actor, now))


def without_phone(actor: Actor) -> int:
    """How many answered tickets nobody can call about: they wait for the citizen's mark on the web. Bounded too."""
    return _counted((visible_to(actor), Ticket.state == "reviewed", ~_has_phone()))


def unmarked_since(city: str, before: datetime, most: int = PAGE) -> list[int]:
    """Ids of tickets that nobody can call about and that were answered before this moment."""
    query = select(Ticket.id).where(
        Ticket.city == city, Ticket.state == "reviewed", Ticket.next_visit_at <= before, ~_has_phone()
    )
    return list(db.session.scalars(query.order_by(Ticket.next_visit_at, Ticket.id).limit(most)))


def appointments(actor: Actor, now: datetime, most: int = 10) -> list[tuple[datetime, Ticket]]:
    """The next appointments to come, the nearest first, those of the next day at the latest."""
    query = (
        select(Appointment.at, Ticket)
        .join(Ticket, (Ticket.city == Appointment.city) & (Ticket.id == Appointment.ticket_id))
        .where(Appointment.city == actor.city, Appointment.at > now, Appointment.at <= now + timedelta(days=1))
        .where(visible_to(actor), Ticket.state == "reviewed")
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Appointment.at, Ticket.id).limit(most))]


def appointment(ticket: Ticket) -> datetime | None:
    found = db.session.get(Appointment, (ticket.city, ticket.id))
    return found.at if found else None


def holder(ticket: Ticket, actor: Actor, now: datetime) -> Claim | None:
    """The colleague who is calling this citizen now; None for nobody and for the actor."""
    found = db.session.get(Claim, (ticket.city, ticket.id), populate_existing=True)
    return found if found and found.until > now and found.by_id != actor.id else None


def visits(ticket: Ticket) -> list[Visit]:
    """Every attempt, oldest first."""
    return list(
        db.session.scalars(
            select(Visit).where(Visit.city == ticket.city, Visit.ticket_id == ticket.id).order_by(Visit.id)
        )
    )


def since_answer(ticket: Ticket) -> list[Visit]:
    """The attempts about the answer the citizen has now; a rework begins a new count."""
    return [one for one in visits(ticket) if ticket.answered_at is None or one.at >= ticket.answered_at]


def _due(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (visible_to(actor), Ticket.state == "reviewed", Ticket.next_visit_at <= now, _has_phone())


def _ordered(due: tuple[ColumnElement[bool], ...], *more: ColumnElement[bool]) -> Select[Ticket]:
    return select(Ticket).where(*due, *more).order_by(Ticket.next_visit_at, Ticket.id)


def _has_phone() -> ColumnElement[bool]:
    return exists().where(
        Petitioner.city == Ticket.city, Petitioner.ticket_id == Ticket.id, Petitioner.phone_hash != ""
    )


def _booked() -> ColumnElement[bool]:
    return exists().where(Appointment.city == Ticket.city, Appointment.ticket_id == Ticket.id)


def _counted(wanted: tuple[ColumnElement[bool], ...]) -> int:
    some = select(Ticket.id).where(*wanted).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
