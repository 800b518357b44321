"""Writing a letter: the form, the page to check it, sending it, and the confirmation to keep."""

from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.channels import inbox
from hotline.portal import attached, message, progress, proof, queries
from hotline.portal.attached import Attached
from hotline.portal.blueprint import portal
from hotline.portal.forms import LetterForm, known
from hotline.tickets import labels
from hotline.tickets.labels import say

CHECKS = "60/minute"
LETTERS = "20/minute"
"""A mobile network shows thousands of people as one address: enough for them, too slow for a flood."""


@portal.get("/letters/new")
def new_letter() -> Response:
    """An empty form, to the mailbox of `?mailbox=` if there is one."""
    wanted = request.args.get("mailbox", "")
    chosen = wanted if queries.post(wanted) else ""
    if wanted and not chosen:
        flash(_("This mailbox does not exist. Your letter goes to the hotline, or choose another."), "warning")
    return _form_page(LetterForm(data={"mailbox": chosen, "form_id": message.form_id(None)}), [])


@portal.post("/letters/new")
@web.limiter.limit(CHECKS)
def check_letter() -> Response:
    """What was written, to be checked; or the form again, to change something or to take a file off."""
    form, have, refused = _read()
    if "remove" in request.form or request.form.get("step") == "edit":
        return _form_page(form, have)
    if not _valid(form, refused):
        return _form_page(form, have, 422)
    return web.render("portal/letter_check.html", form=form, files=have, rows=_rows(form), carried=_carried(form))


@portal.post("/letters/send")
@web.limiter.limit(LETTERS)
def send_letter() -> Response:
    """Stored and committed before it is acknowledged; the same form sent twice is one letter."""
    form, have, refused = _read()
    if not _valid(form, refused):
        return _form_page(form, have, 422)
    told = message.external_id(form.form_id.data)
    now = clock.now()
    outcome = inbox.arrive("web", message.raw(form, have), now, external_id=told)
    mailbox = str(form.mailbox.data or "")
    if outcome.duplicate and not outcome.identical:
        flash(
            _("This letter was sent before. What you changed afterwards is not in it: please add it below."), "warning"
        )
        mailbox = outcome.ticket.mailbox if outcome.ticket else mailbox
    proof.note_letter(mailbox, told, now)
    if outcome.ticket is not None:
        proof.remember(outcome.ticket, now)
    return web.see_other("portal.sent")


@portal.get("/letters/send")
def look_again() -> Response:
    """The address of the check page, opened without its form."""
    return web.see_other("portal.new_letter")


@portal.get("/letters/sent")
def sent() -> Response:
    """The confirmation of the letter this browser just sent; nothing of it stands in the address."""
    now = clock.now()
    letter = proof.last_letter(now)
    if letter is None:
        return web.see_other("portal.track_form")
    ticket = queries.letter_ticket(*letter)
    if ticket is None:
        return web.render("portal/letter_waiting.html")
    proof.remember(ticket, now)
    return web.render(
        "portal/letter_sent.html", ticket=ticket, told=progress.holder_line(ticket), by=progress.by_when(ticket)
    )


@portal.errorhandler(413)
def too_much(_error: Exception) -> Response:
    """More than one form may carry: it was not read, so nothing of it can be shown again."""
    words = _(
        "All files together are too large. Go back with your browser, choose fewer or smaller files, and send it again."
    )
    return web.render("problems/problem.html", 413, code=413, text=words, acts=[(request.path, _("Back to the form"))])


def _read() -> tuple[LetterForm, list[Attached], list[str]]:
    """The form as typed, its files (old and new), and why some were not taken."""
    form = LetterForm(request.form)
    form.form_id.data = message.form_id(form.form_id.data)
    before = attached.carried(request.form.getlist("attached"), request.form.get("remove", ""))
    have, refused = attached.taken(request.files.getlist("files"), before, i18n.language())
    return form, have, refused


def _valid(form: LetterForm, refused: list[str]) -> bool:
    good = bool(form.validate())
    form.files.errors = refused
    return good and not refused


def _form_page(form: LetterForm, have: list[Attached], status: int = 200) -> Response:
    chosen = queries.post(form.mailbox.data or "")
    addressee = chosen.label(i18n.language()) if chosen else ""
    return web.render("portal/letter_form.html", status, form=form, files=have, addressee=addressee)


def _carried(form: LetterForm) -> list[tuple[str, str]]:
    """The fields as hidden ones for the next step."""
    pairs: list[tuple[str, str]] = []
    for field in form:
        if field.name == "confidential":
            pairs += [("confidential", "y")] if field.data else []
        elif field.name != "files":
            pairs.append((field.name, str(field.data or "")))
    return pairs


def _rows(form: LetterForm) -> list[tuple[str, str, str]]:
    """(label, value, field to go back to) of the page to check."""
    chosen = queries.post(form.mailbox.data or "")
    nothing = _("Left empty")
    where = message.place(form)
    if form.lon.data and form.lat.data:
        where = " · ".join(part for part in (where, _("with your position")) if part)
    kind = known(labels.KINDS, form.kind.data)
    rows: list[tuple[Any, str, str]] = [
        (_("Goes to"), chosen.label(i18n.language()) if chosen else _("12345 hotline"), "mailbox"),
        (form.body.label.text, form.body.data, "body"),
        (form.title.label.text, form.title.data or _("Your first sentence"), "title"),
        (form.kind.label.text, say(labels.KINDS, kind) if kind else _("The hotline decides"), "kind"),
        (form.address.label.text, where or nothing, "address"),
        (form.name.label.text, form.name.data or nothing, "name"),
        (form.phone.label.text, form.phone.data or nothing, "phone"),
        (form.email.label.text, form.email.data or nothing, "email"),
        (_("Kept from those you write about"), _("Yes") if form.confidential.data else _("No"), "confidential"),
        (
            form.public.label.text,
            _("Yes") if form.public.data == "yes" and not form.confidential.data else _("No"),
            "public-0",
        ),
        (_("Ask you afterwards"), _("Yes") if form.follow_up.data != "no" else _("No"), "follow_up-0"),
    ]
    return [(str(label), value, anchor) for label, value, anchor in rows]
