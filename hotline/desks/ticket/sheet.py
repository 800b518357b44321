"""Everything one ticket page shows, read in one place and only through the right to the ticket."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from sqlalchemy import select

from hotline import files, pictures
from hotline.actors import Actor
from hotline.db import db
from hotline.followup.models import Visit
from hotline.people import queries as people
from hotline.people.models import Post
from hotline.routing.models import Category, Decision
from hotline.sla import queries as sla
from hotline.sla.models import Clock
from hotline.tickets import queries, scanning, workload
from hotline.tickets.models import (
    Assignment,
    Attachment,
    Petitioner,
    Reply,
    Request,
    Ticket,
    TicketEvent,
)


@dataclass(frozen=True)
class Sheet:
    ticket: Ticket
    person: Petitioner
    now: datetime
    assignments: list[Assignment]
    clocks: list[Clock]
    decision: Decision | None
    category: Category | None
    post: Post | None
    events: list[TicketEvent]
    requests: list[Request]
    replies: list[Reply]
    visits: list[Visit]
    attachments: list[Attachment]
    scanned: dict[int, str]
    """`waiting`, `clean` or `infected` by the id of the attachment."""
    merged: list[Ticket]
    master: Ticket | None
    parts: list[Ticket]
    parent: Ticket | None

    @property
    def lead(self) -> Assignment | None:
        """The live part of the lead unit."""
        return next((row for row in reversed(self.assignments) if row.part == "lead" and row.ended_at is None), None)

    @cached_property
    def loads(self) -> list[workload.Load]:
        """What each clerk of the lead unit has in hand, whoever has least first; asked once a page."""
        return workload.of_unit(self.ticket.city, self.lead.unit, self.now) if self.lead else []

    @cached_property
    def no_preview(self) -> frozenset[int]:
        """The attachments called pictures that can't be drawn: their row says so instead of a broken one."""
        seen = [one for one in self.attachments if self.scanned.get(one.id) != "infected"]
        return frozenset(one.id for one in seen if one.type in pictures.TYPES and not _shown(one.sha256))

    @property
    def clock(self) -> Clock | None:
        """The clock of the newest lead part."""
        leads = {row.id for row in self.assignments if row.part == "lead"}
        return next((row for row in reversed(self.clocks) if row.assignment_id in leads), None)

    @property
    def waiting_reply(self) -> Reply | None:
        return next((row for row in reversed(self.replies) if row.state == "waiting"), None)

    def pending(self, sort: str) -> Request | None:
        return next((row for row in self.requests if row.sort == sort and row.state == "pending"), None)


def read(ticket: Ticket, actor: Actor, now: datetime) -> Sheet:
    """The sheet of a ticket that this actor may see; reads only."""
    attachments = queries.attachments(ticket)
    return Sheet(
        ticket=ticket,
        person=queries.petitioner(ticket),
        now=now,
        assignments=queries.assignments(ticket),
        clocks=sla.clocks(ticket),
        decision=_decision(ticket),
        category=db.session.get(Category, ticket.category) if ticket.category else None,
        post=people.posts().get(ticket.mailbox),
        events=queries.timeline(ticket),
        requests=queries.requests(ticket),
        replies=queries.replies(ticket),
        visits=_visits(ticket),
        attachments=attachments,
        scanned=scanning.standings(attachments),
        merged=queries.merged_into(ticket),
        parts=queries.parts(ticket),
        parent=queries.by_id(ticket.city, ticket.parent_id) if ticket.parent_id else None,
        master=_master(ticket, actor),
    )


def _master(ticket: Ticket, actor: Actor) -> Ticket | None:
    """What it is handled with; a confidential one exists only for those who may see it."""
    found = queries.by_id(ticket.city, ticket.master_id) if ticket.master_id else None
    if found is None or not found.confidential:
        return found
    return queries.visible(found.city, found.id, actor)


def _decision(ticket: Ticket) -> Decision | None:
    return db.session.scalars(
        select(Decision)
        .where(Decision.city == ticket.city, Decision.ticket_id == ticket.id)
        .order_by(Decision.id.desc())
        .limit(1)
    ).one_or_none()


def _visits(ticket: Ticket) -> list[Visit]:
    return list(
        db.session.scalars(
            select(Visit).where(Visit.city == ticket.city, Visit.ticket_id == ticket.id).order_by(Visit.id)
        )
    )


def _shown(digest: str) -> bool:
    try:
        return _whole(digest)
    except (LookupError, OSError):
        return False


@lru_cache(4096)
def _whole(digest: str) -> bool:
    """Whether the stored picture can be drawn; its bytes never change."""
    return pictures.is_whole(files.read(digest))
