"""Fill the city: day by day, matter by matter, in chunks that fit in memory, the numbers of the boards beside them."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select

from hotline import config
from hotline.boards.measures import Key, deltas
from hotline.boards.models import Rollup
from hotline.db import db, transaction, upsert
from hotline.demo import (
    arrivals,
    calls,
    doors,
    duty,
    events,
    fates,
    parts,
    routed,
    signins,
    staging,
    story,
    texts,
    writing,
)
from hotline.demo.fates import Masters
from hotline.demo.story import Door, Story, Wish
from hotline.demo.world import World, open_world
from hotline.errors import HotlineError
from hotline.sla.calendar import local_day
from hotline.tickets import numbers
from hotline.tickets.actions.intake import STRIPES
from hotline.tickets.models import Sequence, Ticket

CHUNK = 2_000
"""Tickets written at a time."""
COMMIT = 10
"""Chunks of one transaction: the usual demo is all or nothing."""
MOST_KEYS = 200_000
"""Sums kept in memory before they are added to the rollups."""

Progress = Callable[[int], object]


def fill(
    tickets: int, days: int, seed: int, now: datetime, more: bool = False, progress: Progress | None = None
) -> dict[str, int]:
    """Write a history of `tickets` over the last `days` days. Returns how many rows of what.

    The same seed at the same minute gives the same history. Refused when there are tickets, unless `more` is asked for.
    """
    now = now.replace(second=0, microsecond=0)
    city = config.settings().city
    there = _count(city)
    if there and not more:
        raise HotlineError(
            "数据库里已有工单，演示数据没有写入；确实要追加请用--more。",
            "There are tickets already: nothing was written. Use --more to add.",
        )
    with transaction():
        signed = signins.ensure(city, now)
    world = open_world(seed, now, signed)
    stories = _stories(world, tickets, days, there)
    counts, sums = Counter({"users": len(signed)}), Counter[Key]()
    with _without_collector():
        while _write_some(stories, sums, counts, progress):
            pass
    with transaction():
        _add(city, sums)
        counts["calls"] = calls.ring(city, signed, now)
        counts["shifts"] = duty.bring(city, signed)
        counts["precedents"] = duty.precede(city)
    mark(config.settings().var)
    return dict(counts)


def fill_once(now: datetime) -> dict[str, int]:
    """The usual demo in a database without tickets; nothing where there are some."""
    city = config.settings().city
    if _count(city):
        return {}
    counts = fill(2_000, 90, 1, now)
    with transaction():
        signed = signins.ensure(city, now)
        counts["tickets"] += parts.bring(city, signed, now)
    return {**counts, "doors": doors.bring(city, signed["dispatcher"], now)}


def mark(var: Path) -> None:
    """The file that switches the sign-in hints on."""
    var.mkdir(parents=True, exist_ok=True)
    (var / "demo").write_text("演示数据 demo data\n", encoding="utf-8")


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of rows without a cycle among them: looking for cycles would cost a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _write_some(stories: Iterator[Story], sums: Counter[Key], counts: Counter[str], progress: Progress | None) -> bool:
    """One transaction. False when nothing was left to write."""
    before = counts["tickets"]
    with transaction():
        for _ in range(COMMIT):
            chunk = [one.life for one in islice(stories, CHUNK)]
            if not chunk:
                break
            counts["rows"] += writing.write(chunk)
            counts["tickets"] += len(chunk)
            for life in chunk:
                for event in life.events:
                    for key, n in deltas(event):
                        sums[key] += n
            if progress:
                progress(len(chunk))
        if len(sums) > MOST_KEYS:
            _add(chunk[0].ticket.city, sums)
    return counts["tickets"] > before


def _stories(world: World, total: int, days: int, there: int) -> Iterator[Story]:
    """Every story of the run in the order of arrival, each lived to its end or to the present."""
    on = arrivals.days_before(world.now, days)
    shares = texts.read("shares")
    week, hours = shares["week"]["weights"], shares["hours"]["weights"]
    made = sorted(staging.scenes(world) + events.scenes(world, total), key=lambda scene: scene.at)
    staged = [scene for scene in made if local_day(scene.at) >= on[0]][: total // 2]
    counts = arrivals.spread(total - len(staged), on, world.now, world.limits.calendar, week, hours)
    people, reasons, masters = max(60, int(total * 0.7)), routed.Reasons(), Masters()
    serial = there
    for day, count in zip(on, counts, strict=True):
        plan: list[tuple[datetime, staging.Scene | None]] = [
            (moment, None) for moment in arrivals.times(count, day, world.now, hours, world.rng)
        ]
        plan += [(scene.at, scene) for scene in staged if local_day(scene.at) == day]
        first = _next_sequence(world.city, day)
        for place, (moment, scene) in enumerate(sorted(plan, key=lambda entry: entry[0]), first):
            door = Door(serial, numbers.make(world.city, day, place), people, reasons)
            yield _live(world, door, moment, scene, masters)
            serial += 1
        _keep_sequence(world.city, day, first + len(plan))


def _live(world: World, door: Door, moment: datetime, scene: staging.Scene | None, masters: Masters) -> Story:
    if scene is not None:
        one = story.arrive(world, door, moment, scene.wish)
        staging.play(one, scene.act)
        return one
    master = masters.open_at(moment, world) if world.happens("merge") else None
    if master is not None:
        place = master.life.ticket
        wish = Wish(master.text, "", place.district, place.street, "", master.values)
        one = story.arrive(world, door, moment, wish)
        fates.join(one, master)
        return one
    one = story.arrive(world, door, moment, Wish())
    fates.tell(one)
    masters.remember(one)
    return one


def _next_sequence(city: str, day: date) -> int:
    """The first sequence of this day that no intake has used, at the beginning of a round of stripes."""
    last = db.session.scalar(select(func.max(Sequence.last)).where(Sequence.city == city, Sequence.day == day))
    return 0 if last is None else (last + 1) * STRIPES


def _keep_sequence(city: str, day: date, after: int) -> None:
    """Tell the intakes of this day where to go on; `after` is the first sequence still free."""
    rounds, rest = divmod(after, STRIPES)
    last = {stripe: rounds - 1 + (stripe < rest) for stripe in range(STRIPES)}
    rows = [{"city": city, "day": day, "stripe": stripe, "last": n} for stripe, n in last.items() if n >= 0]
    if rows:
        kept = upsert(Sequence)
        newer = kept.on_conflict_do_update(index_elements=["city", "day", "stripe"], set_={"last": kept.excluded.last})
        db.session.connection().execute(newer, rows)


def _add(city: str, sums: Counter[Key]) -> None:
    """Add the sums to the rollups, and begin new ones."""
    rows = [
        {"city": city, "day": key.day, "unit": key.unit, "category": key.category, "channel": key.channel,
         "kind": key.kind, "measure": key.measure, "n": n}
        for key, n in sorted(sums.items(), key=_place) if n
    ]  # fmt: skip
    insert = upsert(Rollup)
    keys = ["city", "day", "unit", "category", "channel", "kind", "measure"]
    added = insert.on_conflict_do_update(index_elements=keys, set_={"n": Rollup.n + insert.excluded.n})
    if rows:
        db.session.connection().execute(added, rows)
    sums.clear()


def _place(entry: tuple[Key, int]) -> tuple[date, str, str, str, str, str]:
    key = entry[0]
    return key.day, key.unit, key.category, key.channel, key.kind, key.measure


def _count(city: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Ticket).where(Ticket.city == city)) or 0
