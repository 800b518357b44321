"""The page of one follow-up call: the script beside the answers, what was answered, what saving will do."""

from datetime import datetime
from typing import Any

from flask import Response
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.desks import drafts, entries
from hotline.desks.followup.form import QUESTIONS, VisitForm
from hotline.followup import labels as followup_labels
from hotline.followup import queries as followup
from hotline.followup import rules, script
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.sla import queries as sla
from hotline.sla.calendar import at, local_day
from hotline.tickets import actions, numbers, queries
from hotline.tickets.models import Ticket

CALL_AGAIN_AT = 10 * 3600
"""The next attempt: at ten on the next working day."""


def next_attempt(now: datetime) -> datetime:
    """When somebody who was not reached is called again, by the calendar."""
    return at(sla.calendar().next_workday(local_day(now)), CALL_AGAIN_AT)


def page(
    shown: Ticket, form: VisitForm | None = None, phone: str = "", problem: str = "", status: int = 200
) -> Response:
    """One call. Without a form: with this agent's draft, where there is one."""
    actor, now = web.actor(), clock.now()
    kept = drafts.of_ticket(shown.number, actor).get(drafts.VISIT)
    if form is None:
        form = VisitForm(MultiDict(kept.fields)) if kept else VisitForm()
    again = next_attempt(now)
    if not form.day.data:
        form.day.data, form.time.data = f"{clock.local(again):%Y-%m-%d}", f"{clock.local(again):%H:%M}"
    return web.render(
        "desks/follow_up.html",
        status,
        form=form,
        problem=problem,
        questions=QUESTIONS,
        draft_place=drafts.place_of(shown.number, drafts.VISIT),
        draft_at=kept.at if kept else None,
        again=again,
        today=clock.local(now).date(),
        furthest=clock.local(now + rules.FURTHEST).date(),
        phone=phone,
        **_matter(shown, actor, now),
        **_around(shown, actor, now),
    )


def _matter(shown: Ticket, actor: Actor, now: datetime) -> dict[str, Any]:
    person, language = queries.petitioner(shown), i18n.language()
    unit = people.unit_name(shown.lead_unit, language) if shown.lead_unit else str(_("The hotline"))
    holder = followup.holder(shown, actor, now)
    may = "visit" in actions.available(shown, actor)
    return {
        "ticket": shown,
        "number": numbers.show(shown.number),
        "may": may and holder is None,
        "holder": holder if may else None,
        "caller": masking.name(person.name),
        "masked_phone": masking.phone(person.phone),
        "unit": unit,
        "script": script.lines(language, {"day": web.day(shown.received_at), "title": shown.title, "unit": unit}),
        "claims_solved": shown.resolution not in rules.EXPLAINED,
        "reworks_left": max(rules.MAX_REWORKS - shown.reworks, 0),
        "text": masking.text(shown.body),
        "answer": shown.answer,
    }


def _around(shown: Ticket, actor: Actor, now: datetime) -> dict[str, Any]:
    """The earlier attempts, those handled together, and what waits after this call."""
    coming = followup.appointments(actor, now, 1)
    master = queries.by_id(shown.city, shown.master_id) if shown.master_id else None
    return {
        "earlier": followup.visits(shown),
        "attempt": len(followup.since_answer(shown)) + 1,
        "booked": followup.appointment(shown),
        "master": master,
        "together": len(queries.merged_into(shown)),
        "entries": entries.entries(queries.timeline(shown, public_only=True)),
        "count": followup.waiting(actor, now),
        "most": followup.MOST_COUNTED,
        "coming": coming[0][0] if coming else None,
        "reasons": followup_labels.REASONS,
    }
