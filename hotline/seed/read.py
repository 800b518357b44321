"""Read the base data of the city (units, streets, posts, catalogue) from its TOML files, checked row by row."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

FOLDER = Path(__file__).parent
UNIT_KINDS = ("city", "district", "zone", "bureau", "utility")
LEVELS = ("district", "bureau", "both")
"""Who leads: the place's district (属地), the bureau or utility (部门), or the district with the bureau assisting."""
REQUEST_KINDS = ("consult", "help", "complaint", "report", "suggest", "praise")
URGENCIES = ("", "h24", "h2")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit (单位): the city, a district, a functional zone, a bureau or a public utility.

    `parent` is the code of the unit above, empty for the city; `aliases` are citizens' words for the unit; `works_for`
    the units that engage it (承包、受托) or whose part it is without standing below them.
    """

    code: str
    name: str
    short: str
    name_en: str
    kind: str
    parent: str
    aliases: tuple[str, ...]
    works_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street or town (街道、镇) by 9-digit code; `zone` is the functional zone that handles for it, or empty."""

    code: str
    district: str
    name: str
    zone: str = ""

    @property
    def parent(self) -> str:
        """The unit above the street for handling: the zone when it lies in one, else the district."""
        return self.zone or self.district


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post (职务) and its mailbox; `code` is the mailbox code, `rank` 1 (heads of the city) to 5 (utilities)."""

    code: str
    title: str
    title_en: str
    unit: str
    rank: int


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category of the dispatch catalogue (派单目录).

    A first-level row has a 2-digit code, an empty `parent`, its default owner in `unit`, and no rule of its own.
    A second-level row has a 4-digit code; `kinds` lists the usual request kind first; `keywords` holds the strong
    words first, `strong` only those; `urgency` is '', 'h24' or 'h2' on the wall clock.
    """

    code: str
    parent: str
    name: str
    name_en: str
    unit: str
    level: str = ""
    grassroots: bool = False
    kinds: tuple[str, ...] = ()
    urgency: str = ""
    strong: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    basis: str = ""
    confidential: bool = False

    @property
    def keywords(self) -> tuple[str, ...]:
        """Every word that points to the category, the strong ones first."""
        return self.strong + self.words


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """Which catalogue the files hold and the day it takes effect."""

    version: str
    effective_on: date


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


Row = TypeVar("Row", bound=_Coded)


def units(folder: Path = FOLDER) -> tuple[UnitRow, ...]:
    """Every unit, parents before children. ValueError names the file and the row at fault."""
    rows = _table(UnitRow, folder / "units.toml", "units")
    seen = {""}
    for row in rows:
        _one_of(row.kind, UNIT_KINDS, f"units.toml: {row.code}: kind")
        _one_of(row.parent, seen, f"units.toml: {row.code}: parent")
        seen.add(row.code)
    for row in rows:
        for code in row.works_for:
            _one_of(code, seen - {row.code}, f"units.toml: {row.code}: works_for")
    return rows


def streets(folder: Path = FOLDER) -> tuple[StreetRow, ...]:
    """Every street and town. ValueError names the file and the row at fault."""
    kind_of = {unit.code: unit.kind for unit in units(folder)}
    rows = _table(StreetRow, folder / "streets.toml", "streets")
    for row in rows:
        _one_of(kind_of.get(row.district), ("district",), f"streets.toml: {row.code}: district {row.district!r}")
        if row.zone:
            _one_of(kind_of.get(row.zone), ("zone",), f"streets.toml: {row.code}: zone {row.zone!r}")
    return rows


def posts(folder: Path = FOLDER) -> tuple[PostRow, ...]:
    """Every post with its mailbox. ValueError names the file and the row at fault."""
    known = {unit.code for unit in units(folder)}
    rows = _table(PostRow, folder / "posts.toml", "posts")
    for row in rows:
        _one_of(row.unit, known, f"posts.toml: {row.code}: unit")
    return rows


def categories(folder: Path = FOLDER) -> tuple[CategoryRow, ...]:
    """Both levels of the catalogue, each first level before its second. ValueError names the file and the row."""
    known = {unit.code for unit in units(folder)}
    seen: set[str] = set()
    rows: list[CategoryRow] = []
    for path in sorted((folder / "catalogue").glob("[0-9]*.toml")):
        for row in _category_file(path):
            where = f"{path.name}: {row.code}"
            if row.code in seen:
                raise ValueError(f"{where}: the code is used twice")
            seen.add(row.code)
            _one_of(row.unit, known, f"{where}: unit")
            rows.append(row)
    return tuple(rows)


def catalogue_version(folder: Path = FOLDER) -> CatalogueVersion:
    """The version string and first day of the catalogue."""
    path = folder / "catalogue" / "version.toml"
    return _build(CatalogueVersion, _load(path), path.name)


def _category_file(path: Path) -> Iterator[CategoryRow]:
    head = _load(path)
    second = head.pop("second", [])
    top = _build(CategoryRow, {"parent": "", **head}, path.name)
    yield top
    for raw in second:
        where = f"{path.name}: {raw.get('code', 'a row without code')}"
        row = _build(CategoryRow, {"parent": top.code, **raw}, where)
        if not row.code.startswith(top.code) or len(row.code) != 4:
            raise ValueError(f"{where}: the code does not belong to {top.code}")
        _one_of(row.level, LEVELS, f"{where}: level")
        _one_of(row.urgency, URGENCIES, f"{where}: urgency")
        if not (row.kinds and row.strong and row.basis):
            raise ValueError(f"{where}: kinds, strong and basis may not be empty")
        for kind in row.kinds:
            _one_of(kind, REQUEST_KINDS, f"{where}: kinds")
        yield row


def _table(row_type: type[Row], path: Path, key: str) -> tuple[Row, ...]:
    rows: list[Row] = []
    seen: set[str] = set()
    for raw in _load(path)[key]:
        where = f"{path.name}: {raw.get('code', 'a row without code')}"
        row = _build(row_type, raw, where)
        if row.code in seen:
            raise ValueError(f"{where}: the code is used twice")
        seen.add(row.code)
        rows.append(row)
    return tuple(rows)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error


Built = TypeVar("Built")


def _build(row_type: type[Built], raw: Mapping[str, Any], where: str) -> Built:
    """The dataclass's own constructor finds the missing and the unknown field."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    try:
        return row_type(**values)
    except TypeError as error:
        raise ValueError(f"{where}: {error}") from error


def _one_of(value: str | None, allowed: Collection[str | None], where: str) -> None:
    if value not in allowed:
        raise ValueError(f"{where}: {value!r} is not known")
