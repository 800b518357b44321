"""The questions of each Open311 service, and the answers to them. Pure but for one reading of the file."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from hotline import config
from hotline.errors import HotlineError

DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
MOST = 50
"""Answers of one request; more are no person's."""
LONGEST = {"text": 4000}
LONGEST_LINE = 200

Words = tuple[str, str]
"""(Chinese, English)."""


class Refused(HotlineError):
    """An answer is missing or is none."""


@dataclass(frozen=True, slots=True)
class Attribute:
    code: str
    datatype: str
    words: Words
    hint: Words = ("", "")
    required: bool = False
    values: Mapping[str, Words] | None = None

    def shape(self, order: int, english: bool) -> dict[str, Any]:
        """As the specification's service definition has it."""
        shown: dict[str, Any] = {
            "variable": True,
            "code": self.code,
            "datatype": self.datatype,
            "required": self.required,
            "datatype_description": self.hint[english] or None,
            "order": order,
            "description": self.words[english],
        }
        if self.values is not None:
            shown["values"] = [{"key": key, "name": words[english]} for key, words in self.values.items()]
        return shown


@cache
def of_service() -> Mapping[str, tuple[Attribute, ...]]:
    """Service code → its questions in order. Raises ValueError for a file that makes no sense."""
    text = (config.PACKAGE / "seed" / "attributes.toml").read_text(encoding="utf-8")
    return read(tomllib.loads(text))


def read(data: Mapping[str, Any]) -> dict[str, tuple[Attribute, ...]]:
    """The questions of a parsed file."""
    return {row["code"]: tuple(_attribute(one) for one in row["attribute"]) for row in data["service"]}


def answers(asked: Sequence[Attribute], given: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The answers in the order of the questions, as `{"label", "value"}` in Chinese; what nobody asked comes last.

    Raises Refused where a required one is missing or a value is not of its datatype.
    """
    known = {one.code for one in asked}
    told = []
    for one in asked:
        values = [value.strip() for value in given.get(one.code, ()) if value.strip()]
        if one.required and not values:
            raise Refused(f"缺少必填项“{one.words[0]}”（{one.code}）。", f"attribute[{one.code}] was not provided.")
        if values:
            told.append({"label": one.words[0], "value": _checked(one, values)})
    others = sorted(set(given) - known)[:MOST]
    told += [{"label": code[:60], "value": "、".join(given[code])[:LONGEST_LINE]} for code in others]
    return [one for one in told if one["value"]]


def _checked(one: Attribute, values: list[str]) -> str:
    if one.datatype != "multivaluelist" and len(values) > 1:
        raise _wrong(one)
    if one.values is not None:
        if any(value not in one.values for value in values):
            raise _wrong(one)
        return "、".join(one.values[value][0] for value in dict.fromkeys(values))
    (value,) = values
    if len(value) > LONGEST.get(one.datatype, LONGEST_LINE):
        raise _wrong(one)
    if (one.datatype == "number" and not _number(value)) or (one.datatype == "datetime" and not _moment(value)):
        raise _wrong(one)
    return value


def _number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value.replace(" ", "+"))
    except ValueError:
        return False
    return True


def _wrong(one: Attribute) -> Refused:
    return Refused(
        f"“{one.words[0]}”（{one.code}）的内容与类型{one.datatype}不符。",
        f"attribute[{one.code}] is not a valid {one.datatype}.",
    )


def _attribute(row: Mapping[str, Any]) -> Attribute:
    listed = row["datatype"] in ("singlevaluelist", "multivaluelist")
    if row["datatype"] not in DATATYPES or listed != ("values" in row):
        raise ValueError(f"attribute {row['code']}: {row['datatype']}")
    values = {one["key"]: (one["zh"], one["en"]) for one in row["values"]} if listed else None
    hint = (row.get("hint_zh", ""), row.get("hint_en", ""))
    return Attribute(row["code"], row["datatype"], (row["zh"], row["en"]), hint, row.get("required", False), values)
