"""The dispatcher's list: one ticket after another, the suggestion confirmed with one key or corrected with a few."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import transaction
from hotline.desks import chips, choices, forms, waiting
from hotline.desks.blueprint import desks
from hotline.desks.options import Option, suggested
from hotline.desks.posted import only_read, version
from hotline.desks.ticket import flags
from hotline.errors import HotlineError, Incomplete, NotFound, Stale
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import queries as routing
from hotline.tickets import actions, labels, numbers, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

VERBS = ("dispatch", "merge", "correct", "ask_info", "guide", "answer")
"""In the order of the desk; 派单 并案 更正 请补充 引导 直接答复."""
JUST = "dispatched_just_now"
LONG = 1500


@dataclass(frozen=True, slots=True)
class Tried:
    """An act that did not go through: its form with what was typed, and why."""

    verb: str = ""
    form: forms.VerbForm | None = None
    problem: str = ""
    status: int = 200


@desks.get("/staff/dispatch")
@web.staff("dispatcher")
def dispatch() -> Response:
    """The list with its first ticket opened beside it; on a phone the list alone."""
    after = request.args.get("after", "")
    rows, following = waiting.to_dispatch(web.actor(), after)
    return _page(rows, rows[0] if rows else None, after, following)


@desks.get("/staff/dispatch/<number>")
@web.staff("dispatcher")
def dispatch_one(number: str) -> Response:
    """One ticket of the list; one that somebody else sent on meanwhile gives way to the list."""
    shown = queries.get_ticket(number, web.actor())
    if shown.state not in waiting.STATES:
        return web.see_other("desks.dispatch")
    return _opened(shown)


@desks.post("/staff/dispatch/<number>/<verb>")
@web.staff("dispatcher")
def dispatch_act(number: str, verb: str) -> Response:
    if verb not in VERBS:
        abort(404)
    actor, form = web.actor(), forms.make(verb, request.form)
    if not form.validate():
        return _again(number, Tried(verb, form, _("Some things need correcting"), 422))
    try:
        with transaction():
            ticket = queries.get_ticket(number, actor, version())
            _do(verb, ticket, actor, clock.now(), form.brings())
    except (HotlineError, StaleDataError) as error:
        return _refused(number, verb, form, error if isinstance(error, HotlineError) else Stale())
    if verb == "correct":
        flash(say(labels.DONE, verb), "success")
        return web.see_other("desks.dispatch_one", number=number)
    session[JUST] = [number, verb]
    return _next()


@desks.post("/staff/dispatch/<number>/unmerge")
@web.staff("dispatcher")
def dispatch_undo(number: str) -> Response:
    """Undo a merge that was just made; it stands in front again."""
    actor = web.actor()
    with transaction():
        actions.perform("unmerge", queries.get_ticket(number, actor), actor, clock.now(), text="刚并案即撤销。")
    session.pop(JUST, None)
    flash(say(labels.DONE, "unmerge"), "success")
    return web.see_other("desks.dispatch_one", number=number)


def _do(verb: str, ticket: Ticket, actor: Actor, now: datetime, brings: dict[str, Any]) -> None:
    if verb == "dispatch" and ticket.state == "received":
        actions.perform("accept", ticket, actor, now)
    actions.perform(verb, ticket, actor, now, **brings)


def _next() -> Response:
    """The ticket after this one, or the top of the list."""
    following = numbers.read(request.form.get("next", ""))
    return web.see_other("desks.dispatch_one", number=following) if following else web.see_other("desks.dispatch")


def _refused(number: str, verb: str, form: forms.VerbForm, error: HotlineError) -> Response:
    words = error.words(i18n.language())
    if isinstance(error, Incomplete):
        form.blame(error.field, words)
    elif isinstance(error, NotFound) and "master" in form:
        form.blame("master", words)
    return _again(number, Tried(verb, form, words, error.status))


def _again(number: str, tried: Tried) -> Response:
    only_read()
    return _opened(queries.get_ticket(number, web.actor()), tried)


def _opened(shown: Ticket, tried: Tried | None = None) -> Response:
    rows, following = waiting.to_dispatch(web.actor())
    return _page(rows, shown, "", following, tried, chosen=True)


def _page(
    rows: list[Ticket],
    shown: Ticket | None,
    after: str,
    following: str,
    tried: Tried | None = None,
    chosen: bool = False,
) -> Response:
    tried, now = tried or Tried(), clock.now()
    return web.render(
        "desks/dispatch.html",
        tried.status,
        rows=[(row, chips.chip(row, now), flags(row)) for row in rows],
        shown=shown,
        chosen=chosen,
        counts=waiting.counted(web.actor()),
        next_url=url_for("desks.dispatch", after=following) if following else "",
        first_url=url_for("desks.dispatch") if after else "",
        tried=tried,
        form=tried.form,
        just=_just(),
        **(_opened_facts(shown, rows, tried, now) if shown else {}),
    )


def _opened_facts(shown: Ticket, rows: list[Ticket], tried: Tried, now: datetime) -> dict[str, Any]:
    person = queries.petitioner(shown)
    options, why = suggested(shown, now)
    text = masking.text(shown.body)
    language = i18n.language()
    return {
        "number": numbers.show(shown.number),
        "next_number": _after(shown, rows),
        "caller": [mask(getattr(person, name)) for name, mask in masking.FIELDS.items() if getattr(person, name)],
        "text": (text[:LONG], text[LONG:]),
        "options": options,
        "why": why,
        "chip": chips.chip(shown, now),
        "waited": chips.waited(shown, now),
        "flags": flags(shown),
        "category": routing.category_name(shown.category, language) if shown.category else "",
        "place": " · ".join(people.unit_name(code, language) for code in (shown.district, shown.street) if code),
        "returned": [one for one in queries.requests(shown) if one.sort == "return" and one.state == "granted"],
        "unit_name": lambda code: people.unit_name(code, language),
        "files": queries.attachments(shown),
        "acts": [(verb, tried.form if verb == tried.verb else _start(verb, shown, options)) for verb in VERBS],
        "unit_names": choices.named_units(),
    }


def _start(verb: str, shown: Ticket, options: list[Option]) -> forms.VerbForm:
    if verb == "correct":
        held = {name: getattr(shown, name) for name in ("kind", "category", "district", "urgency")}
        return forms.make(verb, None, **held)
    if verb == "dispatch" and options:
        return forms.make(verb, None, unit=options[0].unit, assist=options[0].helpers)
    return forms.make(verb)


def _after(shown: Ticket, rows: list[Ticket]) -> str:
    """The number of the row below, so that the next one opens by itself; the first row after the last."""
    order = [row.number for row in rows]
    if shown.number not in order:
        return ""
    below = order[order.index(shown.number) + 1 :] or order[: order.index(shown.number)]
    return below[0] if below else ""


def _just() -> dict[str, str] | None:
    """What was done a moment ago, once: with the way to take it back."""
    number, verb = session.pop(JUST, ("", ""))
    if not number:
        return None
    done = queries.get_ticket(number, web.actor())
    unit = people.unit_name(done.lead_unit, i18n.language()) if done.lead_unit else ""
    return {"number": done.number, "verb": verb, "done": say(labels.DONE, verb), "unit": unit, "title": done.title}
