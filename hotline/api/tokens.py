"""Making, ending and recognising the keys of programs. Recognising asks the database every few seconds only."""

import hashlib
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline import config
from hotline.api.models import SCOPES, ServiceToken
from hotline.db import db
from hotline.errors import Incomplete, NotFound

FRESH_SECONDS = 5.0
"""For so long another process may still take a key that was just ended."""
NAME_MAX = 60
MOST_PER_MINUTE = 100_000
PREFIX = "hl_"
"""So that a key lying about in a log or a repository is found for what it is."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that works."""

    id: int
    name: str
    scopes: frozenset[str]
    per_minute: int


@dataclass(frozen=True, slots=True)
class _Known:
    read_at: float
    place: tuple[str, str]
    keys: dict[str, Key]


_known: _Known | None = None


def add(city: str, name: str, scopes: Collection[str], per_minute: int, now: datetime) -> str:
    """A new key, returned this once. Raises Incomplete for an unknown scope or a name that is taken."""
    name, wrong = name.strip(), sorted(set(scopes) - set(SCOPES))
    if not name or len(name) > NAME_MAX:
        raise Incomplete("name", f"名称要填，最多{NAME_MAX}字。", f"A name of at most {NAME_MAX} characters is needed.")
    if wrong or not scopes:
        raise Incomplete("scopes", f"范围只能是{'、'.join(SCOPES)}。", f"Scopes are {', '.join(SCOPES)}.")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise Incomplete("per_minute", "每分钟次数不对。", "The number a minute can't be right.")
    if _named(city, name) is not None:
        raise Incomplete("name", f"名称“{name}”已经用过。", f"The name “{name}” was used before.")
    made = PREFIX + secrets.token_urlsafe(32)
    db.session.add(
        ServiceToken(
            city=city, name=name, digest=_digest(made), scopes=sorted(set(scopes)), per_minute=per_minute,
            created_at=now,
        )
    )  # fmt: skip
    forget()
    return made


def end(city: str, name: str, now: datetime) -> None:
    """From now on this key opens nothing. Raises NotFound."""
    row = _named(city, name)
    if row is None or row.ended_at is not None:
        raise NotFound(f"没有名为“{name}”的有效密钥。", f"There is no working key named “{name}”.")
    row.ended_at = now
    forget()


def rows(city: str) -> list[ServiceToken]:
    """All of them, ended ones too, by name."""
    return list(db.session.scalars(select(ServiceToken).where(ServiceToken.city == city).order_by(ServiceToken.name)))


def recognise(secret: str, scope: str) -> Key | None:
    """The key, when it works and covers this scope."""
    found = _read().get(_digest(secret)) if secret else None
    return found if found is not None and scope in found.scopes else None


def any_for(scope: str) -> bool:
    """Whether any key works for this scope: where there is one, it is asked for."""
    return any(scope in key.scopes for key in _read().values())


def forget() -> None:
    """Ask the database afresh next time."""
    global _known
    _known = None


def _read() -> dict[str, Key]:
    global _known
    settings, at = config.settings(), time.monotonic()
    place = (settings.database_url, settings.city)
    if _known is None or _known.place != place or at - _known.read_at > FRESH_SECONDS:
        working = select(ServiceToken).where(ServiceToken.city == settings.city, ServiceToken.ended_at.is_(None))
        keys = {
            row.digest: Key(row.id, row.name, frozenset(row.scopes), row.per_minute)
            for row in db.session.scalars(working)
        }
        _known = _Known(at, place, keys)
    return _known.keys


def _named(city: str, name: str) -> ServiceToken | None:
    return db.session.scalars(
        select(ServiceToken).where(ServiceToken.city == city, ServiceToken.name == name)
    ).one_or_none()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
