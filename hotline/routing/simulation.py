"""A catalogue tried on past tickets before it is in force (模拟): which would go elsewhere, from whom to whom (D-44).

Tickets are read some hundreds at a time and let go; what is kept are counts of pairs and the first moves of all.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from hotline import config
from hotline.db import append, db, id_at, new_id, transaction
from hotline.routing import queries
from hotline.routing.catalogue_rows import Row, category, of_facts
from hotline.routing.decision.engine import Engine, Matter
from hotline.routing.models import CatalogueVersion, SimulatedMove, Simulation
from hotline.tickets import origin
from hotline.tickets.models import Ticket

BATCH = 300
MOST_MOVES = 3000
"""Moves kept one by one; all are counted."""
OPEN = ("waiting", "running")
PAST = timedelta(days=365)
READ = (
    Ticket.id, Ticket.number, Ticket.title, Ticket.body, Ticket.lon, Ticket.lat, Ticket.mailbox, Ticket.kind,
    Ticket.confidential,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A ticket that the tried catalogue would send elsewhere; units may be empty: nobody was found."""

    number: str
    from_unit: str
    to_unit: str
    from_category: str
    to_category: str


@dataclass(slots=True)
class Outcome:
    """`pairs`: (from, to) → tickets."""

    tried: int = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return sum(self.pairs.values())


def ask(version: CatalogueVersion, who: str, now: datetime, past: timedelta = PAST) -> int:
    """Ask a job to try this version on the tickets of the time past. Returns the id of the simulation."""
    since = now - past
    key = new_id()
    db.session.add(
        Simulation(
            city=version.city, id=key, version_id=version.id, made_at=now, made_by_name=who, since=since,
            after_id=id_at(since) - 1, total=_count(version.city, since), pairs={},
        )
    )  # fmt: skip
    return key


def latest(version: CatalogueVersion) -> Simulation | None:
    """The newest simulation of this version."""
    query = select(Simulation).where(Simulation.city == version.city, Simulation.version_id == version.id)
    return db.session.scalars(query.order_by(Simulation.id.desc()).limit(1)).one_or_none()


def moves(simulation: Simulation, pair: tuple[str, str] | None = None, limit: int = 200) -> list[SimulatedMove]:
    """Its moves one by one, all or those of one pair of units."""
    query = select(SimulatedMove).where(
        SimulatedMove.city == simulation.city, SimulatedMove.simulation_id == simulation.id
    )
    if pair is not None:
        query = query.where(SimulatedMove.from_unit == pair[0], SimulatedMove.to_unit == pair[1])
    return list(db.session.scalars(query.order_by(SimulatedMove.id).limit(limit)))


def work(now: datetime) -> int:
    """The job: go on with every simulation that waits, batch by batch. Returns the tickets tried."""
    city, tried = config.settings().city, 0
    waiting = select(Simulation.id).where(Simulation.city == city, Simulation.state.in_(OPEN))
    for key in list(db.session.scalars(waiting.order_by(Simulation.id))):
        tried += _go_through(city, key, now)
    return tried


def run(rows: Sequence[Row], since: datetime, told: Callable[[int], object] = lambda _n: None) -> Outcome:
    """Try these rows at once, keeping nothing in the database; `told` hears how many tickets each batch had."""
    city = config.settings().city
    before, after = queries.engine(), _tried(rows)
    outcome = Outcome()
    for batch in _batches(city, since, id_at(since) - 1):
        for move in _moves(before, after, batch):
            outcome.pairs[move.from_unit, move.to_unit] += 1
            if len(outcome.moves) < MOST_MOVES:
                outcome.moves.append(move)
        outcome.tried += len(batch)
        told(len(batch))
    return outcome


def count(since: datetime) -> int:
    """Tickets received since then."""
    return _count(config.settings().city, since)


def _go_through(city: str, key: int, now: datetime) -> int:
    found = db.session.get(Simulation, (city, key))
    version = db.session.get(CatalogueVersion, (city, found.version_id)) if found else None
    if found is None or version is None:
        return 0
    before, after = queries.engine(), _tried([of_facts(facts) for facts in version.rows])
    since, last, tried = found.since, found.after_id, 0
    for batch in _batches(city, since, last):
        told = list(_moves(before, after, batch))
        if not _keep(city, key, batch[-1].id, len(batch), told):
            return tried
        tried += len(batch)
    with transaction():
        mine = update(Simulation).where(Simulation.city == city, Simulation.id == key, Simulation.state.in_(OPEN))
        db.session.execute(mine.values(state="done", ended_at=now))
    return tried


def _keep(city: str, key: int, last: int, tried: int, told: list[Move]) -> bool:
    """Write a batch down; False when another process was a moment faster with it, or the draft has changed."""
    with transaction():
        kept = db.session.get(Simulation, (city, key), with_for_update=True, populate_existing=True)
        if kept is None or kept.state not in OPEN or kept.after_id >= last:
            return False
        pairs = Counter({pair: int(n) for pair, n in kept.pairs.items()})
        pairs.update(f"{move.from_unit}>{move.to_unit}" for move in told)
        room = max(0, MOST_MOVES - kept.moved)
        for move in told[:room]:
            append(SimulatedMove(city=city, id=new_id(), simulation_id=key, **_facts(move)))
        kept.pairs, kept.moved = dict(pairs), kept.moved + len(told)
        kept.after_id, kept.done, kept.state = last, kept.done + tried, "running"
    return True


def _facts(move: Move) -> dict[str, str]:
    return {
        "number": move.number, "from_unit": move.from_unit, "to_unit": move.to_unit,
        "from_category": move.from_category, "to_category": move.to_category,
    }  # fmt: skip


def _tried(rows: Sequence[Row]) -> Engine:
    now = queries.engine()
    taught = queries.taught_places(config.settings().city)
    made = queries.build((category(row) for row in rows), "tried", taught, now.book.limits.auto)
    return replace(made, learned=now.learned)


def _moves(before: Engine, after: Engine, batch: Sequence[Any]) -> Iterator[Move]:
    matters = [
        Matter(
            title=row.title, body=origin.without(row.body), lon=row.lon, lat=row.lat,
            mailbox=queries.mailbox_unit(row.mailbox), kind=row.kind, confidential=row.confidential,
        )
        for row in batch
    ]  # fmt: skip
    for row, old, new in zip(batch, before.each(matters), after.each(matters), strict=True):
        if old.unit != new.unit:
            yield Move(row.number, old.unit, new.unit, old.category, new.category)


def _batches(city: str, since: datetime, after: int) -> Iterator[Sequence[Any]]:
    while True:
        page = db.session.execute(
            select(*READ)
            .where(Ticket.city == city, Ticket.id > after, Ticket.received_at >= since)
            .order_by(Ticket.id)
            .limit(BATCH)
        ).all()
        # Deciding takes its time: nobody waits for our reading meanwhile.
        db.session.rollback()
        if not page:
            return
        yield page
        after = page[-1].id


def _count(city: str, since: datetime) -> int:
    found = select(func.count()).where(Ticket.city == city, Ticket.received_at >= since)
    return int(db.session.scalar(found) or 0)
