"""Reading tickets. `visible_to` is the one way to them: every list, page, search, export and answer passes it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, select

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import NotFound, Stale
from hotline.privacy import sealing
from hotline.tickets import numbers, states
from hotline.tickets.models import Assignment, Attachment, Petitioner, Reach, Reply, Request, Ticket, TicketEvent

CITY_WIDE = frozenset({"operator", "dispatcher", "followup", "supervisor", "mayor", "auditor", "system"})
UNIT_BOUND = frozenset({"clerk", "leader"})
PAGE = 50


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which this actor may see a `Ticket` row."""
    mine = Ticket.city == actor.city
    if actor.role in CITY_WIDE:
        return mine
    if actor.role in UNIT_BOUND:
        reached = (
            select(Reach.ticket_id)
            .where(Reach.city == Ticket.city, Reach.ticket_id == Ticket.id, Reach.unit == actor.unit)
            .correlate(Ticket)
            .exists()
        )
        return and_(mine, reached)
    if actor.role == "citizen":
        return and_(mine, Ticket.id == actor.ticket_id)
    return false()


def came_by(channel: str) -> ColumnElement[bool]:
    """The condition for one channel, put so that no planner takes the key of external ids for an index of channels."""
    return Ticket.channel.concat("") == channel


def get_ticket(number: str, actor: Actor, version: int | None = None) -> Ticket:
    """The ticket together with the right to it. NotFound for what is not this actor's; Stale for an old version."""
    stored = numbers.read(number)
    ticket = (
        db.session.scalars(select(Ticket).where(Ticket.number == stored, visible_to(actor))).one_or_none()
        if stored
        else None
    )
    if ticket is None:
        raise NotFound("没有找到这件工单，请核对编号。", "No such ticket. Check the number.")
    if version is not None and version != ticket.version:
        raise Stale
    return ticket


def by_id(city: str, ticket_id: int) -> Ticket | None:
    """For our own listeners and jobs, which already hold the right to it."""
    return db.session.get(Ticket, (city, ticket_id))


def visible(city: str, ticket_id: int, actor: Actor) -> Ticket | None:
    """The same where this actor may see it: what stands beside a ticket is another one's right."""
    mine = select(Ticket).where(Ticket.city == city, Ticket.id == ticket_id, visible_to(actor))
    return db.session.scalars(mine).one_or_none()


def by_number(city: str, stored: str) -> Ticket | None:
    """For a door that proves the right to it in its own way."""
    return db.session.scalars(select(Ticket).where(Ticket.city == city, Ticket.number == stored)).one_or_none()


def tracked(city: str, number: str, code: str) -> Ticket | None:
    """The citizen's way: number and query code together, or nothing."""
    stored = numbers.read(number)
    if not stored:
        return None
    ticket = db.session.scalars(select(Ticket).where(Ticket.city == city, Ticket.number == stored)).one_or_none()
    typed = numbers.half_width("".join(code.split()))
    return ticket if ticket is not None and ticket.query_code == typed else None


def petitioner(ticket: Ticket) -> Petitioner:
    found = db.session.get(Petitioner, (ticket.city, ticket.id))
    if found is None:
        raise NotFound("没有诉求人信息。", "No petitioner.")
    return found


def petitioners(tickets: list[Ticket]) -> dict[int, Petitioner]:
    """The people behind a page of tickets, in one query."""
    if not tickets:
        return {}
    rows = db.session.scalars(
        select(Petitioner).where(
            Petitioner.city == tickets[0].city, Petitioner.ticket_id.in_([ticket.id for ticket in tickets])
        )
    )
    return {row.ticket_id: row for row in rows}


def earlier_by_phone(actor: Actor, phone: str, limit: int = 8) -> list[Ticket]:
    """The caller's newest tickets, found by the keyed hash of an E.164 phone."""
    if not phone:
        return []
    return list(
        db.session.scalars(
            select(Ticket)
            .join(Petitioner, and_(Petitioner.city == Ticket.city, Petitioner.ticket_id == Ticket.id))
            .where(
                Petitioner.city == actor.city,
                Petitioner.phone_hash.in_(sealing.ring().lookups(phone)),
                Ticket.parent_id.is_(None),
                visible_to(actor),
            )
            .order_by(Petitioner.ticket_id.desc())
            .limit(limit)
        )
    )


def titles(numbers_asked: Sequence[str], actor: Actor) -> dict[str, str]:
    """The titles of those among these tickets that the actor may see, by stored number."""
    if not numbers_asked:
        return {}
    rows = db.session.execute(
        select(Ticket.number, Ticket.title).where(Ticket.number.in_(numbers_asked), visible_to(actor))
    )
    return {row.number: row.title for row in rows}


def timeline(ticket: Ticket, public_only: bool = False) -> list[TicketEvent]:
    """The ticket's events, oldest first."""
    query = select(TicketEvent).where(TicketEvent.city == ticket.city, TicketEvent.ticket_id == ticket.id)
    if public_only:
        query = query.where(TicketEvent.public)
    return list(db.session.scalars(query.order_by(TicketEvent.id)))


def assignments(ticket: Ticket) -> list[Assignment]:
    return list(
        db.session.scalars(
            select(Assignment)
            .where(Assignment.city == ticket.city, Assignment.ticket_id == ticket.id)
            .order_by(Assignment.id)
        )
    )


def reached(ticket: Ticket) -> list[str]:
    """Codes of the units that see the ticket."""
    return list(db.session.scalars(select(Reach.unit).where(Reach.city == ticket.city, Reach.ticket_id == ticket.id)))


def lead_assignment(ticket: Ticket) -> Assignment | None:
    """The live assignment of the lead unit."""
    return db.session.scalars(
        select(Assignment)
        .where(
            Assignment.city == ticket.city,
            Assignment.ticket_id == ticket.id,
            Assignment.part == "lead",
            Assignment.ended_at.is_(None),
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    ).one_or_none()


def pending_request(ticket: Ticket, sort: str) -> Request | None:
    return db.session.scalars(
        select(Request)
        .where(
            Request.city == ticket.city,
            Request.ticket_id == ticket.id,
            Request.sort == sort,
            Request.state == "pending",
        )
        .limit(1)
    ).one_or_none()


def requests(ticket: Ticket) -> list[Request]:
    return list(
        db.session.scalars(
            select(Request).where(Request.city == ticket.city, Request.ticket_id == ticket.id).order_by(Request.id)
        )
    )


def waiting_requests(city: str, limit: int = PAGE) -> list[tuple[Request, Ticket]]:
    """Requests that wait for a decision, oldest first."""
    rows = db.session.execute(
        select(Request, Ticket)
        .join(Ticket, and_(Ticket.city == Request.city, Ticket.id == Request.ticket_id))
        .where(Request.city == city, Request.state == "pending", Ticket.state.in_(sorted(states.UNIT)))
        .order_by(Request.id)
        .limit(limit)
    )
    return [(request, ticket) for request, ticket in rows]


def waiting_reply(ticket: Ticket) -> Reply | None:
    return db.session.scalars(
        select(Reply)
        .where(Reply.city == ticket.city, Reply.ticket_id == ticket.id, Reply.state == "waiting")
        .order_by(Reply.id.desc())
        .limit(1)
    ).one_or_none()


def replies(ticket: Ticket) -> list[Reply]:
    return list(
        db.session.scalars(
            select(Reply).where(Reply.city == ticket.city, Reply.ticket_id == ticket.id).order_by(Reply.id)
        )
    )


def attachments(ticket: Ticket) -> list[Attachment]:
    return list(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.city == ticket.city, Attachment.ticket_id == ticket.id)
            .order_by(Attachment.id)
        )
    )


def attachment(attachment_id: int, ticket: Ticket) -> Attachment:
    """A file of this ticket; reached through the ticket, so that the right to one is the right to the other."""
    found = db.session.get(Attachment, (ticket.city, attachment_id))
    if found is None or found.ticket_id != ticket.id:
        raise NotFound("没有这个附件。", "No such attachment.")
    return found


def merged_into(ticket: Ticket) -> list[Ticket]:
    """The tickets handled together with this master, also after they had its answer."""
    return list(
        db.session.scalars(
            select(Ticket).where(Ticket.city == ticket.city, Ticket.master_id == ticket.id).order_by(Ticket.id)
        )
    )


def waiting_with(master: Ticket) -> list[Ticket]:
    """Those that still wait for this master's answer; who had it goes on by itself."""
    return [one for one in merged_into(master) if one.state == "merged"]


def waiting_counts(masters: Sequence[Ticket]) -> dict[int, int]:
    """Master → how many wait for its answer, in one statement; those with none are missing."""
    wait = Ticket.city.in_({one.city for one in masters}), Ticket.master_id.in_([one.id for one in masters])
    query = select(Ticket.master_id, func.count()).where(*wait, Ticket.state == "merged").group_by(Ticket.master_id)
    return {int(key): int(n) for key, n in db.session.execute(query) if key is not None} if masters else {}


def parts(parent: Ticket) -> list[Ticket]:
    """The tickets a letter of several matters was split into, in its order; those of an earlier split first."""
    mine = select(Ticket).where(Ticket.city == parent.city, Ticket.parent_id == parent.id)
    return list(db.session.scalars(mine.order_by(Ticket.id)))
