"""The way in: the raw message is stored and committed, then it becomes one ticket, one reply, or waits for a person.

Two transactions. After the first nothing is lost; the second may fail for a passing reason and is finished by `drain`.
"""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError, IntegrityError

from hotline import config, ending, files
from hotline.actors import Actor, system
from hotline.channels import clean, doors, queries
from hotline.channels.adapters import feeds
from hotline.channels.clean import Unreadable
from hotline.channels.correspondence import belonging, proofs
from hotline.channels.models import Inbox
from hotline.db import db, new_id, transaction
from hotline.errors import NotFound
from hotline.tickets import actions, scanning
from hotline.tickets import queries as tickets
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Ticket

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=30)
"""`drain` leaves younger rows to the process that stored them."""
MAX_TRIES = 10
REPLY = "reply"
"""The reason of a row that was added to an earlier ticket."""
GIVEN_UP = "多次处理未成功，请管理员查看。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message.

    `disposition`: ticket | reply | ignored | quarantined, or waiting: stored, and `drain` will finish it.
    `ticket` is as it was committed and belongs to no session; fetch it again to act on it.
    `duplicate`: the message was here before; `identical` tells whether with the very same bytes.
    `inbound` is None for what can't be read.
    """

    disposition: str
    ticket: Ticket | None
    duplicate: bool
    reason: str
    inbound: Inbound | None
    row_id: int
    identical: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    """A stored message: `raw` is what is worked on, `mailbox` the post whose mailbox it was fetched from."""

    id: int
    channel: str
    raw: bytes
    received_at: datetime
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A message as its adapter understood it; `mail` says what a mail answers, `proof` who sent it."""

    inbound: Inbound | None
    error: str = ""
    mail: belonging.About = belonging.NOTHING
    proof: str = ""


def arrive(
    channel: str,
    raw: bytes,
    now: datetime,
    external_id: str = "",
    city: str = "",
    actor: Actor | None = None,
    mailbox: str = "",
) -> Outcome:
    """Take one raw message of a channel (a key of `doors.CHANNELS`).

    Returns only after the raw message is committed; raises when that failed, and then nothing was acknowledged.
    `external_id` is the door's own id where it knows one. `actor` is who took it in; the system itself if not given.
    `mailbox` is the post whose mailbox it was fetched from.
    """
    who = actor or system(city or config.settings().city)
    with transaction():
        row_id, fresh, identical = _keep(who.city, channel, raw, now, clean.line(external_id, 1000), mailbox)
    outcome = _finish(who, _Row(row_id, channel, raw, now, mailbox), now, fresh)
    if fresh:
        return outcome
    return replace(outcome, duplicate=True, identical=identical)


def set_aside(channel: str, raw: bytes, now: datetime, reason: str, mailbox: str = "") -> int:
    """Keep a message that can't be taken whole, or must not be worked on, for an administrator. Returns its row."""
    city = config.settings().city
    with transaction():
        row_id, fresh, _ = _keep(city, channel, raw, now, "", mailbox)
        if fresh:
            queries.finish(queries.claimed(city, row_id), "quarantined", reason[:300], None)
    return row_id


def drain(now: datetime) -> int:
    """Finish what was stored but not finished, e.g. because the process was killed. Returns how many rows."""
    who = system(config.settings().city)
    finished, after = 0, 0
    while not ending.told() and (claimed := _claim(who.city, now, after)) is not None:
        after = claimed.id
        if _finish(who, claimed, now).disposition != "waiting":
            finished += 1
    return finished


def replay(city: str, row_id: int, now: datetime, mended: bytes | None = None, actor: Actor | None = None) -> Outcome:
    """Work once more on a message that was set aside, from its stored bytes or from what a person made of them.

    Raises NotFound for any other message. What arrived stays as it arrived; `mended` is kept beside it.
    """
    with transaction():
        row = queries.row(city, row_id, held=True)
        if row is None or row.state != "quarantined":
            raise NotFound("这条消息已经不在待查之列。", "This message is not set aside any more.")
        # From here on `drain` finishes it if this process can't.
        row.state, row.reason, row.tries, row.mended = "new", "", 0, mended
        stored = _stored(row)
    return _finish(actor or system(city), stored, now)


def _stored(row: Inbox) -> _Row:
    return _Row(row.id, row.channel, row.mended or row.raw, row.received_at, row.mailbox)


def _keep(
    city: str, channel: str, raw: bytes, now: datetime, external_id: str, mailbox: str = ""
) -> tuple[int, bool, bool]:
    """(row, stored just now, the same bytes as stored). A copy set aside as unreadable does not block a better one."""
    digest = hashlib.sha256(raw).hexdigest()
    key = doors.identity(external_id) if external_id else digest
    row_id = new_id()
    values = {
        "city": city, "id": row_id, "channel": channel, "external_id": key, "raw": raw, "mended": None,
        "sha256": digest, "mailbox": mailbox, "received_at": now, "state": "new", "reason": "", "tries": 0,
    }  # fmt: skip
    if queries.keep(values):
        return row_id, True, True
    row = queries.kept(city, channel, key)
    if row is None:
        raise LookupError(f"inbox row {channel} {key} vanished")
    if row.state == "quarantined" and row.sha256 != digest and key != digest:
        return _keep(city, channel, raw, now, digest, mailbox)
    return row.id, False, row.sha256 == digest


def _claim(city: str, now: datetime, after: int) -> _Row | None:
    """The next unfinished row, its try counted first: a message that kills the process is not tried for ever."""
    while True:
        with transaction():
            row = queries.unfinished(city, now - GRACE, after)
            if row is None:
                return None
            claimed = _stored(row)
            row.tries += 1
            if row.tries <= MAX_TRIES:
                return claimed
            row.state, row.reason = "quarantined", GIVEN_UP
        after = claimed.id


def _finish(actor: Actor, stored: _Row, now: datetime, fresh: bool = False) -> Outcome:
    read: _Read | None = None
    try:
        read = _read(stored)
        kept = _store_files(read.inbound)
        try:
            return _settle(actor, stored.id, read, kept, now, fresh)
        except IntegrityError:
            # Another process made the ticket of the same message a moment ago: now it is there to be found.
            return _settle(actor, stored.id, read, kept, now, False)
    except Exception as error:  # the message is safe; whatever went wrong, drain tries again
        _report(error)
        return Outcome("waiting", None, False, type(error).__name__, read.inbound if read else None, stored.id)


def _report(error: Exception) -> None:
    if isinstance(error, DBAPIError):
        # The whole error would print the parameters, which are what the citizen wrote.
        log.error("a stored message is not finished: %s", type(error.orig).__name__)
    else:
        log.exception("a stored message is not finished", exc_info=error)


def _read(stored: _Row) -> _Read:
    try:
        inbound = doors.CHANNELS[stored.channel].parse(stored.raw, stored.received_at)
    except Unreadable as error:
        return _Read(None, error=error.zh)
    if stored.mailbox:
        inbound = replace(inbound, mailbox=stored.mailbox)
    if stored.channel != "letter":
        return _Read(inbound)
    if belonging.is_ours(inbound):
        inbound = replace(inbound, automatic="loop")
    proof = "" if inbound.automatic else proofs.read(stored.raw, inbound.person.email, stored.received_at)
    return _Read(inbound, mail=belonging.about(stored.raw, inbound), proof=proof)


Kept = list[tuple[str, bytes, str]]
"""(name, content, SHA-256) of each file, already on disk."""


def _store_files(inbound: Inbound | None) -> Kept:
    if inbound is None or inbound.automatic:
        return []
    return [(file.name, file.content, files.store(file.content)) for file in inbound.files]


def _settle(actor: Actor, row_id: int, read: _Read, kept: Kept, now: datetime, fresh: bool) -> Outcome:
    """A fresh message has no earlier ticket, or the unique key of tickets refuses it: nothing is looked for."""
    with transaction():
        row = queries.claimed(actor.city, row_id)
        if row.state != "new":
            return _told(row, read.inbound)
        if read.inbound is None:
            return _aside(row, "quarantined", read.error[:300], None)
        if read.inbound.automatic:
            belonging.note_bounce(actor.city, read.mail)
            return _aside(row, "ignored", read.inbound.automatic, read.inbound)
        message = doors.fit(read.inbound)
        answered = belonging.ticket(actor.city, read.mail, message) or _in_thread(actor.city, message)
        if answered is not None and (taken := belonging.add(answered, message, now)) is not None:
            proofs.keep(taken, read.proof, now)
            return _done(row, taken, kept, now, read.inbound, REPLY)
        if not fresh and (earlier := queries.ticket_of(actor.city, message.channel, message.external_id)) is not None:
            if belonging.is_same(earlier, message):
                queries.finish(row, "done", "", earlier.id)
                return Outcome("ticket", _apart(earlier), True, "", read.inbound, row_id, identical=False)
            message = replace(message, external_id=row.sha256)
        if answered is not None:
            message = belonging.new_matter(message, answered)
        made = actions.receive(message, actor, now)
        made.follows_id = answered.id if answered else None
        if message.joins:
            actions.join(made, message.joins, now)
        proofs.keep(made, read.proof, now)
        return _done(row, made, kept, now, read.inbound, "")


def _in_thread(city: str, message: Inbound) -> Ticket | None:
    """The ticket of the item outside that this one follows."""
    if message.channel not in feeds.CHANNELS or not message.in_reply_to:
        return None
    return queries.ticket_of(city, message.channel, doors.identity(message.in_reply_to))


def _aside(row: queries.Claimed, state: str, reason: str, inbound: Inbound | None) -> Outcome:
    queries.finish(row, state, reason, None)
    return Outcome(state, None, False, reason, inbound, row.id)


def _done(row: queries.Claimed, ticket: Ticket, kept: Kept, now: datetime, inbound: Inbound, reason: str) -> Outcome:
    add_files(ticket, kept, now)
    queries.finish(row, "done", reason, ticket.id)
    return Outcome(reason or "ticket", _apart(ticket), False, "", inbound, row.id)


def add_files(ticket: Ticket, kept: Kept, now: datetime) -> None:
    """The rows of files that are already on disk. A sender's mail keeps all of them: evidence is not thrown away."""
    scanning.attach(
        ticket,
        "letter",
        [scanning.Kept(name, files.type_of(content, name), len(content), digest) for name, content, digest in kept],
        now,
    )


def _told(row: queries.Claimed, inbound: Inbound | None) -> Outcome:
    """What became of a row that was finished before."""
    ticket = tickets.by_id(row.city, row.ticket_id) if row.ticket_id else None
    disposition = (row.reason or "ticket") if row.state == "done" else row.state
    reason = "" if row.state == "done" else row.reason
    return Outcome(disposition, _apart(ticket) if ticket else None, True, reason, inbound, row.id)


def _apart(ticket: Ticket) -> Ticket:
    """Let go by the session, so that showing its number later opens no transaction."""
    db.session.flush()
    db.session.expunge(ticket)
    return ticket
