"""The engine built from the catalogue and units in the database, and the decisions made so far."""

import time
from dataclasses import dataclass

from sqlalchemy import select

from hotline import config
from hotline.db import db
from hotline.people import queries as people
from hotline.routing import evidence, matching, pack
from hotline.routing.engine import Engine
from hotline.routing.matching import Matcher
from hotline.routing.models import Category, Decision
from hotline.tickets.models import Ticket

FRESH_SECONDS = 60.0


@dataclass(slots=True)
class _Built:
    engine: Engine
    rows: dict[str, Category]
    key: str
    checked_at: float
    url: str


_built: _Built | None = None


def engine() -> Engine:
    """The engine of the catalogue in force; rebuilt when the catalogue or the units changed."""
    return _current().engine


def categories() -> dict[str, Category]:
    """Both levels of the catalogue by code."""
    return _current().rows


def category_name(code: str, language: str = "zh") -> str:
    row = categories().get(code)
    return row.label(language) if row else code


def forget() -> None:
    """Look at the catalogue afresh at the next call; after an administrator's change."""
    global _built
    _built = None


def decision(ticket: Ticket) -> Decision | None:
    """The newest decision about this ticket."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.city == ticket.city, Decision.ticket_id == ticket.id)
        .order_by(Decision.id.desc())
        .limit(1)
    ).one_or_none()


def decisions(tickets: list[Ticket]) -> dict[int, Decision]:
    """The newest decision of each ticket of a page, in one query."""
    if not tickets:
        return {}
    rows = db.session.scalars(
        select(Decision)
        .where(Decision.city == tickets[0].city, Decision.ticket_id.in_([ticket.id for ticket in tickets]))
        .order_by(Decision.id)
    )
    return {row.ticket_id: row for row in rows}


def mailbox_unit(mailbox: str) -> str:
    """The unit whose post owns this box: by its code, by the post's title as other systems write it, or by the name.

    青白江区教育局信箱 is the district's; else the longest name in the box's own name counts.
    """
    post = people.posts().get(mailbox)
    if post is None and mailbox:
        post = next((one for one in people.posts().values() if one.title and one.title in mailbox), None)
    return post.unit if post else _named_unit(mailbox)


def _named_unit(mailbox: str) -> str:
    names = (
        (unit.kind in evidence.DISTRICTS, len(name), unit.code)
        for unit in (people.units().values() if mailbox else ())
        for name in (unit.name, unit.short, *unit.aliases)
        if unit.kind != "city" and len(name) > 1 and name in mailbox
    )
    return max(names, default=(False, 0, ""))[2]


def _current() -> _Built:
    global _built
    url = str(db.engine.url)
    if _built is None or _built.url != url or time.monotonic() - _built.checked_at > FRESH_SECONDS:
        rows = {row.code: row for row in db.session.scalars(select(Category).order_by(Category.code))}
        for row in rows.values():
            db.session.expunge(row)
        key = str(hash((tuple(_signature(row) for row in rows.values()), tuple(sorted(people.units())))))
        if _built is not None and _built.key == key:
            _built.checked_at = time.monotonic()
            return _built
        _built = _Built(_build(rows), rows, key, time.monotonic(), url)
    return _built


def _signature(row: Category) -> tuple[str, ...]:
    return tuple(str(getattr(row, column.key)) for column in Category.__table__.columns)


def _build(rows: dict[str, Category]) -> Engine:
    known = {row.code: _category(row) for row in rows.values()}
    units = {
        row.code: evidence.Unit(
            row.code, row.name, row.kind, row.parent or "", tuple(row.aliases), row.short, row.name_en
        )
        for row in people.units().values()
    }
    above = [unit for unit in units.values() if unit.sort != "street"]
    streets = [
        pack.Street(one.code, one.name, one.code[:6], one.parent) for one in units.values() if one.sort == "street"
    ]
    version = next((row.version for row in rows.values()), "")
    return Engine(
        categories=known,
        matcher=Matcher(known.values()),
        kinds=pack.kinds(),
        gazetteer=pack.gazetteer(above, streets),
        alarms=pack.alarms(),
        accusations=pack.accusations(above, streets),
        reporting=pack.reports(),
        book=evidence.Rulebook(config.settings().city, units, version, pack.limits(), pack.serves()),
    )


def _category(row: Category) -> matching.Category:
    return matching.Category(
        code=row.code, name=row.name, parent=row.parent, unit=row.unit, level=row.level or "district",
        grassroots=row.grassroots, kinds=tuple(row.kinds), urgency=row.urgency or "normal",
        keywords=tuple(row.words), strong=tuple(row.strong), confidential=row.confidential, name_en=row.name_en,
    )  # fmt: skip
