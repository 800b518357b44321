"""The ladder over 200,000 open clocks: when none is due, and when 20,000 are."""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.places import Place
from bench.table import Figure

OPEN, DUE = 200_000, 20_000
CITY = "510100"
FIRST, SECOND = "2026-11-20T10:00", "2027-06-01T10:00"
"""Dispatch of the clocks that become due, and of the others."""
QUIET, REMINDER = "2026-11-27T08:00", "2026-11-27T09:00"
REPEATS = 30


def figures(place: Place) -> Iterator[Figure]:
    place = place.beside("clocks")
    place.run("-m", "bench.sweeping", "fill")
    quiet = float(place.run("-m", "bench.sweeping", "quiet"))
    yield Figure(f"sweep, {OPEN:,} open clocks, none due", f"{quiet:.1f} ms", place.name, "", "under 10 ms")
    base = 0.0
    for processes in (1, 2, 4) if place.name == "PostgreSQL" else (1, 2):
        place.run("-m", "bench.sweeping", "reset")
        rate = _together(place, processes)
        base = base or rate
        yield Figure(
            f"sweep, {DUE:,} due, {processes} process{'es' if processes > 1 else ''}",
            f"{rate:,.0f}/s",
            place.name,
            f"{rate / base:.1f}× one process",
            "2,500/s" if processes == 4 else "",
        )


def _together(place: Place, processes: int) -> float:
    begin = time.time() + 4 + processes
    running = [place.start("-m", "bench.sweeping", "sweep", str(begin)) for _ in range(processes)]
    told = [json.loads(process.communicate(timeout=600)[0]) for process in running]
    fired = sum(one["fired"] for one in told)
    if fired != DUE:
        raise RuntimeError(f"{fired} rungs fired instead of {DUE}")
    return float(fired / (max(one["end"] for one in told) - begin))


def main(what: str, *arguments: str) -> None:
    from hotline.app import create_app

    with create_app().app_context():
        print(json.dumps({"fill": fill, "quiet": quiet, "reset": reset, "sweep": sweep}[what](*arguments)))


def fill() -> None:
    from bench.multiply import dispatched, multiply
    from hotline.db import db, transaction

    for start, number in ((FIRST, DUE), (SECOND, OPEN - DUE)):
        ticket_id = dispatched(start)
        with transaction():
            multiply(ticket_id, number - 1)
    with transaction():
        db.session.connection().exec_driver_sql("ANALYZE")


def quiet() -> float:
    from hotline import clock
    from hotline.sla.sweep import sweep as run

    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        if run(CITY, clock.parse(QUIET)):
            raise RuntimeError("something was due")
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def reset() -> None:
    from sqlalchemy import delete, update

    from hotline import clock
    from hotline.db import Base, transaction
    from hotline.db import db as database

    tables = Base.metadata.tables
    clocks, due = tables["clocks"], clock.parse(REMINDER)
    with transaction():
        run = database.session.execute
        run(update(clocks).where(clocks.c.level > 0).values(level=0, next_at=due))
        run(delete(tables["escalations"]))
        run(delete(tables["ticket_events"]).where(tables["ticket_events"].c.verb == "escalate"))
        run(delete(tables["outbox"]).where(tables["outbox"].c.template == "ladder"))
        run(update(tables["tickets"]).where(tables["tickets"].c.level > 0).values(level=0))


def sweep(begin: str) -> dict[str, Any]:
    from hotline import clock
    from hotline.sla import queries
    from hotline.sla.sweep import sweep as run

    moment = clock.parse(REMINDER)
    run(CITY, moment - timedelta(days=100))
    queries.calendar()
    time.sleep(max(0.0, float(begin) - time.time()))
    return {"fired": run(CITY, moment), "end": time.time()}


if __name__ == "__main__":
    main(*sys.argv[1:])
