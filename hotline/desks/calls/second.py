"""Two matters in one call: the assistant tells it quietly, and one key files the second as a ticket of its own."""

from hashlib import md5

from flask import Response, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from hotline import clock, web
from hotline.channels import clean, inbox
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.calls import aside, desk, matters, taken
from hotline.desks.calls.form import CallForm
from hotline.desks.posted import only_read
from hotline.errors import HotlineError
from hotline.routing.decision.several import Portion
from hotline.tickets import queries

KEPT = ("phone", "name", "address", "confidential", "no_follow_up", "upset")
"""What holds for every matter of one call: who calls, and where."""


@desks.post("/staff/calls/second")
@web.staff(*desk.CALLERS)
def file_second() -> Response:
    """The second matter becomes a ticket with this caller and place and leaves the text; the call goes on.

    A second press of the same page makes no second ticket.
    """
    form, actor, now = CallForm(request.form).tidy(), desk.at_the_phone(), clock.now()
    found = matters.portions(form)
    if len(found) < 2:
        only_read()
        return desk.page(form, problem=_("The text holds one matter now"))
    apart = _form_of(form, found[1])
    told = aside.advised(apart, now)
    outcome = inbox.arrive("phone", apart.raw(), now, external_id=apart.call_id.data or "", actor=actor)
    if outcome.ticket is None:
        only_read()
        return desk.page(form, problem=desk.stored_only())
    try:
        with transaction():
            ticket = queries.get_ticket(outcome.ticket.number, actor)
            act = "dispatch" if told is not None and told.found.unit and told.found.district else "leave"
            desk.send_on(ticket, actor, now, act, apart, told, "")
    except (HotlineError, StaleDataError) as error:
        flash(_("It is a ticket, but it was not sent on: %(why)s", why=desk.words(error)), "warning")
    only_read()
    form.body.data = _without(clean.body(form.body.data or ""), found[1])
    taken.keep(outcome.ticket)
    return desk.page(form, taken=taken.taken(actor), goes_on=True)


def _form_of(form: CallForm, portion: Portion) -> CallForm:
    """Caller and place of this call with the words of one matter; its id is made of both, so that it is made once."""
    words = matters.bare(portion)
    kept = {name: form[name].data for name in KEPT if form[name].data}
    made = md5(f"{form.call_id.data} {words}".encode(), usedforsecurity=False).hexdigest()
    return CallForm(MultiDict({**kept, "body": words, "call_id": made})).tidy()


def _without(body: str, portion: Portion) -> str:
    for piece in portion.words.split("\n"):
        body = body.replace(piece, "", 1)
    return "\n".join(line for line in body.split("\n") if line.strip()).strip()
