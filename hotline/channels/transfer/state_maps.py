"""The states of partners beside ours, from their tables. Pure but for one reading of the file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hotline import config
from hotline.tickets import states


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a code of the partner means; `over`: nothing more comes from them."""

    zh: str
    en: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    ours: Mapping[str, str]
    """State of a ticket → their code, for every state there is."""
    theirs: Mapping[str, Theirs]


@cache
def maps() -> Mapping[str, Map]:
    """Name → table. Raises ValueError for one that leaves a state out or leads to an unknown code."""
    return read(tomllib.loads((config.PACKAGE / "seed" / "transfer_states.toml").read_text(encoding="utf-8")))


def read(data: Mapping[str, Any]) -> dict[str, Map]:
    """The tables of a parsed file."""
    found = {}
    for name, table in data.items():
        theirs = {code: Theirs(**row) for code, row in table["theirs"].items()}
        ours = dict(table["ours"])
        if set(ours) != set(states.STATES) or not set(ours.values()) <= set(theirs):
            raise ValueError(f"{name}: every state of ours needs a code of theirs")
        found[name] = Map(ours, theirs)
    return found
