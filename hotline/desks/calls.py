"""The operator's call: one page from the first word to the number read back; an open matter is urged, not doubled."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, flash, request, session
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import call, clean, inbox, phones
from hotline.db import transaction
from hotline.desks import advice, chips
from hotline.desks.blueprint import desks
from hotline.desks.call_form import ACTS, CallForm
from hotline.desks.posted import only_read
from hotline.errors import HotlineError, Incomplete, Stale
from hotline.people import queries as people
from hotline.routing.engine import Matter
from hotline.tickets import actions, labels, numbers, queries
from hotline.tickets.actions.ground import MAX_TEXT
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

CALLERS = ("operator", "dispatcher")
TAKEN = "call_taken"
SHOWN_FOR = timedelta(minutes=10)
"""How long number and code stay on the operator's page."""
SHOWN_UNIT = "shown_unit"
ON_THE_LINE = ("urge", "supply")
"""What a caller may do about an earlier ticket instead of making a second one (D-59)."""


@dataclass(frozen=True, slots=True)
class Earlier:
    ticket: Ticket
    chip: chips.Chip | None
    acts: tuple[str, ...]


@desks.get("/staff/calls/new")
@web.staff(*CALLERS)
def new_call() -> Response:
    return _page(CallForm().tidy(), taken=_taken())


@desks.post("/staff/calls/assist")
@web.staff(*CALLERS)
def assist() -> Response:
    """What the assistant says to what is typed so far: the pane alone for a script, the whole page without one."""
    only_read()
    form = CallForm(request.form).tidy()
    if "HX-Request" not in request.headers:
        return _page(form)
    response = web.render("desks/_call_assist.html", **_beside(form))
    response.headers["Vary"] = "HX-Request"
    return response


@desks.post("/staff/calls/new")
@web.staff(*CALLERS)
def take_call() -> Response:
    """Stored as it was typed, made a ticket, and sent where the operator says: then the number is read back."""
    form, now, actor = CallForm(request.form).tidy(), clock.now(), _at_the_phone()
    act = request.form.get("act", "")
    act = act if act in ACTS else "dispatch"
    told = _advice(form, now)
    if not form.complete(act, told, request.form.get(SHOWN_UNIT, "")):
        only_read()
        return _page(form, 422)
    outcome = inbox.arrive("phone", form.raw(), now, external_id=form.call_id.data, actor=actor)
    if outcome.ticket is None:
        flash(_("The call is stored. The number takes a moment; look for it in the tickets by telephone."), "warning")
        return web.see_other("desks.new_call")
    if outcome.duplicate and not outcome.identical:
        return _sent_before(form, outcome.ticket)
    try:
        with transaction():
            _send_on(queries.get_ticket(outcome.ticket.number, actor), actor, now, act, form, told)
    except (HotlineError, StaleDataError) as error:
        words = (error if isinstance(error, HotlineError) else Stale()).words(i18n.language())
        flash(_("It is a ticket, but it was not sent on: %(why)s", why=words), "warning")
    session[TAKEN] = [outcome.ticket.number, clock.iso(now)]
    return web.see_other("desks.new_call")


@desks.post("/staff/calls/<number>/<verb>")
@web.staff(*CALLERS)
def about_earlier(number: str, verb: str) -> Response:
    """The caller asks about an earlier matter: urged (催办), or what was said is added to it (补充)."""
    if verb not in ON_THE_LINE:
        abort(404)
    form, now, actor = CallForm(request.form).tidy(), clock.now(), _at_the_phone()
    text = clean.body(form.body.data or "")[:MAX_TEXT]
    try:
        with transaction():
            actions.perform(verb, queries.get_ticket(number, actor), actor, now, text=text)
    except Incomplete:
        only_read()
        form.body.errors = [_("Write what the caller adds, then press it again")]
        return _page(form, Incomplete.status)
    only_read()
    flash(_told(verb, queries.get_ticket(number, actor)), "success")
    return web.see_other("desks.new_call")


def _send_on(ticket: Ticket, actor: Actor, now: datetime, act: str, form: CallForm, told: advice.Advice | None) -> None:
    if ticket.state != "received":
        return
    if form.urgency.data and form.urgency.data != ticket.urgency:
        actions.perform("correct", ticket, actor, now, urgency=form.urgency.data)
    if act in {"answer", "guide"}:
        actions.perform(act, ticket, actor, now, text=form.text.data)
        return
    actions.perform("accept", ticket, actor, now)
    if act == "dispatch" and told is not None:
        unit = form.unit.data or told.found.unit
        helpers = told.found.assist if unit == told.found.unit else ()
        actions.perform("dispatch", ticket, actor, now, unit=unit, assist=helpers)


def _sent_before(form: CallForm, earlier: Ticket) -> Response:
    """The page was gone back to and changed: it may be another matter, so the operator says so."""
    form.call_id.data = ""
    form.tidy().body.errors = [
        _("This form was sent already as %(number)s. Another matter? Then press again.", number=_shown(earlier))
    ]
    only_read()
    return _page(form, 409)


def _told(verb: str, ticket: Ticket) -> str:
    """What the operator reads to the caller."""
    unit = people.unit_name(ticket.lead_unit, i18n.language()) if ticket.lead_unit else say(labels.STATES, ticket.state)
    facts = {"number": _shown(ticket), "unit": unit, "due": advice.spoken(ticket.promised_at or ticket.due_at)}
    return str(_("%(done)s %(number)s, %(unit)s, promised by %(due)s.", done=say(labels.DONE, verb), **facts))


def _page(form: CallForm, status: int = 200, taken: dict[str, Any] | None = None) -> Response:
    return web.render("desks/call.html", status, form=form, taken=taken, **_beside(form))


def _beside(form: CallForm) -> dict[str, Any]:
    """What stands beside the form: the caller's earlier tickets and the advice."""
    now, typed = clock.now(), form.phone.data or ""
    phone, actor = phones.e164(typed), _at_the_phone()
    earlier = [
        Earlier(one, chips.chip(one, now), tuple(v for v in ON_THE_LINE if v in actions.available(one, actor)))
        for one in sorted(queries.earlier_by_phone(actor, phone), key=lambda ticket: not ticket.open)
    ]
    odd = bool(typed.strip()) and not phone
    return {"advice": _advice(form, now), "earlier": earlier, "phone_known": bool(phone), "phone_odd": odd,
            "spoken": advice.spoken, "shown_name": SHOWN_UNIT}  # fmt: skip


def _advice(form: CallForm, now: datetime) -> advice.Advice | None:
    """None while nothing is said yet. Read through the door's own adapter: what is shown is what will be saved."""
    if not clean.body(form.body.data or ""):
        return None
    said = call.parse(form.raw(), now)
    matter = Matter(
        title=said.title, body=said.body, address=said.person.address, kind=said.kind, category=said.category,
        confidential=said.confidential,
    )  # fmt: skip
    return advice.advise(matter, now, form.urgency.data)


def _taken() -> dict[str, Any] | None:
    """The call just taken, to be read back. The session holds its number only; the code never leaves the database
    but on this page."""
    kept = session.get(TAKEN)
    if not kept or clock.now() - clock.parse(kept[1]) > SHOWN_FOR:
        session.pop(TAKEN, None)
        return None
    ticket = queries.get_ticket(kept[0], _at_the_phone())
    unit = people.unit_name(ticket.lead_unit, i18n.language()) if ticket.lead_unit else ""
    due = advice.spoken(ticket.promised_at or ticket.due_at) if ticket.open else ""
    code = ticket.query_code
    return {"ticket": ticket, "number": _shown(ticket), "code": f"{code[:4]} {code[4:]}", "unit": unit, "due": due}


def _shown(ticket: Ticket) -> str:
    return numbers.show(ticket.number)


def _at_the_phone() -> Actor:
    """Whoever sits at this desk acts as an operator: a dispatcher who takes a call decides himself where it goes."""
    return replace(web.actor(), role="operator")
