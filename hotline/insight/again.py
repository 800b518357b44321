"""The same citizen again (再次反映): her open matter that a text tells again, put with it or linked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import InstrumentedAttribute

from hotline.actors import Actor, citizen, system
from hotline.db import append, db
from hotline.errors import HotlineError
from hotline.events import Listener
from hotline.insight import queries
from hotline.insight.likeness import duplicates, near
from hotline.insight.models import Repeat
from hotline.privacy import sealing
from hotline.tickets.actions import Happened, perform
from hotline.tickets.inbound import Person
from hotline.tickets.models import Petitioner, Ticket
from hotline.tickets.queries import visible_to

BACK = 12
"""The newest matters of a citizen that are looked at."""
GUESSABLE = 30
"""Runs of four characters: with fewer, a stranger who gives her number or address may have guessed the words."""
AGAIN = "同一市民以相同内容再次来信，自动并入在办件；如系另一件事，可撤销并案。"
SAID = "市民就同一事项再次来信，新来信已并入本件。"


@dataclass(frozen=True, slots=True)
class Told:
    """An open matter of the same citizen; `same`: in near-same words."""

    ticket: Ticket
    same: bool


def told(actor: Actor, person: Person, title: str, body: str, without: Collection[int] = ()) -> list[Told]:
    """Open, unanswered matters of this telephone or mailbox that the text tells again, the newest first.

    None that is confidential, and none that itself waits to be put with another of these: she urges the first. Two
    statements along the index of each hash, and one along a key.
    """
    found = {one.id: one for one in (*_by(Petitioner.phone_hash, actor, person.phone),
                                     *_by(Petitioner.email_hash, actor, person.email.lower()))}  # fmt: skip
    living = [one for one in found.values() if one.open and one.answered_at is None and not one.confidential]
    if not (living := sorted((one for one in living if one.id not in without), key=lambda one: -one.id)):
        return []
    typed = duplicates.Compared(duplicates.Letter("", title, body), queries.words(actor.city))
    how = ((one, typed.how(duplicates.Letter("", one.title, one.body))) for one in living)
    found_again = [Told(one, said == "text") for one, said in how if said]
    waits = _waiting(actor.city, [one.ticket.id for one in found_again])
    return [one for one in found_again if one.ticket.id not in waits]


def before(send_on: Listener) -> Listener:
    """A listener of every receipt, in front of `send_on`: what its citizen told before is linked with her open matter.

    What came by itself and says nothing new, in too many words to be guessed, is put with that matter and counts as an
    urge; a person may take it apart again. Else it is accepted and waits for a dispatcher, who sees both. No emergency
    waits, and an operator or the citizen who chose already is not asked again.
    """

    def listen(happened: Happened) -> None:
        linked, ticket, message = _link(happened), happened.ticket, happened.message
        chosen = happened.actor.role == "operator" or (message and message.joins)
        if linked is None or chosen or ticket.urgency != "normal":
            send_on(happened)
            return
        perform("accept", ticket, system(ticket.city), happened.now)
        if linked.same and _nothing_to_look_at(happened, linked.ticket):
            _put_with(ticket, linked.ticket, happened.now)

    return listen


def _nothing_to_look_at(happened: Happened, first: Ticket) -> bool:
    """It came by itself (a part of a letter is its dispatcher's), and what it says stands in the first."""
    ticket, message = happened.ticket, happened.message
    if happened.actor.role != "system" or message is None or message.files or message.apart:
        return False
    return not guessable(ticket.title, ticket.body) and says_nothing_new(ticket.title, ticket.body, first)


def says_nothing_new(title: str, body: str, first: Ticket) -> bool:
    """To be urged, not added: whoever has the first knows all of it."""
    return near.adds_nothing(near.letters(title, body), near.letters(first.title, first.body))


def guessable(title: str, body: str) -> bool:
    """Whether somebody who did not write the letter may have hit upon its words."""
    return len(near.runs(title, body)) < GUESSABLE


def urge(happened: Happened) -> None:
    """Listener of a merge: writing again was an urge on the matter that is open already, one a working day."""
    ticket, link = happened.ticket, linked_with(happened.ticket)
    if link is None or link.id != ticket.master_id:
        return
    try:
        with db.session.begin_nested():
            perform("urge", link, citizen(ticket.city, link.id), happened.now, text=SAID)
    except HotlineError:
        db.session.refresh(link)


def linked_with(ticket: Ticket) -> Ticket | None:
    """The matter of the same citizen that this one seems to tell again, while it is open."""
    link = db.session.get(Repeat, (ticket.city, ticket.id))
    found = db.session.get(Ticket, (ticket.city, link.of_id)) if link else None
    open_still = found is not None and found.open and found.answered_at is None and not found.confidential
    return found if open_still and not ticket.confidential else None


def _put_with(ticket: Ticket, first: Ticket, now: datetime) -> None:
    """Where the two can't be one after all, a dispatcher looks."""
    try:
        with db.session.begin_nested():
            perform("merge", ticket, system(ticket.city), now, master=first.number, text=AGAIN)
    except HotlineError:
        db.session.refresh(ticket)


def _link(happened: Happened) -> Told | None:
    """The first of her open matters that this one tells again."""
    ticket, message = happened.ticket, happened.message
    if message is None or ticket.confidential or not (message.person.phone or message.person.email):
        return None
    # The ticket is not written yet, and need not be for this.
    with db.session.no_autoflush:
        found = told(system(ticket.city), message.person, ticket.title, ticket.body, (ticket.id,))
    if not found:
        return None
    append(Repeat(city=ticket.city, ticket_id=ticket.id, of_id=found[-1].ticket.id, at=happened.now))
    return found[-1]


def _waiting(city: str, ids: Collection[int]) -> set[int]:
    """Those of these that are linked with another of them."""
    rows = select(Repeat.ticket_id).where(Repeat.city == city, Repeat.ticket_id.in_(ids), Repeat.of_id.in_(ids))
    return set(db.session.scalars(rows)) if len(ids) > 1 else set()


def _by(hashed: InstrumentedAttribute[str], actor: Actor, value: str) -> list[Ticket]:
    if not value:
        return []
    rows = (
        select(Ticket)
        .join(Petitioner, and_(Petitioner.city == Ticket.city, Petitioner.ticket_id == Ticket.id))
        .where(Petitioner.city == actor.city, hashed.in_(sealing.ring().lookups(value)), visible_to(actor))
        .order_by(Petitioner.ticket_id.desc())
        .limit(BACK)
    )
    return list(db.session.scalars(rows))
