"""Opening hours and duty rosters as the city keeps them, and what they say of a decision (值班).

The calendar is handed in: the limits that own it are a stranger here.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from hotline import clock
from hotline.actors import Actor
from hotline.db import db, new_id
from hotline.errors import Incomplete, NotFound
from hotline.people import queries as people
from hotline.routing.decision.evidence import Decision
from hotline.routing.duty.models import DutyShift, UnitHours
from hotline.routing.duty.watch import Calendar, Called, Moment, Shift, Watch, settled
from hotline.tickets.models import Ticket

Calendars = Callable[[], Calendar]
FRESH_SECONDS = 60.0
MOST_SHIFTS = 400
OPENS = ("office", "always", "own")


@dataclass(slots=True)
class _Book:
    watches: dict[str, Watch]
    day: date
    read_at: float
    key: tuple[str, str]


_book: _Book | None = None


def watch(city: str, unit: str) -> Watch:
    """How this unit is kept; one that nobody described works the city's hours."""
    return _open(city).get(unit) or Watch(unit)


def weighed(city: str, found: Decision, now: datetime, calendar: Calendar) -> Decision:
    """The decision with what the hour says: urgent matters go to whoever is on duty."""
    unit = watch(city, found.unit)
    other = watch(city, unit.stand_in) if _takes_work(unit.stand_in) else None
    names = [_called(one.unit) for one in (unit, other) if one is not None]
    return settled(found, unit, other, names, moment_of(now), calendar)


def persons(ticket: Ticket, units: Iterable[str], now: datetime, calendar: Calendar) -> list[int]:
    """Ids of the users on duty in these units now, where the ticket is urgent and the unit does not work."""
    if ticket.urgency == "normal":
        return []
    moment, found = moment_of(now), dict[int, None]()
    for code in units:
        kept = watch(ticket.city, code)
        if kept.open_at(moment.on, moment.second, calendar):
            continue
        shift = kept.on_duty(moment.on, moment.second)
        if shift is not None and shift.user_id:
            found.setdefault(shift.user_id)
    return list(found)


def moment_of(now: datetime) -> Moment:
    """The date and second of the city's clock."""
    local = clock.local(now)
    return Moment(local.date(), local.hour * 3600 + local.minute * 60 + local.second)


def kept(city: str, unit: str) -> UnitHours | None:
    """The hours of a unit as the administrator wrote them."""
    return db.session.get(UnitHours, (city, unit))


def shifts(city: str, unit: str, since: date) -> list[DutyShift]:
    """The weekly shifts of a unit and those of dates from `since` on."""
    query = (
        select(DutyShift)
        .where(DutyShift.city == city, DutyShift.unit == unit)
        .where(or_(DutyShift.on.is_(None), DutyShift.on >= since))
        .order_by(DutyShift.on, DutyShift.weekday, DutyShift.starts, DutyShift.id)
        .limit(MOST_SHIFTS)
    )
    return list(db.session.scalars(query))


def put_hours(actor: Actor, unit: str, opens: str, days: Sequence[int], hours: str, room: str, stand_in: str) -> None:
    """How a unit is kept from now on. Raises Incomplete with the field that is wrong."""
    if opens not in OPENS:
        raise Incomplete("opens", "请选择办公时间。", "Choose the hours.")
    spans = intervals(hours) if opens == "own" else []
    if opens == "own" and not days:
        raise Incomplete("days", "请选择办公日。", "Choose the days.")
    if stand_in and (stand_in == unit or not _takes_work(stand_in)):
        raise Incomplete("stand_in", "请选择另一个在用的承办单位。", "Choose another unit that takes work.")
    row = db.session.get(UnitHours, (actor.city, unit)) or UnitHours(city=actor.city, unit=unit)
    row.opens, row.days, row.hours = opens, sorted(set(days)) if opens == "own" else [], spans
    row.room, row.stand_in = _line(room, 40), stand_in
    db.session.add(row)


def add_shift(actor: Actor, unit: str, day: str, starts: str, ends: str, name: str, phone: str, login: str) -> None:
    """Put somebody on the roster; `day` is a date or a day of the week, 1 to 7. Raises Incomplete."""
    on, weekday = _day(day)
    begin, end = (_second(text, field) for text, field in ((starts, "starts"), (ends, "ends")))
    user = people.user_by_login(login.strip().lower()) if login.strip() else None
    if login.strip() and (user is None or user.city != actor.city):
        raise Incomplete("login", "没有这个登录名。", "Nobody signs in with this name.")
    if user is not None and not _of(unit, user.unit):
        raise Incomplete("login", "此人不是本单位或其下属单位的。", "This person is of another unit.")
    called = _line(name, 60) or (user.name if user else "")
    if not called:
        raise Incomplete("name", "请填写值班人员姓名。", "Give the name of the person.")
    db.session.add(
        DutyShift(
            city=actor.city, id=new_id(), unit=unit, on=on, weekday=weekday, starts=_text(begin), ends=_text(end),
            name=called, phone=_line(phone, 40), user_id=user.id if user else None,
        )
    )  # fmt: skip


def drop_shift(actor: Actor, unit: str, shift_id: int) -> None:
    """Take a shift off the roster. Raises NotFound."""
    row = db.session.get(DutyShift, (actor.city, shift_id))
    if row is None or row.unit != unit:
        raise NotFound("没有这一班。", "There is no such shift.")
    db.session.delete(row)


def forget() -> None:
    """Read afresh at the next call; after an administrator's change."""
    global _book
    _book = None


def intervals(text: str) -> list[list[str]]:
    """`09:00-12:00 13:30-17:30` as pairs, in order and apart. Raises Incomplete."""
    spans = [part.replace("－", "-").replace("—", "-").split("-") for part in text.replace("，", " ").split()]
    seconds = [_second(edge, "hours") for span in spans for edge in span]
    if not spans or any(len(span) != 2 for span in spans) or sorted(set(seconds)) != seconds:
        raise Incomplete("hours", "请按09:00-12:00 13:30-17:30填写。", "Write it as 09:00-12:00 13:30-17:30.")
    return [[_text(_second(edge, "hours")) for edge in span] for span in spans]


def _open(city: str) -> Mapping[str, Watch]:
    global _book
    key, day = (str(db.engine.url), city), clock.today()
    fresh = _book is not None and _book.key == key and _book.day == day
    if _book is None or not fresh or time.monotonic() - _book.read_at > FRESH_SECONDS:
        _book = _Book(_read(city, day - timedelta(days=1)), day, time.monotonic(), key)
    return _book.watches


def _read(city: str, since: date) -> dict[str, Watch]:
    """From yesterday on: a night shift of yesterday may still run."""
    # What is being received is written once, when all is known of it.
    with db.session.no_autoflush:
        rows = list(db.session.scalars(select(UnitHours).where(UnitHours.city == city)))
        query = select(DutyShift).where(DutyShift.city == city)
        kept = list(db.session.scalars(query.where(or_(DutyShift.on.is_(None), DutyShift.on >= since))))
    roster: dict[str, list[Shift]] = {}
    for one in kept:
        roster.setdefault(one.unit, []).append(
            Shift(_second(one.starts, ""), _second(one.ends, ""), one.name, one.phone, one.user_id, one.on, one.weekday)
        )
    found = {row.unit: _watch(row, roster.get(row.unit, ())) for row in rows}
    return found | {unit: Watch(unit, shifts=tuple(held)) for unit, held in roster.items() if unit not in found}


def _watch(row: UnitHours, roster: Sequence[Shift]) -> Watch:
    spans = tuple((_second(start, ""), _second(end, "")) for start, end in row.hours)
    return Watch(row.unit, row.opens, tuple(map(int, row.days)), spans, row.room, row.stand_in, tuple(roster))


def _of(unit: str, own: str) -> bool:
    """Whether this unit, or the one right above it, is the one whose matters are told at night."""
    found = people.unit(own)
    return unit in {own, found.parent if found is not None else ""}


def _takes_work(code: str) -> bool:
    unit = people.unit(code)
    return unit is not None and unit.active and unit.kind != "city"


def _called(code: str) -> Called:
    return Called(people.unit_short(code, "zh"), people.unit_short(code, "en"))


def _day(text: str) -> tuple[date | None, int]:
    if text in {"1", "2", "3", "4", "5", "6", "7"}:
        return None, int(text)
    try:
        return date.fromisoformat(text), 0
    except ValueError:
        raise Incomplete("day", "请填写日期或选择星期。", "Give a date or a day of the week.") from None


def _second(text: str, field: str) -> int:
    hour, _colon, minute = text.strip().partition(":")
    right = hour.isdecimal() and minute.isdecimal() and len(minute) == 2
    if not right or int(minute) > 59 or int(hour) * 60 + int(minute) > 24 * 60:
        raise Incomplete(field, "时间请按09:00的写法填写。", "Write the time as 09:00.")
    return int(hour) * 3600 + int(minute) * 60


def _text(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _line(text: str, most: int) -> str:
    return " ".join(text.split())[:most]
