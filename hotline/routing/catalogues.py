"""Versions of the dispatch catalogue: drafted by one person, reviewed by another, in force from their day on (D-1).

Tickets keep the version they were decided by; a category that leaves the catalogue keeps its name for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, update

from hotline import clock, config
from hotline.actors import Actor
from hotline.db import db, new_id, transaction
from hotline.errors import Incomplete, NotAllowed, NotFound
from hotline.people import queries as people
from hotline.routing import queries
from hotline.routing.catalogue_rows import Change, Fault, Row, check, differences, of_facts
from hotline.routing.models import CatalogueVersion, Category, Simulation

OPEN = frozenset({"draft", "review", "agreed"})
"""Not in force yet."""
LISTED = 50


def versions(city: str) -> list[CatalogueVersion]:
    """The newest first."""
    query = select(CatalogueVersion).where(CatalogueVersion.city == city)
    return list(db.session.scalars(query.order_by(CatalogueVersion.id.desc()).limit(LISTED)))


def version(city: str, version_id: int, lock: bool = False) -> CatalogueVersion:
    """NotFound for one that is not the city's."""
    found = db.session.get(CatalogueVersion, (city, version_id), with_for_update=lock or None)
    if found is None:
        raise NotFound("没有这个目录版本。", "There is no such version of the catalogue.")
    return found


def rows_of(found: CatalogueVersion) -> list[Row]:
    return [of_facts(facts) for facts in found.rows]


def changes(found: CatalogueVersion) -> list[Change]:
    """What putting it in force would change of the catalogue as it is now."""
    return differences(queries.catalogue_rows(), rows_of(found))


def draft(actor: Actor, rows: Sequence[Row], name: str, effective_on: date, note: str, now: datetime) -> int:
    """A new draft of these rows. Raises Incomplete for a name that is taken and for rows that make no catalogue."""
    faults = check(rows, people.units())
    if faults:
        raise _faulty(faults)
    name = name.strip() or _next_name(actor.city)
    taken = select(CatalogueVersion.id).where(CatalogueVersion.city == actor.city, CatalogueVersion.version == name)
    if len(name) > 20 or db.session.scalar(taken) is not None or name == queries.engine().book.catalogue_version:
        raise Incomplete("version", "版本号已用过或太长，请换一个。", "This version name is taken or too long.")
    made = CatalogueVersion(
        city=actor.city, id=new_id(), version=name, state="draft", base=queries.engine().book.catalogue_version,
        effective_on=effective_on, note=note.strip(), rows=[row.facts() for row in rows], made_at=now,
        made_by=actor.id, made_by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    return made.id


def put_row(found: CatalogueVersion, actor: Actor, row: Row) -> None:
    """Add or change one category of a draft. Raises Incomplete when the catalogue would not hold together."""
    _in_state(found, "draft")
    rows = sorted([one for one in rows_of(found) if one.code != row.code] + [row], key=lambda one: one.code)
    _keep_rows(found, actor, rows)


def drop_row(found: CatalogueVersion, actor: Actor, code: str) -> None:
    """Take a category out of a draft."""
    _in_state(found, "draft")
    _keep_rows(found, actor, [row for row in rows_of(found) if row.code != code])


def move_unit(found: CatalogueVersion, actor: Actor, one: str, other: str) -> int:
    """Give all that `one` leads or assists in a draft to `other` (机构改革); how many categories that changes."""
    _in_state(found, "draft")
    if not one or not other or one == other:
        raise Incomplete("to" if one else "from", "请选择两个不同的单位。", "Choose two different units.")
    rows = rows_of(found)
    moved = [_moved(row, one, other) for row in rows]
    _keep_rows(found, actor, moved)
    return sum(before != after for before, after in zip(rows, moved, strict=True))


def ask_review(found: CatalogueVersion) -> None:
    """The draft is finished: somebody else looks at it. Raises NotAllowed when it changes nothing."""
    _in_state(found, "draft")
    if not changes(found):
        raise NotAllowed("与现行目录没有区别，无需审核。", "It differs in nothing from the catalogue in force.")
    found.state = "review"


def take_back(found: CatalogueVersion) -> None:
    """Back to a draft, to be changed once more."""
    _in_state(found, "review")
    found.state = "draft"


def review(found: CatalogueVersion, actor: Actor, agreed: bool, opinion: str, now: datetime) -> None:
    """A second person agrees or sends it back with reasons. Agreed and its day come, it is in force at once."""
    _in_state(found, "review")
    if wrote(found, actor):
        raise NotAllowed("须由没有起草或修改过它的人审核。", "Somebody who neither made nor changed it reviews it.")
    if not agreed and not opinion.strip():
        raise Incomplete("opinion", "请写明退回理由。", "Say why it goes back.")
    found.reviewed_at, found.reviewed_by_name, found.opinion = now, actor.name, opinion.strip()
    found.state = "agreed" if agreed else "draft"
    if agreed and found.effective_on <= clock.local(now).date():
        put_in_force(found, now)


def put_due_in_force(now: datetime) -> int:
    """The agreed versions whose day has come, in their order. Returns how many."""
    city = config.settings().city
    due = (
        select(CatalogueVersion)
        .where(CatalogueVersion.city == city, CatalogueVersion.state == "agreed")
        .where(CatalogueVersion.effective_on <= clock.local(now).date())
        .order_by(CatalogueVersion.effective_on, CatalogueVersion.id)
    )
    with transaction():
        found = list(db.session.scalars(due.with_for_update(skip_locked=True)))
        for one in found:
            put_in_force(one, now)
    return len(found)


def put_in_force(found: CatalogueVersion, now: datetime) -> None:
    """Its rows become the catalogue; the version before it is kept as past, the shipped one too."""
    rows = rows_of(found)
    faults = check(rows, people.units())
    if faults:
        raise _faulty(faults)
    _keep_shipped(found.city, now)
    before = update(CatalogueVersion).where(CatalogueVersion.city == found.city, CatalogueVersion.state == "in_force")
    db.session.execute(before.values(state="past"))
    found.state, found.published_at = "in_force", now
    have = {row.code: row for row in db.session.scalars(select(Category))}
    for row in rows:
        values = {**row.facts(), "version": found.version, "retired": False}
        known = have.pop(row.code, None)
        if known is None:
            db.session.add(Category(**values))
            continue
        for column, value in values.items():
            setattr(known, column, value)
    for gone in have.values():
        gone.retired = True
    db.session.flush()
    queries.forget()


def _keep_shipped(city: str, now: datetime) -> None:
    """The catalogue that came with the program becomes a past version when the first own one follows it."""
    if db.session.scalar(
        select(CatalogueVersion.id).where(
            CatalogueVersion.city == city, CatalogueVersion.state.in_(("in_force", "past"))
        )
    ):
        return
    shipped = queries.engine().book.catalogue_version
    db.session.add(
        CatalogueVersion(
            city=city, version=shipped, state="in_force", base="", effective_on=clock.local(now).date(),
            note="随系统提供", rows=[row.facts() for row in queries.catalogue_rows()], made_at=now, made_by=0,
            made_by_name="system", published_at=now,
        )
    )  # fmt: skip
    db.session.flush()


def _next_name(city: str) -> str:
    """2026.1 → 2026.2; the first number of this year that nobody used."""
    year = clock.today().year
    used = {row.version for row in versions(city)} | {queries.engine().book.catalogue_version}
    return next(name for n in range(1, 1000) if (name := f"{year}.{n}") not in used)


def _moved(row: Row, one: str, other: str) -> Row:
    lead = other if row.unit == one else row.unit
    assist = tuple(dict.fromkeys(other if code == one else code for code in row.assist))
    return replace(row, unit=lead, assist=tuple(code for code in assist if code != lead))


def wrote(found: CatalogueVersion, actor: Actor) -> bool:
    """Whether this person made the version or changed it: somebody else reviews it."""
    return actor.id == found.made_by or str(actor.id) in found.edited_by


def _keep_rows(found: CatalogueVersion, actor: Actor, rows: Sequence[Row]) -> None:
    """Write the draft down, and who changed it; what was tried before is out of date then."""
    faults = check(rows, people.units())
    if faults:
        raise _faulty(faults)
    facts = [row.facts() for row in rows]
    if facts != found.rows:
        found.rows = facts
        if not wrote(found, actor):
            found.edited_by = {**found.edited_by, str(actor.id): actor.name}
        mine = (Simulation.city == found.city, Simulation.version_id == found.id)
        db.session.execute(update(Simulation).where(*mine).values(state="stale"))


def _in_state(found: CatalogueVersion, state: str) -> None:
    if found.state != state:
        raise NotAllowed("这个版本的状态已经变了，请刷新。", "This version is in another state by now; look again.")


def _faulty(faults: Iterable[Fault]) -> Incomplete:
    told = list(faults)[:5]
    zh, en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
    return Incomplete(told[0].column or "rows", f"{zh}。", f"{en[:1].upper()}{en[1:]}.")
