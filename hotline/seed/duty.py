"""Opening hours and who stands in outside them, from duty.toml; what the city has of its own is left alone."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hotline.db import db
from hotline.people.models import Unit
from hotline.routing.duty.models import UnitHours
from hotline.routing.duty.rosters import OPENS, intervals
from hotline.seed.read import FOLDER

FIELDS = frozenset({"opens", "days", "hours", "room", "stand_in"})


def load(city: str, folder: Path = FOLDER) -> int:
    """A row for every unit that has none yet. Returns how many units are described; ValueError for a faulty file."""
    data = tomllib.loads((folder / "duty.toml").read_text(encoding="utf-8"))
    have = set(db.session.scalars(select(UnitHours.unit).where(UnitHours.city == city)))
    kinds, own = data.get("kind", {}), data.get("unit", {})
    described = 0
    for unit in db.session.scalars(select(Unit).where(Unit.city == city)):
        found = own.get(unit.code) or kinds.get(unit.kind)
        if found is None:
            continue
        described += 1
        if unit.code not in have:
            db.session.add(_row(city, unit, found))
    return described


def _row(city: str, unit: Unit, found: Mapping[str, Any]) -> UnitHours:
    unknown, opens = set(found) - FIELDS, found.get("opens", "office")
    if unknown or opens not in OPENS:
        raise ValueError(f"duty.toml: {unit.code}: {sorted(unknown) or opens}")
    stand_in = found.get("stand_in", "")
    return UnitHours(
        city=city, unit=unit.code, opens=opens, days=list(found.get("days", ())),
        hours=intervals(found["hours"]) if "hours" in found else [], room=found.get("room", ""),
        stand_in=(unit.parent or "") if stand_in == "parent" else stand_in,
    )  # fmt: skip
