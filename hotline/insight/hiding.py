"""A matter that turns out to be confidential is taken out of what was gathered: no issue carries its words."""

from sqlalchemy import select

from hotline.db import db
from hotline.insight import queries
from hotline.insight.models import TopicMember
from hotline.tickets.actions import Happened
from hotline.tickets.models import Ticket


def take_out(happened: Happened) -> None:
    """Listener of a correction: it leaves its issue, which takes another's name, or ends."""
    ticket = happened.ticket
    if not ticket.confidential:
        return
    member = db.session.get(TopicMember, (ticket.city, ticket.id))
    if member is None or member.topic_id is None:
        return
    left, member.topic_id = queries.topic(ticket.city, member.topic_id), None
    db.session.flush()
    title = db.session.scalar(
        select(Ticket.title)
        .join(TopicMember, (TopicMember.city == Ticket.city) & (TopicMember.ticket_id == Ticket.id))
        .where(TopicMember.city == ticket.city, TopicMember.topic_id == left.id)
        .order_by(TopicMember.ticket_id)
        .limit(1)
    )
    left.size, left.title = left.size - 1, title or ""
    if title is None:
        db.session.delete(left)
