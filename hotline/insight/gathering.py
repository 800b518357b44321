"""Gathering what comes in: the rarity of words, the keys of new tickets, and the topics they belong to.

The job reads on from where it stood, under the lock of its progress row; yesterday is not computed again.
"""

import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from hotline import config
from hotline import db as ids
from hotline.db import append, db, new_id, transaction, upsert
from hotline.insight import queries
from hotline.insight.alerts import surges
from hotline.insight.alerts.actions import raise_alert
from hotline.insight.issues import headline
from hotline.insight.issues.grouping import FIRST, LAST, SILENT
from hotline.insight.likeness import grams, named
from hotline.insight.likeness.alike import JOIN, MERGE, Read, alike, belongs, read
from hotline.insight.likeness.vectors import Words
from hotline.insight.models import Progress, TextKey, Topic, TopicMember, WordCounts
from hotline.people import queries as people
from hotline.tickets.models import Petitioner, Ticket

BATCH, MOST_BATCHES = 20, 250
"""Tickets of one transaction: on SQLite everybody else who writes waits for it."""
YOUNG = 200
BEHIND = timedelta(minutes=10)
"""A ticket may be committed so long after its id was made."""
SAMPLE = 20_000
"""Newest tickets whose pairs are counted."""
FORGOTTEN = ids.id_at(datetime.fromtimestamp(6 * 3600, UTC)) - ids.id_at(datetime.fromtimestamp(0, UTC))
"""Ids of six hours."""
LEAST_COUNT = 2
RECOUNT = timedelta(days=1)
TITLED = frozenset({2, 3, 5, 8, 13, 21, 34, 55, 89})
"""Sizes at which a topic is named anew: its middle moves less and less."""
NO_PLACE = "公司"
"""Whoever delivers water or gas is named all over the city; a crowd at one place it is not."""


@dataclass(slots=True)
class _Reading:
    """One run: the words in force and the texts read so far, so that none is read twice.

    `some`: of each topic met in this batch the tickets it is judged by.
    """

    city: str
    rare: Words
    read: dict[int, Read] = field(default_factory=dict)
    some: dict[int, list[int]] = field(default_factory=dict)

    def of(self, ticket: Ticket) -> Read:
        if ticket.id not in self.read:
            self.read[ticket.id] = read(self.rare, ticket.title, ticket.body, ticket.district)
        return self.read[ticket.id]

    def members(self, topic_id: int) -> list[Read]:
        """What the first and the newest members of a topic say."""
        if topic_id not in self.some:
            self.some[topic_id] = _some(self.city, topic_id)
        wanted = self.some[topic_id]
        for ticket in _tickets(self.city, [one for one in wanted if one not in self.read]):
            self.of(ticket)
        return [self.read[one] for one in wanted if one in self.read]


def gather(now: datetime) -> int:
    """The job: give each new ticket its keys and its topic. Returns how many were looked at."""
    city = config.settings().city
    count_words(city, now)
    reading, done = _Reading(city, queries.words(city)), 0
    for _batch in range(MOST_BATCHES):
        with transaction():
            looked_at = _next(reading, now)
        done += looked_at
        if looked_at < BATCH:
            break
    return done


def count_words(city: str, now: datetime) -> bool:
    """Count the pairs of the newest tickets, daily, a young city's whenever it doubled. Returns whether it did.

    Counting takes seconds: it is done between two transactions, so that nobody waits for it.
    """
    texts = _to_count(city, now)
    if texts is None:
        return False
    rare = Words()
    rare.learn(texts)
    kept = {pair: count for pair, count in rare.counts.items() if count >= LEAST_COUNT}
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False).encode())
    values = {"at": now, "messages": rare.messages, "counts": packed}
    with transaction():
        made = upsert(WordCounts).values(city=city, **values)
        db.session.execute(made.on_conflict_do_update(index_elements=["city"], set_=values))
    queries.forget_words()
    return True


def _to_count(city: str, now: datetime) -> list[tuple[str, str]] | None:
    """The newest texts when it is time to count, else nothing. Only reads."""
    ids.read_only(True)
    try:
        with transaction():
            known = db.session.get(WordCounts, (city,))
            if known is not None and now - known.at < RECOUNT and (known.messages >= YOUNG or not _more(known)):
                return None
            newest = select(Ticket.title, Ticket.body).where(Ticket.city == city)
            rows = db.session.execute(newest.order_by(Ticket.id.desc()).limit(SAMPLE))
            return [(title, body) for title, body in rows]
    finally:
        ids.read_only(False)


def forget(now: datetime) -> int:
    """The job: keys of tickets that are too old to be doubled, six hours of them at a time. Returns how many went."""
    city, until, gone = config.settings().city, ids.id_at(now - SILENT), 0
    while True:
        with transaction():
            progress = _progress(city, "text_keys")
            if progress is None or progress.ticket_id >= until:
                return gone
            upto = min(until, progress.ticket_id + FORGOTTEN) if progress.ticket_id else until
            old = (TextKey.city == city, TextKey.ticket_id >= progress.ticket_id, TextKey.ticket_id < upto)
            gone += int(getattr(db.session.execute(delete(TextKey).where(*old)), "rowcount", 0))
            progress.ticket_id = upto


def _progress(city: str, job: str) -> Progress | None:
    """How far a job has come, locked; None while another works at it."""
    db.session.execute(upsert(Progress).values(city=city, job=job, ticket_id=0).on_conflict_do_nothing())
    held = select(Progress).where(Progress.city == city, Progress.job == job).with_for_update(skip_locked=True)
    return db.session.scalars(held).one_or_none()


def _more(known: WordCounts) -> bool:
    """A young city: there are more tickets now than were counted."""
    more = select(Ticket.id).where(Ticket.city == known.city).limit(2 * known.messages + 10)
    return len(db.session.scalars(more).all()) > 2 * known.messages


def _next(reading: _Reading, now: datetime) -> int:
    """One batch, under the lock of the progress row."""
    city = reading.city
    progress = _progress(city, "topics")
    if progress is None:
        return 0
    reading.some.clear()
    late = min(progress.ticket_id, ids.id_at(now - BEHIND))
    known = select(TopicMember.ticket_id).where(TopicMember.city == Ticket.city, TopicMember.ticket_id == Ticket.id)
    fresh = list(
        db.session.scalars(
            select(Ticket)
            .where(Ticket.city == city, Ticket.id > late, Ticket.parent_id.is_(None), ~known.correlate(Ticket).exists())
            .order_by(Ticket.id)
            .limit(BATCH)
        )
    )
    people = _people(city, fresh)
    for ticket in fresh:
        _look_at(ticket, people.get(ticket.id, ""), reading, now)
    if fresh:
        progress.ticket_id = max(progress.ticket_id, fresh[-1].id)
    return len(fresh)


def _people(city: str, fresh: Sequence[Ticket]) -> dict[int, str]:
    rows = db.session.execute(
        select(Petitioner.ticket_id, Petitioner.phone_hash).where(
            Petitioner.city == city, Petitioner.ticket_id.in_([one.id for one in fresh])
        )
    )
    return {ticket: phone_hash[:16] for ticket, phone_hash in rows}


def _look_at(ticket: Ticket, person: str, reading: _Reading, now: datetime) -> None:
    """Keys and topic of one ticket. One that is kept secret has neither."""
    member = TopicMember(city=ticket.city, ticket_id=ticket.id, at=ticket.received_at, person=person)
    if ticket.confidential:
        db.session.add(member)
        return
    how = reading.of(ticket)
    near = queries.sharing(ticket.city, how, ticket.received_at, (ticket.id,))
    member.topic_id = _belongs(ticket, near, reading)
    db.session.add(member)
    for key in dict.fromkeys(queries.keys_of(how, queries.KEPT_KEYS, reading.rare)):
        append(TextKey(city=ticket.city, key=key, ticket_id=ticket.id))
    db.session.flush()
    if member.topic_id is not None:
        _grown(queries.topic(ticket.city, member.topic_id), ticket, reading, now)


def _belongs(ticket: Ticket, near: Sequence[int], reading: _Reading) -> int | None:
    """The topic a ticket belongs to, begun where the nearest has none; topics that turn out to be one are joined."""
    rows = db.session.scalars(
        select(TopicMember).where(TopicMember.city == ticket.city, TopicMember.ticket_id.in_(near))
    ).all()
    how = reading.of(ticket)
    known = {row.topic_id for row in rows if row.topic_id is not None}
    scored = {key: belongs([alike(how, one) for one in reading.members(key)]) for key in known}
    fitting = sorted((key for key in known if scored[key] >= JOIN), key=lambda key: (-scored[key], key))
    alone = {row.ticket_id: row for row in rows if row.topic_id is None}
    singles = {one: alike(how, reading.of(one)) for one in _tickets(ticket.city, list(alone)) if not one.confidential}
    nearest = max(singles, key=lambda one: singles[one], default=None)
    if fitting:
        for other in fitting[1:]:
            _join(ticket.city, fitting[0], other, reading)
        return fitting[0]
    if nearest is None or singles[nearest] < JOIN:
        return None
    made = Topic(
        city=ticket.city, id=new_id(), title="", category=nearest.category, first_at=nearest.received_at,
        last_at=nearest.received_at, size=1,
    )  # fmt: skip
    db.session.add(made)
    alone[nearest.id].topic_id = made.id
    return made.id


def _join(city: str, kept: int, gone: int, reading: _Reading) -> None:
    """Make one topic of two whose members are alike; else both stay."""
    pairs = [(one, two) for one in reading.members(kept) for two in reading.members(gone)]
    if belongs([alike(one, two) for one, two in pairs]) < MERGE:
        return
    reading.some.pop(kept), reading.some.pop(gone)
    larger, smaller = queries.topic(city, kept), queries.topic(city, gone)
    larger.size += smaller.size
    larger.first_at, larger.last_at = min(larger.first_at, smaller.first_at), max(larger.last_at, smaller.last_at)
    members = update(TopicMember).where(TopicMember.city == city, TopicMember.topic_id == gone)
    db.session.execute(members.values(topic_id=kept))
    db.session.delete(smaller)


def _grown(topic: Topic, ticket: Ticket, reading: _Reading, now: datetime) -> None:
    topic.size += 1
    topic.first_at, topic.last_at = min(topic.first_at, ticket.received_at), max(topic.last_at, ticket.received_at)
    reading.some.pop(topic.id, None)
    if topic.size in TITLED or not topic.title:
        some = _tickets(topic.city, _some(topic.city, topic.id))
        topic.title = headline.title([(one.title, reading.of(one)) for one in some])[:80]
        topic.place = _place(some)[:60]
    cases = [_case(one) for one in _newest(topic, now)]
    if crowd := surges.crowd(cases, now):
        raise_alert(
            topic.city, f"crowd {topic.id} {now:%Y-%m-%d}", "crowd", now, since=min(one.at for one in crowd),
            category=topic.category, title=topic.title, count=len(crowd), tickets=[one.ticket for one in crowd],
        )  # fmt: skip


def _case(one: Ticket) -> surges.Case:
    names = frozenset(name for name in named.places(grams.plain(one.title + one.body)) if not name.endswith(NO_PLACE))
    return surges.Case(one.id, one.received_at, one.street, one.lon, one.lat, one.district, names)


def _place(some: Sequence[Ticket]) -> str:
    """The street or town that half of them lie in, else the district; without one, what half of them name."""
    for known in ([one.street for one in some], [one.district for one in some]):
        unit, count = Counter(known).most_common(1)[0]
        if unit and 2 * count >= len(some):
            return people.unit_name(unit) or unit
    return headline.place([(one.title, one.body) for one in some])


def _some(city: str, topic_id: int) -> list[int]:
    """The first and the newest members."""
    mine = select(TopicMember.ticket_id).where(TopicMember.city == city, TopicMember.topic_id == topic_id)
    first = db.session.scalars(mine.order_by(TopicMember.ticket_id).limit(FIRST)).all()
    last = db.session.scalars(mine.order_by(TopicMember.ticket_id.desc()).limit(LAST)).all()
    return sorted({*first, *last})


def _newest(topic: Topic, now: datetime) -> list[Ticket]:
    """The newest members young enough for a crowd: what came in these hours was made in them."""
    mine = select(TopicMember.ticket_id).where(
        TopicMember.city == topic.city, TopicMember.topic_id == topic.id,
        TopicMember.ticket_id >= ids.id_at(now - surges.HOURS),
    )  # fmt: skip
    return _tickets(topic.city, db.session.scalars(mine.order_by(TopicMember.ticket_id.desc()).limit(50)).all())


def _tickets(city: str, wanted: Sequence[int]) -> list[Ticket]:
    if not wanted:
        return []
    rows = db.session.scalars(select(Ticket).where(Ticket.city == city, Ticket.id.in_(wanted)).order_by(Ticket.id))
    return list(rows)
