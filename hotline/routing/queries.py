"""The engine built from the catalogue and units in the database, and the decisions made so far."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from hotline import changed, config
from hotline.db import db
from hotline.people import queries as people
from hotline.routing import pack
from hotline.routing.catalogue_rows import Row, category
from hotline.routing.decision import evidence
from hotline.routing.decision.engine import Engine
from hotline.routing.learning import learned
from hotline.routing.learning.likeness import Past
from hotline.routing.models import Category, Decision, LocalPlace, Threshold
from hotline.routing.text import matching
from hotline.routing.text.matching import Matcher
from hotline.routing.text.named_places import Box, Place
from hotline.routing.units import DISTRICTS, Unit
from hotline.tickets.models import Ticket

FRESH_SECONDS = 60.0
CHANGED = "routing"
"""What the other processes are told of: the threshold or the model is another."""


@dataclass(slots=True)
class _Built:
    engine: Engine
    rows: dict[str, Category]
    every: dict[str, Category]
    """With those that left the catalogue: old tickets keep them."""
    key: str
    checked_at: float
    url: str
    stamp: int


_built: _Built | None = None


def engine() -> Engine:
    """The engine of the catalogue in force, with the learned model in service; rebuilt when either changed."""
    made, model = _current().engine, learned.asked()
    return made if model is None else replace(made, learned=Past(model))


def categories() -> dict[str, Category]:
    """Both levels of the catalogue in force by code."""
    return _current().rows


def category_name(code: str, language: str = "zh") -> str:
    """Its name, also of one that has left the catalogue."""
    row = _current().every.get(code)
    return row.label(language) if row else code


def forget() -> None:
    """Look at the catalogue afresh at the next call; after an administrator's change."""
    global _built
    _built = None


def tell() -> None:
    """Every process looks afresh at its next letter; after a new threshold or another model is committed.

    On another machine it counts after `FRESH_SECONDS`.
    """
    forget()
    changed.tell(CHANGED)


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
        (unit.kind in DISTRICTS, len(name), unit.code)
        for unit in (people.units().values() if mailbox else ())
        for name in (unit.name, unit.short, *unit.aliases)
        if unit.kind != "city" and len(name) > 1 and name in mailbox
    )
    return max(names, default=(False, 0, ""))[2]


def build(
    rows: Iterable[matching.Category],
    version: str,
    taught: Sequence[LocalPlace] = (),
    auto: float | None = None,
) -> Engine:
    """An engine of these categories with the units of the database; for the catalogue in force and for trying one."""
    known = {row.code: row for row in rows}
    units = {
        row.code: Unit(
            row.code,
            row.name,
            row.kind,
            row.parent or "",
            tuple(row.aliases),
            row.short,
            row.name_en,
            tuple(row.works_for),
        )
        for row in people.units().values()
    }
    above = [unit for unit in units.values() if unit.sort != "street"]
    streets = [
        pack.Street(one.code, one.name, one.code[:6], one.parent) for one in units.values() if one.sort == "street"
    ]
    names = [
        Place(row.name, "landmark" if row.state == "agreed" else "proposed", row.unit, row.street)
        for row in taught
        if row.sort == "name"
    ]
    boxes = [Box(row.name, row.unit, *_edges(row.box), row.state != "agreed") for row in taught if row.sort == "box"]
    limits = pack.limits()
    return Engine(
        categories=known,
        matcher=Matcher(known.values(), pack.unmeant(), pack.english(), pack.mentioned()),
        kinds=pack.kinds(),
        gazetteer=pack.gazetteer(above, streets, taught=names, boxes=boxes),
        alarms=pack.alarms(),
        accusations=pack.accusations(above, streets),
        reporting=pack.reports(),
        conduct=pack.conduct(),
        book=evidence.Rulebook(
            config.settings().city,
            units,
            version,
            limits if auto is None else replace(limits, auto=auto),
            pack.serves(),
        ),
    )


def _edges(box: Sequence[float]) -> tuple[float, float, float, float]:
    west, south, east, north = map(float, box)
    return west, south, east, north


def catalogue_rows(live: bool = True) -> list[Row]:
    """The catalogue in force as rows; without `live` also what has left it."""
    rows = db.session.scalars(select(Category).order_by(Category.code))
    return [row_of(row) for row in rows if not (live and row.retired)]


def row_of(row: Category) -> Row:
    return Row(
        code=row.code, parent=row.parent, name=row.name, name_en=row.name_en, unit=row.unit,
        assist=tuple(row.assist), level=row.level, grassroots=row.grassroots, confidential=row.confidential,
        urgency=row.urgency, kinds=tuple(row.kinds), strong=tuple(row.strong), words=tuple(row.words), basis=row.basis,
    )  # fmt: skip


def taught_places(city: str) -> list[LocalPlace]:
    """What people taught the gazetteer and nobody refused."""
    return list(
        db.session.scalars(
            select(LocalPlace).where(LocalPlace.city == city, LocalPlace.state != "refused").order_by(LocalPlace.id)
        )
    )


def threshold(city: str) -> Threshold | None:
    """The threshold the city chose last; without one the shipped limit counts."""
    return db.session.scalars(
        select(Threshold).where(Threshold.city == city).order_by(Threshold.id.desc()).limit(1)
    ).one_or_none()


def _current() -> _Built:
    global _built
    url, stamp = str(db.engine.url), changed.stamp(CHANGED)
    fresh = _built is not None and _built.url == url and _built.stamp == stamp
    if not fresh:
        learned.forget()
    if _built is None or not fresh or time.monotonic() - _built.checked_at > FRESH_SECONDS:
        city = config.settings().city
        every = {row.code: row for row in db.session.scalars(select(Category).order_by(Category.code))}
        taught, chosen = taught_places(city), threshold(city)
        for row in (*every.values(), *taught):
            db.session.expunge(row)
        auto = chosen.auto if chosen else None
        key = str(
            hash(
                (
                    tuple(_signature(row) for row in every.values()),
                    tuple(sorted(people.units())),
                    tuple(_signature(row) for row in taught),
                )
            )
        )
        if _built is not None and _built.url == url and _built.key == key:
            made = _sure_from(_built.engine, auto)
            _built = replace(_built, engine=made, checked_at=time.monotonic(), stamp=stamp)
            return _built
        live = {code: row for code, row in every.items() if not row.retired}
        version = next((row.version for row in live.values()), "")
        made = build((category(row_of(row)) for row in live.values()), version, taught, auto)
        _built = _Built(made, live, every, key, time.monotonic(), url, stamp)
    return _built


def _sure_from(made: Engine, auto: float | None) -> Engine:
    """The same engine with this threshold: nothing of it need be built anew."""
    limits = replace(made.book.limits, auto=pack.limits().auto if auto is None else auto)
    return replace(made, book=replace(made.book, limits=limits))


def _signature(row: Category | LocalPlace) -> tuple[str, ...]:
    return tuple(str(getattr(row, column.key)) for column in row.__table__.columns)
