"""Whose board may this person look at? City-wide roles any, staff of a unit their own and those below it."""

from hotline.actors import Actor
from hotline.boards.queries import below
from hotline.tickets.queries import CITY_WIDE


def sees(actor: Actor, unit: str) -> bool:
    return actor.role in CITY_WIDE or unit in below(actor.unit)


def chosen_unit(actor: Actor, unit: str) -> str:
    """The unit asked for where this person may see it; staff of a unit never get more than their own."""
    if actor.role in CITY_WIDE:
        return unit
    return unit if unit and sees(actor, unit) else actor.unit
