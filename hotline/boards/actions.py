"""Counting while work goes on: one row a number and event, folded into sums later, so that writers never wait."""

from collections import Counter
from datetime import datetime

from sqlalchemy import delete, select

from hotline import config
from hotline.boards.measures import Key, deltas
from hotline.boards.models import Rollup, RollupDelta
from hotline.db import append, db, new_id, transaction, upsert
from hotline.tickets.actions import Happened

BATCH = 1000


def count(happened: Happened) -> None:
    """Listener of everything that happens: no query, no flush."""
    city = happened.event.city
    for key, n in deltas(happened.event):
        add(city, key, n)


def add(city: str, key: Key, n: int) -> None:
    append(
        RollupDelta(
            city=city, id=new_id(), day=key.day, unit=key.unit, category=key.category, channel=key.channel,
            kind=key.kind, measure=key.measure, n=n,
        )
    )  # fmt: skip


def fold(now: datetime) -> int:
    """The job of this city. Returns how many deltas it folded."""
    return compact(config.settings().city, now)


def compact(city: str, now: datetime) -> int:
    """Fold the deltas of a city into its rollups, a batch a transaction. Any number of processes may do it at once."""
    del now
    folded = 0
    while True:
        with transaction():
            claimed = list(
                db.session.scalars(
                    select(RollupDelta)
                    .where(RollupDelta.city == city)
                    .order_by(RollupDelta.id)
                    .limit(BATCH)
                    .with_for_update(skip_locked=True)
                )
            )
            _add(city, claimed)
        folded += len(claimed)
        if len(claimed) < BATCH:
            return folded


def _add(city: str, claimed: list[RollupDelta]) -> None:
    if not claimed:
        return
    sums: Counter[Key] = Counter()
    for row in claimed:
        sums[Key(row.day, row.unit, row.category, row.channel, row.kind, row.measure)] += row.n
    # In one order everywhere: two processes that meet on the same sums then wait for each other, never in a circle.
    rows = [
        {"city": city, "day": key.day, "unit": key.unit, "category": key.category, "channel": key.channel,
         "kind": key.kind, "measure": key.measure, "n": n}
        for key, n in sorted(sums.items()) if n
    ]  # fmt: skip
    if rows:
        insert = upsert(Rollup).values(rows)
        keys = ["city", "day", "unit", "category", "channel", "kind", "measure"]
        db.session.execute(insert.on_conflict_do_update(index_elements=keys, set_={"n": Rollup.n + insert.excluded.n}))
    ids = [row.id for row in claimed]
    db.session.execute(
        delete(RollupDelta)
        .where(RollupDelta.city == city, RollupDelta.id.in_(ids))
        .execution_options(synchronize_session=False)
    )
