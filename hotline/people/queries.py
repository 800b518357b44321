"""Reading units, posts and users. The small reference tables are read whole and kept for a minute a process."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from hotline.db import db
from hotline.people.models import Post, Unit, User

FRESH_SECONDS = 60.0


@dataclass(slots=True)
class _Book:
    units: dict[str, Unit]
    children: dict[str, list[Unit]]
    posts: dict[str, Post]
    read_at: float
    url: str


_book: _Book | None = None


def units() -> dict[str, Unit]:
    """All units by code."""
    return _open().units


def unit(code: str) -> Unit | None:
    return units().get(code)


def unit_name(code: str, language: str = "zh") -> str:
    """The unit's name, or the code itself for one that is gone."""
    found = unit(code)
    return found.label(language) if found else code


def unit_short(code: str, language: str = "zh") -> str:
    """The name people use on a list: 市城管委 instead of the whole official name."""
    found = unit(code)
    if found is None:
        return code
    return found.short if language.startswith("zh") else found.name_en


def posts() -> dict[str, Post]:
    """All posts by mailbox code, in the order of the public list."""
    return _open().posts


def ancestors(code: str) -> list[str]:
    """The unit and those above it, the city itself left out: those who may see its tickets."""
    line: list[str] = []
    here = unit(code)
    while here is not None and here.kind != "city":
        line.append(here.code)
        here = unit(here.parent) if here.parent else None
    return line


def children(code: str) -> list[Unit]:
    """The units right under one, in the order of their codes."""
    return _open().children.get(code, [])


def forget() -> None:
    """Read the reference tables afresh at the next call; after an administrator's change."""
    global _book
    _book = None


def user_by_login(login: str) -> User | None:
    return db.session.scalars(select(User).where(User.login == login)).one_or_none()


def user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def users(city: str, after: str = "", limit: int = 50) -> list[User]:
    """One page of users by login, after the given one."""
    return list(
        db.session.scalars(select(User).where(User.city == city, User.login > after).order_by(User.login).limit(limit))
    )


def _open() -> _Book:
    global _book
    url = str(db.engine.url)
    if _book is None or _book.url != url or time.monotonic() - _book.read_at > FRESH_SECONDS:
        all_units = {row.code: row for row in db.session.scalars(select(Unit).order_by(Unit.code))}
        all_posts = {row.mailbox: row for row in db.session.scalars(select(Post).order_by(Post.rank, Post.mailbox))}
        for row in (*all_units.values(), *all_posts.values()):
            db.session.expunge(row)
        _book = _Book(all_units, _by_parent(all_units.values()), all_posts, time.monotonic(), url)
    return _book


def _by_parent(rows: Iterable[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for row in rows:
        if row.parent:
            found[row.parent].append(row)
    return dict(found)
