"""A unit found by the first letters of its name, as people type it: jjq → 锦江区, cgj → 城管局."""

from hotline.desks import choices
from hotline.desks.pinyin import spelt
from hotline.people import queries as people
from hotline.people.models import Unit

LEAST = 2
ABOVE = frozenset({"district", "zone", "bureau", "utility"})


def called(typed: str) -> str:
    """What the form takes for a unit's name: the code where the letters fit one unit alone, else what was typed.

    Where a street and a unit above it share their letters, the unit above is meant.
    """
    letters = typed.strip().lower()
    if len(letters) < LEAST or not (letters.isascii() and letters.isalpha()) or choices.unit_called(typed):
        return typed
    fits = [row for row in people.units().values() if row.active and row.kind != "city" and _fits(letters, row)]
    found = [row for row in fits if row.kind in ABOVE] or fits
    return found[0].code if len(found) == 1 else typed


def _fits(letters: str, row: Unit) -> bool:
    names = (spelt(name).split() for name in {row.short, row.name, *row.aliases} if name)
    return any(
        len(name) == len(letters)
        and all(
            letter in {reading[0] for reading in syllable.split("/")}
            for letter, syllable in zip(letters, name, strict=True)
        )
        for name in names
    )
