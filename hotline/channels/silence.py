"""A door that has been silent for longer than it usually is: something is broken in front of it, and nobody complains.

What is usual is learned from the door's own last weeks, hour by hour and apart for working days and others: a door is
silent when as many messages as `ALARM` would usually have come since its last one. Before enough is known, the hours of
the table of doors decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline import clock, config, outbox
from hotline.channels import doors
from hotline.channels.models import DoorHour, DoorWatch, Inbox
from hotline.db import db, id_at, transaction, upsert

HOUR = timedelta(hours=1)
LEARNED_FROM = timedelta(days=28)
ALARM = 10.0
"""Messages that would usually have come and did not. By chance so many fail to come once in twenty thousand times."""
ENOUGH = 50
"""Messages in the weeks learned from, under which too little is known."""

Pattern = Mapping[tuple[bool, int], float]
"""(weekend?, hour of the city's day) → messages in such an hour."""


@dataclass(frozen=True, slots=True)
class Door:
    """A door as the administrator sees it. `usual_gap` in seconds; None where too little is known."""

    name: str
    last_at: datetime
    usual_gap: int | None
    silent_since: datetime | None


def watch(now: datetime) -> int:
    """The job: count what came, learn, and tell the administrators of each silence once. Returns new alarms."""
    city = config.settings().city
    _count(city, now)
    alarms = 0
    with transaction():
        for row in db.session.scalars(select(DoorWatch).where(DoorWatch.city == city).with_for_update()):
            alarms += _judge(row, now)
    return alarms


def watched(city: str) -> list[Door]:
    """Every door something ever came through."""
    rows = db.session.scalars(select(DoorWatch).where(DoorWatch.city == city).order_by(DoorWatch.door))
    return [Door(row.door, row.last_at, row.usual_gap, row.alarm_at) for row in rows]


def expected(pattern: Pattern, since: datetime, now: datetime) -> float:
    """How many messages usually come between these moments; counted hour by hour, at most two weeks."""
    total, here = 0.0, max(since, now - timedelta(days=14))
    while here < now:
        local = clock.local(here)
        end = min(here + HOUR - timedelta(minutes=local.minute, seconds=local.second), now)
        end = end if end > here else here + HOUR
        total += pattern.get((local.weekday() >= 5, local.hour), 0.0) * ((end - here) / HOUR)
        here = end
    return total


def _judge(row: DoorWatch, now: datetime) -> int:
    pattern, known = _pattern(row.city, row.door, now)
    row.expected = expected(pattern, row.last_at, now) if known else 0.0
    row.usual_gap = _usual_gap(pattern, now) if known else None
    patience = doors.CHANNELS[row.door].usual_gap if row.door in doors.CHANNELS else 0
    silent = row.expected >= ALARM if known else bool(patience) and now - row.last_at > timedelta(hours=patience)
    if not silent:
        row.alarm_at = None
        return 0
    if row.alarm_at is not None:
        return 0
    row.alarm_at = now
    about = {"door": row.door, "since": clock.iso(row.last_at)}
    cause = f"silent {row.door} {row.last_at:%Y%m%d%H%M%S}"
    outbox.post(row.city, "role:admin", cause, "door_silent", about, now, shown=True)
    return 1


def _usual_gap(pattern: Pattern, now: datetime) -> int | None:
    local = clock.local(now)
    rate = pattern.get((local.weekday() >= 5, local.hour), 0.0)
    return round(3600 / rate) if rate > 0 else None


def _pattern(city: str, door: str, now: datetime) -> tuple[Pattern, bool]:
    """The door's usual hour, and whether enough is known to go by it."""
    first = now - LEARNED_FROM
    rows = db.session.execute(
        select(DoorHour.hour, DoorHour.count.label("came")).where(
            DoorHour.city == city, DoorHour.door == door, DoorHour.hour >= first, DoorHour.hour < now
        )
    ).all()
    if not rows or sum(row.came for row in rows) < ENOUGH:
        return {}, False
    start = max(first, min(row.hour for row in rows))
    sums: dict[tuple[bool, int], int] = {}
    for row in rows:
        local = clock.local(row.hour)
        kind = (local.weekday() >= 5, local.hour)
        sums[kind] = sums.get(kind, 0) + row.came
    # The days of the silence itself teach nothing.
    end = max(row.hour for row in rows) + HOUR
    days = [sum(1 for day in _days(start, end) if (day.weekday() >= 5) == weekend) for weekend in (False, True)]
    return {kind: count / max(days[kind[0]], 1) for kind, count in sums.items()}, now - start >= timedelta(days=7)


def _days(first: datetime, last: datetime) -> Iterator[datetime]:
    here = clock.local(first)
    while here < last:
        yield here
        here += timedelta(days=1)


def _count(city: str, now: datetime) -> None:
    """Count the hours since the last count, and the last two of them afresh: the same count whoever counts."""
    newest = db.session.scalar(select(func.max(DoorHour.hour)).where(DoorHour.city == city))
    db.session.rollback()
    hour = max(newest - HOUR if newest else now - LEARNED_FROM, now - LEARNED_FROM)
    hour = hour.replace(minute=0, second=0, microsecond=0)
    while hour <= now:
        with transaction():
            for door, count, last_at in _arrivals(city, hour):
                _keep(city, door, hour, count, last_at)
        hour += HOUR


def _arrivals(city: str, hour: datetime) -> Iterator[tuple[str, int, datetime]]:
    """(door, messages, the last one) of one hour: every channel, and every mailbox that is fetched."""
    rows = db.session.execute(
        select(Inbox.channel, Inbox.mailbox, func.count(), func.max(Inbox.received_at))
        .where(Inbox.city == city, Inbox.id >= id_at(hour), Inbox.id < id_at(hour + HOUR))
        .group_by(Inbox.channel, Inbox.mailbox)
    ).all()
    for channel in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == channel]
        yield channel, sum(row[2] for row in mine), max(row[3] for row in mine)
        yield from ((f"{channel}:{row[1]}", row[2], row[3]) for row in mine if row[1])


def _keep(city: str, door: str, hour: datetime, count: int, last_at: datetime) -> None:
    hours, doors_seen = DoorHour.metadata.tables["door_hours"], DoorWatch.metadata.tables["door_watch"]
    counted = upsert(hours).values(city=city, door=door, hour=hour, count=count)
    db.session.execute(counted.on_conflict_do_update(index_elements=["city", "door", "hour"], set_={"count": count}))
    seen = upsert(doors_seen).values(city=city, door=door, last_at=last_at, expected=0.0)
    db.session.execute(
        seen.on_conflict_do_update(
            index_elements=["city", "door"], set_={"last_at": last_at}, where=doors_seen.c.last_at < last_at
        )
    )
