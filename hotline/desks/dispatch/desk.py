"""The dispatcher's list: one ticket after another, the suggestion confirmed with one key or corrected with a few."""

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks import drafts, forms, outcome, toasts
from hotline.desks.blueprint import desks
from hotline.desks.dispatch import filters, waiting
from hotline.desks.dispatch.named import called
from hotline.desks.dispatch.shown import VERBS, Tried, page
from hotline.desks.fragments import fragment
from hotline.desks.posted import only_read, opened
from hotline.errors import AlreadySent, HotlineError, Incomplete, NotFound, Stale
from hotline.people import queries as people
from hotline.tickets import actions, labels, numbers, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket


@desks.get("/staff/dispatch")
@web.staff("dispatcher")
def dispatch() -> Response:
    """The list with its first ticket opened beside it; on a phone the list alone."""
    return page(None, request.args.get("after", ""), chosen=False)


@desks.get("/staff/dispatch/<number>")
@web.staff("dispatcher")
def dispatch_one(number: str) -> Response:
    """One ticket of the list; one that somebody sent on meanwhile gives way to the list."""
    shown = queries.get_ticket(number, web.actor())
    if shown.state not in waiting.STATES:
        flash(_taken(shown, web.actor()), "info")
        return _instead()
    return page(shown)


@desks.post("/staff/dispatch/<number>/<verb>")
@web.staff("dispatcher")
def dispatch_act(number: str, verb: str) -> Response:
    if verb not in VERBS:
        abort(404)
    actor, form = web.actor(), forms.make(verb, request.form)
    if "named" in form:
        form["named"].data = called(form["named"].data or "")
    if not form.validate():
        return _again(number, Tried(verb, form, _("Some things need correcting"), 422))
    try:
        with transaction():
            ticket = opened(number, actor)
            _do(verb, ticket, actor, clock.now(), form.brings())
            drafts.sent(actor, drafts.place_of(ticket.number, verb))
    except AlreadySent:
        only_read()
        ticket = queries.get_ticket(number, actor)
    except (HotlineError, StaleDataError) as error:
        return _refused(number, verb, form, error if isinstance(error, HotlineError) else Stale())
    only_read()
    _tell(ticket, verb)
    return _next(number if verb == "correct" else numbers.read(request.form.get("next", "")))


@desks.post("/staff/dispatch/<number>/undo/<verb>")
@web.staff("dispatcher")
def dispatch_undo(number: str, verb: str) -> Response:
    """Take back a dispatch or a merge that was just made; it stands in front again."""
    if verb not in {"recall", "unmerge"}:
        abort(404)
    actor, brings = web.actor(), {"text": "刚并案即撤销。"} if verb == "unmerge" else {}
    try:
        with transaction():
            actions.perform(verb, queries.get_ticket(number, actor), actor, clock.now(), **brings)
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        flash(known.words(i18n.language()), "warning")
        return web.see_other("desks.ticket", number=number)
    toasts.done(f"…{number[-7:]} {say(labels.DONE, verb)}")
    return web.see_other("desks.dispatch_one", number=number, **filters.narrowed().kept)


def _do(verb: str, ticket: Ticket, actor: Actor, now: datetime, brings: dict[str, Any]) -> None:
    if verb == "dispatch" and ticket.state == "received":
        actions.perform("accept", ticket, actor, now)
    actions.perform(verb, ticket, actor, now, **brings)


def _tell(done: Ticket, verb: str) -> None:
    """What was done a moment ago, with the way to take it back where there is one."""
    number, undo = f"…{done.number[-7:]}", {"dispatch": "recall", "merge": "unmerge"}.get(verb)
    words = f"{number} {say(labels.DONE, verb)}"
    if verb == "dispatch":
        words = _(
            "%(number)s was sent to %(unit)s", number=number, unit=people.unit_short(done.lead_unit, i18n.language())
        )
    if undo is None:
        toasts.done(words)
    else:
        kept = filters.narrowed().kept
        toasts.undoable(words, url_for("desks.dispatch_undo", number=done.number, verb=undo, **kept))


def _next(following: str) -> Response:
    """The ticket to look at now, or the top of the list; a script gets it at once, with its address."""
    kept = filters.narrowed().kept
    address = url_for("desks.dispatch", **kept)
    shown = _still_waiting(following) if following else None
    if shown is not None:
        address = url_for("desks.dispatch_one", number=shown.number, **kept)
    if not fragment():
        response = make_response("", 303)
        response.location = address
        return response
    only_read()
    response = page(_still_waiting(following) if following else None, chosen=shown is not None)
    response.headers["HX-Replace-Url"] = address
    return response


def _still_waiting(number: str) -> Ticket | None:
    try:
        found = queries.get_ticket(number, web.actor())
    except NotFound:
        return None
    return found if found.state in waiting.STATES else None


def _instead() -> Response:
    """The list in place of a ticket that is gone from it."""
    kept = filters.narrowed().kept
    if not fragment():
        return web.see_other("desks.dispatch", **kept)
    response = page(None)
    response.headers["HX-Replace-Url"] = url_for("desks.dispatch", **kept)
    return response


def _refused(number: str, verb: str, form: forms.VerbForm, error: HotlineError) -> Response:
    words = error.words(i18n.language())
    if isinstance(error, Incomplete):
        form.blame(error.field, words)
    elif isinstance(error, NotFound) and "master" in form:
        form.blame("master", words)
    else:
        only_read()
        found = queries.get_ticket(number, web.actor())
        if found.state not in waiting.STATES:
            if _typed(form):
                return page(None, tried=Tried(verb, None, _gone(found, verb), error.status, outcome.written(form)))
            flash(_taken(found, web.actor()), "info")
            return _next(numbers.read(request.form.get("next", "")))
    return _again(number, Tried(verb, form, words, error.status))


def _typed(form: forms.VerbForm) -> bool:
    """Somebody's words stand in the form: they are never thrown away."""
    return any(str(field.data or "").strip() for field in form if field.type == "TextAreaField")


def _gone(found: Ticket, verb: str) -> str:
    """Which ticket, and why the words that were typed for it cannot be sent from here."""
    return f"…{found.number[-7:]}{_(': ')}{outcome.gone(found, verb)}"


def _taken(gone: Ticket, actor: Actor) -> str:
    """Who sent it on before us, and where to."""
    last = queries.timeline(gone)[-1]
    number, done = f"…{gone.number[-7:]}", say(labels.EVENTS, last.verb)
    if last.actor_id == actor.id:
        return str(_("%(number)s is no longer waiting: you did this already (%(done)s)", number=number, done=done))
    return str(
        _(
            "%(who)s was a moment faster with %(number)s (%(done)s); here is the next",
            who=last.actor_name,
            number=number,
            done=done,
        )
    )


def _again(number: str, tried: Tried) -> Response:
    db.session.rollback()
    only_read()
    return page(queries.get_ticket(number, web.actor()), tried=tried)
