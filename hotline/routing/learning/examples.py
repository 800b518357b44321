"""The city's own labelled letters: what people made of tickets, newest first, a bounded number of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from hotline.db import db
from hotline.routing.learning.training import Examples
from hotline.routing.models import Correction
from hotline.tickets import origin
from hotline.tickets.models import Ticket, TicketEvent

MOST = 20_000
CORRECTED = 2.0
"""A letter that somebody put right teaches more than one that was only confirmed."""
JUDGED = ("correct", "dispatch", "redispatch", "grant_return", "refuse_return", "rule")
"""Acts by which a person says what a ticket is: also a return upheld or refused, and a ruling between units."""
HELD_BACK = 5
"""One letter in so many is never learned from by any model of the city, so that all are tested on the same."""
SAME = 40
"""Letters that begin with the same characters are one letter sent many times."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Lessons:
    """`held`: letters no model learns from. `count`: both together."""

    learned: Examples
    held: Examples

    @property
    def count(self) -> int:
        return len(self.learned.labels) + len(self.held.labels)


def lessons(city: str) -> Lessons:
    """Letters whose category a person chose, corrected or let stand; confidential ones teach nothing."""
    found = Lessons(Examples([], [], [], []), Examples([], [], [], []))
    for title, body, category, corrected in _judged(city):
        group = group_of(title, body)
        into = found.held if is_held_back(group) else found.learned
        into.letters.append((title, body[:4000]))
        into.labels.append(category)
        into.groups.append(group)
        into.weights.append(CORRECTED if corrected else 1.0)
    return found


def group_of(title: str, body: str) -> str:
    """The same for letters that begin alike."""
    return hashlib.sha256("".join((title + body).split())[:SAME].encode()).hexdigest()[:16]


def is_held_back(group: str) -> bool:
    """By its words alone, so that it is the same letters each time, on every machine."""
    return int(group, 16) % HELD_BACK == 0


def judged_since(city: str, moment: datetime) -> int:
    """How many tickets people judged since; what makes a new model worth the trouble."""
    query = select(func.count(TicketEvent.ticket_id.distinct())).where(
        TicketEvent.city == city,
        TicketEvent.at > moment,
        TicketEvent.verb.in_(JUDGED),
        TicketEvent.actor_role != "system",
    )
    return int(db.session.scalar(query) or 0)


def _judged(city: str) -> Iterator[tuple[str, str, str, bool]]:
    """Walks tickets from the newest and stops when there are enough; the session never holds more than a page."""
    by_person = exists().where(
        TicketEvent.city == Ticket.city, TicketEvent.ticket_id == Ticket.id, TicketEvent.verb.in_(JUDGED),
        TicketEvent.actor_role != "system",
    )  # fmt: skip
    corrected = exists().where(
        Correction.city == Ticket.city, Correction.ticket_id == Ticket.id,
        Correction.from_category != Correction.to_category,
    )  # fmt: skip
    query = (
        select(Ticket.title, Ticket.body, Ticket.category, corrected)
        .where(Ticket.city == city, Ticket.category != "", Ticket.confidential.is_(False), by_person)
        .order_by(Ticket.id.desc())
        .limit(MOST)
        .execution_options(yield_per=_AT_ONCE)
    )
    for title, body, category, changed in db.session.execute(query):
        yield title, origin.without(body), category, bool(changed)
