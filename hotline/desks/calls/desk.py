"""The operator's call: one page from the first word to the number read back; an open matter is urged, not doubled."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import clean, inbox, phones
from hotline.db import transaction
from hotline.desks import advice, drafts
from hotline.desks.blueprint import desks
from hotline.desks.calls import aside, done, line, options, taken
from hotline.desks.calls.form import ACTS, CallForm
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError, Incomplete, NotFound, Stale
from hotline.insight.outages import queries as outages
from hotline.insight.outages.actions import told_of
from hotline.telephony import actions as lines
from hotline.telephony import callbacks, rules
from hotline.telephony import queries as telephony
from hotline.tickets import actions, numbers, queries
from hotline.tickets.actions.ground import MAX_TEXT
from hotline.tickets.models import Ticket

CALLERS = ("operator", "dispatcher")
UPSET = "来电人情绪激动或有辱骂，联系时请注意。"
"""The note that warns those who call back; data, so in the language of the city."""


@desks.get("/staff/calls/new")
@web.staff(*CALLERS)
def new_call() -> Response:
    """An empty form; with `?draft=` a call this person had begun to log, with `?call=` the one he took at his desk.

    `?back=` is a number that was called back and reached.
    """
    actor, asked = web.actor(), request.args.get("draft", "")
    kept = drafts.of_call(actor, asked if len(asked) > 1 else "")
    if kept is not None and asked:
        return page(CallForm(MultiDict(kept.fields)).tidy(), draft_at=kept.at)
    form = _from_the_line(actor).tidy()
    begun = drafts.of_call(actor) if len(asked) > 1 else kept
    return page(
        form, taken=taken.taken(at_the_phone()), begun_at=begun.at if begun else None,
        aside=drafts.calls_aside(actor),
    )  # fmt: skip


@desks.post("/staff/calls/assist")
@web.staff(*CALLERS)
def assist() -> Response:
    """What the assistant says to what is typed so far: the pane alone for a script, the whole page without one."""
    return _part("desks/_call_assist.html", aside.matter)


@desks.post("/staff/calls/earlier")
@web.staff(*CALLERS)
def earlier_calls() -> Response:
    """The caller's earlier tickets: the list alone for a script, the whole page without one."""
    return _part("desks/_call_earlier.html", aside.caller)


@desks.post("/staff/calls/new")
@web.staff(*CALLERS)
def take_call() -> Response:
    """Stored as it was typed, made a ticket, and sent where the operator says: then the number is read back."""
    form, now, actor = CallForm(request.form).tidy(), clock.now(), at_the_phone()
    act, master = _chosen()
    told = aside.advised(form, now)
    if not form.complete(act, told, request.form.get(aside.SHOWN_UNIT, "")):
        only_read()
        return page(form, 422)
    if act == "merge" and (gone := _not_to_merge_with(master, actor)):
        only_read()
        return page(form, 409, problem=gone)
    outcome = inbox.arrive("phone", form.raw(), now, external_id=form.call_id.data, actor=actor)
    if outcome.ticket is None:
        flash(stored_only(), "warning")
        return web.see_other("desks.new_call")
    if outcome.duplicate and not outcome.identical:
        return _sent_before(form, outcome.ticket)
    try:
        with transaction():
            ticket = queries.get_ticket(outcome.ticket.number, actor)
            send_on(ticket, actor, now, act, form, told, master)
    except (HotlineError, StaleDataError) as error:
        flash(_("It is a ticket, but it was not sent on: %(why)s", why=words(error)), "warning")
    with transaction():
        _tie(form, queries.get_ticket(outcome.ticket.number, actor), actor)
    taken.keep(outcome.ticket)
    return web.see_other("desks.new_call")


@desks.post("/staff/calls/outages/<int:outage_id>")
@web.staff(*CALLERS)
def told_of_outage(outage_id: int) -> Response:
    """The notice answered the caller: it is counted, nothing becomes a ticket, and the draft is done with."""
    form, actor = CallForm(request.form).tidy(), at_the_phone()
    with transaction():
        told_of(outages.outage(actor.city, outage_id))
        drafts.sent(actor, form.place)
    flash(_("The notice was told: no ticket was made"), "success")
    return web.see_other("desks.new_call")


@desks.post("/staff/calls/<number>/<verb>")
@web.staff(*CALLERS)
def about_earlier(number: str, verb: str) -> Response:
    """The caller asks about an earlier matter: urged (催办), or what was said is added to it (补充)."""
    if verb not in aside.ON_THE_LINE:
        abort(404)
    form, now, actor = CallForm(request.form).tidy(), clock.now(), at_the_phone()
    text = clean.body(form.body.data or "")[:MAX_TEXT]
    try:
        with transaction():
            ticket = queries.get_ticket(number, actor)
            actions.perform(verb, ticket, actor, now, text=text)
            _tie(form, ticket, actor)
    except Incomplete:
        only_read()
        form.body.errors = [_("Write what the caller adds, then press it again")]
        return page(form, Incomplete.status)
    except (HotlineError, StaleDataError) as error:
        only_read()
        return page(form, Stale.status, problem=words(error))
    only_read()
    taken.keep(queries.get_ticket(number, actor), verb)
    return web.see_other("desks.new_call")


def _chosen() -> tuple[str, str]:
    """What the pressed button stands for, and the number of the master when it is a merge."""
    master = request.form.get("master", "")
    act = "merge" if master else request.form.get("act", "")
    return (act if act in ACTS else "dispatch"), master


def _not_to_merge_with(master: str, actor: Actor) -> str:
    """Why the matter to merge with cannot take another one by now; empty when it can."""
    try:
        chief = queries.get_ticket(master, actor)
    except NotFound as error:
        return words(error)
    if chief.open and chief.answered_at is None:
        return ""
    number = numbers.show(chief.number)
    return str(_("%(number)s was answered in the meantime: send this one on its own", number=number))


def send_on(
    ticket: Ticket, actor: Actor, now: datetime, act: str, form: CallForm, told: advice.Advice | None, master: str
) -> None:
    """What the operator decided, done to the ticket that was just made; `master` is the number it is merged with."""
    if ticket.state != "received":
        return
    if form.upset.data:
        actions.perform("note", ticket, actor, now, text=UPSET)
    for one in telephony.acts_in(actor.city, form.call_id.data or ""):
        if one.kind == "emergency":
            actions.perform("note", ticket, actor, now, text=done.note(one))
    if form.urgency.data and form.urgency.data != ticket.urgency:
        actions.perform("correct", ticket, actor, now, urgency=form.urgency.data)
    if act in {"answer", "guide"}:
        actions.perform(act, ticket, actor, now, text=form.text.data)
        return
    actions.perform("accept", ticket, actor, now)
    if act == "merge":
        actions.perform("merge", ticket, actor, now, master=master)
    if act == "dispatch" and told is not None:
        unit = form.unit.data or told.found.unit
        helpers = told.found.assist if unit == told.found.unit else ()
        actions.perform("dispatch", ticket, actor, now, unit=unit, assist=helpers)


def _from_the_line(actor: Actor) -> CallForm:
    """The form of a call this person has taken or made: its number stands in it already."""
    call_id, back_id = request.args.get("call", ""), request.args.get("back", "")
    if call_id:
        call = line.taken(actor, call_id)
        return CallForm(MultiDict({"phone": phones.display(call.phone), "line": str(call.id), "own": "1"}))
    if back_id:
        task = telephony.callback(actor.city, whole_number(back_id, 0))
        if task.state == "reached" and task.done_by == actor.name:
            return CallForm(MultiDict({"phone": phones.display(task.phone), "back": str(task.id), "own": "1"}))
    return CallForm()


def _tie(form: CallForm, ticket: Ticket, actor: Actor) -> None:
    """The call, what was done during it and the task that led to it belong to the ticket; its draft is done with."""
    if form.line.data:
        lines.link(int(form.line.data), ticket, actor)
    if form.back.data:
        callbacks.link(int(form.back.data), ticket, actor)
    lines.link_acts(form.call_id.data or "", ticket, actor)
    drafts.sent(actor, form.place)


def _sent_before(form: CallForm, earlier: Ticket) -> Response:
    """The page was gone back to and changed: it may be another matter, so the operator says so."""
    form.call_id.data, form.own.data = "", ""
    number = numbers.show(earlier.number)
    form.tidy().body.errors = [
        _("This form was sent already as %(number)s. Another matter? Then press again.", number=number)
    ]
    only_read()
    return page(form, 409)


def stored_only() -> str:
    return str(_("The call is stored. The number takes a moment; look for it in the tickets by telephone."))


def words(error: HotlineError | StaleDataError) -> str:
    return (error if isinstance(error, HotlineError) else Stale()).words(i18n.language())


def _part(template: str, beside: Any) -> Response:
    only_read()
    form = CallForm(request.form).tidy()
    if "HX-Request" not in request.headers:
        return page(form)
    response = web.render(template, **beside(form, at_the_phone(), clock.now()))
    response.headers["Vary"] = "HX-Request"
    return response


def page(form: CallForm, status: int = 200, **more: Any) -> Response:
    """`more`: taken, problem, draft_at (the draft on the page), begun_at (the one that is not), aside (others)."""
    actor, now = at_the_phone(), clock.now()
    beside = {**aside.caller(form, actor, now), **aside.matter(form, actor, now), **more}
    doing, told = done.doing(form, actor), beside["advice"]
    offered = form.offer(actor, told.found.never if told else ())
    return web.render(
        "desks/call.html", status, form=offered, places=options.places(), doing=doing,
        act_words=done.words, emergency=rules.EMERGENCY, listens=line.listens(), **beside,
    )  # fmt: skip


def at_the_phone() -> Actor:
    """Whoever sits at this desk acts as an operator: a dispatcher who takes a call decides himself where it goes."""
    return replace(web.actor(), role="operator")
