"""Tickets of another system, many at a time: a batch is one transaction, a row a savepoint; a bad row spoils nothing.

The external id makes it safe to run again: what is here already is counted as a duplicate and left alone.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError

from hotline.actors import Actor, system
from hotline.channels import doors, queries
from hotline.channels.rows import Row
from hotline.db import db, transaction
from hotline.errors import HotlineError
from hotline.tickets import actions, states
from hotline.tickets.inbound import Inbound

log = logging.getLogger(__name__)

BATCH = 200


@dataclass(slots=True)
class Tally:
    """What became of the rows so far."""

    tickets: int = 0
    duplicates: int = 0
    automatic: int = 0
    """Of the tickets: sent to a unit without a person."""
    waiting: int = 0
    """Of the tickets: a dispatcher decides."""
    urges: int = 0
    """Of the tickets: put with an open matter of the same citizen."""
    refused: int = 0

    def counts(self) -> dict[str, int]:
        return {
            "tickets": self.tickets,
            "duplicates": self.duplicates,
            "routed_automatically": self.automatic,
            "waiting_for_a_person": self.waiting,
            "put_with_another": self.urges,
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that became no ticket, and why in both languages. Carries nothing of what the row says."""

    row: int
    external_id: str
    zh: str
    en: str

    def line(self) -> str:
        told: dict[str, Any] = {"row": self.row, "id": self.external_id, "zh": self.zh, "en": self.en}
        return json.dumps(told, ensure_ascii=False)


def bring_in(rows: Iterable[Row], city: str, now: datetime, tally: Tally) -> Iterator[list[Refusal]]:
    """Make tickets of the rows, a committed batch at a time; yields the refusals of each batch.

    Raises sqlalchemy's OperationalError when the database is gone or stays locked; what was committed stays.
    """
    who, source = system(city), iter(rows)
    while batch := list(islice(source, BATCH)):
        before = Tally()
        with transaction():
            refusals = _batch(batch, who, now, before)
        _add(tally, before)
        yield refusals


def _batch(batch: list[Row], who: Actor, now: datetime, tally: Tally) -> list[Refusal]:
    refusals: list[Refusal] = []
    seen: dict[str, set[str]] = {}
    messages = [doors.fit(row.inbound) if row.inbound else None for row in batch]
    for channel in {message.channel for message in messages if message}:
        ids = [message.external_id for message in messages if message and message.channel == channel]
        seen[channel] = queries.known(who.city, channel, ids)
    for row, message in zip(batch, messages, strict=True):
        if message is None:
            error = row.error
            refusals.append(Refusal(row.number, row.external_id, error.zh if error else "", error.en if error else ""))
        elif message.external_id in seen[message.channel]:
            tally.duplicates += 1
        else:
            refusal = _one(row.number, message, who, now, tally)
            if refusal:
                refusals.append(refusal)
            else:
                seen[message.channel].add(message.external_id)
    tally.refused += len(refusals)
    return refusals


def _one(number: int, message: Inbound, who: Actor, now: datetime, tally: Tally) -> Refusal | None:
    try:
        with db.session.begin_nested():
            ticket = actions.receive(message, who, now)
            # Its limit starts today, with us; how old the matter is stays visible.
            ticket.received_at = message.received_at
            handled, put_with = ticket.state not in states.DESK, ticket.state == "merged"
    except IntegrityError:
        if queries.ticket_of(who.city, message.channel, message.external_id) is None:
            return _refusal(number, message, None)
        tally.duplicates += 1
        return None
    except HotlineError as error:
        return _refusal(number, message, error)
    except (DataError, ValueError, ArithmeticError, LookupError) as error:
        log.warning("row %d: %s", number, type(error).__name__)
        return _refusal(number, message, None)
    tally.tickets += 1
    tally.urges += put_with
    tally.automatic += handled and not put_with
    tally.waiting += not handled
    return None


def _refusal(number: int, message: Inbound, error: HotlineError | None) -> Refusal:
    zh = error.zh if error else "这一行存不进数据库。"
    en = error.en if error else "This row can't be stored in the database."
    return Refusal(number, message.external_id, zh, en)


def _add(total: Tally, part: Tally) -> None:
    total.tickets += part.tickets
    total.duplicates += part.duplicates
    total.automatic += part.automatic
    total.waiting += part.waiting
    total.urges += part.urges
    total.refused += part.refused
