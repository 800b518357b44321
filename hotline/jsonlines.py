"""JSON lines, one object at a time; a bad line is told with its number and skipped, and nothing else is lost. Pure."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
Complain = Callable[[int, str, str], None]
"""`complain(number of the line, why in Chinese, why in English)`"""
MARK = "\ufeff"
"""Some editors put it before the first line."""
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that were no UTF-8, where the file was opened with `surrogateescape`."""


class Lines:
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
            if _UNDECODED.search(line):
                self.skip("不是UTF-8编码", "is not in UTF-8")
                continue
            try:
                row = json.loads(line.removeprefix(MARK) if number == 1 else line)
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                yield row
            else:
                self.skip("读不懂", "is not a JSON object")

    def each(self, make: Callable[[dict[str, Any]], T]) -> Iterator[T]:
        """What `make` makes of every object; the line of one it raises KeyError or ValueError for is skipped."""
        for row in self:
            try:
                made = make(row)
            except KeyError as error:
                self.skip(f"没有{error.args[0]}", f"has no {error.args[0]}")
            except ValueError as error:
                self.skip("读不懂", f"cannot be read: {error}")
            else:
                yield made

    def skip(self, zh: str, en: str) -> None:
        """The line read last is no use."""
        self.faulty += 1
        self._complain(self._number, zh, en)
