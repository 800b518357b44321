"""The mayor's office (市长办公室): one screen of a phone, and an instruction (批示) two presses away."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.boards import office, rates, snapshots, tables
from hotline.boards.scopes import period
from hotline.boards.views import common, scope_of, unchanged_or
from hotline.db import db, read_only, transaction
from hotline.drafts import queries as drafts
from hotline.drafts.actions import drop as forget_draft
from hotline.errors import AlreadySent, HotlineError, Stale
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.sla import queries as sla
from hotline.sla.deadlines import words
from hotline.tickets import actions, labels, numbers, queries, sendings
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket

mayor = Blueprint("mayor", __name__)
ROLES = ("mayor", "supervisor")
DAYS = 7
LAST = 3
"""Steps that are shown above an instruction."""


@mayor.get("/staff/boards/office")
@web.staff(*ROLES)
def desk() -> Response:
    return web.render("boards/office.html", **_desk())


@mayor.get("/staff/boards/office/figures")
@web.staff(*ROLES)
def figures() -> Response:
    if "HX-Request" not in request.headers:
        return web.see_other("mayor.desk")
    return unchanged_or(render_template("boards/_office.html", **_desk()))


@mayor.get("/staff/boards/office/<number>")
@web.staff("mayor")
def instruction(number: str) -> Response:
    """What was begun stands in the field: the same draft as on the ticket's own page."""
    actor, shown = web.actor(), queries.get_ticket(number, web.actor())
    kept = drafts.of_form(actor.city, actor.id, _place(shown))
    typed = dict(kept.fields).get("text", "") if kept else ""
    return _form(shown, typed, draft_at=kept.at if kept else None)


@mayor.post("/staff/boards/office/<number>")
@web.staff("mayor")
def instruct(number: str) -> Response:
    actor, now, text = web.actor(), clock.now(), request.form.get("text", "").strip()
    if not text:
        return _form(queries.get_ticket(number, actor), problem=_("Write what must be done"), status=422)
    try:
        with transaction():
            ticket = sendings.opened(number, actor, web.form_mark(), now)
            actions.perform("instruct", ticket, actor, now, text=text)
            forget_draft(actor.city, actor.id, _place(ticket))
    except AlreadySent:
        db.session.rollback()
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        db.session.rollback()
        read_only(True)
        again = queries.get_ticket(number, actor)
        return _form(again, text, known.words(i18n.language()), known.status)
    office.tell()
    flash(say(labels.DONE, "instruct"), "success")
    return web.see_other("mayor.desk")


def _desk() -> dict[str, Any]:
    now, language = clock.now(), i18n.language()
    scope = scope_of(period({}, clock.today(), DAYS), "")
    snapshot = snapshots.take(scope, now)
    districts, bureaus = tables.districts(snapshot, language), tables.bureaus(snapshot, language)
    best, worst = rates.ends([(row, row.solved) for row in districts], most=1)
    return {
        **common(snapshot),
        "desk": office.desk(scope, web.actor(), now),
        "best": best,
        "worst": worst,
        "districts": districts,
        "bureaus": bureaus,
        "categories": tables.categories(snapshot, ("received",)),
        "figures_url": url_for("mayor.figures"),
        "instructs": web.actor().role == "mayor",
    }


def _place(shown: Ticket) -> str:
    """Where the draft of an instruction is kept."""
    return f"{shown.number}/instruct"


def _form(
    shown: Ticket, typed: str = "", problem: str = "", status: int = 200, draft_at: datetime | None = None
) -> Response:
    """One ticket in the few lines a decision needs, and the field for it."""
    actor, now, language = web.actor(), clock.now(), i18n.language()
    events = queries.timeline(shown)
    calendar = sla.calendar()
    return web.render(
        "boards/instruction.html",
        status,
        ticket=shown,
        number=numbers.show(shown.number),
        unit=people.unit_name(shown.lead_unit, language) if shown.lead_unit else "",
        over=shown.due_at < now,
        left=words(shown.due_at, now, calendar, language, shown.urgency != "normal"),
        body=masking.text(shown.body),
        steps=[(one, say(labels.EVENTS, one.verb), masking.text(one.text)) for one in reversed(events[-LAST:])],
        earlier=[one for one in events if one.verb == "instruct"],
        may="instruct" in actions.available(shown, actor),
        typed=typed,
        problem=problem,
        place=_place(shown),
        draft_at=draft_at,
    )
