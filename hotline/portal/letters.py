"""Writing a letter: the form, whole or one question a page, the page to check it, sending it, and the confirmation."""

from contextlib import suppress

from flask import Response, flash, request
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.channels import inbox
from hotline.errors import Incomplete
from hotline.portal import (
    again,
    announced,
    attached,
    begun,
    joined,
    message,
    nearby,
    parts,
    progress,
    proof,
    queries,
    yours,
)
from hotline.portal.attached import Attached
from hotline.portal.blueprint import portal
from hotline.portal.checked import rows
from hotline.portal.forms import LetterForm
from hotline.tickets import numbers

CHECKS = "60/minute"
LETTERS = "20/minute"
"""A mobile network shows thousands of people as one address: enough for them, too slow for a flood."""

Read = tuple[str, LetterForm, list[Attached], list[str]]
"""The key of its draft, the form as typed, its files (old and new), and why some were not taken."""


@portal.get("/letters/new")
def new_letter() -> Response:
    """The form, to the mailbox of `?mailbox=` if there is one; what its writer began in this browser stands in it.

    `?at=` asks for one part of it; in the easy view (长辈版) one question a page is what comes by itself.
    """
    wanted = request.args.get("mailbox", "")
    chosen = wanted if queries.post(wanted) else ""
    if wanted and not chosen:
        flash(_("This mailbox does not exist. Your letter goes to the hotline, or choose another."), "warning")
    found = begun.remembered(clock.now())
    at = _asked_part()
    if found is None:
        form = LetterForm(data={"mailbox": chosen, "form_id": message.form_id(None)})
        return form_page(begun.new_key(), form, [], at)
    if not yours.in_the_middle():
        return yours.ask(found)
    found.form.mailbox.data = chosen or found.form.mailbox.data
    return form_page(found.key, found.form, found.files, at, kept_at=found.at)


@portal.post("/letters/new")
@web.limiter.limit(CHECKS)
def check_letter() -> Response:
    """What was written, to be checked; or the form again: the next part, a part to change, without a file."""
    draft, form, have, refused = read()
    at, changing = parts.known(request.form.get("at", "")), "then" in request.form
    step, part = request.form.get("step"), parts.known(request.form.get("part", ""))
    if step == "edit" or part:
        return form_page(draft, form, have, part, changing=bool(part))
    if "remove" in request.form:
        return form_page(draft, form, have, at, changing=changing)
    _keep(draft, form, have)
    if step in {"back", "whole", "parts"}:
        to = {"back": parts.before(at) if at else "", "whole": parts.WHOLE}.get(str(step), parts.first())
        return web.see_other("portal.new_letter", at=to or parts.first())
    if at in {"", "where"} and joined.answered(form) is None and (found := nearby.near(form)):
        return _near_page(draft, form, have, at, changing, found)
    good = valid(form, refused)
    faulty = parts.first_with(form.errors)
    if at and not changing and parts.after(at) and at != faulty:
        return web.see_other("portal.new_letter", at=parts.after(at))
    if not good:
        # One question a page: the first that has something to correct; the whole form shows everything at once.
        return form_page(draft, form, have, faulty if at else "", 422, changing=changing)
    if not again.answered(form) and (found_again := again.written(form, clock.now())):
        return _again_page(draft, form, have, found_again)
    return check_page(draft, form, have, bool(at) and not changing)


@portal.post("/letters/send")
@web.limiter.limit(LETTERS)
def send_letter() -> Response:
    """Stored and committed before it is acknowledged; the same form sent twice is one letter."""
    draft, form, have, refused = read()
    if not valid(form, refused):
        return form_page(draft, form, have, "", 422)
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
    begun.drop(draft)
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


def read() -> Read:
    """The letter of this request."""
    form = LetterForm(request.form)
    form.form_id.data = message.form_id(form.form_id.data)
    draft = begun.known(request.form.get("draft", "")) or begun.new_key()
    before = attached.carried(request.form.getlist("attached"), request.form.get("remove", ""))
    have, refused = attached.taken(request.files.getlist("files"), before, i18n.language())
    return draft, form, have, refused


def valid(form: LetterForm, refused: list[str]) -> bool:
    good = bool(form.validate())
    form.files.errors = refused
    return good and not refused


def carried(form: LetterForm, have: list[Attached]) -> list[tuple[str, str]]:
    """The letter as hidden fields for the next step, or as a draft."""
    pairs: list[tuple[str, str]] = []
    for field in form:
        if field.name == "confidential":
            pairs += [("confidential", "y")] if field.data else []
        elif field.name != "files":
            pairs.append((field.name, str(field.data or "")))
    return pairs + [("attached", one.token) for one in have]


def _keep(draft: str, form: LetterForm, have: list[Attached]) -> None:
    """So that going back loses nothing. What is too long for a draft stays on the page that says so."""
    with suppress(Incomplete):
        begun.keep(draft, carried(form, have), clock.now())


def _asked_part() -> str:
    """One part, or empty for the whole letter."""
    asked = request.args.get("at", "")
    easy = request.cookies.get("size") == "elder" and asked != parts.WHOLE
    return parts.known(asked) or (parts.first() if easy else "")


def form_page(
    draft: str,
    form: LetterForm,
    have: list[Attached],
    at: str,
    status: int = 200,
    *,
    changing: bool = False,
    **more: object,
) -> Response:
    """The whole form, or the part `at` of it with all the rest carried along; `changing` leads back to the check."""
    if at:
        for field in form:
            field.errors = field.errors if field.name in parts.PARTS[at] else ()
    chosen = queries.post(form.mailbox.data or "")
    addressee = chosen.label(i18n.language()) if chosen else ""
    away = [pair for pair in carried(form, have) if not _is_asked(pair[0], at)]
    return web.render(
        "portal/letter_form.html", status, draft=draft, form=form, files=have, addressee=addressee, at=at, parts=parts,
        away=away, changing=changing, **more,
    )  # fmt: skip


def _near_page(
    draft: str, form: LetterForm, have: list[Attached], at: str, changing: bool, found: list[nearby.Near]
) -> Response:
    """Is it one of these? Asked once for a place, between it and what comes next."""
    others = [pair for pair in carried(form, have) if pair[0] != "near"]
    return web.render(
        "portal/letter_near.html", draft=draft, form=form, found=found, at=at, changing=changing,
        neither=joined.none_of_them(form), parts=parts, carried=others,
        told=progress.holder_line,
    )  # fmt: skip


def _again_page(draft: str, form: LetterForm, have: list[Attached], found: again.Written) -> Response:
    """Has she written it already? Add it to that letter, or send it as one of its own."""
    others = [pair for pair in carried(form, have) if pair[0] != "again"]
    number = numbers.show(found.ticket.number) if found.proven else ""
    return web.render(
        "portal/letter_again.html", draft=draft, carried=others, mark=again.mark(form), number=number, parts=parts
    )


def _is_asked(name: str, at: str) -> bool:
    """Whether the page has a place of its own for this field."""
    shown = {"files": "attached"}
    names = [shown.get(one, one) for one in (parts.PARTS[at] if at else sum(parts.PARTS.values(), ()))]
    return name in names


def check_page(draft: str, form: LetterForm, have: list[Attached], counted: bool) -> Response:
    return web.render(
        "portal/letter_check.html", draft=draft, form=form, files=have, rows=rows(form, have),
        carried=carried(form, have), counted=counted, parts=parts, notices=announced.announced(form),
    )  # fmt: skip
