"""Finding drafts again: of one form, of the forms of one page, all of one writer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.drafts.models import Draft

SHOWN = 50
"""Drafts on a person's list; older ones wait for their own form."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as a form takes it back."""

    place: str
    fields: tuple[tuple[str, str], ...]
    at: datetime


def of_forms(city: str, owner_id: int, places: Sequence[str]) -> dict[str, Kept]:
    """The writer's drafts of these forms, by place: one statement."""
    if not places:
        return {}
    rows = db.session.scalars(
        select(Draft).where(Draft.city == city, Draft.owner_id == owner_id, Draft.place.in_(places))
    )
    return {row.place: _kept(row) for row in rows}


def of_form(city: str, owner_id: int, place: str) -> Kept | None:
    return of_forms(city, owner_id, [place]).get(place)


def of_writer(city: str, owner_id: int) -> list[Kept]:
    """What this person has not sent yet, the newest first."""
    rows = db.session.scalars(
        select(Draft).where(Draft.city == city, Draft.owner_id == owner_id).order_by(Draft.place).limit(SHOWN)
    )
    return sorted(map(_kept, rows), key=lambda one: one.at, reverse=True)


def _kept(row: Draft) -> Kept:
    return Kept(row.place, tuple((name, value) for name, value in json.loads(row.fields)), row.at)
