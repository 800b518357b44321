"""A letter begun and not sent yet (草稿): kept for a week under a key that only its writer has.

The key is made with the form and stands in the address she asks for; for two hours this browser remembers it too, so
that going back loses nothing. Stored is only a keyed hash of it: who reads the table can open no draft.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session
from werkzeug.datastructures import MultiDict

from hotline import config
from hotline.db import transaction
from hotline.drafts import actions, queries
from hotline.drafts.actions import KEPT
from hotline.portal import attached
from hotline.portal.attached import Attached
from hotline.portal.forms import LetterForm
from hotline.privacy.proofs import proof

NOBODY = 0
"""The owner of every citizen's draft: there is no account, the key is the proof."""
SESSION = "begun"
REMEMBERED = timedelta(hours=2)
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft opened again. `until` is when it will be forgotten."""

    key: str
    form: LetterForm
    files: list[Attached]
    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + KEPT


def new_key() -> str:
    """128 bits, as it stands in an address."""
    return secrets.token_urlsafe(16)


def known(key: str) -> str:
    """The key if it can be one of ours, else empty."""
    return key if _KEY.fullmatch(key) else ""


def keep(key: str, pairs: list[tuple[str, str]], now: datetime) -> None:
    """The newest state of the letter. Raises Incomplete when it is absurdly long."""
    with transaction():
        actions.keep(config.settings().city, NOBODY, _place(key), [pair for pair in pairs if pair[1]], now)
    remember(key, now)


def find(key: str, now: datetime) -> Begun | None:
    """The letter of this key; nothing once a week has passed."""
    if not known(key):
        return None
    kept = queries.of_form(config.settings().city, NOBODY, _place(key))
    if kept is None or now - kept.at >= KEPT:
        return None
    fields = MultiDict(kept.fields)
    return Begun(key, LetterForm(fields), attached.carried(fields.getlist("attached")), kept.at)


def drop(key: str) -> None:
    """It was sent, or is not wanted any more. Leaves nothing on this device either."""
    forget()
    if known(key):
        with transaction():
            actions.drop(config.settings().city, NOBODY, _place(key))


def remember(key: str, now: datetime) -> None:
    session[SESSION] = [key, (now + REMEMBERED).timestamp()]


def remembered(now: datetime) -> Begun | None:
    """The letter this browser was writing in the last two hours."""
    row = session.get(SESSION)
    if not isinstance(row, list) or now.timestamp() >= row[1]:
        return None
    return find(row[0], now)


def forget() -> None:
    session.pop(SESSION, None)


def _place(key: str) -> str:
    return proof(f"letter draft {key}").hex()
