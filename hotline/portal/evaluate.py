"""The citizen's own marks after an answer: solved or not, satisfied or not. Not solved means it is done again."""

from flask import Response, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.errors import AlreadySent, HotlineError, Stale
from hotline.followup.actions import record_visit
from hotline.portal import progress
from hotline.portal.blueprint import portal
from hotline.portal.forms import EvaluateForm, known
from hotline.portal.track import TRIES, conflict, proven, version
from hotline.tickets import actions, labels, sendings
from hotline.tickets import queries as tickets


@portal.get("/track/<number>/evaluate")
def evaluation(number: str) -> Response:
    """The three questions, the first answered already by the button that led here."""
    who = proven(number)
    solved = known(labels.SOLVED, request.args.get("solved"))
    return _page(number, who, EvaluateForm(data={"solved": solved} if solved else {}))


@portal.post("/track/<number>/evaluate")
@web.limiter.limit(TRIES)
def evaluate(number: str) -> Response:
    """Recorded as the citizen's, never changed later; the ticket closes or is done again."""
    who = proven(number)
    form = EvaluateForm(request.form)
    if not form.validate():
        return _page(number, who, form, 422)
    now = clock.now()
    try:
        with transaction():
            ticket = sendings.opened(number, who, web.form_mark(), now, version())
            record_visit(
                ticket, who, now, means="web", reached=True, solved=form.solved.data, satisfied=form.satisfied.data,
                process=known(labels.SATISFIED, form.way.data), words=form.words.data,
            )  # fmt: skip
            again = ticket.open
    except AlreadySent:
        db.session.rollback()
        again = tickets.get_ticket(number, who).open
    except (HotlineError, StaleDataError) as error:
        return _meanwhile(number, who, form, error)
    if again:
        flash(_("Thank you. It is not solved, so it is done again; you see the new day below."), "success")
    else:
        flash(_("Thank you. Your evaluation is recorded."), "success")
    return web.see_other("portal.progress", number=number)


def _meanwhile(number: str, who: Actor, form: EvaluateForm, error: Exception) -> Response:
    """Something happened meanwhile: the same marks once more where they can still be given, else her words to copy."""
    db.session.rollback()
    if "visit" not in actions.available(tickets.get_ticket(number, who), who):
        return conflict(number, who, error, said=form.words.data)
    return _page(number, who, form, Stale.status)


def _page(number: str, who: Actor, form: EvaluateForm, status: int = 200) -> Response:
    ticket = tickets.get_ticket(number, who)
    if "visit" not in actions.available(ticket, who):
        return web.see_other("portal.progress", number=number)
    words = {"unit": progress.unit_name(ticket), "again": progress.if_unsolved(ticket)}
    return web.render(
        "portal/evaluate.html", status, form=form, ticket=ticket, meanwhile=status == Stale.status, **words
    )
