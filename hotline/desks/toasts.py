"""What just happened, said in the next page's corner and kept in a list, with a way back where there is one (撤销)."""

from collections.abc import Mapping
from typing import Any

from flask import flash, session

from hotline import clock

KEPT = 8
"""How many of them the notices page still lists; they live in the session and end with it."""
KEY = "done"


def done(text: str) -> None:
    """`text` is a whole sentence without the name of any citizen."""
    _keep(text, {})
    flash(text, "success")


def undoable(text: str, url: str, fields: Mapping[str, str] | None = None, label: str = "") -> None:
    """Say `text` beside a button that posts `fields` to `url`; `label` is the button's word (撤销 where empty).

    The act behind `url` decides by itself whether it can still be undone.
    """
    way = {"url": url, "fields": dict(fields or {}), "label": label}
    _keep(text, way)
    flash({"text": text, **way}, "undo")  # type: ignore[arg-type]  # Flask keeps whatever a session can hold


def lately() -> list[dict[str, Any]]:
    """What this person did in this session, newest first: `at` (ISO), `text`, and of what can be undone its way."""
    found: list[dict[str, Any]] = session.get(KEY, [])
    return found


def _keep(text: str, way: Mapping[str, Any]) -> None:
    session[KEY] = [{"at": clock.now().isoformat(), "text": text, **way}, *lately()][:KEPT]
