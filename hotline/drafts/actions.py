"""Keeping a draft, dropping it, and forgetting those that are a week old. Nothing here commits."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete

from hotline import clock, config
from hotline.db import db, new_id, transaction, upsert
from hotline.drafts.models import Draft
from hotline.errors import Incomplete

KEPT = timedelta(days=7)
LARGEST = 200_000
"""Characters of all fields together: more than any form takes."""
BATCH = 1_000


def keep(city: str, owner_id: int, place: str, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """The newest state of one form takes the place of the one before. Raises Incomplete when it is absurdly long."""
    text = json.dumps([(name, value) for name, value in fields], ensure_ascii=False)
    if len(text) > LARGEST:
        raise Incomplete("draft", "内容太长，没有存成草稿。", "It is too long to be kept as a draft.")
    made = upsert(Draft).values(city=city, id=new_id(), owner_id=owner_id, place=place, fields=text, at=now)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["city", "owner_id", "place"],
            set_={"fields": made.excluded.fields, "at": now},
            # Two savings may overtake each other on the way: the older one does not win.
            where=Draft.at <= now,
        )
    )


def drop(city: str, owner_id: int, place: str) -> None:
    """It was sent, or is not wanted any more."""
    db.session.execute(
        delete(Draft).where(Draft.city == city, Draft.owner_id == owner_id, Draft.place == place),
        execution_options={"synchronize_session": False},
    )


def forget(now: datetime) -> int:
    """The job: drafts older than a week are gone. Returns how many."""
    city, gone = config.settings().city, 0
    while True:
        with transaction():
            old = [
                row.id
                for row in db.session.query(Draft.id).where(Draft.city == city, Draft.at < now - KEPT).limit(BATCH)
            ]
            db.session.execute(
                delete(Draft).where(Draft.city == city, Draft.id.in_(old)),
                execution_options={"synchronize_session": False},
            )
        gone += len(old)
        if len(old) < BATCH:
            return gone


def stamp(now: datetime) -> str:
    """14:02, as the line under a form says when it was kept."""
    return f"{clock.local(now):%H:%M}"
