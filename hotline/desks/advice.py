"""What the assistant says of a matter before it is saved: unit, category, why, how sure, limit, alarm. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from hotline import clock, config, i18n, web
from hotline.desks import choices
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.routing.decision.engine import Matter
from hotline.routing.decision.evidence import Decision
from hotline.routing.duty import rosters
from hotline.sla import deadlines
from hotline.sla import queries as sla
from hotline.sla.policies import Key
from hotline.sla.policies import select as select_policy
from hotline.tickets import labels
from hotline.tickets.labels import say

HIGH, MEDIUM = 0.7, 0.4
"""From here on a suggestion is called sure, and worth a look."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`words`: 7个工作日; `lines` explain the end day by day."""

    words: str
    due_at: datetime
    provisional: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """`found` is the engine's decision; the rest says it in the reader's words. `call`: 110, 119, 120 or empty."""

    found: Decision
    unit: str
    assist: str
    category: str
    kind: str
    place: str
    sure: str
    because: list[str]
    never: str
    """Whom it accuses, in words: it goes to none of them."""
    avoided: str
    """Whom it complains of, in words: nor to any of these."""
    others: list[tuple[str, str, str]]
    """(unit code, its name, how sure)."""
    urgency: str
    alarm: str
    call: str
    grave: bool
    """The alarm is of danger to life or a threat: it is sounded, and nothing stands before it."""
    dangers: tuple[str, ...]
    """A name for each danger that was said: the call form sounds once for each."""
    limit: Limit


def advise(matter: Matter, now: datetime, urgency: str = "", channel: str = "phone") -> Advice:
    """The advice on a matter; `urgency` is the one a person chose over the engine's."""
    engine, language = routing.engine(), i18n.language()
    found = rosters.weighed(config.settings().city, engine.decide(matter), now, sla.calendar())
    alarm = engine.alarms.urgency(matter.title, matter.body)
    level = urgency or found.urgency
    where = [people.unit_name(code, language) for code in (found.district, found.street) if code]
    return Advice(
        found=found,
        unit=people.unit_name(found.unit, language) if found.unit else "",
        assist=_listed([people.unit_name(code, language) for code in found.assist]),
        category=routing.category_name(found.category, language) if found.category else "",
        kind=say(labels.KINDS, found.kind),
        place=" · ".join(where),
        sure=sure(found.confidence),
        because=[reason.zh if language == "zh" else reason.en for reason in found.because],
        never=choices.names_of(found.barred),
        avoided=choices.names_of(found.avoided),
        others=[
            (one.unit, people.unit_name(one.unit, language), sure(one.confidence))
            for one in found.alternatives
            if one.unit
        ],
        urgency=say(labels.URGENCIES, level),
        alarm=(alarm.zh if language == "zh" else alarm.en) if alarm.level != "normal" else "",
        call=alarm.call,
        grave=alarm.level == "h2" or alarm.sort == "threat",
        dangers=engine.alarms.dangers(matter.body),
        limit=limit(Key(found.category, found.kind, level, channel, ""), now),
    )


def sure(confidence: float) -> str:
    """高 / 中 / 低."""
    return str(_("high") if confidence >= HIGH else _("medium") if confidence >= MEDIUM else _("low"))


def limit(key: Key, now: datetime) -> Limit:
    """What would be promised if it were dispatched now (D-16, D-17)."""
    finish = select_policy(sla.pack(), key).finish
    due = deadlines.due(now, finish.days, finish.hours, sla.calendar())
    words = _("%(n)s working days", n=finish.days) if finish.days else _("%(n)s hours", n=finish.hours)
    return Limit(words, due.due_at, due.provisional, due.explain(i18n.language()))


def spoken(due_at: datetime) -> str:
    """A due moment for reading out: the day with its weekday, and the hour."""
    gap = " " if i18n.language() == "en" else ""
    return f"{web.day(due_at)}{gap}{clock.local(due_at):%H:%M}"


def _listed(names: list[str]) -> str:
    return (", " if i18n.language() == "en" else "、").join(names)
