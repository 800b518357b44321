"""Load the base data into the database; a second run changes only what differs."""

import tomllib
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hotline.db import Base, db
from hotline.people.models import Post, Unit
from hotline.routing.models import CatalogueVersion, Category
from hotline.seed import duty, read
from hotline.sla import packs, years
from hotline.sla.models import CalendarYear, LimitPack


def load_all(city: str, now: datetime) -> dict[str, int]:
    """Units and their hours, posts, catalogue, limit packs, calendars. Returns how many rows each has."""
    counts = {
        "units": _units(city),
        "posts": _posts(city),
        "unit_hours": duty.load(city),
        "categories": _categories(city),
        "limit_packs": _packs(now),
        "calendar_years": _calendars(now),
    }
    db.session.flush()
    return counts


def load_calendar(text: str, now: datetime, shipped: bool = False) -> int:
    """One year's calendar from its TOML. Returns the year; raises CalendarError for a faulty file.

    What is `shipped` with the program never takes the place of a year the city has as official.
    """
    year = years.parse_year(tomllib.loads(text))
    row = db.session.get(CalendarYear, year.year)
    kept = shipped and row is not None and row.official
    if row is None or (row.text != text and not kept):
        db.session.merge(
            CalendarYear(year=year.year, official=year.official, version=year.version, text=text, loaded_at=now)
        )
    return year.year


def _units(city: str) -> int:
    """What the city itself says of a unit's work for others stays; ours is added."""
    said = {row.code: row.works_for for row in db.session.scalars(select(Unit))}
    rows = [
        {"code": row.code, "name": row.name, "short": row.short, "name_en": row.name_en, "kind": row.kind,
         "parent": row.parent or None, "aliases": list(row.aliases),
         "works_for": list(dict.fromkeys((*said.get(row.code, ()), *row.works_for)))}
        for row in read.units()
    ]  # fmt: skip
    rows += [
        {"code": row.code, "name": row.name, "short": row.name, "name_en": row.name, "kind": "street",
         "parent": row.parent}
        for row in read.streets()
    ]  # fmt: skip
    return _put(Unit, "code", [{**row, "city": city} for row in rows])


def _posts(city: str) -> int:
    rows = [
        {"mailbox": row.code, "title": row.title, "title_en": row.title_en, "unit": row.unit, "rank": row.rank}
        for row in read.posts()
    ]
    return _put(Post, "mailbox", [{**row, "city": city} for row in rows])


def _categories(city: str) -> int:
    """The shipped catalogue, until the city has put one of its own in force: then ours is no longer its business."""
    own = select(CatalogueVersion.id).where(CatalogueVersion.city == city, CatalogueVersion.state == "in_force")
    if db.session.scalar(own.limit(1)) is not None:
        return len(list(db.session.scalars(select(Category.code))))
    version = read.catalogue_version().version
    rows = [
        {"code": row.code, "parent": row.parent, "name": row.name, "name_en": row.name_en, "unit": row.unit,
         "level": row.level, "grassroots": row.grassroots, "confidential": row.confidential, "urgency": row.urgency,
         "kinds": list(row.kinds), "strong": list(row.strong), "words": list(row.words), "basis": row.basis,
         "version": version}
        for row in read.categories()
    ]  # fmt: skip
    return _put(Category, "code", rows)


def _packs(now: datetime) -> int:
    files = sorted((read.FOLDER / "sla").glob("*.toml"))
    for path in files:
        text = path.read_text(encoding="utf-8")
        pack = packs.parse_pack(tomllib.loads(text))
        row = db.session.get(LimitPack, pack.code)
        if row is None or row.text != text:
            db.session.merge(LimitPack(version=pack.code, since=pack.since, text=text, loaded_at=now))
    return len(files)


def _calendars(now: datetime) -> int:
    files = sorted((read.FOLDER / "calendars").glob("*.toml"))
    for path in files:
        load_calendar(path.read_text(encoding="utf-8"), now, shipped=True)
    return len(files)


def _put(table: type[Base], key: str, rows: list[dict[str, Any]]) -> int:
    have = {getattr(row, key): row for row in db.session.scalars(select(table))}
    for row in rows:
        known = have.get(row[key])
        if known is None:
            db.session.add(table(**row))
            continue
        for name, value in row.items():
            if getattr(known, name) != value:
                setattr(known, name, value)
    return len(rows)
