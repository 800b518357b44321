"""The requests of units that wait for a decision: a return 退单 or more time 延期, one sort a tab, the oldest first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks import chips, drafts, forms, outcome, toasts
from hotline.desks.blueprint import desks
from hotline.desks.dispatch import filters, waiting
from hotline.desks.dispatch.filters import Narrowed
from hotline.desks.dispatch.shown import Tried
from hotline.desks.posted import only_read, opened
from hotline.drafts.queries import Kept
from hotline.errors import AlreadySent, HotlineError, Stale
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import queries as routing
from hotline.sla import deadlines
from hotline.sla import queries as sla
from hotline.sla.calendar import local_day
from hotline.tickets import actions, queries, scanning, states
from hotline.tickets.models import Request, Ticket

DECISIONS = ("grant_return", "refuse_return", "grant_extension", "refuse_extension")
SORTS = ("return", "extension")
STANDARD = {
    "grant_return": "退单理由成立，重新派单。",
    "grant_extension": "同意延期。",
    "refuse_extension": "不同意延期，请按原期限办理。",
}
"""Written where nothing is typed. Who refuses a return must say why in words of his own: the unit keeps it for good."""
PAGE = 20


@desks.get("/staff/dispatch/requests")
@web.staff("dispatcher")
def dispatch_requests() -> Response:
    return _requests(_sort())


@desks.post("/staff/dispatch/requests/<number>/<verb>")
@web.staff("dispatcher")
def dispatch_decide(number: str, verb: str) -> Response:
    """Grant or refuse; a granted return is dispatched again at once."""
    if verb not in DECISIONS:
        abort(404)
    actor, form = web.actor(), forms.make(verb, request.form)
    sort = verb.partition("_")[2]
    if not form["text"].data.strip():
        form["text"].data = STANDARD.get(verb, "")
    if not form.validate():
        return _requests(sort, number, Tried(verb, form, _("Say why the unit keeps it"), 422))
    try:
        with transaction():
            ticket = opened(number, actor)
            actions.perform(verb, ticket, actor, clock.now(), **form.brings())
            drafts.sent(actor, drafts.place_of(ticket.number, verb))
    except AlreadySent:
        only_read()
        ticket = queries.get_ticket(number, actor)
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        return _requests(sort, number, Tried(verb, form, known.words(i18n.language()), known.status))
    toasts.done(f"…{number[-7:]} {outcome.said(ticket, verb)}")
    kept = filters.narrowed().kept
    if verb == "grant_return" and ticket.state == "accepted":
        return web.see_other("desks.dispatch_one", number=number, **kept)
    return web.see_other("desks.dispatch_requests", sort=sort, **kept)


def _sort() -> str:
    """The tab that was asked for; without one the first where something waits."""
    asked = request.args.get("sort", "")
    if asked in SORTS:
        return asked
    counts = waiting.counted(web.actor(), clock.now(), filters.narrowed().conditions)
    return "extension" if counts.extensions and not counts.returns else "return"


def _requests(sort: str, number: str = "", tried: Tried | None = None) -> Response:
    only_read()
    tried, actor = tried or Tried(), web.actor()
    language, now, only = i18n.language(), clock.now(), filters.narrowed()
    asked = _waiting(actor, sort, only)
    kept = _drafts(actor, [drafts.place_of(ticket.number, f"grant_{sort}") for _one, ticket in asked])
    here = any(ticket.number == number for _one, ticket in asked)
    written = "" if here else request.form.get("text", "").strip()
    if not here and tried.status == Stale.status:
        tried = replace(tried, problem=outcome.gone(queries.get_ticket(number, actor), tried.verb), form=None)
    rows = [_row(one, ticket, tried if ticket.number == number else Tried(), kept, now) for one, ticket in asked]
    return web.render(
        "desks/dispatch_requests.html",
        tried.status,
        rows=rows,
        sort=sort,
        counts=waiting.counted(actor, now, only.conditions),
        kept=only.values,
        narrowed=only.values,
        bar=filters.bar(only, "desks.dispatch_requests", sort=sort),
        most=waiting.MOST_COUNTED,
        tried=tried,
        form=tried.form,
        written=written,
        unit_name=lambda code: people.unit_name(code, language),
        mask=masking.text,
    )


def _waiting(actor: Actor, sort: str, only: Narrowed) -> list[tuple[Request, Ticket]]:
    rows = db.session.execute(
        select(Request, Ticket)
        .join(Ticket, and_(Ticket.city == Request.city, Ticket.id == Request.ticket_id))
        .where(Request.city == actor.city, Request.state == "pending", Request.sort == sort)
        .where(Ticket.state.in_(sorted(states.UNIT)), *only.conditions)
        .order_by(Request.id)
        .limit(PAGE)
    )
    return [(one, ticket) for one, ticket in rows]


def _drafts(actor: Actor, places: list[str]) -> dict[str, Kept]:
    """What was begun, by the place of its form on this page. The ticket's own page has a form for each decision."""
    found = drafts.of_places(actor, [one for place in places for one in drafts.both_ways(place)])
    begun = {place: [found[one] for one in drafts.both_ways(place) if one in found] for place in places}
    return {place: max(kept, key=lambda one: one.at) for place, kept in begun.items() if kept}


def _row(one: Request, ticket: Ticket, tried: Tried, drafted: Mapping[str, Kept], now: datetime) -> dict[str, Any]:
    """A request with its form; the ids carry the request, so that several stand on one page."""
    verbs = (f"grant_{one.sort}", f"refuse_{one.sort}")
    place = drafts.place_of(ticket.number, verbs[0])
    kept = drafted.get(place)
    form = tried.form or forms.make(verbs[0], MultiDict(kept.fields) if kept else None)
    form["text"].label.text = _l("Opinion on it")
    form["text"].flags.required = False
    for field in form:
        field.id = field.label.field_id = f"{one.id}-{field.name}"
    told = _decide_by(one, ticket, now) if one.sort == "return" else _longer(one, ticket)
    begun = {"place": place, "begun_at": kept.at if kept else None}
    shown = {"request": one, "ticket": ticket, "chip": chips.chip(ticket, now), "form": form, "verbs": verbs}
    return {**shown, **begun, **told}


def _decide_by(one: Request, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """How long we have to decide a return, what proves it, and how often it came back before."""
    limit, calendar = sla.policy_of(ticket).return_review, sla.calendar()
    until = deadlines.due(one.asked_at, limit.days, limit.hours, calendar).due_at
    earlier = [row for row in queries.requests(ticket) if row.sort == "return" and row.id != one.id]
    proofs = [file for file in queries.attachments(ticket) if file.part == "evidence"]
    standings = scanning.standings(proofs)
    return {
        "decide_by": chips.left(until, now, calendar, bool(limit.hours)),
        "earlier": earlier,
        "item": routing.categories().get(ticket.category),
        "proofs": [(file, standings.get(file.id) == "infected") for file in proofs],
    }


def _longer(one: Request, ticket: Ticket) -> dict[str, Any]:
    """The limit as it is, explained, and as it would be."""
    calendar, language = sla.calendar(), i18n.language()
    after = calendar.closes(calendar.add_workdays(local_day(ticket.due_at), one.days))
    parts = sla.live(ticket)
    running = parts[0][1] if parts else None
    lines: tuple[str, ...] = ()
    if running is not None:
        lines = deadlines.explain(running.started_at, running.due_at, calendar, language, running.limit_hours or None)
    return {
        "due_now": ticket.due_at,
        "due_after": after,
        "lines": lines,
        "more": deadlines.explain(ticket.due_at, after, calendar, language),
    }
