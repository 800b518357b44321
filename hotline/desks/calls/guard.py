"""Protecting those who answer: harassing numbers tagged by two people, calls ended for abuse and looked at after."""

from datetime import datetime
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.calls import line
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError, Incomplete
from hotline.privacy import masking
from hotline.telephony import protection, queries, tables

READERS = ("operator", "dispatcher", "supervisor")
DECIDERS = ("dispatcher", "supervisor")
"""Who may be the second person."""
DAYS = 7


class TagForm(Form):  # type: ignore[misc]  # wtforms has no types
    phone = StringField(_l("Telephone"), [InputRequired()], render_kw={"inputmode": "tel"})
    reason = SelectField(_l("Reason for the tag"), [InputRequired()], choices=lambda: _reasons(), validate_choice=False)
    text = TextAreaField(_l("What the caller did"), [InputRequired()], description=_l("When, how often, what was said"))
    days = IntegerField(_l("Holds for how many days"), [InputRequired()], default=DAYS)


def _reasons() -> list[tuple[str, str]]:
    english = i18n.language() != "zh"
    return [(code, words[english]) for code, words in tables.rules().reasons.items()]


@desks.get("/staff/calls/guard")
@web.staff(*READERS)
def calls_guard() -> Response:
    """With `?call=` the form to propose a tag holds the number of a call this person took."""
    actor, form = web.actor(), TagForm()
    if request.args.get("call") and actor.role in line.ROLES:
        form.phone.data = phones.display(line.taken(actor, request.args["call"]).phone)
    return _page(form, actor)


@desks.post("/staff/calls/guard/tags")
@web.staff(*line.ROLES)
def propose_tag() -> Response:
    form, actor, now = TagForm(request.form), web.actor(), clock.now()
    try:
        with transaction():
            protection.propose(
                form.phone.data or "", form.reason.data or "", form.text.data or "",
                whole_number(request.form.get("days", ""), 0), actor, now,
            )  # fmt: skip
    except Incomplete as error:
        form[error.field].errors = [error.words(i18n.language())]
        only_read()
        return _page(form, actor, error.status)
    flash(_("Proposed. It holds as soon as a second person approves it."), "success")
    return web.see_other("desks.calls_guard")


@desks.post("/staff/calls/guard/tags/<int:tag_id>/<any(approve,decline,lift):act>")
@web.staff(*DECIDERS)
def decide_tag(tag_id: int, act: str) -> Response:
    """A second person approves or declines what was proposed, or ends a tag before its time."""
    actor, now, words = web.actor(), clock.now(), request.form.get("words", "")

    def decide() -> None:
        if act == "lift":
            protection.lift(tag_id, actor, now)
        else:
            protection.decide(tag_id, act == "approve", words, actor, now)

    return _done(decide, actor, _("Recorded."))


@desks.post("/staff/calls/guard/endings/<int:act_id>")
@web.staff(*DECIDERS)
def review_ending(act_id: int) -> Response:
    """A superior says whether it was right to end this call."""
    actor, now, form = web.actor(), clock.now(), request.form
    agreed = form.get("agreed") == "yes"
    return _done(lambda: protection.review(act_id, agreed, form.get("remark", ""), actor, now), actor, _("Recorded."))


def _done(what: Any, actor: Actor, told: str) -> Response:
    try:
        with transaction():
            what()
    except HotlineError as error:
        only_read()
        return _page(TagForm(), actor, error.status, error.words(i18n.language()))
    flash(told, "success")
    return web.see_other("desks.calls_guard")


def _page(form: TagForm, actor: Actor, status: int = 200, problem: str = "") -> Response:
    now = clock.now()
    approved = queries.tags(actor.city, "approved")
    return web.render(
        "desks/calls_guard.html", status, form=form, problem=problem, me=actor.id, now=now,
        proposed=queries.tags(actor.city, "proposed"), holding=[one for one in approved if _holds(one.expires_at, now)],
        past=_past(actor, now), endings=queries.endings(actor.city), mask=masking.phone,
        reasons=dict(_reasons()), proposes=actor.role in line.ROLES, decides=actor.role in DECIDERS,
        longest=tables.rules().longest_tag,
    )  # fmt: skip


def _holds(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at > now


def _past(actor: Actor, now: datetime) -> list[Any]:
    """Tags that hold no more or never did, the newest first."""
    rows = [one for one in queries.tags(actor.city, "approved") if not _holds(one.expires_at, now)]
    rows += [*queries.tags(actor.city, "refused"), *queries.tags(actor.city, "lifted")]
    return sorted(rows, key=lambda one: one.id, reverse=True)[:20]
