"""JSON lines, one object at a time; a bad line is told with its number and skipped, and nothing else is lost. Pure."""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
Complain = Callable[[int, str, str], None]
"""`complain(number of the line, why in Chinese, why in English)`"""
MARK = "\ufeff"
"""Some editors put it before the first line."""
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that were no UTF-8, where the file was opened with `surrogateescape`."""


class WrongType(ValueError):
    """A field that holds something else than it is for."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(f"{field} is not {en}")
        self.zh, self.en = f"的{field}不是{zh}", f"has no {en} as {field}"


def words(row: Mapping[str, Any], name: str, code: bool = False) -> str:
    """The text of a field; empty where it is missing or null. A `code` may be written as a number."""
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    if code and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise WrongType(name, "文字", "text")


def key(row: Mapping[str, Any]) -> Any:
    """The id as it was written, text or number; None where it is missing."""
    words(row, "id", code=True)
    return row.get("id")


def number(row: Mapping[str, Any], name: str) -> float | None:
    """The number of a field, also written as text; None where it is missing, null or empty."""
    value = row.get(name)
    if value is None or value == "":
        return None
    try:
        found = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise WrongType(name, "数字", "number")
    return found


def flag(row: Mapping[str, Any], name: str) -> bool:
    """true or false; false where it is missing or null."""
    value = row.get(name)
    if value is None or isinstance(value, bool):
        return value is True
    raise WrongType(name, "true或false", "true or false")


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
            except WrongType as error:
                self.skip(error.zh, error.en)
            except ValueError as error:
                self.skip("读不懂", f"cannot be read: {error}")
            else:
                yield made

    def skip(self, zh: str, en: str) -> None:
        """The line read last is no use."""
        self.faulty += 1
        self._complain(self._number, zh, en)
