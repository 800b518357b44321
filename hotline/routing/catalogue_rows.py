"""The dispatch catalogue as a table: its columns, what a row must hold, what differs between two. Pure rules."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from hotline.routing import matching

LEVELS = ("district", "bureau", "both")
KINDS = tuple(matching.KINDS_ZH)
URGENCIES = ("", "h24", "h2")
TRUE = frozenset({"1", "true", "yes", "y", "是", "√"})
FALSE = frozenset({"", "0", "false", "no", "n", "否"})
HEADS = {
    "code": "代码", "parent": "上级", "name": "名称", "name_en": "英文名称", "unit": "牵头单位", "level": "层级",
    "grassroots": "可派街道", "confidential": "保密", "urgency": "紧急程度", "kinds": "业务类型", "strong": "强词",
    "words": "词", "basis": "依据",
}  # fmt: skip
"""Column → its Chinese head; a file may use either."""
LISTS = frozenset({"kinds", "strong", "words"})
FLAGS = frozenset({"grassroots", "confidential"})
SEPARATORS = re.compile(r"[|、;；,，\n]+")
LONGEST = {"name": 40, "name_en": 80, "unit": 20}


@dataclass(frozen=True, slots=True)
class Row:
    """One category of either level; the fields are those of the table `categories`, without the version."""

    code: str
    parent: str = ""
    name: str = ""
    name_en: str = ""
    unit: str = ""
    level: str = ""
    grassroots: bool = False
    confidential: bool = False
    urgency: str = ""
    kinds: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    basis: str = ""

    def cells(self) -> list[str]:
        """As a file writes it: lists joined by 、, flags 是 and 否."""
        return [_written(getattr(self, name)) for name in HEADS]

    def facts(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {name: list(value) if name in LISTS else value for name, value in _values(self)}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, in both languages; row 0 is the file as a whole."""

    row: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Change:
    """A category that was added, changed or ended; `fields` holds (column, before, after) of a changed one."""

    sort: str
    """added | changed | ended"""
    code: str
    name: str
    fields: tuple[tuple[str, str, str], ...] = ()

    def has(self, column: str) -> bool:
        return any(name == column for name, _before, _after in self.fields)


def of_facts(facts: Mapping[str, Any]) -> Row:
    """A row from what the database keeps."""
    values: dict[str, Any] = {name: tuple(facts[name]) if name in LISTS else facts[name] for name in HEADS}
    return Row(**values)


def parse(table: Iterable[tuple[int, Sequence[object]]], units: Collection[str]) -> tuple[list[Row], list[Fault]]:
    """The rows of a file whose first line names the columns. A faulty row is left out and told of."""
    rows: list[Row] = []
    faults: list[Fault] = []
    columns: list[str] = []
    for number, cells in table:
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not columns:
            columns, missing = _columns(texts)
            if missing:
                named = "、".join(HEADS[name] for name in missing)
                return [], [Fault(number, f"缺少列：{named}", f"Columns missing: {', '.join(missing)}")]
            continue
        found = _row(number, dict(zip(columns, texts, strict=False)))
        (rows if isinstance(found, Row) else faults).append(found)  # type: ignore[arg-type]  # one list for each type
    return rows, faults + check(rows, units)


def check(rows: Sequence[Row], units: Collection[str]) -> list[Fault]:
    """What keeps these rows from being a catalogue: unknown units, parents that are not there, codes used twice."""
    faults: list[Fault] = []
    known = {row.code: row for row in rows if not row.parent}
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        for holds, zh, en in _checks(row, known, seen, units):
            if holds:
                faults.append(Fault(number, f"{row.code}：{zh}", f"{row.code}: {en}"))
        seen.add(row.code)
    if not any(row.parent for row in rows):
        faults.append(Fault(0, "目录里没有二级事项", "The catalogue has no item of the second level"))
    return faults


def differences(before: Iterable[Row], after: Iterable[Row]) -> list[Change]:
    """What changes from one catalogue to the other, in the order of the codes; the order of words is no change."""
    old, new = {row.code: row for row in before}, {row.code: row for row in after}
    changes = []
    for code in sorted(old | new):
        if code not in old:
            changes.append(Change("added", code, new[code].name))
        elif code not in new:
            changes.append(Change("ended", code, old[code].name))
        elif told := _changed(old[code], new[code]):
            changes.append(Change("changed", code, new[code].name, told))
    return changes


def category(row: Row) -> matching.Category:
    """As the matcher reads it."""
    return matching.Category(
        code=row.code, name=row.name, parent=row.parent, unit=row.unit, level=row.level or "district",
        grassroots=row.grassroots, kinds=row.kinds, urgency=row.urgency or "normal", keywords=row.words,
        strong=row.strong, confidential=row.confidential, name_en=row.name_en,
    )  # fmt: skip


def _values(row: Row) -> list[tuple[str, Any]]:
    return [(field.name, getattr(row, field.name)) for field in fields(row)]


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _text(cell: object) -> str:
    """A cell as text; Excel keeps the code 0101 as the number 101 unless the column is text."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip().lstrip("\ufeff")


def _columns(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    names = {head: name for name, head in HEADS.items()} | {name: name for name in HEADS}
    columns = [names.get(text.lower(), "") for text in texts]
    return columns, [name for name in ("code", "name", "unit") if name not in columns]


def _row(number: int, cells: Mapping[str, str]) -> Row | Fault:
    values: dict[str, Any] = {}
    for name in HEADS:
        text = cells.get(name, "")
        if name in FLAGS:
            if text.lower() not in TRUE | FALSE:
                return Fault(number, f"{HEADS[name]}只能填是或否：{text}", f"{name} is yes or no: {text}")
            values[name] = text.lower() in TRUE
        elif name in LISTS:
            values[name] = tuple(dict.fromkeys(part.strip() for part in SEPARATORS.split(text) if part.strip()))
        else:
            values[name] = text
    code, parent = str(values["code"]), str(values["parent"])
    if code.isdecimal() and len(code) in {1, 3}:
        code = "0" + code
    if parent.isdecimal() and len(parent) == 1:
        parent = "0" + parent
    values |= {"code": code, "parent": parent or (code[:2] if len(code) == 4 else "")}
    values["words"] = tuple(word for word in values["words"] if word not in values["strong"])
    return Row(**values)


def _checks(
    row: Row, known: Mapping[str, Row], seen: Collection[str], units: Collection[str]
) -> tuple[tuple[bool, str, str], ...]:
    second = bool(row.parent)
    odd_kinds = "、".join(kind for kind in row.kinds if kind not in KINDS)
    short = "、".join(word for word in (*row.strong, *row.words) if len(word) < 2)
    return (
        (
            not re.fullmatch(r"\d{4}" if second else r"\d{2}", row.code),
            "代码应为2位或4位数字",
            "2 or 4 digits make a code",
        ),
        (row.code in seen, "代码重复", "the code stands twice"),
        (not row.name, "没有名称", "no name"),
        (second and row.parent not in known, f"没有上级{row.parent}", f"no parent {row.parent}"),
        (row.unit not in units, f"没有这个单位：{row.unit}", f"no such unit: {row.unit}"),
        (second and row.level not in LEVELS, f"层级应为{'、'.join(LEVELS)}", f"level is one of {', '.join(LEVELS)}"),
        (row.urgency not in URGENCIES, "紧急程度应为空、h24或h2", "urgency is empty, h24 or h2"),
        (bool(odd_kinds), f"没有这种业务类型：{odd_kinds}", f"no such kind: {odd_kinds}"),
        (bool(short), f"词至少两个字：{short}", f"a word has two characters at least: {short}"),
        *(
            (len(getattr(row, name)) > most, f"{HEADS[name]}超过{most}字", f"{name} is longer than {most}")
            for name, most in LONGEST.items()
        ),
    )


def _changed(before: Row, after: Row) -> tuple[tuple[str, str, str], ...]:
    told = []
    for name, old in _values(before):
        new = getattr(after, name)
        if name in LISTS:
            gone = [word for word in old if word not in new]
            come = [word for word in new if word not in old]
            if gone or come:
                told.append((name, "、".join(gone), "、".join(come)))
        elif old != new:
            told.append((name, _written(old), _written(new)))
    return tuple(told)
