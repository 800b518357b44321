"""How many letters a second are routed on one core, with reasons, by words and with a learned model. Aim: 1,000/s.

Each in a process of its own, so that its memory is its own: `python -m bench.routed [MODEL]` prints figures as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.letters import letters
from bench.table import Figure
from hotline.routing import pack
from hotline.routing.decision.engine import Engine, Matter
from hotline.routing.decision.evidence import Rulebook
from hotline.routing.learning import modelfile, ngrams, outset, training, wordfields
from hotline.routing.learning.likeness import Past
from hotline.routing.text.matching import Category, Matcher
from hotline.routing.units import Unit
from hotline.seed import read

LETTERS = 2000
ALONE = 200


def figures() -> Iterator[Figure]:
    """Of an engine of the seed's own catalogue, gazetteer and word lists, asked for letters made of its words."""
    yield from _shown(_ran(), "by words alone")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.model"
        rows = engine().categories.values()
        modelfile.write(training.train(outset.letters(rows), ngrams.reading(), fields=wordfields.texts(rows)), file)
        yield from _shown(_ran(str(file)), "with a learned model")


def _ran(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.routed", *arguments]
    root = Path(__file__).resolve().parents[1]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=root).stdout)
    return found


def _shown(found: dict[str, float], how: str) -> Iterator[Figure]:
    yield Figure(f"letters routed {how}", f"{found['rate']:,.0f}/s a core", "", "", "1,000/s a core")
    yield Figure(f"one letter routed {how}, 99 of 100", f"{found['one']:.1f} ms", "", "", "20 ms")
    yield Figure(f"routing {how} made ready", f"{found['ready']:.2f} s", "", "", "2 s")
    yield Figure(f"memory of a process that routes {how}", f"{found['memory']:.0f} MB", "", "", "300 MB")


def engine() -> Engine:
    """As `routing.queries.build` makes it, from the files instead of the database."""
    units = [
        Unit(one.code, one.name, one.kind, one.parent, one.aliases, one.short, one.name_en, one.works_for)
        for one in read.units()
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
        known, Matcher(known.values(), pack.unmeant()), pack.kinds(), pack.gazetteer(units, streets), pack.alarms(),
        pack.accusations(units, streets), pack.reports(), pack.conduct(),
        Rulebook("510100", {one.code: one for one in every}, "", pack.limits(), pack.serves()),
    )  # fmt: skip


def main(model: str = "") -> None:
    begun = time.process_time()
    routing = engine()
    if model:
        routing = replace(routing, learned=Past(modelfile.read(Path(model))))
        routing.decide(Matter("", ""))
    ready = time.process_time() - begun
    matters = [Matter(title, body) for title, body in letters(LETTERS)]
    begun = time.process_time()
    units = {decision.unit for decision in routing.each(matters)}
    took = time.process_time() - begun
    if len(units) < 2:
        raise SystemExit("all letters went to one unit: this is no routing")
    each = []
    for matter in matters[:ALONE]:
        begun = time.process_time()
        routing.decide(matter)
        each.append(time.process_time() - begun)
    one = sorted(each)[ALONE * 99 // 100] * 1000
    print(json.dumps({"rate": LETTERS / took, "one": one, "ready": ready, "memory": _most_memory()}))


def _most_memory() -> float:
    """MB this program held at most; `getrusage` would count what its parent held when it began."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
