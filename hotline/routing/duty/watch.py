"""Whether a unit works at a moment, and who is on duty when it does not (值班). Pure rules.

Moments are a date of the city and the second of that date; a night shift belongs to the date it begins on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from hotline.routing.decision.evidence import Decision, Option, Reason

DAY = 86_400
WEEK_ZH = ("一", "二", "三", "四", "五", "六", "日")
WEEK_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Calendar(Protocol):
    """The city's working calendar."""

    def hours(self, on: date) -> Sequence[tuple[int, int]]:
        """The working intervals of a date, in seconds after midnight; empty on a day off."""
        ...

    def special_day(self, on: date) -> object | None:
        """What makes a date unlike its weekday: a holiday, a make-up workday."""
        ...


@dataclass(frozen=True, slots=True)
class Shift:
    """`on` a date or on a `weekday` (Monday is 1) of every week; `ends` not after `starts` means the next day."""

    starts: int
    ends: int
    name: str
    phone: str = ""
    user_id: int | None = None
    on: date | None = None
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """How a unit is kept. `opens`: office, always, own (`hours` on `days`); `stand_in` begins with what is urgent."""

    unit: str
    opens: str = "office"
    days: tuple[int, ...] = ()
    hours: tuple[tuple[int, int], ...] = ()
    room: str = ""
    stand_in: str = ""
    shifts: tuple[Shift, ...] = ()

    def open_at(self, on: date, second: int, calendar: Calendar) -> bool:
        """Whether it works at this moment."""
        if self.opens == "always":
            return True
        hours = calendar.hours(on)
        if self.opens == "own":
            holiday = calendar.special_day(on) is not None and not hours
            hours = () if holiday or on.isoweekday() not in self.days else self.hours
        return any(start <= second < end for start, end in hours)

    def on_duty(self, on: date, second: int) -> Shift | None:
        """Who is on duty at this moment; a shift of that date goes before the weekly one."""
        found = [shift for shift in self.shifts if _covers(shift, on, second)]
        return min(found, key=lambda shift: (shift.on is None, -shift.starts), default=None)


@dataclass(frozen=True, slots=True)
class Moment:
    on: date
    second: int

    @property
    def zh(self) -> str:
        return f"周{WEEK_ZH[self.on.weekday()]}{_clock(self.second)}"

    @property
    def en(self) -> str:
        return f"{WEEK_EN[self.on.weekday()]} {_clock(self.second)}"


@dataclass(frozen=True, slots=True)
class Called:
    """A unit by the names people read."""

    zh: str
    en: str


def settled(
    found: Decision, unit: Watch, other: Watch | None, names: Sequence[Called], moment: Moment, calendar: Calendar
) -> Decision:
    """The decision with what the hour says of it. `names`: of the unit, and of its stand-in `other`.

    Urgent outside the hours: the stand-in leads and the unit assists, or the unit's own duty room begins. What is not
    urgent is never moved, only explained.
    """
    if not found.unit or unit.open_at(moment.on, moment.second, calendar):
        return found
    mine = names[0]
    zh, en = f"{mine.zh}下班时间（{moment.zh}）", f"{mine.en} is closed ({moment.en})"
    if found.urgency == "normal":
        told = Reason("duty/closed", f"{zh}，不属紧急，不改派，上班后签收", f"{en}; not urgent: it waits there")
        return _with(found, told)
    if other is not None and other.unit not in {found.unit, *found.never}:
        stand = names[1]
        zh, en = f"{zh}，由值守单位{stand.zh}先行办理，{mine.zh}协办", f"{en}: {stand.en} on duty begins, it assists"
        told = Reason("duty/stand-in", zh + _reached(other, moment, True), en + _reached(other, moment, False))
        return _moved(_with(found, told), other.unit)
    reached = _reached(unit, moment, True)
    if not reached:
        said = Reason("duty/unknown", f"{zh}，未登记值班电话和值班人员", f"{en}; nobody on duty is known")
        return _with(found, said)
    told = Reason("duty/room", f"{zh}，由其值班人员先行办理{reached}", f"{en}: who is on duty begins"
                  f"{_reached(unit, moment, False)}")  # fmt: skip
    return _with(found, told)


def _reached(watch: Watch, moment: Moment, chinese: bool) -> str:
    """Who is on duty and under which number, as the end of a sentence; empty when nothing is known."""
    shift = watch.on_duty(moment.on, moment.second)
    phone = (shift.phone if shift else "") or watch.room
    parts = [shift.name] if shift else []
    if phone:
        parts.append(f"电话{phone}" if chinese else f"telephone {phone}")
    if not parts:
        return ""
    return f"（值班：{'，'.join(parts)}）" if chinese else f" ({', '.join(parts)})"


def _moved(found: Decision, to: str) -> Decision:
    """To the stand-in; who would have had it assists and stands first among the alternatives."""
    assist = tuple(dict.fromkeys((found.unit, *(code for code in found.assist if code != to))))
    first = Option(found.unit, found.category, found.confidence)
    others = tuple(one for one in found.alternatives if one.unit not in {to, found.unit})
    return replace(found, unit=to, assist=assist, alternatives=(first, *others)[:3])


def _with(found: Decision, told: Reason) -> Decision:
    return replace(found, because=(*found.because, told))


def _covers(shift: Shift, on: date, second: int) -> bool:
    """Of this date from `starts` on, or begun on the date before and not over."""
    if shift.ends > shift.starts:
        return _begins(shift, on) and shift.starts <= second < shift.ends
    began = on - timedelta(days=1)
    return (_begins(shift, on) and second >= shift.starts) or (_begins(shift, began) and second < shift.ends)


def _begins(shift: Shift, on: date) -> bool:
    return shift.on == on if shift.on is not None else shift.weekday == on.isoweekday()


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
