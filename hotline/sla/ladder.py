"""The supervision ladder (督办阶梯): when a clock nobody stops reminds, warns and goes up to the leaders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hotline.sla.calendar import Calendar, at, local_day
from hotline.sla.policies import Pack, RungRule


class Rung(NamedTuple):
    """One step: `level` 1 to 5, `code` out of `policies.RUNGS`, `at` in UTC."""

    level: int
    code: str
    at: datetime


def rungs(start: datetime, due_at: datetime, unit: str, calendar: Calendar, pack: Pack) -> tuple[Rung, ...]:
    """The steps of one clock, lowest level first, which is also the order in time.

    `unit` is `days` or `hours`, as `Limit.unit` says. Steps not later than the start are left out: a limit of one
    working day has no reminder two days ahead. Raises OutOfHorizon when the calendar does not reach.
    """
    steps = (Rung(rule.level, rule.code, _at(rule, start, due_at, unit, calendar, pack)) for rule in pack.ladder[unit])
    return tuple(step for step in steps if step.at > start)


def next_rung(steps: Sequence[Rung], after_level: int) -> Rung | None:
    """The lowest step above the level already taken; 0 means none is taken. None at the top of the ladder."""
    return next((step for step in steps if step.level > after_level), None)


def _at(rule: RungRule, start: datetime, due_at: datetime, unit: str, calendar: Calendar, pack: Pack) -> datetime:
    if unit == "days":
        return at(calendar.add_workdays(local_day(due_at), rule.days), pack.fires_at)
    used = (due_at - start) // timedelta(seconds=1) * rule.share // 100
    begun = due_at if rule.share == 100 else start + timedelta(seconds=used)
    return begun.astimezone(due_at.tzinfo) + timedelta(hours=rule.hours)
