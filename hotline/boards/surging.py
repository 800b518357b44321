"""The job that holds today against the same weekday of the weeks before, and raises an alert where it stands out."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select, union_all

from hotline import clock, config
from hotline.boards.models import Rollup, RollupDelta
from hotline.boards.office import place
from hotline.db import db, id_at, transaction
from hotline.insight.alerts import actions, surges
from hotline.insight.alerts.surges import Level
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.tickets.models import Ticket

MOST = 50
"""Tickets that are kept behind an alert, the newest."""


def look(now: datetime) -> int:
    """The job: an alert a category and district or bureau, once a day. Returns how many are new."""
    city, today = config.settings().city, clock.local(now).date()
    with transaction():
        found = surges.levels(_given(city, today), today)
        return sum(_raise(city, one, today, now) for one in found)


def _raise(city: str, one: Level, today: date, now: datetime) -> bool:
    begin = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    title = f"{people.unit_name(one.unit)} {routing.category_name(one.category)}"
    return actions.raise_alert(
        city, f"level {one.unit} {one.category} {today}", "level", now, since=begin, category=one.category,
        unit=one.unit, title=title, count=one.n, usual=round(one.usual, 1), tickets=_behind(city, one, begin),
    )  # fmt: skip


def _given(city: str, today: date) -> list[tuple[date, str, str, int]]:
    """day, district or bureau, category, n of what was given out, of today and the days it is held against."""
    both = union_all(
        *(
            select(table.day, table.unit, table.category, table.n).where(
                table.city == city, table.day.in_(surges.days(today)), table.measure == "dispatched"
            )
            for table in (Rollup, RollupDelta)
        )
    ).subquery()
    columns = (both.c.day, both.c.unit, both.c.category)
    rows = db.session.execute(select(*columns, func.sum(both.c.n)).group_by(*columns))
    return [(day, place(unit), category, int(n)) for day, unit, category, n in rows if category]


def _behind(city: str, one: Level, begin: datetime) -> list[int]:
    """The tickets of this category that were given to this unit or one below it since midnight; none kept secret."""
    below = [code for code in people.units() if place(code) == one.unit]
    rows = db.session.scalars(
        select(Ticket.id)
        .where(
            Ticket.city == city, Ticket.id >= id_at(begin - timedelta(days=3)), Ticket.category == one.category,
            Ticket.lead_unit.in_(below), Ticket.dispatched_at >= begin, Ticket.confidential.is_(False),
        )
        .order_by(Ticket.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return list(rows)
