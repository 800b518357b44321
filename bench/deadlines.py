"""How many deadlines one core computes in a second: `python bench/deadlines.py`. Aim: 50,000 without explanation."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

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


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from hotline.sla.calendar import load
    from hotline.sla.deadlines import due
    from hotline.sla.ladder import rungs
    from hotline.sla.packs import load_pack

    calendar = load(ROOT / "hotline/seed/calendars")
    pack = load_pack(ROOT / "hotline/seed/sla/sichuan-2025.toml")

    def clock(start: datetime) -> object:
        return rungs(start, due(start, 15, None, calendar).due_at, "days", calendar, pack)

    print(f"deadlines of working days     {rate(lambda start: due(start, 15, None, calendar)):>9,.0f} /s/core")
    print(f"deadlines of hours            {rate(lambda start: due(start, None, 24, calendar)):>9,.0f} /s/core")
    print(f"deadlines with their ladder   {rate(clock):>9,.0f} /s/core")
    explained = rate(lambda start: due(start, 15, None, calendar).explanation)
    print(f"deadlines with explanation    {explained:>9,.0f} /s/core")


if __name__ == "__main__":
    main()
