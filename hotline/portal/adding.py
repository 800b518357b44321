"""A letter that says again what an open one of hers says is added to that one (补充), or counts as an urge (催办)."""

from datetime import datetime

from flask import Response, flash
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from hotline import actors, clock, files, web
from hotline.channels import inbox
from hotline.db import db, transaction
from hotline.errors import AlreadySent, HotlineError, Stale
from hotline.portal import again, begun, letters, message
from hotline.portal.attached import Attached
from hotline.portal.blueprint import portal
from hotline.portal.forms import LetterForm
from hotline.sla import bounds
from hotline.tickets import actions, numbers, sendings
from hotline.tickets.models import Ticket


@portal.post("/letters/add")
@web.limiter.limit(letters.LETTERS)
def add_letter() -> Response:
    """To her open letter. When that was answered meanwhile, nothing is lost: she may send this one."""
    draft, form, have, refused = letters.read()
    if not letters.valid(form, refused):
        return letters.form_page(draft, form, have, "", 422)
    now = clock.now()
    found = again.written(form, now)
    try:
        if found is None:
            raise Stale
        with transaction():
            said = _add(found.ticket, form, have, now)
    except AlreadySent:
        db.session.rollback()
        said = _added()
    except (HotlineError, StaleDataError):
        db.session.rollback()
        flash(_("That letter was answered or closed meanwhile. Please send this one."), "info")
        return letters.check_page(draft, form, have, counted=False)
    begun.drop(draft)
    flash(said, "success")
    if found is not None and found.proven:
        return web.see_other("portal.progress", number=numbers.show(found.ticket.number))
    return web.see_other("portal.track_form")


def _add(open_one: Ticket, form: LetterForm, have: list[Attached], now: datetime) -> str:
    who = actors.citizen(open_one.city, open_one.id)
    kept = [(one.name, files.read(one.sha256), one.sha256) for one in have]
    ticket = sendings.opened(open_one.number, who, message.external_id(form.form_id.data)[:40], now)
    if again.says_nothing_new(form, ticket) and not have:
        if not bounds.urged_lately(ticket, now):
            actions.perform("urge", ticket, who, now)
        return str(_("Your earlier letter says the same. We have passed on that you are waiting."))
    actions.perform("supply", ticket, who, now, text=form.body.data)
    inbox.add_files(ticket, kept, now)
    return _added()


def _added() -> str:
    return str(_("Added to your earlier letter. Whoever handles it sees it now."))
