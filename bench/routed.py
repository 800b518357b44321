"""How many letters a second are routed on one core, with reasons, without a learned model. Aims: 1,000/s and 20 ms.

Run in a process of its own, so that its memory is its own: `python -m bench.routed` prints the figures as JSON.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.letters import letters
from bench.table import Figure
from hotline.routing import pack
from hotline.routing.engine import Engine, Matter
from hotline.routing.evidence import Rulebook, Unit
from hotline.routing.matching import Category, Matcher
from hotline.seed import read

LETTERS = 2000
ALONE = 200


def figures() -> Iterator[Figure]:
    """Of an engine of the seed's own catalogue, gazetteer and word lists, asked for letters made of its words."""
    ran = subprocess.run(
        [sys.executable, "-m", "bench.routed"], capture_output=True, text=True, check=True,
        cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    found = json.loads(ran.stdout)
    yield Figure("letters routed: place, item, unit", f"{found['rate']:,.0f}/s a core", "", "", "1,000/s a core")
    yield Figure("one letter routed, 99 of 100", f"{found['one']:.1f} ms", "", "", "20 ms")
    yield Figure("routing made ready", f"{found['ready']:.2f} s", "", "", "2 s")
    yield Figure("memory of a process that routes", f"{found['memory']:.0f} MB", "", "", "300 MB")


def engine() -> Engine:
    """As `routing.queries.build` makes it, from the files instead of the database."""
    units = [
        Unit(one.code, one.name, one.kind, one.parent, one.aliases, one.short, one.name_en) for one in read.units()
    ]
    rows = read.streets()
    streets = [pack.Street(one.code, one.name, one.district, one.parent) for one in rows]
    every = [*units, *(Unit(one.code, one.name, "street", one.parent) for one in rows)]
    known = {
        one.code: Category(
            one.code, one.name, one.parent, one.unit, one.level or "district", one.grassroots, one.kinds,
            one.urgency or "normal", one.words, one.strong, one.confidential, one.name_en,
        )
        for one in read.categories()
    }  # fmt: skip
    return Engine(
        known, Matcher(known.values()), pack.kinds(), pack.gazetteer(units, streets), pack.alarms(),
        pack.accusations(units, streets), pack.reports(),
        Rulebook("510100", {one.code: one for one in every}, "", pack.limits(), pack.serves()),
    )  # fmt: skip


def main() -> None:
    begun = time.process_time()
    routing = engine()
    ready = time.process_time() - begun
    matters = [Matter(title, body) for title, body in letters(LETTERS)]
    begun = time.process_time()
    units = {routing.decide(matter).unit for matter in matters}
    took = time.process_time() - begun
    if len(units) < 2:
        raise SystemExit("all letters went to one unit: this is no routing")
    each = []
    for matter in matters[:ALONE]:
        begun = time.process_time()
        routing.decide(matter)
        each.append(time.process_time() - begun)
    one = sorted(each)[ALONE * 99 // 100] * 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": LETTERS / took, "one": one, "ready": ready, "memory": memory}))


if __name__ == "__main__":
    main()
