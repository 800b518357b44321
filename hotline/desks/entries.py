"""The timeline of a ticket in words: who did what, when, and the facts the event carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline import clock, i18n
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.tickets import labels, numbers
from hotline.tickets.labels import say
from hotline.tickets.models import TicketEvent

QUIET = frozenset({"accept", "correct", "sign"})
"""Done by the system these are noise; a dispatch or a closing by the system is not."""
LOUD_LEVEL = 3
ANSWERS = frozenset({"approve", "answer", "share"})


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    title: str
    actor: str = ""
    unit: str = ""
    text: str = ""
    internal: bool = False
    system: bool = False
    items: list[tuple[str, str]] = field(default_factory=list)
    id: int = 0
    actor_id: int = 0
    answer: bool = False
    """With this the public answer went out."""


def entries(events: list[TicketEvent]) -> list[Entry]:
    """One entry an event, oldest first; texts are masked."""
    return [_entry(event) for event in events]


def _entry(event: TicketEvent) -> Entry:
    language = i18n.language()
    own_name = event.actor_role not in {"citizen", "system"}
    quiet = event.verb in QUIET or (event.verb == "escalate" and event.data.get("level", 0) < LOUD_LEVEL)
    return Entry(
        at=event.at,
        title=_title(event),
        actor=event.actor_name if own_name else say(labels.ROLES, event.actor_role),
        unit=people.unit_name(event.actor_unit, language) if event.actor_unit else "",
        text=masking.text(event.text),
        internal=not event.public,
        system=event.actor_role == "system" and quiet,
        items=facts(event.verb, event.data),
        id=event.id,
        actor_id=event.actor_id,
        answer=event.verb in ANSWERS,
    )


def _title(event: TicketEvent) -> str:
    """A rung of the ladder is named by what it is: 黄牌, 红牌, 督办."""
    rung = event.data.get("level") if event.verb == "escalate" else None
    return say(labels.LEVELS, rung) if rung else say(labels.EVENTS, event.verb)


def facts(verb: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The data of an event as (label, value) pairs; what has no words for people is left out."""
    told: list[tuple[str, str]] = []
    for key, (label, words) in _FACTS.items():
        value = data.get(key)
        if value in (None, "", [], False):
            continue
        told.append((str(label), words(value)))
    if verb in {"ask_return", "grant_return"} and data.get("reason"):
        told.append((_("Cause"), say(labels.RETURN_REASONS, data["reason"])))
    if verb in {"ask_extension", "grant_extension"} and data.get("reason"):
        told.append((_("Cause"), say(labels.EXTENSION_REASONS, data["reason"])))
    for name, change in data.get("changed", {}).items():
        told.append((_changed(name), _arrow(name, change)))
    return told


def _unit(value: Any) -> str:
    return people.unit_name(str(value), i18n.language())


def _units(value: Any) -> str:
    return (", " if i18n.language() == "en" else "、").join(_unit(code) for code in value)


def _moment(value: Any) -> str:
    return f"{clock.local(clock.parse(str(value))):%Y-%m-%d %H:%M}"


def _post(value: Any) -> str:
    post = people.posts().get(str(value))
    return post.label(i18n.language()) if post else str(value)


def _from(table: labels.Words) -> Callable[[Any], str]:
    return lambda value: say(table, value)


def _days(value: Any) -> str:
    return str(_("%(n)s working days", n=value))


def _changed(name: str) -> str:
    words: dict[str, str] = {
        "kind": _("Kind"),
        "category": _("Category"),
        "district": _("District"),
        "urgency": _("Urgency"),
    }
    return words.get(name, name)


def _arrow(name: str, change: list[str]) -> str:
    table = {"kind": labels.KINDS, "urgency": labels.URGENCIES}.get(name)
    old, new = (say(table, value) if table else _unit(value) if name == "district" else value for value in change)
    return f"{old or '—'} → {new}"


_FACTS: Mapping[str, tuple[Any, Callable[[Any], str]]] = {
    "mailbox": (_l("Mailbox"), _post),
    "from_unit": (_l("Until now"), _unit),
    "unit": (_l("Unit"), _unit),
    "assist": (_l("Assisting"), _units),
    "suggested_unit": (_l("Suggested unit"), _unit),
    "days": (_l("Asked for"), _days),
    "resolution": (_l("Result"), _from(labels.RESOLUTIONS)),
    "late": (_l("Limit"), lambda _value: _("After the limit")),
    "solved": (_l("Solved?"), _from(labels.SOLVED)),
    "satisfied": (_l("Satisfied with the result?"), _from(labels.SATISFIED)),
    "process": (_l("Satisfied with the process?"), _from(labels.SATISFIED)),
    "contacted": (_l("Did the unit get in touch?"), _from(labels.CONTACTED)),
    "count": (_l("Times"), str),
    "misses": (_l("Times"), str),
    "master": (_l("Master"), lambda value: numbers.show(str(value))),
    "due_at": (_l("Limit"), _moment),
}
