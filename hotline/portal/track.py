"""Looking a matter up by number and query code, and what its citizen may do: add, urge, withdraw."""

from collections.abc import Collection
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, config, files, i18n, web
from hotline.actors import Actor
from hotline.channels import inbox
from hotline.db import db, transaction
from hotline.errors import AlreadySent, HotlineError, NotAllowed, Stale
from hotline.portal import attached, begun, page, proof
from hotline.portal.blueprint import portal
from hotline.portal.forms import SupplyForm, TrackForm, WithdrawForm
from hotline.sla import bounds
from hotline.tickets import actions, numbers, sendings
from hotline.tickets import queries as tickets

TRIES = "10/minute"
TRIES_A_NUMBER = "30/hour"
"""Guessing one ticket's code from many places is slow too."""


@portal.get("/track")
def track_form() -> Response:
    return _ask(TrackForm(data={"number": request.args.get("number", "")[:60]}))


@portal.post("/track")
@web.limiter.limit(TRIES)
@web.limiter.limit(TRIES_A_NUMBER, key_func=lambda: "track " + numbers.read(request.form.get("number", "")[:60]))
def track() -> Response:
    """One answer for every wrong pair; the right pair opens the page for two hours on this device."""
    form = TrackForm(request.form)
    if not form.validate():
        return _ask(form, 422)
    ticket = tickets.tracked(config.settings().city, form.number.data, form.code.data)
    if ticket is None:
        form.number.errors = [_("Number and query code do not match. Check both; they are on your confirmation.")]
        return _ask(form, 422)
    proof.remember(ticket, clock.now())
    typed = web.kept(request.form.get("resume", ""))
    if typed:
        return web.render("portal/resume.html", path=typed[0], fields=typed[1], number=ticket.number)
    return web.see_other("portal.progress", number=numbers.show(ticket.number))


@portal.get("/track/<number>")
def progress(number: str) -> Response:
    return show(number, proven(number))


@portal.post("/track/leave")
def leave() -> Response:
    """For a shared computer: nothing of the ticket stays open here."""
    proof.forget()
    begun.forget()
    flash(_("This device no longer shows your matter. With number and query code you can look again."), "success")
    return web.see_other("portal.track_form")


@portal.post("/track/<number>/supply")
@web.limiter.limit(TRIES)
def supply(number: str) -> Response:
    """More words and files for an open matter; what is typed survives an error and somebody else's change."""
    who = proven(number)
    form = SupplyForm(request.form)
    before = attached.carried(request.form.getlist("attached"), request.form.get("remove", ""))
    have, refused = attached.taken(request.files.getlist("files"), before, i18n.language())
    good = bool(form.validate()) and not refused
    form.files.errors = refused
    if not good or "remove" in request.form:
        return show(number, who, 422, supplying=form, files=have, form=form)
    kept = [(one.name, files.read(one.sha256), one.sha256) for one in have]
    try:
        with transaction():
            ticket = sendings.opened(number, who, web.form_mark(), clock.now())
            actions.perform("supply", ticket, who, clock.now(), text=form.text.data)
            inbox.add_files(ticket, kept, clock.now())
    except AlreadySent:
        db.session.rollback()
    except (HotlineError, StaleDataError) as error:
        return conflict(number, who, error, supplying=form, files=have)
    flash(_("Added. Whoever handles it sees it now."), "success")
    return web.see_other("portal.progress", number=number)


@portal.post("/track/<number>/urge")
@web.limiter.limit(TRIES)
def urge(number: str) -> Response:
    """催一催: one counts a working day; a second is answered kindly and counted nowhere."""
    who = proven(number)
    try:
        with transaction():
            ticket = sendings.opened(number, who, _mark_of_today(), clock.now())
            counted = not bounds.urged_lately(ticket, clock.now())
            if counted:
                actions.perform("urge", ticket, who, clock.now())
    except AlreadySent:
        counted = True
    except (HotlineError, StaleDataError) as error:
        return conflict(number, who, error)
    if counted:
        flash(_("We have passed on that you are waiting."), "success")
    else:
        flash(_("You asked already, and it was passed on. You can ask again on the next working day."), "info")
    return web.see_other("portal.progress", number=number)


@portal.post("/track/<number>/withdraw")
@web.limiter.limit(TRIES)
def withdraw(number: str) -> Response:
    """撤回: only of the matter as it was seen; when something happened meanwhile, that is shown first."""
    who = proven(number)
    form = WithdrawForm(request.form)
    if not form.validate():
        return show(number, who, 422, withdrawal=form, form=form)
    try:
        with transaction():
            ticket = sendings.opened(number, who, web.form_mark(), clock.now(), version())
            actions.perform("withdraw", ticket, who, clock.now(), text=form.text.data)
    except AlreadySent:
        db.session.rollback()
    except (HotlineError, StaleDataError) as error:
        return conflict(number, who, error, withdrawal=form)
    flash(_("You withdrew it. Nobody works on it any more."), "success")
    return web.see_other("portal.progress", number=number)


def proven(number: str) -> Actor:
    """The citizen this browser has proven to be; otherwise the way to prove it, with what was typed kept."""
    stored = numbers.read(number)
    who = proof.citizen(stored, clock.now()) if stored else None
    if who is None:
        abort(_prove_first(number[:60]))
    return who


def _prove_first(number: str) -> Response:
    if request.method != "POST":
        return web.see_other("portal.track_form", number=number)
    flash(_("Give the query code once more, then what you wrote is here again."), "info")
    return _ask(TrackForm(data={"number": number}), 401, web.keep_typed())


def _mark_of_today() -> str:
    """Tomorrow the same button on the same page is pressed anew."""
    mark = web.form_mark()
    return f"{clock.today():%Y%m%d}{mark[8:]}" if mark else ""


def version() -> int:
    """The version of the page the form was on; an absurd one is stale."""
    said = request.form.get("version", "")
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 19 else -1


def show(number: str, who: Actor, status: int = 200, **more: Any) -> Response:
    """The tracking page. `more` brings back the form that has to be seen again."""
    now = clock.now()
    ticket = tickets.get_ticket(number, who)
    parts: dict[str, Any] = {"form": None, "files": [], "supplying": SupplyForm(), "withdrawal": WithdrawForm(), **more}
    told = page.standing(ticket, who, now)
    return web.render("portal/track.html", status, **parts, told=told, lost=_without_a_form(parts, told.may))


def _without_a_form(parts: dict[str, Any], may: Collection[str]) -> list[str]:
    """What was typed into a form that the page no longer has."""
    forms = {"supply": parts["supplying"].text, "withdraw": parts["withdrawal"].text}
    typed = [field.data for verb, field in forms.items() if verb not in may]
    return [words for words in (*typed, parts.get("said", "")) if words]


def conflict(number: str, who: Actor, error: Exception, **more: Any) -> Response:
    """Something happened meanwhile: the fresh page, the reason in words, and what was typed still in its place."""
    db.session.rollback()
    words, status = _("Something new happened while you were reading. See below, then send it again."), 409
    if isinstance(error, NotAllowed):
        words = _("It has moved on, and this can no longer be done here. In a hurry, call 12345.")
    elif isinstance(error, HotlineError) and not isinstance(error, Stale):
        words, status = error.words(i18n.language()), error.status
    return show(number, who, status, conflict=words, **more)


def _ask(form: TrackForm, status: int = 200, resume: str = "") -> Response:
    form.code.data = ""
    resume = resume or request.form.get("resume", "")
    return web.render("portal/track_form.html", status, form=form, resume=resume)
