"""The way in: the raw message is stored and committed, then it becomes one ticket, one reply, or waits for a person.

Two transactions. After the first nothing is lost; the second may fail for a passing reason and is finished by `drain`.
"""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError, IntegrityError

from hotline import config, files
from hotline.actors import Actor, citizen, system
from hotline.channels import clean, doors, queries, threads
from hotline.channels.clean import Unreadable
from hotline.db import db, new_id, transaction
from hotline.errors import NotFound
from hotline.tickets import actions, states
from hotline.tickets import queries as tickets
from hotline.tickets.actions.ground import MAX_TEXT
from hotline.tickets.inbound import Inbound
from hotline.tickets.models import Attachment, Ticket

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
class _Read:
    """A message as its adapter understood it; `answers` is the number of the ticket it replies to."""

    inbound: Inbound | None
    error: str = ""
    answers: str = ""


def arrive(
    channel: str, raw: bytes, now: datetime, external_id: str = "", city: str = "", actor: Actor | None = None
) -> Outcome:
    """Take one raw message of a channel (a key of `doors.CHANNELS`).

    Returns only after the raw message is committed; raises when that failed, and then nothing was acknowledged.
    `external_id` is the door's own id where it knows one. `actor` is who took it in; the system itself if not given.
    """
    who = actor or system(city or config.settings().city)
    with transaction():
        row_id, fresh, identical = _keep(who.city, channel, raw, now, clean.line(external_id, 1000))
    outcome = _finish(who, row_id, channel, raw, now, now, fresh)
    if fresh:
        return outcome
    return replace(outcome, duplicate=True, identical=identical)


def drain(now: datetime) -> int:
    """Finish what was stored but not finished, e.g. because the process was killed. Returns how many rows."""
    who = system(config.settings().city)
    finished, after = 0, 0
    while (claimed := _claim(who.city, now, after)) is not None:
        after, channel, raw, received_at = claimed
        if _finish(who, after, channel, raw, received_at, now).disposition != "waiting":
            finished += 1
    return finished


def replay(city: str, row_id: int, now: datetime) -> Outcome:
    """Work once more, from the stored bytes, on a message that was set aside. Raises NotFound for any other."""
    with transaction():
        row = queries.row(city, row_id, held=True)
        if row is None or row.state != "quarantined":
            raise NotFound("这条消息已经不在搁置中。", "This message is not set aside any more.")
        channel, raw, received_at = row.channel, row.raw, row.received_at
        # From here on `drain` finishes it if this process can't.
        row.state, row.reason, row.tries = "new", "", 0
    return _finish(system(city), row_id, channel, raw, received_at, now)


def _keep(city: str, channel: str, raw: bytes, now: datetime, external_id: str) -> tuple[int, bool, bool]:
    """(row, stored just now, the same bytes as stored). A copy set aside as unreadable does not block a better one."""
    digest = hashlib.sha256(raw).hexdigest()
    key = doors.identity(external_id) if external_id else digest
    row_id = new_id()
    values = {
        "city": city, "id": row_id, "channel": channel, "external_id": key, "raw": raw, "sha256": digest,
        "received_at": now, "state": "new", "reason": "", "tries": 0,
    }  # fmt: skip
    if queries.keep(values):
        return row_id, True, True
    row = queries.kept(city, channel, key)
    if row is None:
        raise LookupError(f"inbox row {channel} {key} vanished")
    if row.state == "quarantined" and row.sha256 != digest and key != digest:
        return _keep(city, channel, raw, now, digest)
    return row.id, False, row.sha256 == digest


def _claim(city: str, now: datetime, after: int) -> tuple[int, str, bytes, datetime] | None:
    """The next unfinished row, its try counted first: a message that kills the process is not tried for ever."""
    while True:
        with transaction():
            row = queries.unfinished(city, now - GRACE, after)
            if row is None:
                return None
            claimed = (row.id, row.channel, row.raw, row.received_at)
            row.tries += 1
            if row.tries <= MAX_TRIES:
                return claimed
            row.state, row.reason = "quarantined", GIVEN_UP
        after = claimed[0]


def _finish(
    actor: Actor, row_id: int, channel: str, raw: bytes, received_at: datetime, now: datetime, fresh: bool = False
) -> Outcome:
    read: _Read | None = None
    try:
        read = _read(channel, raw, received_at)
        kept = _store_files(read.inbound)
        try:
            return _settle(actor, row_id, read, kept, now, fresh)
        except IntegrityError:
            # Another process made the ticket of the same message a moment ago: now it is there to be found.
            return _settle(actor, row_id, read, kept, now, False)
    except Exception as error:  # the message is safe; whatever went wrong, drain tries again
        _report(error)
        return Outcome("waiting", None, False, type(error).__name__, read.inbound if read else None, row_id)


def _report(error: Exception) -> None:
    if isinstance(error, DBAPIError):
        # The whole error would print the parameters, which are what the citizen wrote.
        log.error("a stored message is not finished: %s", type(error.orig).__name__)
    else:
        log.exception("a stored message is not finished", exc_info=error)


def _read(channel: str, raw: bytes, received_at: datetime) -> _Read:
    try:
        inbound = doors.CHANNELS[channel].parse(raw, received_at)
    except Unreadable as error:
        return _Read(None, error=error.zh)
    answers = threads.answered(raw) if channel == "letter" and not inbound.automatic else ""
    return _Read(inbound, answers=answers)


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
            return _aside(row, "ignored", read.inbound.automatic, read.inbound)
        answered = _open_ticket(actor.city, read.answers)
        if answered is not None:
            _supply(answered, read.inbound, now)
            return _done(row, answered, kept, now, read.inbound, REPLY)
        message = doors.fit(read.inbound)
        earlier = None if fresh else queries.ticket_of(actor.city, message.channel, message.external_id)
        if earlier is not None:
            queries.finish(row, "done", "", earlier.id)
            return Outcome("ticket", _apart(earlier), True, "", read.inbound, row_id, identical=False)
        return _done(row, actions.receive(message, actor, now), kept, now, read.inbound, "")


def _aside(row: queries.Claimed, state: str, reason: str, inbound: Inbound | None) -> Outcome:
    queries.finish(row, state, reason, None)
    return Outcome(state, None, False, reason, inbound, row.id)


def _done(row: queries.Claimed, ticket: Ticket, kept: Kept, now: datetime, inbound: Inbound, reason: str) -> Outcome:
    add_files(ticket, kept, now)
    queries.finish(row, "done", reason, ticket.id)
    return Outcome(reason or "ticket", _apart(ticket), False, "", inbound, row.id)


def add_files(ticket: Ticket, kept: Kept, now: datetime) -> None:
    """The rows of files that are already on disk. A sender's mail keeps all of them: evidence is not thrown away."""
    db.session.add_all(
        Attachment(
            city=ticket.city, ticket_id=ticket.id, part="letter", name=name, type=files.type_of(content, name),
            size=len(content), sha256=digest, at=now,
        )
        for name, content, digest in kept
    )  # fmt: skip


def _open_ticket(city: str, number: str) -> Ticket | None:
    """The ticket a reply belongs to; one that is over takes nothing more, so the reply becomes a new matter."""
    if not number:
        return None
    try:
        ticket = tickets.get_ticket(number, system(city))
    except NotFound:
        return None
    return ticket if states.find("supply", ticket.state) else None


def _supply(ticket: Ticket, message: Inbound, now: datetime) -> None:
    text = message.body
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - len(clean.CUT_MARK) - 1] + "\n" + clean.CUT_MARK
    actions.perform("supply", ticket, citizen(ticket.city, ticket.id), now, text=text)


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
