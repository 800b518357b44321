"""Labelled letters from JSON lines; a bad line is told with its number and skipped. Pure rules."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hotline.routing.training import Examples

Complain = Callable[[int, str, str], None]
"""`complain(number of the line, why in Chinese, why in English)`"""


class Rows:
    """The objects of a stream of JSON lines; `faulty` counts the lines that were skipped."""

    def __init__(self, lines: Iterable[str], complain: Complain) -> None:
        self._lines, self._complain = lines, complain
        self._number = 0
        self.faulty = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(self._lines, 1):
            self._number = number
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                yield row
            else:
                self._skip("读不懂", "is not a JSON object")

    def examples(self, label: str, group: str) -> Examples:
        """All rows that have a label and words. Rows without the field `group` belong together when their words do."""
        found = Examples([], [], [], [])
        for row in self:
            letter = (str(row.get("subject") or ""), str(row.get("body") or ""))
            name = row.get(label)
            if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
                self._skip(f"没有{label}", f"has no {label}")
            elif not "".join(letter).strip():
                self._skip("没有内容", "has no words")
            else:
                found.letters.append(letter)
                found.labels.append(str(name))
                found.groups.append(_group(row.get(group), letter))
                found.weights.append(1.0)
        return found

    def _skip(self, zh: str, en: str) -> None:
        self.faulty += 1
        self._complain(self._number, zh, en)


def _group(value: object, letter: tuple[str, str]) -> str:
    if value is not None and value != "":
        return f"={value}"
    return hashlib.sha256("".join("".join(letter).split()).encode()).hexdigest()
