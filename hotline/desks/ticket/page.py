"""The page of one ticket: what, where, who, the clocks, why it went where it went, what may be done, what was done."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import said_time
from hotline.desks import chips, choices, drafts, entries, outcome, writing
from hotline.desks.blueprint import desks
from hotline.desks.forms import VerbForm
from hotline.desks.routing import reasons
from hotline.desks.ticket import checks, clocks, openings, parts, sheet, timeline, to_sign, verbs
from hotline.desks.ticket.related import related
from hotline.desks.ticket.sketch import sketch
from hotline.errors import Stale
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.sla import deadlines
from hotline.sla import queries as sla
from hotline.tickets import labels, numbers, policy, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

LONG = 1200
"""Characters of a letter shown before the rest is folded."""
LONG_BESIDE_REPLY = 360
"""The same where a reply is to be signed: it is what is read."""
CHANGES = 6
"""Steps of others that are told when somebody was faster."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An act that did not go through: what was typed stays, and why is said."""

    verb: str = ""
    form: VerbForm | None = None
    problem: str = ""
    status: int = 200
    revealed: Mapping[str, str] = field(default_factory=dict)
    seen: int = 0
    """The newest event that stood on the page the form came from."""
    faults: list[checks.Line] = field(default_factory=list)
    """Why a text for the citizen was stopped once."""


@desks.get("/staff/tickets/<number>")
@web.staff()
def ticket(number: str) -> Response:
    actor = web.actor()
    shown, visit = openings.visit(queries.get_ticket(number, actor), actor, clock.now())
    return page(shown, actor, visit=visit)


def page(shown: Ticket, actor: Actor, tried: Tried | None = None, visit: openings.Visit | None = None) -> Response:
    """The page of a ticket the actor may see, fresh from the database, with whatever the actor just tried."""
    tried, visit = tried or Tried(), visit or openings.Visit()
    read = sheet.read(shown, actor, clock.now())
    off = verbs.barred_units(read, actor)
    open_verbs = verbs.offers(read, actor, tried.verb, tried.form, drafts.of_ticket(shown.number, actor), off)
    offered = {offer.verb for offer in open_verbs}
    gone = tried.form is not None and tried.verb not in offered
    lost = outcome.written(tried.form) if gone and tried.form is not None else []
    if gone and tried.status == Stale.status:
        tried = replace(tried, problem=outcome.gone(shown, tried.verb))
    context = {**_shown(read), **_letter(read, actor, tried, offered), **_story(read, actor, tried, visit)}
    return web.render(
        "desks/ticket.html",
        tried.status,
        **context,
        offers=open_verbs,
        barred=verbs.barred(read, actor),
        several=parts.hints(shown, actor),
        sees_parent=actor.role in queries.CITY_WIDE,
        follow_up=verbs.to_follow_up(read, actor),
        unit_names=choices.named_units(off.units) if offered & {"dispatch", "redispatch"} else [],
        looked=_looked(read, open_verbs),
        waiting=to_sign.waiting(actor) if "approve" in offered else [],
        tried=tried,
        form=tried.form,
        lost=lost,
        gone=gone,
    )


def _shown(read: sheet.Sheet) -> dict[str, Any]:
    """What every reader of the ticket sees of its head and its facts."""
    shown, language = read.ticket, i18n.language()
    return {
        "sheet": read,
        "ticket": shown,
        "number": numbers.show(shown.number),
        "chip": chips.chip(shown, read.now),
        "waited": chips.waited(shown, read.now),
        "citizen_bar": clocks.citizen(shown, read.now),
        "unit_bar": clocks.unit(read.clock, read.assignments, read.now),
        "clock_lines": _clock_lines(read),
        "flags": flags(shown, len(read.merged)),
        "place": _place(shown),
        "sketch": sketch(shown),
        "why": _why(read),
        "unit_name": lambda code: people.unit_name(code, language),
        "mask": masking.text,
    }


def _letter(read: sheet.Sheet, actor: Actor, tried: Tried, offered: Set[str]) -> dict[str, Any]:
    """What was said and by whom, as far as this reader may know."""
    may_reveal = policy.REVEAL.allows(actor, read.ticket)
    return {
        "body": _body(read, tried.revealed, may_reveal, LONG_BESIDE_REPLY if "approve" in offered else LONG),
        "said_times": said_time.moments(read.ticket.body, read.ticket.received_at, clock.LOCAL),
        "petitioner": _person(read, tried.revealed, may_reveal),
        "may_reveal": may_reveal,
        "reveal_reasons": choices.from_table(labels.REVEAL_REASONS, blank=False),
        "related": related(read.ticket, read.person, actor),
    }


def _story(read: sheet.Sheet, actor: Actor, tried: Tried, visit: openings.Visit) -> dict[str, Any]:
    """What happened: new since the last visit, or since the page on which somebody else was faster."""
    told = entries.entries(read.events)
    stale = tried.status == Stale.status
    return {
        "groups": timeline.groups(told, visit.before, actor.id),
        "ago": lambda moment: timeline.ago(moment, read.now),
        "changes": [one for one in told if one.id > tried.seen][-CHANGES:] if stale else [],
        "newest": told[-1].id if told else 0,
        "writing": writing.lines(read.ticket.number, actor, read.now),
        "readers": visit.readers if actor.role in openings.AUDITORS else 0,
    }


def _looked(read: sheet.Sheet, offered: list[verbs.Offer]) -> checks.Looked | None:
    """What the checks say of the reply that is written here, or waits to be signed here."""
    files = sum(one.part == "evidence" for one in read.attachments)
    waits = read.waiting_reply
    if waits is not None and any(offer.verb == "approve" for offer in offered):
        typed = {"public": waits.public, "internal": waits.internal, "resolution": waits.resolution}
        return checks.looked(checks.of(read.ticket, read.person, read.replies, typed, files))
    form = next((offer.form for offer in offered if offer.verb == "reply"), None)
    if form is None:
        return None
    typed = {name: form[name].data for name in ("public", "internal", "resolution")}
    return checks.looked(checks.of(read.ticket, read.person, read.replies, typed, files))


def flags(shown: Ticket, merged: int = 0) -> list[tuple[str, str]]:
    """Marks of a ticket for `components/status.html`: (name, words). `merged`: how many are handled with it."""
    marks = []
    if shown.urgency != "normal":
        marks.append(("urgent", say(labels.URGENCIES, shown.urgency)))
    if shown.confidential:
        marks.append(("secret", say(_MARKS, "secret")))
    if merged:
        marks.append(("duplicate", f"{say(_MARKS, 'duplicate')}×{merged + 1}"))
    if shown.reworks:
        marks.append(("hard", say(_MARKS, "rework")))
    if shown.urges:
        marks.append(("instruction", f"{say(_MARKS, 'urged')}×{shown.urges}"))
    return marks


def _body(read: sheet.Sheet, revealed: Mapping[str, str], may_reveal: bool, long: int) -> dict[str, Any]:
    shown = read.ticket
    hidden = masking.text(shown.body)
    if shown.confidential and not may_reveal:
        hidden = masking.person(hidden, read.person)
    text = revealed.get("body") or hidden
    return {
        "start": text[:long],
        "rest": text[long:],
        "length": len(text),
        "masked": "body" not in revealed and text != shown.body,
    }


def _person(read: sheet.Sheet, revealed: Mapping[str, str], may_reveal: bool) -> list[dict[str, Any]]:
    """One row a field that holds something: its masked value, or the value itself just after it was revealed."""
    rows = []
    for name, mask in masking.FIELDS.items():
        value = getattr(read.person, name)
        if not value:
            continue
        shown, hidden = revealed.get(name, ""), mask(value)
        if read.ticket.confidential and not may_reveal:
            hidden = say(_MARKS, "secret")
        rows.append(
            {
                "name": name,
                "label": say(labels.PERSON, name),
                "value": shown or hidden,
                "masked": hidden,
                "revealed": bool(shown),
                "may_reveal": may_reveal and not shown and hidden != value,
            }
        )
    return rows


def _place(shown: Ticket) -> str:
    codes = [code for code in (shown.district, shown.street) if code]
    return " · ".join(people.unit_name(code, i18n.language()) for code in codes)


def _why(read: sheet.Sheet) -> dict[str, Any] | None:
    """The newest decision of the engine: its reasons in the reader's language, and what else it thought of.

    `sent`: the system itself gave the ticket to this unit; a sure one may still have been sent by hand, or elsewhere.
    """
    decision = read.decision
    if decision is None:
        return None
    language = i18n.language()
    return {
        "decision": decision,
        "sent": decision.auto
        and any(
            event.verb == "dispatch" and event.actor_role == "system" and event.data.get("unit") == decision.unit
            for event in read.events
        ),
        "unit": people.unit_name(decision.unit, language) if decision.unit else "",
        "because": reasons.said(decision.because),
        "others": [
            (people.unit_name(one.get("unit", ""), language), round(100 * one.get("confidence", 0)))
            for one in decision.alternatives
        ],
        "percent": round(100 * decision.confidence),
    }


def _clock_lines(read: sheet.Sheet) -> list[str]:
    """Why the unit's limit ends when it ends: kept in Chinese, drawn afresh from its moments in English."""
    running = read.clock
    if i18n.language() == "zh" or running is None:
        leads = [row for row in read.assignments if row.part == "lead"]
        return list(leads[-1].explanation) if leads else []
    hours = running.limit_hours or None
    return list(deadlines.explain(running.started_at, running.due_at, sla.calendar(), "en", hours, sla.pauses(running)))


_MARKS: labels.Words = {
    "secret": ("保密", "Confidential"),
    "duplicate": ("重复", "Duplicates"),
    "rework": ("重办", "Rework"),
    "urged": ("催办", "Urged"),
}
