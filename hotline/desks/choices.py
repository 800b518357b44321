"""What the lists of the forms offer: units by kind, categories by chapter, words out of the label tables."""

import re
from collections.abc import Iterable

from hotline import i18n
from hotline.desks import sheet
from hotline.people import queries as people
from hotline.people.models import Unit
from hotline.tickets import labels
from hotline.tickets.labels import Words, say

Options = list[tuple[str, str]]
NOTHING = ("", "—")
GROUPS = ("district", "zone", "bureau", "utility")


def from_table(table: Words, keys: Iterable[str] = (), blank: bool = True) -> Options:
    """The words of a table, in the order of `keys`, after an empty choice where one makes sense."""
    words = [(key, say(table, key)) for key in keys or table]
    return [NOTHING, *words] if blank else words


def units() -> dict[str, Options]:
    """Units a ticket may be dispatched to, by kind; streets are typed by name, they would be 261 lines."""
    return {"": [NOTHING], **{say(labels.UNIT_KINDS, kind): _of_kind(kind) for kind in GROUPS}}


def districts() -> Options:
    return [NOTHING, *_of_kind("district"), *_of_kind("zone")]


def streets_of(code: str, without: Iterable[str] = ()) -> Options:
    """The streets and towns of a district that do not have the ticket yet."""
    taken = set(without)
    return [(row.code, _label(row)) for row in people.children(code) if row.active and row.code not in taken]


def categories() -> dict[str, Options]:
    """The catalogue as groups of its first level."""
    language = i18n.language()
    groups: dict[str, Options] = {"": [NOTHING]}
    names: dict[str, str] = {}
    for row in sheet.categories():
        if not row.parent:
            names[row.code] = row.label(language)
        else:
            groups.setdefault(names.get(row.parent, row.parent), []).append((row.code, row.label(language)))
    return groups


def offered(value: str, groups: dict[str, Options]) -> bool:
    """Whether one of the groups has this value."""
    return any(value == code for options in groups.values() for code, _words in options)


def chapters() -> Options:
    """The first level of the catalogue."""
    language = i18n.language()
    return [NOTHING, *((row.code, row.label(language)) for row in sheet.chapters())]


def units_flat() -> Options:
    """Districts, zones, bureaus and utilities as one list."""
    return [NOTHING, *(pair for kind in GROUPS for pair in _of_kind(kind))]


def named_units() -> list[str]:
    """The names a person may type, as the browser suggests them."""
    language = i18n.language()
    return [row.label(language) for row in people.units().values() if row.active and row.kind != "city"]


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


def _of_kind(kind: str) -> Options:
    return [(row.code, _label(row)) for row in people.units().values() if row.active and row.kind == kind]


def _label(row: Unit) -> str:
    return row.short if i18n.language() == "zh" and row.short else row.label(i18n.language())
