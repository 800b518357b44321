"""What happened, as a reader goes through it: newest first, a unit's steps together, the system's noise folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from flask_babel import format_timedelta

from hotline.desks.entries import Entry


@dataclass(frozen=True, slots=True)
class Row:
    """One step, or several records of the system folded into a line."""

    entry: Entry | None = None
    folded: list[Entry] = field(default_factory=list)
    new: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that one unit, or one side without a unit, took one after another."""

    head: str
    rows: list[Row]


def groups(entries: Iterable[Entry], since: datetime | None, reader: int) -> list[Group]:
    """`entries` come oldest first. New is what others did since the reader was here last; nothing at a first visit."""
    newest = list(entries)[::-1]
    heads = _heads(newest)
    made = []
    for head, pairs in groupby(zip(heads, newest, strict=True), key=lambda pair: pair[0]):
        made.append(Group(head, _rows([one for _head, one in pairs], since, reader)))
    return made


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in words of the reader's language."""
    return str(format_timedelta(moment - now, add_direction=True))


def _heads(newest: list[Entry]) -> list[str]:
    """The system's noise belongs to whatever stands beside it."""
    heads: list[str] = []
    for one in newest:
        heads.append(heads[-1] if one.system and heads else one.unit or one.actor)
    return heads


def _rows(entries: list[Entry], since: datetime | None, reader: int) -> list[Row]:
    rows = []
    for system, together in groupby(entries, key=lambda one: one.system):
        if system:
            rows.append(Row(folded=list(together)))
        else:
            rows += [Row(one, new=since is not None and one.at > since and one.actor_id != reader) for one in together]
    return rows
