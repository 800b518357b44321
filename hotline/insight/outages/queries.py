"""Reading notices of outages: those in force, and those that answer a text."""

from datetime import datetime, timedelta

from sqlalchemy import select

from hotline.db import db
from hotline.errors import NotFound
from hotline.insight.outages import notices
from hotline.insight.outages.models import Outage


def in_force(city: str, now: datetime) -> list[Outage]:
    """Notices that begin soon, hold, or ended a moment ago."""
    wanted = Outage.city == city, Outage.until >= now - notices.LATE, Outage.since <= now + timedelta(days=30)
    return list(db.session.scalars(select(Outage).where(*wanted).order_by(Outage.since, Outage.id).limit(500)))


def outages_for(city: str, text: str, district: str, now: datetime) -> list[Outage]:
    """The notices that answer this text, before a ticket is made of it."""
    rows = {row.id: row for row in in_force(city, now)} if notices.sorts(text) else {}
    known = [notices.Notice(one.id, one.sort, one.district, one.places, one.since, one.until) for one in rows.values()]
    return [rows[one.id] for one in notices.matching(known, text, district, now)]


def outage(city: str, outage_id: int) -> Outage:
    found = db.session.get(Outage, (city, outage_id))
    if found is None:
        raise NotFound("没有这条通知。", "No such notice.")
    return found
