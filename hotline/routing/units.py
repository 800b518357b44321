"""A public body as routing sees it: plain values. Pure rules."""

from dataclasses import dataclass

DISTRICTS = frozenset({"district", "zone"})


@dataclass(frozen=True, slots=True)
class Unit:
    """`sort`: city, district, zone, bureau, utility or street; `aliases`: how people call the unit.

    `works_for`: units that engage it (承包、受托) or that it belongs to without being below them.
    """

    code: str
    name: str
    sort: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    short: str = ""
    name_en: str = ""
    works_for: tuple[str, ...] = ()
