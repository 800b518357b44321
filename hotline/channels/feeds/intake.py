"""Items of a feed, from the webhook, the poll or a file, through the inbox; and the job that polls."""

import json
import logging
import urllib.error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from hotline import config
from hotline.channels import connections, doors, fields, inbox, speaking
from hotline.channels.adapters import feeds
from hotline.channels.clean import Unreadable
from hotline.channels.connections import Feed
from hotline.channels.feeds import rss
from hotline.channels.feeds.models import FeedItem, FeedPoll
from hotline.db import db, new_id, transaction, upsert

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=2)
"""A feed that fails is asked ever more seldom, but not more seldom than that."""
OLDEST = timedelta(days=7)
"""Older items of a polled feed are history, not news."""
AGENT = "Hotline/12345"


@dataclass(slots=True)
class Taken:
    """What became of some items; `refused` names each with its reason in both languages."""

    new: int = 0
    known: int = 0
    waiting: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)


def take(city: str, feed: Feed, items: Iterable[Mapping[str, Any]], now: datetime) -> Taken:
    """Store each item and make its ticket. Everything counted is committed."""
    taken = Taken()
    for item in items:
        raw = _raw(feed, item)
        try:
            message = feeds.parse(feed.channel, raw, now)
        except Unreadable as error:
            taken.refused.append({"id": fields.words(dict(item), "id", 150), "zh": error.zh, "en": error.en})
            continue
        identity = doors.identity(message.external_id)
        with transaction():
            _keep(city, feed, item, identity, now)
        outcome = inbox.arrive(feed.channel, raw, now, external_id=identity, city=city)
        taken.known += outcome.duplicate
        taken.waiting += outcome.disposition == "waiting"
        taken.new += not outcome.duplicate
    return taken


def poll(now: datetime) -> int:
    """The job: ask every feed that has an address and is due. Returns how many new items came."""
    city, came = config.settings().city, 0
    for feed in connections.known().feeds.values():
        if not feed.url:
            continue
        with transaction():
            due, etag, changed = _due(city, feed, now)
        if due:
            came += _ask(city, feed, etag, changed, now)
    return came


def _ask(city: str, feed: Feed, etag: str, changed: str, now: datetime) -> int:
    """One asking; a failure is written down and never stops the next feed."""
    taken, error = Taken(), ""
    headers: dict[str, str] = {}
    try:
        raw, headers = _fetch(feed.url, etag, changed)
        if raw:
            taken = take(city, feed, _fresh(city, feed, rss.items(raw), now), now)
    except (OSError, ValueError, Unreadable) as failed:
        error = f"HTTP {failed.code}" if isinstance(failed, urllib.error.HTTPError) else type(failed).__name__
        log.warning("feed %s is not read: %s", feed.code, error)
    with transaction():
        row = _poll(city, feed)
        row.failures = row.failures + 1 if error else 0
        row.error, row.next_at = error, now + (_wait(row.failures) if error else EVERY)
        if not error:
            row.etag = headers.get("etag", row.etag)[:200]
            row.changed = headers.get("last-modified", row.changed)[:60]
    return taken.new


def _wait(failures: int) -> timedelta:
    """Twice as long after each failure in a row; a feed may be gone for weeks."""
    return min(EVERY * (1 << min(failures, 10)), LONGEST_WAIT)


def _fetch(address: str, etag: str, changed: str) -> tuple[bytes, dict[str, str]]:
    """The feed and its headers in lower case; empty when it has not changed. Raises OSError, ValueError."""
    given = {"User-Agent": AGENT, "If-None-Match": etag, "If-Modified-Since": changed}
    try:
        raw, headers = speaking.ask(
            address, headers={name: value for name, value in given.items() if value}, most=rss.MOST_BYTES
        )
    except urllib.error.HTTPError as error:
        if error.code == 304:
            error.close()
            return b"", {}
        raise
    return raw, {name.lower(): said for name, said in headers.items()}


def _fresh(city: str, feed: Feed, items: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Those that are new to us and no older than a week, the oldest first."""
    recent = [item for item in items if not item["at"] or datetime.fromisoformat(item["at"]) >= now - OLDEST]
    ids = {doors.identity(feeds.identity(feed.code, item["id"])) for item in recent}
    known = set(
        db.session.scalars(
            select(FeedItem.external_id).where(
                FeedItem.city == city, FeedItem.channel == feed.channel, FeedItem.external_id.in_(ids)
            )
        )
    )
    db.session.rollback()
    fresh = [item for item in recent if doors.identity(feeds.identity(feed.code, item["id"])) not in known]
    return list(reversed(fresh))


def _raw(feed: Feed, item: Mapping[str, Any]) -> bytes:
    told = {**item, "source": feed.code, "source_name": feed.name}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace")


def _keep(city: str, feed: Feed, item: Mapping[str, Any], identity: str, now: datetime) -> None:
    given = dict(item)
    row = upsert(FeedItem).values(
        city=city, id=new_id(), channel=feed.channel, external_id=identity, source=feed.code,
        item=fields.words(given, "id", 150), thread=fields.words(given, "thread", 150), link=feeds.link(given),
        author=fields.words(given, "author", 64), at=now,
    )  # fmt: skip
    db.session.execute(row.on_conflict_do_nothing(index_elements=["city", "channel", "external_id"]))


def _due(city: str, feed: Feed, now: datetime) -> tuple[bool, str, str]:
    """Whether it is this feed's turn, which is then ours alone for a while; its etag and date."""
    first = upsert(FeedPoll).values(
        city=city, id=new_id(), source=feed.code, etag="", changed="", asked_at=datetime(1970, 1, 1, tzinfo=UTC),
        next_at=datetime(1970, 1, 1, tzinfo=UTC), failures=0, error="",
    )  # fmt: skip
    db.session.execute(first.on_conflict_do_nothing(index_elements=["city", "source"]))
    row = _poll(city, feed)
    if row.next_at > now:
        return False, "", ""
    row.asked_at, row.next_at = now, now + EVERY
    return True, row.etag, row.changed


def _poll(city: str, feed: Feed) -> FeedPoll:
    mine = select(FeedPoll).where(FeedPoll.city == city, FeedPoll.source == feed.code)
    return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()
