"""Reading the inbox, and the ticket a message became."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from hotline.channels.models import Inbox
from hotline.db import db
from hotline.tickets.models import Ticket


def kept(city: str, channel: str, key: str) -> Inbox | None:
    """The row of this identity."""
    return db.session.scalars(
        select(Inbox).where(Inbox.city == city, Inbox.channel == channel, Inbox.external_id == key)
    ).one_or_none()


def claimed(city: str, row_id: int) -> Inbox:
    """The row, held until this transaction ends."""
    return db.session.scalars(
        select(Inbox)
        .where(Inbox.city == city, Inbox.id == row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def unfinished(city: str, before: datetime, after: int) -> Inbox | None:
    """The next row that is still new since before that moment, held; rows another process holds are passed over."""
    return db.session.scalars(
        select(Inbox)
        .where(Inbox.city == city, Inbox.state == "new", Inbox.id > after, Inbox.received_at <= before)
        .order_by(Inbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def ticket_of(city: str, channel: str, external_id: str) -> Ticket | None:
    """The ticket this message became, whoever brought it."""
    return db.session.scalars(
        select(Ticket).where(Ticket.city == city, Ticket.channel == channel, Ticket.external_id == external_id)
    ).one_or_none()


def known(city: str, channel: str, external_ids: Collection[str]) -> set[str]:
    """Those of these external ids that are tickets already."""
    if not external_ids:
        return set()
    return set(
        db.session.scalars(
            select(Ticket.external_id).where(
                Ticket.city == city, Ticket.channel == channel, Ticket.external_id.in_(external_ids)
            )
        )
    )


def row(city: str, row_id: int) -> Inbox | None:
    return db.session.get(Inbox, (city, row_id))
