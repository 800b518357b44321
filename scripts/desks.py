"""What each desk costs a person, counted on the real pages: `python -m scripts.desks` writes docs/desks.md.

Names (`operator clerk`) measure some desks only and write nothing.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from bench.table import machine
from scripts.desk_rows import Row, clerk, dispatcher, operator
from scripts.desk_rows_phone import citizen, followup, leader, mayor
from tests.browser.city import CHROMIUM, People, demo_city

DESKS: dict[str, Callable[[People, Path], Iterator[Row]]] = {
    "operator": operator, "dispatcher": dispatcher, "clerk": clerk, "leader": leader, "followup": followup,
    "mayor": mayor, "citizen": citizen,
}  # fmt: skip
PAGE = Path(__file__).resolve().parents[1] / "docs/desks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEADS = "| who 谁 | task 事 | aim 目标 | measured 实测 | met 达到 | load 负荷 | how 怎样量的 |"


def main(wanted: list[str]) -> int:
    where = f"{time.strftime('%Y-%m-%d')}, {machine()}"
    lines, whole = [], True
    with tempfile.TemporaryDirectory() as folder, demo_city(Path(folder)) as city, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, desk in DESKS.items():
            if wanted and name not in wanted:
                continue
            people = People(browser, city)
            try:
                for row in desk(people, Path(folder)):
                    lines.append(line(row, os.getloadavg()[0]))
                    print(lines[-1], flush=True)
            except (AssertionError, Error) as error:
                whole = False
                lines.append(f"| {name} | the rest of this desk | | **not measured 没有量到** | **no 否** | | |")
                print(f"{name}: not measured, {error}", file=sys.stderr, flush=True)
            people.close()
        browser.close()
    if lines and not wanted:
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), where, lines), encoding="utf-8")
    return 0 if whole else 1


def line(row: Row, load: float) -> str:
    """One line of the table; the load is the machine's of the last minute."""
    met = {True: "yes 是", False: "**no 否**", None: "—"}[row.met]
    cells = (row.who, row.task, row.aim, row.measured, met, f"{load:.1f}", row.how)
    return "| " + " | ".join(cells) + " |"


def filled(text: str, where: str, lines: list[str]) -> str:
    """The page with this table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join([f"{where}.", "", HEADS, "|" + " --- |" * (HEADS.count("|") - 1), *lines])
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
