"""Reading what was gathered: matters alike while one is filed, topics."""

import gc
import json
import time
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b

from sqlalchemy import Integer, Select, bindparam, func, select, union_all

from hotline import db as ids
from hotline.actors import Actor
from hotline.db import db
from hotline.errors import NotFound
from hotline.insight.issues.grouping import SILENT
from hotline.insight.issues.heat import Heat, Voice, heat, parts
from hotline.insight.issues.topics import Topic as Shown
from hotline.insight.likeness import duplicates
from hotline.insight.likeness.alike import JOIN, Read, alike, read
from hotline.insight.likeness.vectors import Words
from hotline.insight.models import TextKey, Topic, TopicMember, WordCounts
from hotline.tickets import states
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to

KEPT_KEYS = 16
"""Pairs of a ticket that others find it by."""
ASKED_KEYS = 24
"""Pairs of a text that look for tickets."""
OFTEN, SHARE = 200, 0.005
"""A pair in more tickets than that, in number and in share, looks for none: it would find half the city."""
NEWEST = 300
"""Tickets that one pair leads to, the newest: what is read stays the same however large the city."""
SHARED = 2
COMPARED = 15
FRESH_SECONDS = 600.0
LOOKED_AT = 400
"""Topics whose heat is counted, the largest of their time."""


@dataclass(frozen=True, slots=True)
class Near:
    """A ticket like the text that is being filed. `sort`: text (near-same words) or event (one matter, one place)."""

    ticket: Ticket
    sort: str
    likeness: float


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read, which count it is, and when it was looked at: reading takes a second, so only a new count is."""

    looked_at: float
    counted_at: datetime | None
    words: Words


_words: dict[tuple[str, str], _Known] = {}


def words(city: str) -> Words:
    """How rare each pair of characters is in this city; at most ten minutes old."""
    key, now = (str(db.engine.url), city), time.monotonic()
    known = _words.get(key)
    if known is not None and now - known.looked_at <= FRESH_SECONDS:
        return known.words
    counted_at = db.session.scalar(select(WordCounts.at).where(WordCounts.city == city))
    if known is None or known.counted_at != counted_at:
        row = db.session.get(WordCounts, (city,)) if counted_at else None
        counts = json.loads(zlib.decompress(row.counts)) if row else {}
        known = _Known(now, counted_at, Words(counts, row.messages if row else 0, closed=False))
        _settle()
    _words[key] = _Known(now, known.counted_at, known.words)
    return known.words


def _settle() -> None:
    """Once a process: what it has loaded stays, so the collector need not search it for garbage again.

    Looking through all of it takes an eighth of a second, on a busy machine half of one, and one question waits for it.
    """
    if not gc.get_freeze_count():
        gc.freeze()


def forget_words() -> None:
    _words.clear()


def near(
    actor: Actor, title: str, body: str, now: datetime, without: Collection[int] = (), most: int = 5
) -> list[Near]:
    """Open tickets that this text doubles, the nearest first; those this actor may see, and none that is confidential.

    Two statements along indexes, whatever the number of tickets.
    """
    how = read(words(actor.city), title, body)
    found = sharing(actor.city, how, now, without)
    rows = db.session.scalars(
        select(Ticket).where(
            visible_to(actor), Ticket.id.in_(found), Ticket.confidential.is_(False),
            Ticket.state.in_(sorted(states.RUNNING | {"received"})), Ticket.answered_at.is_(None),
        )
    )  # fmt: skip
    typed = duplicates.Letter("", title, body)
    judged = [_judged(row, how, typed, words(actor.city)) for row in rows]
    return sorted((one for one in judged if one.likeness >= JOIN), key=lambda one: -one.likeness)[:most]


def sharing(city: str, how: Read, now: datetime, without: Collection[int] = ()) -> list[int]:
    """Ids of the tickets that share the most heavy pairs with a text, of the last three months."""
    keys = keys_of(how, ASKED_KEYS, words(city))
    if not keys:
        return []
    asked: dict[str, object] = {"city": city, "since": ids.id_at(now - SILENT), "shared": min(SHARED, len(keys))}
    asked |= {"most": COMPARED + len(without)} | {f"key{place}": key for place, key in enumerate(keys)}
    rows = db.session.execute(_sharing(len(keys)), asked)
    return [ticket for ticket, _count in rows if ticket not in without][:COMPARED]


@cache
def _sharing(keys: int) -> Select[int, int]:
    """The statement for so many keys; putting it together costs more than the database's answer."""
    newest = [
        select(TextKey.ticket_id)
        .where(
            TextKey.city == bindparam("city"), TextKey.key == bindparam(f"key{place}"),
            TextKey.ticket_id >= bindparam("since"),
        )
        .order_by(TextKey.ticket_id.desc())
        .limit(NEWEST)
        .subquery()
        for place in range(keys)
    ]  # fmt: skip
    posted, counted = union_all(*(select(one.c.ticket_id) for one in newest)).subquery(), func.count()
    return (
        select(posted.c.ticket_id, counted)
        .group_by(posted.c.ticket_id)
        .having(counted >= bindparam("shared"))
        .order_by(counted.desc(), posted.c.ticket_id.desc())
        .limit(bindparam("most", type_=Integer))
    )


def keys_of(how: Read, many: int, rare: Words) -> list[int]:
    """The heaviest pairs of a text as keys, 64 bits, signed; none that stands in too many tickets."""
    most = max(OFTEN, SHARE * rare.messages)
    pairs = [pair for pair in how.weights if rare.counts.get(pair, 0) <= most][:many]
    return [int.from_bytes(blake2b(pair.encode(), digest_size=8).digest(), "big", signed=True) for pair in pairs]


def topics(city: str, since: datetime, now: datetime, top: int | None = None) -> list[Shown]:
    """The hot issues of what came since then, the hottest first; `ids` are ticket numbers. One message is no issue."""
    rows = [(row, warm) for row, warm, said in hottest(city, since, now) if said > 1][:top]
    members = numbers(city, [row.id for row, _warm in rows], since)
    return [
        Shown(warm, held[0][1], held[-1][1], row.place, row.title, [number for number, _at in held])
        for row, warm in rows
        if (held := members[row.id])
    ]


def hottest(city: str, since: datetime, now: datetime) -> list[tuple[Topic, float, int]]:
    """Topics with their heat and the messages since then, which alone make it: what is old is not hot for its age.

    Whoever urged counts as a supporter.
    """
    found = list(
        db.session.scalars(
            select(Topic)
            .where(Topic.city == city, Topic.last_at >= since, Topic.size > 1)
            .order_by(Topic.size.desc(), Topic.id.desc())
            .limit(LOOKED_AT)
        )
    )
    voices: dict[int, list[Voice]] = {row.id: [] for row in found}
    rows = db.session.execute(
        select(TopicMember.topic_id, TopicMember.at, TopicMember.person, Ticket.urges)
        .join(Ticket, (Ticket.city == TopicMember.city) & (Ticket.id == TopicMember.ticket_id))
        .where(TopicMember.city == city, TopicMember.topic_id.in_(voices), TopicMember.at >= since)
    )
    for topic, at, person, urges in rows:
        voices[topic or 0].append(Voice(person, at, urges))
    warm = [(row, heat(said, now), len(said)) for row in found if (said := voices[row.id])]
    return sorted(warm, key=lambda one: (-one[1], one[0].id))


def warmth(found: Topic, since: datetime, now: datetime) -> Heat | None:
    """What the heat of one topic is made of; None where nobody spoke of it since then."""
    rows = db.session.execute(
        select(TopicMember.at, TopicMember.person, Ticket.urges)
        .join(Ticket, (Ticket.city == TopicMember.city) & (Ticket.id == TopicMember.ticket_id))
        .where(TopicMember.city == found.city, TopicMember.topic_id == found.id, TopicMember.at >= since)
    )
    voices = [Voice(person, at, urges) for at, person, urges in rows]
    return parts(voices, now) if voices else None


def numbers(city: str, topic_ids: Collection[int], since: datetime) -> dict[int, list[tuple[str, datetime]]]:
    """The numbers of the tickets of each topic since then, with their times, in the order of time."""
    found: dict[int, list[tuple[str, datetime]]] = {one: [] for one in topic_ids}
    rows = db.session.execute(
        select(TopicMember.topic_id, Ticket.number, TopicMember.at)
        .join(Ticket, (Ticket.city == TopicMember.city) & (Ticket.id == TopicMember.ticket_id))
        .where(TopicMember.city == city, TopicMember.topic_id.in_(topic_ids), TopicMember.at >= since)
        .order_by(TopicMember.at, TopicMember.ticket_id)
    )
    for topic, number, at in rows:
        found[topic or 0].append((number, at))
    return found


def topic(city: str, topic_id: int) -> Topic:
    found = db.session.get(Topic, (city, topic_id))
    if found is None:
        raise NotFound("没有这个热点。", "No such topic.")
    return found


def members(found: Topic, actor: Actor, most: int = 200) -> list[Ticket]:
    """The tickets of a topic that this actor may see, the newest first."""
    return list(
        db.session.scalars(
            select(Ticket)
            .join(TopicMember, (Ticket.city == TopicMember.city) & (Ticket.id == TopicMember.ticket_id))
            .where(TopicMember.city == found.city, TopicMember.topic_id == found.id, visible_to(actor))
            .order_by(TopicMember.ticket_id.desc())
            .limit(most)
        )
    )


def _judged(row: Ticket, how: Read, typed: duplicates.Letter, rare: Words) -> Near:
    if duplicates.same_text(duplicates.Letter("", row.title, row.body), typed):
        return Near(row, "text", 1.0)
    return Near(row, "event", alike(how, read(rare, row.title, row.body)))
