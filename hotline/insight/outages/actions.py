"""Notices of outages: published, ended, told of."""

from datetime import datetime

from hotline.actors import Actor
from hotline.db import db, new_id
from hotline.errors import Incomplete
from hotline.insight.outages import notices
from hotline.insight.outages.models import Outage

MAX_TEXT = 500


def post_outage(
    city: str, actor: Actor, sort: str, district: str, places: str, since: datetime, until: datetime, text: str,
    now: datetime,
) -> Outage:  # fmt: skip
    """Publish a notice of an outage."""
    if sort not in notices.SORTS:
        raise Incomplete("sort", "请选择停供类别。", "Choose what is cut off.")
    if not district and not notices.places(places):
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
