"""What an operator does during a call besides writing: puts it through (转接), warns (警示), ends it for abuse."""

from datetime import datetime

from flask import Response, abort, request

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.calls import aside, desk, done
from hotline.desks.calls.form import CallForm
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError
from hotline.telephony import actions, protection, queries, rules

KINDS = ("emergency", "warning", "ending")


@desks.post("/staff/calls/acts/<kind>", defaults={"target": ""})
@desks.post("/staff/calls/acts/<kind>/<target>")
@web.staff(*desk.CALLERS)
def call_act(kind: str, target: str) -> Response:
    """Written down with its time: the list alone for a script, the whole page with everything typed without one."""
    if kind not in KINDS or (target in rules.EMERGENCY) != (kind == "emergency"):
        abort(404)
    form, actor, now, problem = CallForm(request.form).tidy(), web.actor(), clock.now(), ""
    status = 200
    try:
        with transaction():
            _do(kind, target, form, actor, now)
    except HotlineError as error:
        problem, status = error.words(i18n.language()), error.status
    only_read()
    if "HX-Request" not in request.headers:
        return desk.page(form, status, problem=problem)
    return web.render("desks/_call_acts.html", status, doing=done.doing(form, actor, problem), act_words=done.words)


def _do(kind: str, target: str, form: CallForm, actor: Actor, now: datetime) -> None:
    call_id = whole_number(form.line.data or "", 0)
    if kind != "ending":
        actions.acted(kind, form.call_id.data or "", call_id, target, actor, now)
        return
    told = aside.advised(form, now)
    danger = bool(told and told.alarm) or any(
        one.kind == "emergency" for one in queries.acts_in(actor.city, form.call_id.data or "")
    )
    protection.end(form.call_id.data or "", call_id, danger, actor, now)
