"""`make bench`: how fast it is on this machine, each number beside a plain one of the same run.

`ARGS="intake pages"` chooses parts, `ARGS=postgresql` a database; `BENCH_BIG=1` grows the large cities to 1,000,000
tickets (some forty minutes more for the pages, twenty for matters alike).
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import alike, classify, deadlines, doors, faults, intake, mails, pages, routed, sweeping
from bench.places import Place, places
from bench.table import Figure, machine, page, printed

PARTS: dict[str, Callable[[Place], Iterator[Figure]]] = {
    "intake": intake.figures,
    "doors": doors.figures,
    "sweep": sweeping.figures,
    "pages": pages.figures,
    "alike": alike.figures,
    "faults": faults.figures,
}
ALONE: dict[str, Callable[[], Iterator[Figure]]] = {
    "deadlines": deadlines.figures,
    "classify": classify.figures,
    "routed": routed.figures,
    "mails": mails.figures,
}
"""Parts that need no database."""
PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks.md"


def main(wanted: list[str]) -> None:
    parts = {*ALONE, *PARTS}
    chosen = [name for name in (*ALONE, *PARTS) if not parts.intersection(wanted) or name in wanted]
    engines = {"sqlite", "postgresql"}
    where = machine()
    print(where)
    figures: list[Figure] = []
    for name in ALONE:
        if name in chosen:
            figures += _shown(ALONE[name]())
    with places() as found:
        for place in found:
            if engines.intersection(wanted) and place.name.lower() not in wanted:
                continue
            for name in chosen:
                if name in PARTS:
                    figures += _shown(PARTS[name](place))
    print(f"\n{printed(figures)}")
    if not wanted:
        PAGE.write_text(page(figures, f"{time.strftime('%Y-%m-%d')}, {where}"), encoding="utf-8")


def _shown(figures: Iterator[Figure]) -> Iterator[Figure]:
    for one in figures:
        print(f"  {one.database:<11} {one.what}: {one.value} {one.ratio}", flush=True)
        yield one


if __name__ == "__main__":
    main(sys.argv[1:])
