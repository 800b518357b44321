"""Alerts and notices of outages: raised, taken up, closed; published and ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from hotline import outbox
from hotline.actors import Actor
from hotline.db import db, new_id
from hotline.errors import Incomplete
from hotline.insight import outages
from hotline.insight.models import Alert, Outage

TOLD = ("role:supervisor", "role:mayor")
MAX_TEXT = 500


def raise_alert(
    city: str, cause: str, sort: str, now: datetime, *, since: datetime, count: int, tickets: Sequence[int],
    category: str = "", unit: str = "", title: str = "", usual: float = 0.0,
) -> bool:  # fmt: skip
    """Keep an alert and tell of it, once a cause; later on the same day only its count grows. Returns whether new."""
    db.session.flush()
    known = db.session.scalars(select(Alert).where(Alert.city == city, Alert.cause == cause)).one_or_none()
    if known is not None:
        known.count, known.tickets = max(known.count, count), sorted({*known.tickets, *tickets})
        return False
    made = Alert(
        city=city, id=new_id(), cause=cause, sort=sort, category=category, unit=unit, title=title, count=count,
        usual=usual, since=since, at=now, tickets=sorted(tickets),
    )  # fmt: skip
    db.session.add(made)
    for recipient in TOLD:
        outbox.post(city, recipient, f"alert {made.id}", "surge", {"alert": made.id}, now, shown=True)
    return True


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


def post_outage(
    city: str, actor: Actor, sort: str, district: str, places: str, since: datetime, until: datetime, text: str,
    now: datetime,
) -> Outage:  # fmt: skip
    """Publish a notice of an outage."""
    if sort not in outages.SORTS:
        raise Incomplete("sort", "请选择停供类别。", "Choose what is cut off.")
    if not district and not outages.places(places):
        raise Incomplete("places", "请填写地点或选择区（市）县。", "Name places, or choose a district.")
    if not text.strip():
        raise Incomplete("text", "请写明通知内容。", "Write the notice.")
    if until <= since:
        raise Incomplete("until", "结束时间须晚于开始时间。", "It must end after it begins.")
    made = Outage(
        city=city, id=new_id(), sort=sort, district=district, places=places.strip()[:MAX_TEXT], since=since,
        until=until, text=text.strip()[:MAX_TEXT], made_by=actor.name, made_at=now, told=0,
    )  # fmt: skip
    db.session.add(made)
    return made


def end_outage(outage: Outage, now: datetime) -> None:
    """It is over sooner than announced."""
    outage.until = min(outage.until, now)


def told_of(outage: Outage) -> None:
    """A citizen was told of it and filed nothing."""
    outage.told = Outage.told + 1
