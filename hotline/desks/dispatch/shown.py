"""What the dispatcher's page shows: the list, the tabs, the ticket in front with its suggestions and its forms."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from hotline import clock, i18n, web
from hotline.desks import chips, choices, drafts, forms, left_out
from hotline.desks.dispatch import filters, waiting
from hotline.desks.dispatch.options import Option, suggested
from hotline.desks.fragments import fragment
from hotline.desks.ticket import parts
from hotline.desks.ticket.page import flags
from hotline.drafts.queries import Kept
from hotline.insight import again
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import keeping_off
from hotline.routing import queries as routing
from hotline.routing.keeping_off import Barred
from hotline.sla import queries as sla
from hotline.tickets import numbers, queries, scanning
from hotline.tickets.models import Ticket

VERBS = ("dispatch", "merge", "correct", "ask_info", "guide", "answer")
"""In the order of the desk; 派单 并案 更正 请补充 引导 直接答复."""
WRITTEN = frozenset({"ask_info", "guide", "answer"})
"""Words for the citizen: what is begun here is kept as the same draft as on the ticket's own page."""
LONG = 1500
NAMES_HERE = "unit-names-here"
"""The names for this ticket alone; those of the page serve every row of the list."""
PERSON = ("name", "phone", "email")
"""What says who wrote or called; an address alone names nobody."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An act that did not go through: its form with what was typed, and why."""

    verb: str = ""
    form: forms.VerbForm | None = None
    problem: str = ""
    status: int = 200
    lost: list[tuple[str, str]] = field(default_factory=list)
    """What was typed for a ticket that does not wait here any more."""


def page(shown: Ticket | None, after: str = "", tried: Tried | None = None, chosen: bool = True) -> Response:
    """The whole desk; to a script the ticket in front, and after an act (`POST`) list and tabs beside it."""
    tried, now, actor = tried or Tried(), clock.now(), web.actor()
    only = filters.narrowed()
    rows, following = waiting.to_dispatch(actor, after, hard=only.hard, only=only.conditions)
    shown = shown or (rows[0] if rows else None)
    calendar, language = sla.calendar(), i18n.language()
    template = "desks/_dispatch_swap.html" if fragment() else "desks/dispatch.html"
    return web.render(
        template,
        tried.status,
        rows=[(row, chips.chip(row, now, calendar), flags(row)) for row in rows],
        place_of=lambda row: people.unit_short(row.district, language) if row.district else "",
        ticket=shown,
        chosen=chosen,
        view=only.view,
        kept=only.kept,
        narrowed=only.values,
        bar=filters.bar(only, "desks.dispatch"),
        counts=waiting.counted(actor, now, only.conditions),
        most=waiting.MOST_COUNTED,
        next_url=url_for("desks.dispatch", after=following, **only.kept) if following else "",
        first_url=url_for("desks.dispatch", **only.kept) if after else "",
        tried=tried,
        form=tried.form,
        beside=request.method == "POST",
        unit_names=choices.named_units(),
        **(_in_front(shown, rows, tried, now) if shown else {}),
    )


def _in_front(shown: Ticket, rows: list[Ticket], tried: Tried, now: datetime) -> dict[str, Any]:
    person, language = queries.petitioner(shown), i18n.language()
    off = keeping_off.barred(shown, web.actor())
    options, why = suggested(shown, now, off.units)
    text, kept = masking.text(shown.body), drafts.of_ticket(shown.number, web.actor())
    category = routing.categories().get(shown.category)
    attachments = queries.attachments(shown)
    return {
        "number": numbers.show(shown.number),
        "next_number": _below(shown, rows),
        "caller": [masking.FIELDS[name](getattr(person, name)) for name in PERSON if getattr(person, name)],
        "address": masking.FIELDS["address"](person.address) if person.address else "",
        "text": (text[:LONG], text[LONG:]),
        "options": options,
        "first_short": people.unit_short(options[0].unit, language) if options else "",
        "why": why,
        "again": again.linked_with(shown),
        "chip_of": lambda row: chips.chip(row, now),
        "barred": [people.unit_name(code, language) for code in keeping_off.outermost(off.accused)],
        "complained": [people.unit_name(code, language) for code in keeping_off.outermost(off.complained)],
        "names": choices.named_units(off.units) if off.units else [],
        "no_street": category is not None and not category.grassroots,
        "chip": chips.chip(shown, now),
        "waited": chips.waited(shown, now),
        "flags": flags(shown),
        "category": category.label(language) if category else "",
        "place": " · ".join(people.unit_name(code, language) for code in (shown.district, shown.street) if code),
        "returned": [one for one in queries.requests(shown) if one.sort == "return" and one.state == "granted"],
        "unit_name": lambda code: people.unit_name(code, language),
        "files": attachments,
        "several": parts.hints(shown, web.actor()),
        "scanned": scanning.standings(attachments),
        "acts": [(verb, _form(verb, shown, options, tried, kept.get(verb), off)) for verb in VERBS],
        "drafted": {verb: kept[verb].at if verb in kept else None for verb in WRITTEN},
    }


def _form(
    verb: str, shown: Ticket, options: list[Option], tried: Tried, kept: Kept | None, off: Barred
) -> forms.VerbForm:
    begun = forms.make(verb, MultiDict(kept.fields)) if kept and verb in WRITTEN else _start(verb, shown, options)
    form = tried.form if verb == tried.verb and tried.form is not None else begun
    if verb == "dispatch":
        form["named"].label.text = _("To which unit")
        form["named"].flags.required = True
        form["unit"].flags.required = False
        if off.units:
            for name in ("named", "assist"):
                form[name].render_kw = {"list": NAMES_HERE}
            form["named"].description = left_out.sentences(form["named"].description, left_out.never_to(off))
    return left_out.leave_out(form, off)


def _start(verb: str, shown: Ticket, options: list[Option]) -> forms.VerbForm:
    if verb == "correct":
        held = {name: getattr(shown, name) for name in ("kind", "category", "district", "urgency")}
        return forms.make(verb, None, **held)
    if verb == "dispatch" and options:
        return forms.make(verb, None, assist=options[0].helpers)
    return forms.make(verb)


def _below(shown: Ticket, rows: list[Ticket]) -> str:
    """The number of the row below, so that the next one opens by itself; the first row after the last."""
    order = [row.number for row in rows]
    if shown.number not in order:
        return ""
    place = order.index(shown.number)
    below = order[place + 1 :] or order[:place]
    return below[0] if below else ""
