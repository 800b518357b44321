"""Reading alerts, and the tickets behind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, tuple_

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import NotFound
from hotline.insight.alerts.models import Alarm, Alert
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to


def alerts(city: str, state: Iterable[str], most: int = 50) -> list[Alert]:
    """The newest first."""
    return list(
        db.session.scalars(
            select(Alert).where(Alert.city == city, Alert.state.in_(list(state))).order_by(Alert.id.desc()).limit(most)
        )
    )


def alert(city: str, alert_id: int) -> Alert:
    found = db.session.get(Alert, (city, alert_id))
    if found is None:
        raise NotFound("没有这条预警。", "No such alert.")
    return found


def behind(found: Alert, actor: Actor) -> list[Ticket]:
    """The tickets behind an alert that this actor may see."""
    rows = db.session.scalars(select(Ticket).where(visible_to(actor), Ticket.id.in_(found.tickets)))
    return sorted(rows, key=lambda one: one.id)


def untaken(
    actor: Actor, most: int, after: tuple[int, int] | None = None, since: datetime | None = None
) -> list[Alarm]:
    """Alarms nobody has taken up, the gravest and of these the oldest first, along their index.

    `after`: grade and id of the last one of the page before; `since`: the first moment that counts.
    """
    wanted = Alarm.city == actor.city, Alarm.taken_at.is_(None)
    query = select(Alarm).where(*wanted).order_by(Alarm.grade, Alarm.id).limit(most)
    if after is not None:
        query = query.where(tuple_(Alarm.grade, Alarm.id) > tuple_(*after))
    if since is not None:
        query = query.where(Alarm.at >= since)
    return list(db.session.scalars(query))


def taken_since(actor: Actor, moment: datetime, most: int) -> list[Alarm]:
    """Those somebody took up lately, the latest first."""
    wanted = Alarm.city == actor.city, Alarm.taken_at >= moment, Alarm.taken_by != ""
    return list(db.session.scalars(select(Alarm).where(*wanted).order_by(Alarm.taken_at.desc()).limit(most)))


def alarm_of(ticket: Ticket) -> Alarm | None:
    return db.session.scalars(
        select(Alarm).where(Alarm.city == ticket.city, Alarm.ticket_id == ticket.id)
    ).one_or_none()


def alarmed(alarms: Sequence[Alarm], actor: Actor) -> dict[int, Ticket]:
    """Their tickets that this actor may see."""
    ids = [one.ticket_id for one in alarms]
    rows = db.session.scalars(select(Ticket).where(visible_to(actor), Ticket.id.in_(ids))) if ids else ()
    return {one.id: one for one in rows}
