"""The follow-up desk (回访台): who waits for a call, then one call a page, and the next one opens by itself."""

from datetime import datetime

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db, transaction
from hotline.desks import drafts, outcome
from hotline.desks.blueprint import desks
from hotline.desks.followup.form import VisitForm
from hotline.desks.followup.page import next_attempt, page
from hotline.desks.posted import only_read, opened
from hotline.errors import AlreadySent, HotlineError, Incomplete, NotAllowed, Stale
from hotline.followup import claims
from hotline.followup import queries as followup
from hotline.followup.actions import book, record_visit
from hotline.people import queries as people
from hotline.privacy.models import Reveal
from hotline.tickets import actions, policy, queries
from hotline.tickets.models import Ticket, TicketEvent

ROLES = ("followup", "supervisor")
OFTEN = "60/minute"


@desks.get("/staff/follow-ups")
@web.staff(*ROLES)
def follow_ups() -> Response:
    actor, now = web.actor(), clock.now()
    rows, after = followup.queue(actor, now, request.args.get("after", ""))
    language = i18n.language()
    return web.render(
        "desks/follow_ups.html",
        rows=[(row, people.unit_name(row.lead_unit, language), followup.appointment(row)) for row in rows],
        count=followup.waiting(actor, now),
        most=followup.MOST_COUNTED,
        coming=followup.appointments(actor, now),
        silent=followup.without_phone(actor),
        calls=actor.role == "followup",
        next_url=url_for("desks.follow_ups", after=after) if after else "",
        first_url=url_for("desks.follow_ups") if request.args.get("after") else "",
    )


@desks.post("/staff/follow-ups")
@web.staff("followup")
def next_call() -> Response:
    """The next citizen, mine to call for some minutes."""
    following = _claim(web.actor(), clock.now())
    if following is None:
        flash(_("Nobody waits for a call, or colleagues are calling them."), "info")
    return _to(following)


@desks.get("/staff/follow-ups/<number>")
@web.staff(*ROLES)
def follow_up(number: str) -> Response:
    return page(queries.get_ticket(number, web.actor()))


@desks.get("/staff/follow-ups/<number>/phone")
@web.staff(*ROLES)
def follow_up_again(number: str) -> Response:
    """The address of a number that was shown once: the call is what there is to look at."""
    return web.see_other("desks.follow_up", number=number)


@desks.post("/staff/follow-ups/<number>/phone")
@web.staff(*ROLES)
@web.limiter.limit(OFTEN, key_func=lambda: f"reveal {web.actor().id}")
def follow_up_phone(number: str) -> Response:
    """The number to dial: on the answer to this POST and nowhere else, written down before it is shown.

    Whoever asks for it is calling: the citizen is claimed. What stood in the form stands in it again.
    """
    actor, now = web.actor(), clock.now()
    shown = queries.get_ticket(number, actor)
    if not policy.REVEAL.allows(actor, shown) or shown.state != "reviewed":
        raise NotAllowed("现在不能查看号码。", "The number is not open to you now.")
    form = VisitForm(request.form)
    try:
        with transaction():
            claims.claim(shown, actor, now)
            row = Reveal(
                city=shown.city, ticket_id=shown.id, at=now, user_id=actor.id, user_name=actor.name,
                unit=actor.unit, field="phone", reason="follow", ip=request.remote_addr or "",
            )  # fmt: skip
            db.session.add(row)
    except claims.Taken as error:
        return _again(number, form, error.words(i18n.language()), error.status)
    only_read()
    again = queries.get_ticket(number, actor)
    return page(again, form, phone=phones.display(queries.petitioner(again).phone))


@desks.post("/staff/follow-ups/<number>")
@web.staff(*ROLES)
def save_visit(number: str) -> Response:
    """`act`: reached, missed or booked."""
    actor, now, form = web.actor(), clock.now(), VisitForm(request.form)
    act = request.form.get("act", "reached")
    before = queries.get_ticket(number, actor)
    if act not in {"missed", "booked"} and not form.complete(before.resolution):
        return _again(number, form, _("Some things need correcting"), Incomplete.status)
    try:
        with transaction():
            ticket = opened(number, actor)
            claims.check(ticket, actor, now)
            event = _done(act, ticket, actor, form, now)
            drafts.sent(actor, drafts.place_of(ticket.number, drafts.VISIT))
    except AlreadySent:
        db.session.rollback()
        event = queries.timeline(queries.get_ticket(number, actor))[-1]
    except (HotlineError, StaleDataError) as error:
        known = error if isinstance(error, HotlineError) else Stale()
        words = known.words(i18n.language())
        if isinstance(known, Incomplete):
            form.blame(known.field, words)
        return _again(number, form, words, known.status, late=isinstance(known, Stale))
    flash(_told(event), "success")
    return _to(_claim(actor, now))


def _done(act: str, ticket: Ticket, actor: Actor, form: VisitForm, now: datetime) -> TicketEvent:
    words = (form.words.data or "").strip()
    if act == "booked":
        return book(ticket, actor, now, form.appointment(), words)
    if act == "missed":
        return record_visit(ticket, actor, now, reached=False, words=words, again_at=next_attempt(now))
    return record_visit(ticket, actor, now, reached=True, words=words, **form.marks(ticket.resolution))


def _told(event: TicketEvent) -> str:
    if event.verb == "rework" and event.to == "accepted":
        return str(_("Recorded. Its unit takes no work any more, so a dispatcher finds another."))
    words = {
        "visit": _("The visit is recorded and the ticket closed."),
        "rework": _("Recorded. The unit does it again."),
        "miss": _("Not reached: it comes back on the next working day."),
        "note": _("Booked: it comes first in the queue at that time."),
        "close": _("Not reached three times: closed without an evaluation."),
    }
    return str(words[event.verb])


def _claim(actor: Actor, now: datetime) -> Ticket | None:
    """In a transaction of its own: nobody waits for another's call while holding a ticket."""
    with transaction():
        claims.let_go(actor)
        return claims.claim_next(actor, now)


def _to(following: Ticket | None) -> Response:
    """The next one opens by itself."""
    if following is None:
        return web.see_other("desks.follow_ups")
    return web.see_other("desks.follow_up", number=following.number)


def _again(number: str, form: VisitForm, problem: str, status: int, late: bool = False) -> Response:
    """`late`: somebody was faster; where no visit can be recorded any more, that is what is said."""
    only_read()
    shown = queries.get_ticket(number, web.actor())
    if late and "visit" not in actions.available(shown, web.actor()):
        problem = outcome.gone(shown, "visit")
    return page(shown, form, problem=problem, status=status)
