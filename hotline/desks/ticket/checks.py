"""The list beside a reply while it is written, and the question before a reply with a grave fault goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _l

from hotline import web
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.insight.replies import seeds
from hotline.insight.replies.checks import Check, Draft, check
from hotline.insight.replies.judging import Answered
from hotline.tickets import queries
from hotline.tickets.models import Petitioner, Reply, Ticket

PUBLIC = {"reply": "public", "answer": "text", "guide": "text"}
"""The verbs whose text goes to the citizen, and the field it is written in."""
SURE = "sure"
"""Ticked by who has read the grave faults and sends the reply all the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """One check in words. `to`: the id of the field it is about."""

    ok: bool
    hard: bool
    words: str
    found: tuple[str, ...]
    to: str
    waits: bool = False
    """Nothing is written yet that it could be judged by."""


@dataclass(frozen=True, slots=True)
class Looked:
    """`score`: of 100, as `hotline check-reply` gives it, unknown while nothing is written; `wanting`: why not more."""

    lines: list[Line]
    score: int | None = None
    wanting: tuple[str, ...] = ()

    @property
    def passed(self) -> int:
        return sum(line.ok and not line.waits for line in self.lines)

    @property
    def faults(self) -> list[Line]:
        return [line for line in self.lines if line.hard and not line.ok]


@desks.post("/staff/tickets/<number>/checks")
@web.staff()
def checks(number: str) -> Response:
    """The list for what is typed now. Reads only; `chosen` is how many files the form holds."""
    actor = web.actor()
    shown = queries.get_ticket(number, actor)
    return web.render("desks/_ticket_checks.html", looked=looked(read(shown, request.form)), ticket=shown, live=True)


def read(shown: Ticket, typed: Mapping[str, Any], field: str = "public") -> Draft:
    """The draft in a form of this ticket, with what the database knows of it."""
    chosen = whole_number(str(typed.get("chosen", "")), 0)
    files = [one for one in queries.attachments(shown) if one.part == "evidence"]
    return of(shown, queries.petitioner(shown), queries.replies(shown), typed, len(files) + chosen, field)


def of(
    shown: Ticket, person: Petitioner, replies: list[Reply], typed: Mapping[str, Any], files: int, field: str = "public"
) -> Draft:
    """The same from what has been read already. `files` counts the evidence."""
    return Draft(
        public=str(typed.get(field) or ""),
        internal=str(typed.get("internal") or ""),
        resolution=str(typed.get("resolution") or ""),
        subject=shown.title,
        body=shown.body,
        contacted=shown.contacted_at is not None or shown.confidential,
        evidence=files,
        person=person,
        earlier=[one.public for one in replies if one.state == "approved"],
    )


def looked(draft: Draft) -> Looked:
    unwritten = not draft.public.strip()
    judged = seeds.judged(Answered(draft.subject, draft.body, draft.public))
    wanting = () if unwritten else tuple(one for one in judged.faults if one.code in _SCORED)
    return Looked(
        [_line(one, unwritten) for one in check(draft, seeds.words())],
        None if unwritten else judged.whole,
        tuple(str(_SCORED[one.code]) for one in wanting),
    )


def faults(verb: str, before: Ticket, typed: Mapping[str, Any]) -> list[Line]:
    """What must be confirmed before this text goes to the citizen."""
    field = PUBLIC.get(verb)
    return looked(read(before, typed, field)).faults if field else []


def _line(one: Check, unwritten: bool) -> Line:
    good, bad = _WORDS[one.code]
    waits = unwritten and one.field == "public"
    words = str(good if one.ok or waits else bad)
    return Line(one.ok or waits, one.hard, words, one.found, _TO[one.field], waits)


_TO = {"contact": "contact", "evidence": "reply-evidence", "public": "reply-public"}
_SCORED = {
    "forwarded": _l("Says only that it was received or passed on"),
    "copied": _l("The letter's own words said back"),
    "off": _l("Has hardly a word of what the letter is about"),
    "tongue": _l("The letter is in a foreign language: answer in it too"),
    "sent_on": _l("Mostly sends the citizen elsewhere"),
    "begging": _l("Asks the citizen for a good mark"),
    "blanks": _l("A template that was not filled in"),
    "thin": _l("Little substance"),
    "vague": _l("Effort promised, nothing done or dated"),
    "partial": _l("Perhaps not the whole answer: say what was found, what is done, and when"),
    "brief": _l("Few reasons: add facts and what the rules say"),
    "reasons": _l("No reason given"),
    "contact": _l("Nobody named to ask: person or telephone"),
}
"""What the score finds besides the checks of the list."""
_WORDS = {
    "contact": (_l("Contact with the citizen recorded"), _l("No contact with the citizen recorded")),
    "evidence": (_l("Evidence attached"), _l("It says something was done, but no evidence is attached")),
    "questions": (_l("Every question taken up"), _l("Not taken up")),
    "basis": (_l("Basis given"), _l("No basis: law, article or document number")),
    "promise": (_l("Promises have a date"), _l("A promise without a date")),
    "substance": (_l("In words of its own"), _l("Very short, or copied from another text")),
    "personal": (_l("No personal data"), _l("Personal data")),
    "tone": (_l("No words that turn the citizen away"), _l("Words that turn the citizen away")),
}
