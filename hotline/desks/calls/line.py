"""The telephone at the desk (来电弹屏): what rings at this person's extension pops up, F2 takes it into the form.

The page asks every second or so; the answer is one row found along an index, and nothing but 304 while it stays. See
decision 0020.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, abort, flash, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _

from hotline import clock, config, i18n, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import transaction
from hotline.desks import drafts
from hotline.desks.blueprint import desks
from hotline.desks.calls.form import CallForm
from hotline.desks.posted import whole_number
from hotline.errors import Incomplete, NotFound
from hotline.people import queries as people
from hotline.people.models import User
from hotline.telephony import actions, queries, tables, transcripts
from hotline.telephony.models import Call, Nuisance
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket

ROLES = ("operator", "dispatcher")
"""Who answers citizens' calls."""
KNOWN = 3
"""Earlier tickets that the pop names."""


@dataclass(frozen=True, slots=True)
class Pop:
    """A call that wants to be taken, with what is known of its caller."""

    call: Call
    phone: str
    earlier: list[Ticket]
    tag: Nuisance | None
    reason: str
    missed: int

    @property
    def open(self) -> int:
        return sum(ticket.open for ticket in self.earlier)


@desks.app_context_processor
def _line() -> dict[str, Any]:
    actor = web.signed_in() if request.path.startswith("/staff") else None
    if actor is None or actor.role not in ROLES:
        return {}
    return {"my_desk": partial(_my_desk, actor), "my_pop": partial(pop, actor)}


def _my_desk(actor: Actor) -> str:
    """The extension where this person sits; empty for none."""
    if "my_desk" not in g:
        mine = queries.seat(actor.city, actor.id)
        g.my_desk = mine.extension if mine else ""
    return str(g.my_desk)


def pop(actor: Actor) -> Pop | None:
    """What rings at this person's desk now."""
    now = clock.now()
    call = queries.ringing_at(actor.city, actor.id, now)
    if call is None:
        return None
    tag = queries.tag_of(actor.city, call.phone, now)
    task = queries.open_callback_of(actor.city, call.phone)
    place = 0 if i18n.language() == "zh" else 1
    return Pop(
        call, phones.display(call.phone), tickets.earlier_by_phone(actor, call.phone, KNOWN), tag,
        tables.rules().reasons.get(tag.reason, (tag.reason,) * 2)[place] if tag else "", task.calls if task else 0,
    )  # fmt: skip


@desks.get("/staff/calls/line")
@web.staff(*ROLES)
def line() -> Response:
    """The pop alone, empty while nothing rings; opened as a page it leads on. `form`: which form its acts send."""
    if "HX-Request" not in request.headers:
        return web.see_other("desks.new_call")
    shown = pop(web.actor())
    response = make_response(render_template("desks/_call_pop.html", pop=shown, form=_form()))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _form() -> str:
    return "call" if request.args.get("form") == "call" else "line-form"


@desks.post("/staff/calls/line/<int:call_id>/take")
@web.staff(*ROLES)
def take_line(call_id: int) -> Response:
    """This person takes the call. A script gets the number; without one a new form opens and what was typed is kept."""
    actor, now, form = web.actor(), clock.now(), CallForm(request.form).tidy()
    with transaction():
        call = actions.accept(call_id, actor, now)
        phone, here = phones.display(call.phone), request.form.get("into") == "here"
        if not here and form.begun():
            drafts.set_aside(actor, form.call_id.data or "", request.form.items(multi=True), now)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(call=str(call_id), phone=phone)
    return web.see_other("desks.new_call", call=call_id)


def taken(actor: Actor, call_id: str) -> Call:
    """The call of this person with this id. Raises NotFound for another's."""
    call = queries.call(actor.city, whole_number(call_id, 0))
    if call.taken_by_id != actor.id:
        raise NotFound("没有这次通话。", "There is no such call.")
    return call


def listens() -> bool:
    """Whether a machine writes down what is said."""
    return config.settings().transcripts is not None


@desks.get("/staff/calls/line/<call_id>/transcript")
@web.staff(*ROLES)
def transcript(call_id: str) -> Response:
    """What was said in a call of mine from the line `after` on, as JSON."""
    call = taken(web.actor(), call_id)
    driver = transcripts.driver(config.settings().transcripts)
    said = driver.said(call.external_id, whole_number(request.args.get("after", ""), 0))
    response = jsonify(said=[{"place": one.place, "who": one.who, "text": one.text} for one in said], live=call.live)
    response.headers["Cache-Control"] = "no-store"
    return response


@desks.post("/staff/calls/seat")
@web.staff(*ROLES)
def sit() -> Response:
    """Where I sit from now on."""
    _sit(web.actor(), web.actor().id)
    return web.see_other("desks.preferences")


@desks.post("/staff/admin/users/<login>/seat")
@web.staff("admin")
def sit_for(login: str) -> Response:
    """The administrator says where somebody sits."""
    user = people.user_by_login(login)
    if user is None or user.city != web.actor().city or user.role not in ROLES:
        abort(404)
    _sit(web.actor(), user.id)
    return web.see_other("desks.admin_user", login=login)


@desks.app_context_processor
def _seats() -> dict[str, Any]:
    return {"desk_of": _desk_of}


def _desk_of(person: Actor | User) -> str | None:
    """Where this person sits; None for whoever answers no telephone."""
    if person.role not in ROLES:
        return None
    mine = queries.seat(person.city, person.id)
    return mine.extension if mine else ""


def _sit(actor: Actor, user_id: int) -> None:
    try:
        with transaction():
            actions.sit(actor.city, user_id, request.form.get("extension", ""), clock.now())
    except Incomplete as error:
        flash(error.words(i18n.language()), "error")
    else:
        flash(_("The desk is kept: its calls come to this person."), "success")
