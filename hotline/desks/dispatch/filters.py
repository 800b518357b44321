"""What narrows the dispatcher's desk: tab, channel, district and category, as they stand in every address of it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from hotline import i18n
from hotline.desks import choices
from hotline.people import queries as people
from hotline.tickets import labels
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket
from hotline.tickets.queries import came_by

HARD = "hard"
NAMES: dict[str, Any] = {"channel": _l("Channel"), "district": _l("District"), "category": _l("Category")}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The filter of one request; empty fields do not narrow."""

    hard: bool = False
    channel: str = ""
    district: str = ""
    category: str = ""

    @property
    def view(self) -> str:
        """Which tab: all that wait, or the hard ones."""
        return HARD if self.hard else ""

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    @property
    def kept(self) -> dict[str, Any]:
        """What every address of the desk carries on."""
        return {**({"view": HARD} if self.hard else {}), **self.values}

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """On tickets; asked among those that wait, which an index holds together."""
        wanted: list[ColumnElement[bool]] = []
        if self.channel:
            wanted.append(came_by(self.channel))
        if self.district:
            wanted.append(Ticket.district == self.district)
        if self.category:
            wanted.append(Ticket.category.startswith(self.category, autoescape=True))
        return tuple(wanted)


def narrowed() -> Narrowed:
    """The filter in the address of this request; what nobody could choose does not filter."""
    given = {name: request.args.get(name, "") for name in NAMES}
    known = {name: value for name, value in given.items() if value and value in dict(_options(name))}
    return Narrowed(request.values.get("view") == HARD, **known)


def bar(chosen: Narrowed, endpoint: str, **more: Any) -> dict[str, Any]:
    """The selects of the filter, and a chip for each one in use with the address without it."""
    values = chosen.values
    tab: dict[str, Any] = {**({"view": HARD} if chosen.hard else {}), **more}

    def without(name: str) -> str:
        return url_for(endpoint, **tab, **{key: value for key, value in values.items() if key != name})

    return {
        "action": url_for(endpoint),
        "tab": tab,
        "fields": [
            {"name": name, "label": words, "options": _options(name), "value": values.get(name, "")}
            for name, words in NAMES.items()
        ],
        "chips": [
            {"name": NAMES[name], "label": _words(name, value), "url": without(name)} for name, value in values.items()
        ],
        "bare": url_for(endpoint, **tab),
    }


def _options(name: str) -> choices.Options:
    return {
        "channel": lambda: choices.from_table(labels.CHANNELS),
        "district": choices.districts,
        "category": choices.chapters,
    }[name]()


def _words(name: str, value: str) -> str:
    if name == "channel":
        return say(labels.CHANNELS, value)
    return people.unit_short(value, i18n.language()) if name == "district" else dict(choices.chapters())[value]
