"""The units that a list leaves out for a ticket, and what whoever misses one reads beside it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from hotline import i18n
from hotline.desks import choices
from hotline.desks.forms import VerbForm
from hotline.routing.keeping_off import Barred, of_all

PICKS = ("unit", "suggested_unit")
"""The lists of units; the names beside them come from a list of the page."""


def leave_out(form: VerbForm, off: Barred) -> VerbForm:
    """Units that may not get the ticket stand in no list of the form; who misses one reads why beside it."""
    for name in PICKS if off.units else ():
        if name in form and form[name].type == "SelectField":
            form[name].choices = choices.without(form[name].choices, off.units)
            form[name].description = sentences(form[name].description, never_to(off))
    return form


def never_to(off: Barred) -> str:
    """Whom a list leaves out and why, in the reader's language; empty for nobody."""
    kept_off = ((off.accused, _accused), (off.complained, _complained), (off.cleared, _cleared))
    return sentences(*(words(choices.names_of(codes)) for codes, words in kept_off if codes))


def _accused(units: str) -> Any:
    return _("Not in the list: %(units)s, accused in a report, and whoever is below or works for them.", units=units)


def _complained(units: str) -> Any:
    return _(
        "Not in the list: %(units)s, complained of here, and whoever is below or works for them. If the complaint is "
        "not about them, correct its kind; somebody else then sends it there.",
        units=units,
    )


def _cleared(units: str) -> Any:
    return _(
        "Not in your list: %(units)s. You took away that this is a report or a complaint about them: somebody else "
        "must send it there.",
        units=units,
    )


def of_many(form: VerbForm, every: Sequence[Barred]) -> Barred:
    """The list for many tickets is without who may get none of them; who may not get some is told with the list."""
    off = of_all(every)
    leave_out(form, off)
    some = frozenset(code for one in every for code in one.units) - off.units
    if some:
        told = _(
            "Some of these never go to %(units)s, accused in a report or complained of; those stay as they are.",
            units=choices.names_of(some),
        )
        form["unit"].description = sentences(form["unit"].description, told)
    return off


def sentences(*words: Any) -> str:
    """One after another as a reader expects it; the last words of a hint have no full stop of their own."""
    stop, space = ("。", "") if i18n.language() == "zh" else (".", " ")
    said = [str(one) for one in words if one]
    return space.join([*(one if one.endswith(stop) else one + stop for one in said[:-1]), *said[-1:]])
