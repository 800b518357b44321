"""What the lists of the forms offer: units by kind, categories by chapter, words out of the label tables."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from flask_babel import gettext as _
from markupsafe import Markup, escape
from wtforms.widgets import Select, html_params

from hotline import i18n
from hotline.people import queries as people
from hotline.people.models import Unit
from hotline.routing import queries as routing
from hotline.routing.keeping_off import outermost
from hotline.tickets import labels
from hotline.tickets.labels import Words, say

T = TypeVar("T")
Choice = TypeVar("Choice", bound=tuple[Any, ...])
Options = list[tuple[str, str]]
NOTHING = ("", "—")
GROUPS = ("district", "zone", "bureau", "utility")

_made: dict[tuple[str, str], tuple[object, Any]] = {}
"""(what, language) → what it was made of, and what was made: base data changes seldom and stands on most pages."""


class LongSelect(Select):  # type: ignore[misc]  # wtforms has no types
    """A select of groups whose hundreds of options are written once a language and not once a page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        groups = field.choices
        if not isinstance(groups, dict):
            return Markup(super().__call__(field, **attributes))  # noqa: S704 - wtforms has escaped it
        whole = self._whole(groups)
        chosen = Markup(' value="{}"').format(field.data or "")
        params = html_params(name=field.name, **{"id": field.id, **attributes})
        options = whole.replace(chosen, f" selected{chosen}", 1)
        return Markup(f"<select {params}>{options}</select>")  # noqa: S704 - every part of it is escaped

    def _whole(self, groups: dict[str, Options]) -> str:
        """A list that leaves something out is written for its one page, and takes nobody else's place."""
        _source, shared = _made.get((self.name, i18n.language()), (None, None))
        if shared is not groups:
            return _written(groups)
        return _once(f"options of {self.name}", groups, lambda: _written(groups))


def from_table(table: Words, keys: Iterable[str] = (), blank: bool = True) -> Options:
    """The words of a table, in the order of `keys`, after an empty choice where one makes sense."""
    words = [(key, say(table, key)) for key in keys or table]
    return [NOTHING, *words] if blank else words


def units() -> dict[str, Options]:
    """Units a ticket may be dispatched to, by kind; streets are typed by name, they would be 261 lines."""
    return _once(
        "units",
        people.units(),
        lambda: {"": [NOTHING], **{say(labels.UNIT_KINDS, kind): _of_kind(kind) for kind in GROUPS}},
    )


def without(
    offered: Iterable[Choice] | dict[str, list[Choice]], codes: Collection[str]
) -> list[Choice] | dict[str, list[Choice]]:
    """A list or its groups without these values; a group that is left empty goes, too."""
    if isinstance(offered, dict):
        left = {label: [one for one in options if one[0] not in codes] for label, options in offered.items()}
        return {label: options for label, options in left.items() if options}
    return [one for one in offered if one[0] not in codes]


def districts() -> Options:
    return [NOTHING, *_of_kind("district"), *_of_kind("zone")]


def streets_of(code: str, without: Iterable[str] = ()) -> Options:
    """The streets and towns of a district that do not have the ticket yet."""
    taken = set(without)
    return [(row.code, _label(row)) for row in people.children(code) if row.active and row.code not in taken]


def categories() -> dict[str, Options]:
    """The catalogue as groups of its first level."""
    return _once("categories", routing.categories(), _categories)


def offered(value: str, groups: dict[str, Options]) -> bool:
    """Whether one of the groups has this value."""
    return any(value == code for options in groups.values() for code, _words in options)


def chapters() -> Options:
    """The first level of the catalogue."""
    language = i18n.language()
    return [NOTHING, *((row.code, row.label(language)) for row in routing.categories().values() if not row.parent)]


def units_flat() -> Options:
    """Districts, zones, bureaus and utilities as one list."""
    return [NOTHING, *(pair for kind in GROUPS for pair in _of_kind(kind))]


def named_units(without: Collection[str] = ()) -> list[str]:
    """The names a person may type, as the browser suggests them; `without` these units."""
    language, offered = i18n.language(), (row for row in people.units().values() if row.active and row.kind != "city")
    return [row.label(language) for row in offered if row.code not in without]


def names_of(codes: Collection[str]) -> str:
    """These units in words, those below another of them left out."""
    language = i18n.language()
    return str(_(", ")).join(people.unit_short(code, language) for code in outermost(codes))


def unit_called(text: str | None) -> str:
    """The code of the unit with this code, name or short name; empty when none or several have it."""
    wanted = (text or "").strip()
    found = {
        row.code
        for row in people.units().values()
        if row.active and row.kind != "city" and wanted in {row.code, row.name, row.short, row.name_en}
    }
    return found.pop() if len(found) == 1 else ""


def split(text: str | None) -> list[str]:
    """Names typed one after another, with 、 or a comma or a line break between them."""
    return [part.strip() for part in re.split(r"[、，,；;\n]", text or "") if part.strip()]


def _categories() -> dict[str, Options]:
    language, rows = i18n.language(), routing.categories()
    groups: dict[str, Options] = {"": [NOTHING]}
    for row in rows.values():
        if row.parent:
            chapter = rows[row.parent].label(language) if row.parent in rows else row.parent
            groups.setdefault(chapter, []).append((row.code, row.label(language)))
    return groups


def _once(what: str, source: object, make: Callable[[], T]) -> T:
    """What was made of the very same source before, in this language; else it is made now."""
    key = (what, i18n.language())
    kept = _made.get(key)
    if kept is None or kept[0] is not source:
        kept = _made[key] = (source, make())
    made: T = kept[1]
    return made


def _written(groups: dict[str, Options]) -> str:
    """The options as HTML, none of them chosen."""
    lines: list[str] = []
    for label, options in groups.items():
        inside = "".join(f'<option value="{escape(code)}">{escape(words)}</option>' for code, words in options)
        lines.append(f'<optgroup label="{escape(label)}">{inside}</optgroup>' if label else inside)
    return "".join(lines)


def _of_kind(kind: str) -> Options:
    return [(row.code, _label(row)) for row in people.units().values() if row.active and row.kind == kind]


def _label(row: Unit) -> str:
    return row.short if i18n.language() == "zh" and row.short else row.label(i18n.language())
