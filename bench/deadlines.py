"""How many deadlines one core computes in a second. Aim: 50,000 without explanation."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.table import Figure
from hotline.sla.deadlines import due
from hotline.sla.ladder import rungs
from hotline.sla.packs import load_pack
from hotline.sla.years import load

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 1.0


def rate(work: Callable[[datetime], object], seconds: float = SECONDS) -> float:
    """Calls of `work` a second, on starts spread over two years."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    step = timedelta(minutes=17)
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < seconds:
        for number in range(1000):
            work(start + step * ((done + number) * 61 % 60_000))
        done += 1000
    return done / spent


def figures() -> Iterator[Figure]:
    calendar = load(ROOT / "hotline/seed/calendars")
    pack = load_pack(ROOT / "hotline/seed/sla/sichuan-2025.toml")
    plain = rate(lambda start: start + timedelta(days=21))

    def ladder(start: datetime) -> object:
        return rungs(start, due(start, 15, None, calendar).due_at, "days", calendar, pack)

    measured: tuple[tuple[str, Callable[[datetime], object], str], ...] = (
        ("deadlines of working days", lambda start: due(start, 15, None, calendar), "50,000/s a core"),
        ("deadlines of hours", lambda start: due(start, None, 24, calendar), ""),
        ("deadlines with their ladder", ladder, ""),
        ("deadlines with explanation", lambda start: due(start, 15, None, calendar).explanation, ""),
    )
    for what, work, aim in measured:
        found = rate(work)
        yield Figure(what, f"{found:,.0f}/s a core", "", f"{plain / found:.0f}× a date addition", aim)
