"""The work list: the views of a role as tabs, filters in the address, keyset pages, and the box that finds a ticket."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.desks import chips, choices
from hotline.desks.blueprint import desks
from hotline.desks.ticket import flags
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.sla import queries as sla
from hotline.tickets import labels, numbers, policy, queries, states, worklist
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket
from hotline.tickets.worklist import Filter

SCOPES = ("open", "today", "overdue", "closed", "all")
FILTERS = ("kind", "channel", "category", "unit", "urgency", "level")
FOUND = 50


@dataclass(frozen=True, slots=True)
class View:
    """A tab: scope and state of the filter, and its name where the state's own word is not it."""

    scope: str
    state: str = ""
    label: Any = None


_SCOPE_WORDS = {
    "open": _l("All open"),
    "today": _l("Due today"),
    "overdue": _l("Overdue"),
    "closed": _l("Finished"),
    "all": _l("All"),
}


def _views(text: str) -> tuple[View, ...]:
    return tuple(View(word) if word in SCOPES else View("open", word) for word in text.split())


VIEWS: dict[str, tuple[View, ...]] = {
    "operator": _views("open received needs_info accepted closed all"),
    "dispatcher": _views("accepted received today overdue dispatched open closed all"),
    "clerk": _views("open today overdue dispatched handling replied closed all"),
    "leader": _views("replied today overdue open dispatched handling closed all"),
    "followup": _views("reviewed open closed all"),
    "supervisor": _views("overdue today replied open reviewed closed all"),
    "mayor": _views("open overdue today closed all"),
    "auditor": _views("all open overdue closed"),
}
"""The day of each role; the first view is the one it opens with."""


@dataclass(frozen=True, slots=True)
class Row:
    ticket: Ticket
    url: str
    number: str
    name: str
    unit: str
    chip: chips.Chip | None
    flags: list[tuple[str, str]]


@desks.get("/staff/tickets")
@web.staff(*VIEWS)
def tickets() -> Response:
    actor, now = web.actor(), clock.now()
    views = VIEWS[actor.role]
    chosen = _chosen(views[0])
    page = worklist.worklist(actor, chosen, now, chips.day_end(now), request.args.get("after", ""))
    return web.render(
        "desks/tickets.html",
        chosen=chosen,
        rows=_rows(page.tickets, actor),
        tabs=_tabs(views, chosen),
        filters=_filters(actor, chosen),
        more=bool(chosen_filters(chosen)),
        next_url=url_for("desks.tickets", **_address(chosen), after=page.after) if page.after else "",
        first_url=url_for("desks.tickets", **_address(chosen)) if request.args.get("after") else "",
        removable=_removable(chosen),
        found=None,
    )


@desks.post("/staff/tickets")
@web.staff(*VIEWS)
def find() -> Response:
    """A ticket by its number; or a caller's tickets by telephone, which must not stand in an address."""
    actor = web.actor()
    typed = request.form.get("find", "").strip()
    number = numbers.read(typed)
    if number:
        return web.see_other("desks.ticket", number=queries.get_ticket(number, actor).number)
    phone = phones.e164(typed)
    found = queries.earlier_by_phone(actor, phone, FOUND) if phone else []
    problem = "" if phone else _("Type the 21 digits of a ticket number or a telephone number")
    chosen = replace(_chosen(VIEWS[actor.role][0]), scope="all", state="")
    return web.render(
        "desks/tickets.html",
        200 if phone else 422,
        chosen=chosen,
        rows=_rows(found, actor),
        tabs=_tabs(VIEWS[actor.role], None),
        filters=[],
        more=False,
        next_url="",
        first_url="",
        removable=[],
        found={"phone": masking.phone(phone), "typed": "" if phone else typed, "problem": problem},
    )


def chosen_filters(chosen: Filter) -> dict[str, str]:
    """The filters beyond the tab, as they stand in the address."""
    values = {name: str(getattr(chosen, name) or "") for name in FILTERS}
    return {name: value for name, value in values.items() if value}


def _chosen(first: View) -> Filter:
    """The filter out of the address; what is not a known value does not filter."""
    scope, state = request.args.get("scope", ""), request.args.get("state", "")
    if scope not in SCOPES:
        scope = first.scope if not state else ("open" if state in states.OPEN else "all")
        state = state or first.state
    level = request.args.get("level", "")
    return Filter(
        scope=scope,
        state=state if state in states.STATES else "",
        unit=_known("unit", people.units()),
        category=category if (category := request.args.get("category", "")).isdecimal() else "",
        channel=_known("channel", labels.CHANNELS),
        kind=_known("kind", labels.KINDS),
        urgency=_known("urgency", labels.URGENCIES),
        level=int(level) if level in labels.LEVELS else 0,
    )


def _known(name: str, values: Any) -> str:
    value = request.args.get(name, "")
    return value if value in values else ""


def _address(chosen: Filter) -> dict[str, Any]:
    tab = {"scope": chosen.scope, **({"state": chosen.state} if chosen.state else {})}
    return {**tab, **chosen_filters(chosen)}


def _tabs(views: tuple[View, ...], chosen: Filter | None) -> list[dict[str, Any]]:
    """The role's views; the filters stay when the tab changes."""
    kept = chosen_filters(chosen) if chosen else {}
    tabs = []
    for view in views:
        where: dict[str, Any] = {"scope": view.scope, **({"state": view.state} if view.state else {}), **kept}
        label = say(labels.STATES, view.state) if view.state else str(_SCOPE_WORDS[view.scope])
        here = chosen is not None and (chosen.scope, chosen.state) == (view.scope, view.state)
        tabs.append({"label": label, "url": url_for("desks.tickets", **where), "here": here})
    return tabs


def _filters(actor: Actor, chosen: Filter) -> list[dict[str, Any]]:
    """The lists of the filter bar; units only for those who see more than their own."""
    bar = [
        ("kind", _("Kind"), choices.from_table(labels.KINDS)),
        ("channel", _("Channel"), choices.from_table(labels.CHANNELS)),
        ("category", _("Category"), choices.chapters()),
        ("urgency", _("Urgency"), choices.from_table(labels.URGENCIES)),
        ("level", _("Step reached"), choices.from_table(labels.LEVELS)),
    ]
    if actor.role in queries.CITY_WIDE:
        bar.append(("unit", _("Unit"), choices.units_flat()))
    return [
        {"name": name, "label": label, "options": options, "value": str(getattr(chosen, name) or "")}
        for name, label, options in bar
    ]


def _removable(chosen: Filter) -> list[dict[str, str]]:
    """Each filter in use, with the address of the list without it."""
    words: dict[str, Callable[[str], str]] = {
        "kind": lambda value: say(labels.KINDS, value),
        "channel": lambda value: say(labels.CHANNELS, value),
        "category": lambda value: dict(choices.chapters()).get(value, value),
        "urgency": lambda value: say(labels.URGENCIES, value),
        "level": lambda value: say(labels.LEVELS, value),
        "unit": lambda value: people.unit_name(value, i18n.language()),
    }
    address = _address(chosen)
    return [
        {
            "label": words[name](value),
            "url": url_for("desks.tickets", **{key: kept for key, kept in address.items() if key != name}),
        }
        for name, value in chosen_filters(chosen).items()
    ]


def _may_know(ticket: Ticket, actor: Actor) -> bool:
    return not ticket.confidential or policy.REVEAL.allows(actor, ticket)


def _rows(found: list[Ticket], actor: Actor) -> list[Row]:
    """The rows of a page: one query for the people, none for anything else."""
    who = queries.petitioners(found)
    calendar, now, language = sla.calendar(), clock.now(), i18n.language()
    return [
        Row(
            ticket=one,
            url=url_for("desks.ticket", number=one.number),
            number="…" + one.number[-7:],
            name=masking.name(who[one.id].name) if one.id in who and _may_know(one, actor) else "",
            unit=people.unit_short(one.lead_unit, language) if one.lead_unit else "",
            chip=chips.chip(one, now, calendar),
            flags=flags(one),
        )
        for one in found
    ]
