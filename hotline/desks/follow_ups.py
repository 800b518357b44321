"""The follow-up desk (回访台): who waits for a call, then one call a page: script, three questions, save, next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import clean, phones
from hotline.db import db, transaction
from hotline.desks import choices, entries
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, opened
from hotline.errors import AlreadySent, HotlineError, Incomplete, NotAllowed, Stale
from hotline.followup import labels as followup_labels
from hotline.followup import queries as followup
from hotline.followup import rules
from hotline.followup.actions import record_visit
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.privacy.models import Reveal
from hotline.sla import queries as sla
from hotline.sla.calendar import at, local_day
from hotline.tickets import actions, labels, numbers, policy, queries
from hotline.tickets.labels import Words
from hotline.tickets.models import Ticket, TicketEvent

ROLES = ("followup", "supervisor")
CALL_AGAIN_AT = 10 * 3600
"""The next attempt: at ten on the next working day."""
OFTEN = "60/minute"


def _marks(label: Any, table: Words, needed: bool = False) -> Any:
    rules_of_field = [InputRequired()] if needed else []
    return RadioField(
        label, rules_of_field, choices=lambda: choices.from_table(table, blank=False), validate_choice=False
    )


class VisitForm(Form):  # type: ignore[misc]  # wtforms has no types
    contacted = _marks(_l("1 Did somebody from the unit get in touch with you?"), labels.CONTACTED)
    solved = _marks(_l("2 Is the problem solved?"), labels.SOLVED, needed=True)
    satisfied = _marks(_l("3 Are you satisfied with the result?"), labels.SATISFIED, needed=True)
    # Not `process`: that is a method of every form.
    treated = _marks(_l("And with how you were treated?"), labels.SATISFIED)
    reason = _marks(_l("Why not"), followup_labels.REASONS)
    words = TextAreaField(_l("What the citizen says, word for word"), filters=[lambda typed: clean.text(typed or "")])

    def complete(self, resolution: str) -> bool:
        """The three questions are answered, and the reason is asked where the citizen is not content."""
        if self.solved.data not in labels.SOLVED:
            self.blame("solved", _("Choose whether it is solved"))
        if self.satisfied.data not in labels.SATISFIED:
            self.blame("satisfied", _("Choose how satisfied the citizen is"))
        unhappy = rules.discontent(self.solved.data or "", self.satisfied.data or "", resolution)
        if unhappy and self.reason.data not in rules.REASONS:
            self.blame("reason", _("Ask why, and choose the nearest reason"))
        return not self.errors

    def blame(self, name: str, words: str) -> None:
        field = self[name if name in self else "words"]
        field.errors = [*field.errors, words]


@desks.get("/staff/follow-ups")
@web.staff(*ROLES)
def follow_ups() -> Response:
    actor, now = web.actor(), clock.now()
    rows, after = followup.queue(actor, now, request.args.get("after", ""))
    language = i18n.language()
    return web.render(
        "desks/follow_ups.html",
        rows=[(row, people.unit_name(row.lead_unit, language)) for row in rows],
        count=followup.waiting(actor, now),
        most=followup.MOST_COUNTED,
        next_url=url_for("desks.follow_ups", after=after) if after else "",
        first_url=url_for("desks.follow_ups") if request.args.get("after") else "",
    )


@desks.get("/staff/follow-ups/<number>")
@web.staff(*ROLES)
def follow_up(number: str) -> Response:
    return _page(queries.get_ticket(number, web.actor()), VisitForm())


@desks.post("/staff/follow-ups/<number>/phone")
@web.staff(*ROLES)
@web.limiter.limit(OFTEN, key_func=lambda: f"reveal {web.actor().id}")
def follow_up_phone(number: str) -> Response:
    """The number to dial: on the answer to this POST and nowhere else, written down before it is shown."""
    actor = web.actor()
    shown = queries.get_ticket(number, actor)
    if not policy.REVEAL.allows(actor, shown) or shown.state != "reviewed":
        raise NotAllowed("现在不能查看号码。", "The number is not open to you now.")
    with transaction():
        row = Reveal(
            city=shown.city, ticket_id=shown.id, at=clock.now(), user_id=actor.id, user_name=actor.name,
            unit=actor.unit, field="phone", reason="follow", ip=request.remote_addr or "",
        )  # fmt: skip
        db.session.add(row)
    only_read()
    again = queries.get_ticket(number, actor)
    return _page(again, VisitForm(), phone=phones.display(queries.petitioner(again).phone))


@desks.post("/staff/follow-ups/<number>")
@web.staff(*ROLES)
def save_visit(number: str) -> Response:
    actor, now, form = web.actor(), clock.now(), VisitForm(request.form)
    reached = request.form.get("act") != "missed"
    before = queries.get_ticket(number, actor)
    if reached and not form.complete(before.resolution):
        return _again(number, form, _("Some things need correcting"), Incomplete.status)
    try:
        with transaction():
            ticket = opened(number, actor)
            event = record_visit(ticket, actor, now, **_said(form, reached, now))
    except AlreadySent:
        only_read()
        event = queries.timeline(queries.get_ticket(number, actor))[-1]
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        words = known.words(i18n.language())
        if isinstance(known, Incomplete):
            form.blame(known.field, words)
        return _again(number, form, words, known.status)
    flash(_done(event), "success")
    return _next(actor, now)


def _said(form: VisitForm, reached: bool, now: datetime) -> dict[str, Any]:
    words = (form.words.data or "").strip()
    if not reached:
        next_day = sla.calendar().next_workday(local_day(now))
        return {"reached": False, "words": words, "again_at": at(next_day, CALL_AGAIN_AT)}
    marks = {name: form[name].data or "" for name in ("contacted", "solved", "satisfied", "reason")}
    return {"reached": True, "words": words, "process": form.treated.data or "", **marks}


def _done(event: TicketEvent) -> str:
    if event.verb == "rework" and event.to == "accepted":
        return str(_("Recorded. Its unit takes no work any more, so a dispatcher finds another."))
    words = {
        "visit": _("The visit is recorded and the ticket closed."),
        "rework": _("Recorded. The unit does it again."),
        "miss": _("Not reached: it comes back on the next working day."),
        "close": _("Not reached three times: closed without an evaluation."),
    }
    return str(words[event.verb])


def _next(actor: Actor, now: datetime) -> Response:
    """The next one opens by itself."""
    db.session.rollback()
    following = followup.first(actor, now)
    if following is None:
        return web.see_other("desks.follow_ups")
    return web.see_other("desks.follow_up", number=following.number)


def _again(number: str, form: VisitForm, problem: str, status: int) -> Response:
    only_read()
    return _page(queries.get_ticket(number, web.actor()), form, problem=problem, status=status)


def _page(shown: Ticket, form: VisitForm, phone: str = "", problem: str = "", status: int = 200) -> Response:
    actor, language = web.actor(), i18n.language()
    person = queries.petitioner(shown)
    earlier = followup.visits(shown)
    return web.render(
        "desks/follow_up.html",
        status,
        form=form,
        problem=problem,
        ticket=shown,
        number=numbers.show(shown.number),
        may="visit" in actions.available(shown, actor),
        caller=masking.name(person.name),
        masked_phone=masking.phone(person.phone),
        phone=phone,
        unit=people.unit_name(shown.lead_unit, language) if shown.lead_unit else "",
        script=_script(shown, person.name, language),
        text=masking.text(shown.body),
        answer=shown.answer,
        earlier=earlier,
        attempt=len(followup.since_answer(shown)) + 1,
        entries=entries.entries(queries.timeline(shown, public_only=True)),
        count=followup.waiting(actor, clock.now()),
        reasons=followup_labels.REASONS,
    )


def _script(shown: Ticket, name: str, language: str) -> list[str]:
    """What is said on the telephone; of a confidential matter nothing is told before the citizen has named it."""
    facts: Mapping[str, str] = {
        "day": web.day(shown.received_at), "title": shown.title,
        "unit": people.unit_name(shown.lead_unit, language), "name": name[:1] if name else "",
    }  # fmt: skip
    hello = _("Hello, this is 12345. Is this a good moment for two minutes?")
    if shown.confidential:
        return [hello, _("You called us on %(day)s. May I ask what it was about?", **facts)]
    about = _("On %(day)s you told us: %(title)s. %(unit)s has answered.", **facts)
    return [hello, about, _("I would like to ask you three things; your answers go to the hotline, not to the unit.")]
