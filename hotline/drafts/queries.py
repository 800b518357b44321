"""Finding drafts again: of one form, of the forms of one page, all of one writer; and who is writing at a ticket."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from hotline.actors import Actor
from hotline.db import db
from hotline.drafts.models import Draft
from hotline.people.models import User
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to

SHOWN = 50
"""Drafts on a person's list; older ones wait for their own form."""
WRITERS = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as a form takes it back."""

    place: str
    fields: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody with a form of a ticket open who typed into it lately."""

    name: str
    role: str
    unit: str
    place: str


def writers(reader: Actor, number: str, since: datetime) -> list[Writer]:
    """Who else kept a draft of this ticket since then, if the reader may see the ticket; the newest first.

    Walks the drafts of the last minute along their (city, at) index: one statement, whatever the ticket's age.
    """
    rows = db.session.execute(
        select(User.name, User.role, User.unit, Draft.place)
        .join(User, and_(User.id == Draft.owner_id, User.city == Draft.city))
        .where(Draft.city == reader.city, Draft.at >= since, Draft.owner_id != reader.id)
        .where(Draft.place.startswith(f"{number}/", autoescape=True))
        .where(select(Ticket.id).where(Ticket.number == number, visible_to(reader)).exists())
        .order_by(Draft.at.desc())
        .limit(WRITERS)
    )
    return [Writer(row.name, row.role, row.unit, row.place) for row in rows]


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
