"""Alerts: raised, taken up, closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from hotline import clock, outbox
from hotline.actors import Actor
from hotline.db import db, new_id
from hotline.errors import Incomplete
from hotline.insight.alerts import surges
from hotline.insight.alerts.models import Alert

TOLD = ("role:supervisor", "role:mayor")
MAX_TEXT = 500


def raise_alert(
    city: str, cause: str, sort: str, now: datetime, *, since: datetime, count: int, tickets: Sequence[int],
    category: str = "", unit: str = "", title: str = "", usual: float = 0.0,
) -> bool:  # fmt: skip
    """Keep an alert and tell of it, once a cause; later that day only its count grows. Returns whether it is told.

    One that was closed stays so until as many more came as make an alert, and half as many again as it had: then it is
    new once more, and what closed it stands beside it.
    """
    db.session.flush()
    known = db.session.scalars(select(Alert).where(Alert.city == city, Alert.cause == cause)).one_or_none()
    if known is None:
        known = Alert(
            city=city, id=new_id(), cause=cause, sort=sort, category=category, unit=unit, title=title, count=count,
            usual=usual, since=since, at=now, tickets=sorted(tickets),
        )  # fmt: skip
        db.session.add(known)
        _tell(known, f"alert {known.id}", now)
        return True
    more = {*tickets} - {*known.tickets}
    again = known.state == "closed"
    if again and len(more) < max(surges.LEAST, len(known.tickets) / 2):
        return False
    known.tickets = sorted({*known.tickets, *more})
    known.count = max(known.count, count, len(known.tickets))
    if again:
        known.state, known.seen_by, known.seen_at, known.at = "new", "", None, now
        _tell(known, f"alert {known.id} {clock.iso(now)}", now)
    return again


def _tell(alert: Alert, key: str, now: datetime) -> None:
    for recipient in TOLD:
        outbox.post(alert.city, recipient, key, "surge", {"alert": alert.id}, now, shown=True)


def see(alert: Alert, actor: Actor, now: datetime) -> None:
    """A person has taken it up."""
    if alert.state == "new":
        alert.state, alert.seen_by, alert.seen_at = "seen", actor.name, now


def close(alert: Alert, actor: Actor, text: str, now: datetime) -> None:
    """Done with, and why in a few words."""
    if not text.strip():
        raise Incomplete("text", "请写明处置情况。", "Say what was done about it.")
    see(alert, actor, now)
    alert.state, alert.closed_by, alert.closed_at, alert.closing = "closed", actor.name, now, text.strip()[:MAX_TEXT]
