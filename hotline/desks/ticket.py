"""The page of one ticket: what, where, who, the clocks, why it went where it went, what may be done, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.desks import chips, choices, drafts, entries, sheet, verbs
from hotline.desks.blueprint import desks
from hotline.desks.forms import VerbForm
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing.models import Decision
from hotline.sla import deadlines
from hotline.sla import queries as sla
from hotline.tickets import labels, numbers, policy, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

LONG = 1200
"""Characters of a letter shown before the rest is folded."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An act that did not go through: what was typed stays, and why is said."""

    verb: str = ""
    form: VerbForm | None = None
    problem: str = ""
    status: int = 200
    revealed: Mapping[str, str] = field(default_factory=dict)


@desks.get("/staff/tickets/<number>")
@web.staff()
def ticket(number: str) -> Response:
    return page(queries.get_ticket(number, web.actor()), web.actor())


def page(shown: Ticket, actor: Actor, tried: Tried | None = None) -> Response:
    """The page of a ticket the actor may see, fresh from the database, with whatever the actor just tried."""
    tried = tried or Tried()
    read = sheet.read(shown, clock.now())
    may_reveal = policy.REVEAL.allows(actor, shown)
    open_verbs = verbs.offers(read, actor, tried.verb, tried.form, drafts.of_ticket(shown.number, actor))
    kept = tried.form is not None and tried.verb not in {offer.verb for offer in open_verbs}
    return web.render(
        "desks/ticket.html",
        tried.status,
        sheet=read,
        ticket=shown,
        number=numbers.show(shown.number),
        chip=chips.chip(shown, read.now),
        waited=chips.waited(shown, read.now),
        flags=flags(shown),
        body=_body(read, tried.revealed, may_reveal),
        petitioner=_person(read, tried.revealed, may_reveal),
        may_reveal=may_reveal,
        reveal_reasons=choices.from_table(labels.REVEAL_REASONS, blank=False),
        place=_place(shown),
        why=_why(read.decision),
        clock_lines=_clock_lines(read),
        entries=entries.entries(read.events),
        offers=open_verbs,
        barred=verbs.barred(read, actor),
        follow_up=verbs.to_follow_up(read, actor),
        unit_names=choices.named_units(),
        tried=tried,
        form=tried.form,
        lost=_lost(tried.form) if kept and tried.form is not None else [],
        unit_name=lambda code: people.unit_name(code, i18n.language()),
        mask=masking.text,
    )


def flags(shown: Ticket) -> list[tuple[str, str]]:
    """Marks of a ticket for `components/status.html`: (name, words)."""
    marks = []
    if shown.urgency != "normal":
        marks.append(("urgent", say(labels.URGENCIES, shown.urgency)))
    if shown.confidential:
        marks.append(("secret", say(_MARKS, "secret")))
    if shown.reworks:
        marks.append(("hard", say(_MARKS, "rework")))
    if shown.urges:
        marks.append(("instruction", f"{say(_MARKS, 'urged')}×{shown.urges}"))
    return marks


def _body(read: sheet.Sheet, revealed: Mapping[str, str], may_reveal: bool) -> dict[str, Any]:
    shown = read.ticket
    hidden = masking.text(shown.body)
    if shown.confidential and not may_reveal:
        hidden = masking.person(hidden, read.person)
    text = revealed.get("body") or hidden
    return {
        "start": text[:LONG],
        "rest": text[LONG:],
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
                "revealed": bool(shown),
                "may_reveal": may_reveal and not shown and hidden != value,
            }
        )
    return rows


def _place(shown: Ticket) -> str:
    codes = [code for code in (shown.district, shown.street) if code]
    return " · ".join(people.unit_name(code, i18n.language()) for code in codes)


def _why(decision: Decision | None) -> dict[str, Any] | None:
    """The newest decision of the engine: its reasons in the reader's language, and what else it thought of."""
    if decision is None:
        return None
    language = i18n.language()
    return {
        "decision": decision,
        "unit": people.unit_name(decision.unit, language) if decision.unit else "",
        "because": [line.get(language) or line.get("zh", "") for line in decision.because],
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


def _lost(form: VerbForm) -> list[tuple[str, str]]:
    """What was typed into a form that is no longer offered."""
    return [
        (str(one.label.text), one.data)
        for one in form
        if isinstance(one.data, str) and one.data.strip() and one.type in {"TextAreaField", "StringField"}
    ]


_MARKS: labels.Words = {
    "secret": ("保密", "Confidential"),
    "rework": ("重办", "Rework"),
    "urged": ("催办", "Urged"),
}
