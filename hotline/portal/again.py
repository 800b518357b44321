"""Has she written this letter already (您已经写过)? Asked once for what she typed; no word of any letter is shown.

A browser that proved a matter is asked about a like letter. A telephone number alone proves nothing: there the words
must be nearly the same and too many to be guessed, and neither letter may be a report or confidential, so that nobody
learns from a stranger's number what he has not written himself.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from hotline import config
from hotline.actors import system
from hotline.channels import phones
from hotline.insight import again, queries
from hotline.insight.likeness import duplicates
from hotline.portal import proof
from hotline.portal.forms import LetterForm
from hotline.tickets import queries as tickets
from hotline.tickets.inbound import Person
from hotline.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Written:
    """An open letter of hers; `proven`: this browser may look at it."""

    ticket: Ticket
    proven: bool


def written(form: LetterForm, now: datetime) -> Written | None:
    """The letter she seems to send again; None for a report and for what is to be kept confidential."""
    title, body = form.title.data or "", form.body.data or ""
    if form.kind.data == "report" or form.confidential.data or not body.strip():
        return None
    return _proven(title, body, now) or _of_phone(title, body, phones.e164(form.phone.data or ""))


def answered(form: LetterForm) -> bool:
    """Whether she said already that this is to be a letter of its own."""
    return bool(form.again.data == mark(form))


def mark(form: LetterForm) -> str:
    """Names what she typed: other words are asked about anew."""
    typed = f"{form.phone.data}|{form.title.data}|{form.body.data}"
    return hashlib.sha256(typed.encode()).hexdigest()[:12]


def says_nothing_new(form: LetterForm, ticket: Ticket) -> bool:
    """The same words: to be urged, not added."""
    return again.says_nothing_new(form.title.data or "", form.body.data or "", ticket)


def _proven(title: str, body: str, now: datetime) -> Written | None:
    here = (tickets.by_id(city, key) for city, key in proof.here(now))
    for one in here:
        if one is not None and one.open and one.answered_at is None:
            letter, typed = duplicates.Letter("", one.title, one.body), duplicates.Letter("", title, body)
            if duplicates.same_matter(letter, typed, queries.words(one.city)):
                return Written(one, True)
    return None


def _of_phone(title: str, body: str, phone: str) -> Written | None:
    if not phone or again.guessable(title, body):
        return None
    found = again.told(system(config.settings().city), Person(phone=phone), title, body)
    same = [one.ticket for one in found if one.same and one.ticket.kind != "report"]
    return Written(same[0], False) if same else None
