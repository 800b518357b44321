"""The requests of units that wait for a decision: a return 退单 or more time 延期; always decided with words."""

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.db import transaction
from hotline.desks import chips, forms, waiting
from hotline.desks.blueprint import desks
from hotline.desks.dispatch import Tried
from hotline.desks.posted import only_read, version
from hotline.errors import HotlineError, Stale
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.tickets import actions, labels, queries
from hotline.tickets.labels import say
from hotline.tickets.models import Request, Ticket

DECISIONS = ("grant_return", "refuse_return", "grant_extension", "refuse_extension")


@desks.get("/staff/dispatch/requests")
@web.staff("dispatcher")
def dispatch_requests() -> Response:
    return _requests()


@desks.post("/staff/dispatch/requests/<number>/<verb>")
@web.staff("dispatcher")
def dispatch_decide(number: str, verb: str) -> Response:
    """Grant or refuse; a granted return is dispatched again at once."""
    if verb not in DECISIONS:
        abort(404)
    actor, form = web.actor(), forms.make(verb, request.form)
    if not form.validate():
        return _requests(number, Tried(verb, form, _("Give the reason"), 422))
    try:
        with transaction():
            ticket = queries.get_ticket(number, actor, version())
            actions.perform(verb, ticket, actor, clock.now(), **form.brings())
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        return _requests(number, Tried(verb, form, known.words(i18n.language()), known.status))
    flash(say(labels.DONE, verb), "success")
    if verb == "grant_return":
        return web.see_other("desks.dispatch_one", number=number)
    return web.see_other("desks.dispatch_requests")


def _requests(number: str = "", tried: Tried | None = None) -> Response:
    only_read()
    tried = tried or Tried()
    language, now = i18n.language(), clock.now()
    rows = [_row(one, ticket, number, tried, now) for one, ticket in queries.waiting_requests(web.actor().city)]
    return web.render(
        "desks/dispatch_requests.html",
        tried.status,
        rows=rows,
        counts=waiting.counted(web.actor()),
        tried=tried,
        form=tried.form,
        unit_name=lambda code: people.unit_name(code, language),
        mask=masking.text,
    )


def _row(one: Request, ticket: Ticket, number: str, tried: Tried, now: datetime) -> dict[str, Any]:
    """A request with its form; the ids carry the request, so that several stand on one page."""
    verbs = (f"grant_{one.sort}", f"refuse_{one.sort}")
    typed = tried.form if number == ticket.number and tried.verb in verbs else None
    form = typed or forms.make(verbs[0])
    for field in form:
        field.id = field.label.field_id = f"{one.id}-{field.name}"
    return {"request": one, "ticket": ticket, "chip": chips.chip(ticket, now), "form": form, "verbs": verbs}
