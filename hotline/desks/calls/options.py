"""What the comboboxes of a call offer: categories, units and places with their pinyin, the most used marked."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from hotline import i18n
from hotline.actors import Actor
from hotline.db import db
from hotline.desks.pinyin import spelt
from hotline.people import queries as people
from hotline.people.models import Unit
from hotline.routing import queries as routing
from hotline.tickets import labels
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to

Option = tuple[str, str, dict[str, Any]]
"""(value, label, attributes): found by `data-names` and `data-py`; `data-top` is its place among the most used."""
Groups = dict[str, list[Option]]
KINDS = ("bureau", "district", "zone", "utility")
COUNTED = 500
"""The newest tickets that say what is used most."""
TOP = 5


def categories(actor: Actor, blank: str) -> Groups:
    """The second level of the catalogue under the names of the first."""
    language, rows, top = i18n.language(), routing.categories(), _most_used(actor, 0)
    groups: Groups = {"": [("", blank, {})]}
    for row in rows.values():
        if row.parent:
            chapter = rows[row.parent].label(language) if row.parent in rows else row.parent
            groups.setdefault(chapter, []).append(_option(row.code, row.label(language), [row.name], top))
    return groups


def units(actor: Actor, blank: str, barred: Collection[str] = ()) -> Groups:
    """Bureaus, districts, zones, utilities; a street under the unit above it. Nobody can choose those `barred`."""
    top = _most_used(actor, 1)
    groups: Groups = {"": [("", blank, {})]}
    for kind in KINDS:
        groups[say(labels.UNIT_KINDS, kind)] = [
            _option(row.code, _label(row), [row.short, row.name, *row.aliases], top)
            for row in people.units().values()
            if row.active and row.kind == kind
        ]
    for row in _streets():
        groups.setdefault(people.unit_short(row.parent or "", i18n.language()), []).append(
            _option(row.code, _label(row), [row.name, *row.aliases], top)
        )
    for options in groups.values():
        for code, _words, attributes in options:
            if code in barred:
                attributes["disabled"] = True
    return groups


def places() -> list[tuple[str, str]]:
    """(what is put into the address, its pinyin): every district, then every street with its district before it."""
    rows = people.units().values()
    names = [row.name for row in rows if row.active and row.kind in {"district", "zone"}]
    names += [people.unit_short(row.parent or "") + row.name for row in _streets()]
    return [(name, spelt(name)) for name in names]


def category_called(typed: str) -> str:
    """The code of the one category with this name in either language, or empty."""
    found = {row.code for row in routing.categories().values() if row.parent and typed in {row.name, row.name_en}}
    return found.pop() if len(found) == 1 else ""


def _streets() -> list[Unit]:
    return [row for row in people.units().values() if row.active and row.kind == "street"]


def _option(code: str, label: str, names: list[str], top: dict[str, int]) -> Option:
    others = [name for name in dict.fromkeys(names) if name and name != label]
    attributes: dict[str, Any] = {"data-py": ";".join(dict.fromkeys(spelt(name) for name in names if name))}
    if others:
        attributes["data-names"] = ";".join(others)
    if code in top:
        attributes["data-top"] = str(top[code])
    return code, label, attributes


def _label(row: Unit) -> str:
    language = i18n.language()
    return row.short if language == "zh" and row.short else row.label(language)


def _most_used(actor: Actor, column: int) -> dict[str, int]:
    """Code → 1 … 5: the categories (column 0) or lead units (1) of the newest tickets."""
    wanted = (Ticket.category, Ticket.lead_unit)[column]
    newest = select(wanted).where(visible_to(actor)).order_by(Ticket.id.desc()).limit(COUNTED)
    counted = Counter(code for code in db.session.scalars(newest) if code)
    return {code: place for place, (code, _times) in enumerate(counted.most_common(TOP), 1)}
