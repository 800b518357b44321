"""The dispatch catalogue as a table: its columns, what a row must hold, what differs between two. Pure rules."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from hotline.routing.text import matching

LEVELS = {"district": "属地", "bureau": "部门", "both": "属地主办、部门协办"}
KINDS = matching.KINDS_ZH
URGENCIES = {"h24": "24小时", "h2": "2小时"}
SAID: dict[str, dict[str, str]] = {"level": LEVELS, "kinds": KINDS, "urgency": URGENCIES}
"""Column → what it may hold → how a file says it; a file may hold either."""
TRUE = frozenset({"1", "true", "yes", "y", "是", "√"})
FALSE = frozenset({"", "0", "false", "no", "n", "否"})
HEADS = {
    "code": "代码", "parent": "上级", "name": "名称", "name_en": "英文名称", "unit": "牵头单位", "assist": "协办单位",
    "level": "层级", "grassroots": "可派街道", "confidential": "保密", "urgency": "紧急程度", "kinds": "业务类型",
    "strong": "强词", "words": "词", "basis": "依据",
}  # fmt: skip
"""Column → its Chinese head; a file may use either."""
LISTS = frozenset({"assist", "kinds", "strong", "words"})
UNITS = frozenset({"unit", "assist"})
FLAGS = frozenset({"grassroots", "confidential"})
NOBODY: Mapping[str, str] = MappingProxyType({})
SEPARATORS = re.compile(r"[|、;；,，\n]+")
LONGEST = {"name": 40, "name_en": 80}
MOST_ASSIST = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One category of either level; the fields are those of the table `categories`, without the version."""

    code: str
    parent: str = ""
    name: str = ""
    name_en: str = ""
    unit: str = ""
    assist: tuple[str, ...] = ()
    """协办单位: codes of units that assist whoever leads."""
    level: str = ""
    grassroots: bool = False
    confidential: bool = False
    urgency: str = ""
    kinds: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    basis: str = ""

    def cells(self, names: Mapping[str, str] = NOBODY) -> list[str]:
        """As a file writes it: units by their `names`, lists joined by 、, flags 是 and 否."""
        return [_cell(name, getattr(self, name), names) for name in HEADS]

    def facts(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {name: list(value) if name in LISTS else value for name, value in _values(self)}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, in both languages, and in which column; row 0 is the file as a whole."""

    row: int
    zh: str
    en: str
    column: str = ""

    def said(self, language: str) -> str:
        """第4行“牵头单位”：没有这个单位：xyz / Row 4, unit: no such unit: xyz."""
        if language == "en":
            place = ", ".join(filter(None, (f"row {self.row}" if self.row else "", self.column.replace("_", " "))))
            return f"{place[:1].upper()}{place[1:]}: {self.en}" if place else self.en
        head = f"“{HEADS[self.column]}”" if self.column else ""
        place = (f"第{self.row}行" if self.row else "") + head
        return f"{place}：{self.zh}" if place else self.zh


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
    """A row from what the database keeps; a version from before a column has nothing in it."""
    known = {name: facts[name] for name in HEADS if name in facts}
    values: dict[str, Any] = {name: tuple(value) if name in LISTS else value for name, value in known.items()}
    return Row(**values)


def parse(
    table: Iterable[tuple[int, Sequence[object]]], units: Collection[str], names: Mapping[str, str] = NOBODY
) -> tuple[list[Row], list[Fault]]:
    """The rows of a file whose first line names the columns, and every fault with its row and column.

    `names`: what a unit may be called in place of its code.
    """
    rows, numbers, faults, columns = list[Row](), list[int](), list[Fault](), list[str]()
    for number, cells in table:
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not columns:
            columns, faults = _columns(number, texts)
            if faults:
                return [], faults
            continue
        if any(text for text, name in zip_longest(texts, columns) if not name):
            faults.append(Fault(number, "有内容不在任何一列下", "something stands under no column"))
        row, wrong = _row(number, dict(zip(columns, texts, strict=False)), names)
        rows.append(row)
        numbers.append(number)
        faults += wrong
    faults += check(rows, units, numbers)
    return rows, sorted(faults, key=lambda fault: fault.row)


def check(rows: Sequence[Row], units: Collection[str], numbers: Sequence[int] = ()) -> list[Fault]:
    """What keeps these rows from being a catalogue: unknown units, parents that are not there, codes used twice.

    `numbers`: of the rows in their file; without them the first stands under the heads.
    """
    faults: list[Fault] = []
    known = {row.code: row for row in rows if not row.parent}
    seen: set[str] = set()
    for number, row in zip(numbers or range(2, len(rows) + 2), rows, strict=True):
        for holds, column, zh, en in _checks(row, known, seen, units):
            if holds:
                faults.append(Fault(number, f"{zh}（{row.code}）", f"{en} ({row.code})", column))
        seen.add(row.code)
    if not any(row.parent for row in rows):
        faults.append(Fault(0, "目录里没有二级事项", "the catalogue has no item of the second level"))
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
        strong=row.strong, confidential=row.confidential, name_en=row.name_en, assist=row.assist,
    )  # fmt: skip


def _values(row: Row) -> list[tuple[str, Any]]:
    return [(field.name, getattr(row, field.name)) for field in fields(row)]


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _cell(column: str, value: Any, names: Mapping[str, str]) -> str:
    said = names if column in UNITS else SAID.get(column, NOBODY)
    if isinstance(value, tuple):
        return "、".join(said.get(one, one) for one in value)
    return said.get(value, value) if isinstance(value, str) else _written(value)


def _text(cell: object) -> str:
    """A cell as text; Excel keeps the code 0101 as the number 101 unless the column is text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip().lstrip("\ufeff")


def _columns(number: int, texts: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """The columns by name, empty for one without a head; and what is wrong with the heads."""
    names = {head: name for name, head in HEADS.items()} | {name: name for name in HEADS}
    columns = [names.get(text.lower(), "") for text in texts]
    missing = [name for name in ("code", "name", "unit") if name not in columns]
    if missing:
        named = "、".join(HEADS[name] for name in missing)
        return columns, [Fault(number, f"缺少列：{named}", f"columns missing: {', '.join(missing)}")]
    odd = [text for text, name in zip(texts, columns, strict=True) if text and not name]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    faults = [Fault(number, f"没有这一列：{text}", f"there is no such column: {text}") for text in odd]
    return columns, faults + [Fault(number, "这一列有两个", "the column stands twice", name) for name in twice]


def _row(number: int, cells: Mapping[str, str], names: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name in HEADS:
        text = cells.get(name, "")
        if name in FLAGS:
            if text.lower() not in TRUE | FALSE:
                faults.append(Fault(number, f"只能填是或否：{text}", f"yes or no: {text}", name))
            values[name] = text.lower() in TRUE
        else:
            values[name] = _value(name, text, names)
    code, parent = str(values["code"]), str(values["parent"])
    if code.isdecimal() and len(code) in {1, 3}:
        code = "0" + code
    if parent.isdecimal() and len(parent) == 1:
        parent = "0" + parent
    values |= {"code": code, "parent": parent or (code[:2] if len(code) == 4 else "")}
    values["words"] = tuple(word for word in values["words"] if word not in values["strong"])
    return Row(**values), faults


def _value(column: str, text: str, names: Mapping[str, str]) -> str | tuple[str, ...]:
    """A cell read back: units by name or code, the rest by word or code."""
    known = names if column in UNITS else {zh: code for code, zh in SAID.get(column, NOBODY).items()}
    if column in LISTS:
        parts = (part.strip() for part in SEPARATORS.split(text))
        return tuple(dict.fromkeys(known.get(part, part) for part in parts if part))
    return known.get(text, text)


def _checks(
    row: Row, known: Mapping[str, Row], seen: Collection[str], units: Collection[str]
) -> tuple[tuple[bool, str, str, str], ...]:
    """Whether it is wrong, the column, and what to say."""
    second = bool(row.parent)
    kinds = "、".join(kind for kind in row.kinds if kind not in KINDS)
    strong, words = ("、".join(one for one in part if len(one) < 2) for part in (row.strong, row.words))
    helpers = "、".join(one for one in row.assist if one not in units)
    levels, urgencies, every = ("或".join(words.values()) for words in (LEVELS, URGENCIES, KINDS))
    return (
        (
            not re.fullmatch(r"\d{4}" if second else r"\d{2}", row.code),
            "code", "代码应为2位或4位数字", "2 or 4 digits make a code",
        ),
        (row.code in seen, "code", "代码重复", "the code stands twice"),
        (not row.name, "name", "没有名称", "no name"),
        (second and row.parent not in known, "parent", f"没有上级{row.parent}", f"no parent {row.parent}"),
        (row.unit not in units, "unit", f"没有这个单位：{row.unit}", f"no such unit: {row.unit}"),
        (bool(helpers), "assist", f"没有这个单位：{helpers}", f"no such unit: {helpers}"),
        (len(row.assist) > MOST_ASSIST, "assist", f"最多{MOST_ASSIST}个", f"at most {MOST_ASSIST}"),
        (
            second and row.level not in LEVELS,
            "level", f"应填{levels}，不是“{row.level}”", f"one of {', '.join(LEVELS)}, not “{row.level}”",
        ),
        (
            row.urgency not in {"", *URGENCIES},
            "urgency", f"应为空、{urgencies}，不是“{row.urgency}”", f"empty, h24 or h2, not “{row.urgency}”",
        ),
        (bool(kinds), "kinds", f"没有这种业务类型：{kinds}，应填{every}", f"no such kind: {kinds}"),
        (bool(strong), "strong", f"词至少两个字：{strong}", f"a word has two characters at least: {strong}"),
        (bool(words), "words", f"词至少两个字：{words}", f"a word has two characters at least: {words}"),
        *(
            (len(getattr(row, name)) > most, name, f"超过{most}字", f"longer than {most}")
            for name, most in LONGEST.items()
        ),
    )  # fmt: skip


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
