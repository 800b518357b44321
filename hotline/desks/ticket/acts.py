"""A verb is pressed: the form is checked and the act done, or the same page comes again with all that was typed."""

from flask import Response, abort, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, files, i18n, web
from hotline.actors import Actor
from hotline.db import db, read_only, transaction
from hotline.desks import drafts, forms, outcome
from hotline.desks.blueprint import desks
from hotline.desks.posted import opened, whole_number
from hotline.desks.ticket import checks, to_sign, verbs
from hotline.desks.ticket import files as desk_files
from hotline.desks.ticket.page import Tried, page
from hotline.errors import AlreadySent, HotlineError, Incomplete, NotFound, Stale
from hotline.people import queries as people
from hotline.routing import queries as routing
from hotline.tickets import actions, queries, states
from hotline.tickets.models import Ticket

DESK_VERBS = frozenset(states.VERBS) - verbs.WITH_VISITS - {"escalate", "split"}


@desks.post("/staff/tickets/<number>/<verb>")
@web.staff()
def act(number: str, verb: str) -> Response:
    if verb not in DESK_VERBS:
        abort(404)
    actor = web.actor()
    before = queries.get_ticket(number, actor)
    form = forms.make(verb, request.form)
    uploads = desk_files.read(request.files.getlist(forms.FILES)) if forms.FILES in form else []
    if "skeleton" in request.form and verb == "reply":
        return _with_skeleton(before, number, actor, form)
    if not form.validate():
        return _again(number, actor, verb, form, _("Some things need correcting"), 422)
    if faults := [] if checks.SURE in request.form else checks.faults(verb, before, form.data):
        return _again(number, actor, verb, form, _("Look again before it goes to the citizen"), 422, faults)
    try:
        with transaction():
            done = opened(number, actor)
            actions.perform(verb, done, actor, clock.now(), **form.brings())
            desk_files.attach(done, uploads, clock.now())
            drafts.sent(actor, drafts.place_of(done.number, verb))
    except AlreadySent:
        db.session.rollback()
    except HotlineError as error:
        return _refused(number, actor, verb, form, error)
    except StaleDataError:
        return _refused(number, actor, verb, form, Stale())
    flash(outcome.said(before, verb), "success")
    return _onward(number, verb, actor)


@desks.get("/staff/tickets/<number>/<verb>")
@web.staff()
def back(number: str, verb: str) -> Response:
    """The address of an act, typed or come back to: the ticket is what there is to look at."""
    if verb not in DESK_VERBS | {"reveal"}:
        abort(404)
    return web.see_other("desks.ticket", number=number)


def _onward(number: str, verb: str, actor: Actor) -> Response:
    """The ticket again; for a leader who signs, the next reply that waits, or the list when none does.

    A script that sends files shows how far it has come, and goes on to the page by itself.
    """
    url = url_for("desks.ticket", number=number)
    if verb in to_sign.SIGNED_OFF:
        following = to_sign.waiting(actor)
        url = url_for("desks.ticket", number=following[0]) if following else url_for("desks.tickets", state="replied")
    if "X-Upload" in request.headers:
        return jsonify(location=url)
    return make_response(redirect(url, 303))


def _refused(number: str, actor: Actor, verb: str, form: forms.VerbForm, error: HotlineError) -> Response:
    words = error.words(i18n.language())
    if isinstance(error, Incomplete):
        form.blame(error.field, words)
        return _again(number, actor, verb, form, words, error.status)
    if isinstance(error, files.Refused):
        form.blame(forms.FILES, words)
    elif isinstance(error, NotFound) and "master" in form:
        form.blame("master", words)
        return _again(number, actor, verb, form, words, Incomplete.status)
    return _again(number, actor, verb, form, words, error.status)


def _again(
    number: str,
    actor: Actor,
    verb: str,
    form: forms.VerbForm,
    problem: str,
    status: int,
    faults: list[checks.Line] | None = None,
) -> Response:
    db.session.rollback()
    read_only(True)
    fresh = queries.get_ticket(number, actor)
    seen = whole_number(request.form.get("seen", ""), 0)
    return page(fresh, actor, Tried(verb, form, problem, status, seen=seen, faults=faults or []))


def _basis(before: Ticket) -> str:
    """What the catalogue names for this item; the article is for the writer to fill in."""
    item = routing.categories().get(before.category)
    if item is None or not item.basis:
        return str(_("【law or rule, article】"))
    article = _("【article】")
    return f"{item.basis.split('；')[0]}{article}"


def _with_skeleton(before: Ticket, number: str, actor: Actor, form: forms.VerbForm) -> Response:
    """The parts of a good answer (D-48), put in front of what is there already. Changes nothing."""
    unit = people.unit_name(actor.unit, i18n.language())
    parts = (
        _("Hello! We have your letter about “%(title)s” and answer as follows.", title=before.title),
        _("1. What we found: 【when, where, what was checked】"),
        _("2. What we did: 【measure, result, date】"),
        _("3. Basis: %(basis)s", basis=_basis(before)),
        _("4. What comes next: 【step, date】"),
        _("Contact: 【name, telephone】"),
        unit,
        f"{clock.local(clock.now()):%Y-%m-%d}",
    )
    form["public"].data = "\n".join(parts) + (f"\n\n{form['public'].data}" if form["public"].data else "")
    return _again(number, actor, "reply", form, "", 200)
