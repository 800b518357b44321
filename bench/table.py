"""What was measured: one row a figure, printed as a table and kept in docs/benchmarks.md."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`aim` is what the figure is measured against, in words; `ratio` is beside a plain one of the same run."""

    what: str
    value: str
    database: str = ""
    ratio: str = ""
    aim: str = ""


HEAD = ("what", "figure", "ratio", "aim", "database")


def rows(figures: list[Figure]) -> list[tuple[str, ...]]:
    return [(one.what, one.value, one.ratio, one.aim, one.database) for one in figures]


def printed(figures: list[Figure]) -> str:
    """Columns under each other, for a terminal."""
    lines = [HEAD, *rows(figures)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def page(figures: list[Figure], where: str) -> str:
    """The text of docs/benchmarks.md."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Ratios say more than absolute values: both sides were measured in the same run.",
        "",
        f"{where}.",
        "",
        "| " + " | ".join(HEAD) + " |",
        "|" + " --- |" * len(HEAD),
        *("| " + " | ".join(row) + " |" for row in rows(figures)),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """Processor, cores, Python and how busy the machine is."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown"
    )
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}, load {load:.1f} at the start"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
