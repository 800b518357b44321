"""The real limit rules with their answers remembered: a day's dispatches all end at the same close of business."""

import random
from datetime import date, datetime, timedelta

from hotline.sla.calendar import Calendar, at, local_day
from hotline.sla.deadlines import due, explain
from hotline.sla.ladder import Rung, rungs
from hotline.sla.policies import Key, Limit, Pack, Policy, select

FIRST = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
MORNING, NOON, AFTERNOON, EVENING = 9 * 3600, 12 * 3600, 13 * 3600 + 1800, 17 * 3600 + 1200
"""Desk hours in seconds of the day, a little inside the calendar's close of business."""


class Limits:
    """One calendar and one pack, asked millions of times."""

    def __init__(self, calendar: Calendar, pack: Pack, rng: random.Random) -> None:
        self.calendar = calendar
        self.pack = pack
        self.version = calendar.version
        self.rng = rng
        self._ends: dict[tuple[date, int], tuple[datetime, bool]] = {}
        self._words: dict[tuple[date, datetime], list[str]] = {}
        self._rungs: dict[datetime, tuple[Rung, ...]] = {}
        self._policies: dict[tuple[str, ...], Policy] = {}

    def policy(self, category: str, kind: str, urgency: str, channel: str, mailbox: str) -> Policy:
        source = "city" if mailbox in {"secretary", "mayor"} else ""
        key = (category, kind, urgency, channel, source)
        if key not in self._policies:
            self._policies[key] = select(self.pack, Key(*key))
        return self._policies[key]

    def end(self, start: datetime, limit: Limit) -> tuple[datetime, bool]:
        """When the limit ends, and whether a schedule not yet published was counted."""
        if limit.days is None:
            answer = due(start, None, limit.hours, self.calendar)
            return answer.due_at, answer.provisional
        key = (local_day(start), limit.days)
        if key not in self._ends:
            answer = due(start, limit.days, None, self.calendar)
            self._ends[key] = answer.due_at, answer.provisional
        return self._ends[key]

    def explanation(self, start: datetime, due_at: datetime, limit: Limit) -> list[str]:
        """The lines `deadlines.explain` writes; of one day's limits only the time in the first line differs."""
        if limit.days is None:
            return list(explain(start, due_at, self.calendar, "zh", limit.hours))
        day = local_day(start)
        if (day, due_at) not in self._words:
            self._words[day, due_at] = list(explain(at(day, 0), due_at, self.calendar))
        head, *rest = self._words[day, due_at]
        second = (start - at(day, 0)).seconds
        return [head.replace("00:00", f"{second // 3600:02}:{second // 60 % 60:02}", 1), *rest]

    def rungs(self, start: datetime, due_at: datetime, hours: bool) -> tuple[Rung, ...]:
        """The steps of one clock, lowest level first."""
        if hours:
            return rungs(start, due_at, "hours", self.calendar, self.pack)
        steps = self._steps(due_at)
        return steps if start < steps[0].at else tuple(step for step in steps if step.at > start)

    def next_rung(self, start: datetime, due_at: datetime, hours: bool, level: int) -> Rung | None:
        """The lowest step above the level reached."""
        return next((step for step in self.rungs(start, due_at, hours) if step.level > level), None)

    def _steps(self, due_at: datetime) -> tuple[Rung, ...]:
        if due_at not in self._rungs:
            self._rungs[due_at] = rungs(FIRST, due_at, "days", self.calendar, self.pack)
        return self._rungs[due_at]

    def desk_time(self, after: datetime, days: int = 0) -> datetime:
        """A moment in desk hours, `days` working days later, always later than `after`."""
        day = local_day(after)
        if days == 0 and not self.calendar.is_workday(day):
            days = 1
        found = at(self.calendar.add_workdays(day, days), self._second())
        if found > after:
            return found
        if after < at(day, EVENING - 3600):
            return after + timedelta(seconds=self.rng.randint(300, 3300))
        return at(self.calendar.add_workdays(day, 1), self._second())

    def _second(self) -> int:
        if self.rng.random() < 0.55:
            return self.rng.randint(MORNING, NOON)
        return self.rng.randint(AFTERNOON, EVENING)
