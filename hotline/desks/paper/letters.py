"""Letters on paper and visitors (来信来访): a scan is kept at once, its text confirmed beside it, then a ticket."""

import json
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, send_file
from flask_babel import gettext as _

from hotline import clock, files, i18n, tasks, web
from hotline.channels import clean, inbox, queries
from hotline.channels.adapters import paper
from hotline.channels.models import Inbox
from hotline.channels.scans import recognizing
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.calls import taken
from hotline.desks.calls.desk import CALLERS
from hotline.desks.paper import scanned
from hotline.desks.paper.form import PaperForm
from hotline.desks.ticket.files import read
from hotline.errors import NotFound
from hotline.tickets import queries as tickets
from hotline.tickets import scanning

LISTED = 50
"""Scans waiting for somebody to confirm them."""


@desks.url_value_preprocessor
def _room_for_scans(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """As many files as the page says are more than other pages accept. Runs before anything reads the form."""
    if endpoint == "desks.take_scan":
        request.max_content_length = files.MAX_FILES * files.MAX_BYTES + 2**20


@desks.get("/staff/paper/new")
@web.staff(*CALLERS)
def new_paper() -> Response:
    return _start()


@desks.post("/staff/paper/new")
@web.staff(*CALLERS)
def take_scan() -> Response:
    """Keep the scan, in the inbox too, before anything else; reading it is long work."""
    actor, now, added = web.actor(), clock.now(), read(request.files.getlist("scan"))
    if not added:
        return _start(_("Choose the scan or photo first"), 422)
    try:
        kinds = files.check_all(added)
    except files.Refused as error:
        return _start(error.words(i18n.language()), 422)
    if not paper.TYPES.issuperset(kinds):
        return _start(_("A scan is a PDF, JPG or PNG file"), 422)
    kept = [(clean.file_name(name, _("scan")), files.store(content)) for name, content in added]
    raw = json.dumps({"files": [{"name": name, "sha256": digest} for name, digest in kept]}, ensure_ascii=False)
    row_id = inbox.set_aside(paper.CHANNEL, raw.encode(), now, paper.ToConfirm().zh)
    if scanned.reading(row_id) is None:
        with transaction():
            tasks.ask(actor, "paper", {"row": str(row_id), "files": kept}, i18n.language(), now)
    return web.see_other("desks.paper_letter", row_id=row_id)


@desks.get("/staff/paper/visit")
@web.staff(*CALLERS)
def new_visit() -> Response:
    return _visit(PaperForm().tidy())


@desks.post("/staff/paper/visit")
@web.staff(*CALLERS)
def take_visit() -> Response:
    """Somebody came in, or the letter can't be scanned: the same form, nothing beside it."""
    form = PaperForm(request.form).tidy()
    if not form.complete():
        return _visit(form, 422)
    own = str(form.form_id.data)
    outcome = inbox.arrive(paper.CHANNEL, form.raw(own), clock.now(), external_id=own, actor=web.actor())
    return _told(outcome)


@desks.get("/staff/paper/<int:row_id>")
@web.staff(*CALLERS)
def paper_letter(row_id: int) -> Response:
    """The scan and what was read, side by side; while it is read, how far that is. `?type=1`: not waiting for it."""
    row = _row(row_id)
    if row.state != "quarantined":
        return _over(row)
    found = scanned.reading(row_id)
    task = _at_work(row_id) if found is None else None
    if task is not None and "type" not in request.args:
        return web.render("desks/paper_reading.html", row_id=row_id, task=task)
    return _letter(row, PaperForm(body=found.text if found else "").tidy())


@desks.get("/staff/paper/<int:row_id>/reading")
@web.staff(*CALLERS)
def paper_reading(row_id: int) -> Response:
    """How far it is, asked for every second; opened as a page it leads to the page."""
    if "HX-Request" not in request.headers:
        return web.see_other("desks.paper_letter", row_id=row_id)
    task = _at_work(row_id)
    answer = make_response(render_template("desks/_paper_reading.html", row_id=row_id, task=task) if task else "")
    answer.headers["Cache-Control"] = "no-store"
    if task is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


@desks.post("/staff/paper/<int:row_id>")
@web.staff(*CALLERS)
def confirm_letter(row_id: int) -> Response:
    """A person has compared it: now it is a ticket, through the inbox like every message."""
    row, form = _row(row_id), PaperForm(request.form).tidy()
    if row.state != "quarantined":
        return _over(row)
    if not form.complete():
        return _letter(row, form, 422)
    mended = form.raw(f"scan-{row_id}", paper.scans(row.raw))
    try:
        outcome = inbox.replay(row.city, row_id, clock.now(), mended, web.actor())
    except NotFound:
        return _over(_row(row_id))
    if outcome.ticket is not None:
        scanned.forget(row_id)
    return _told(outcome)


@desks.get("/staff/paper/<int:row_id>/pages/<int:number>")
@web.staff(*CALLERS)
def paper_page(row_id: int, number: int) -> Response:
    """The picture of one page."""
    drawn = scanned.picture(_row(row_id).id, number)
    if drawn is None:
        abort(404)
    return _private(send_file(drawn, mimetype="image/jpeg", etag=False))


@desks.get("/staff/paper/<int:row_id>/files/<int:number>")
@web.staff(*CALLERS)
def paper_file(row_id: int, number: int) -> Response:
    """The scan as it came, to be saved; counted from 1."""
    listed = paper.scans(_row(row_id).raw)
    if not 1 <= number <= len(listed):
        abort(404)
    name, digest = listed[number - 1]
    stored = files.path(digest)
    if not stored.is_file():
        abort(404)
    content = stored.read_bytes()
    scanning.check(content)
    kind = files.type_of(content, name)
    return _private(send_file(stored, mimetype=kind, as_attachment=True, download_name=name, etag=False))


def _row(row_id: int) -> Inbox:
    """A scan of this city that came through this door, whatever became of it; 404 for anything else."""
    row = queries.row(web.actor().city, row_id)
    if row is None or row.channel != paper.CHANNEL or not paper.scans(row.raw):
        abort(404)
    return row


def _at_work(row_id: int) -> tasks.Task | None:
    mine = (one for one in tasks.lately(web.actor()) if one.live and one.sort == "paper")
    return next((one for one in mine if one.given["row"] == str(row_id)), None)


def _start(problem: str = "", status: int = 200) -> Response:
    actor = web.actor()
    waiting = [(row, paper.scans(row.raw)) for row in queries.aside(actor.city, paper.CHANNEL, LISTED)]
    return web.render(
        "desks/paper_new.html", status, problem=problem, can_read=recognizing.installed(),
        waiting=[(row, scans) for row, scans in waiting if scans],
        taken=taken.taken(actor, taken.PAPER),
    )  # fmt: skip


def _visit(form: PaperForm, status: int = 200) -> Response:
    return web.render("desks/paper_letter.html", status, form=form, scans=(), found=None, row_id=0)


def _letter(row: Inbox, form: PaperForm, status: int = 200) -> Response:
    values: dict[str, Any] = {"scans": paper.scans(row.raw), "found": scanned.reading(row.id), "row_id": row.id}
    return web.render("desks/paper_letter.html", status, form=form, **values)


def _over(row: Inbox) -> Response:
    """It was confirmed before, by this person or another."""
    ticket = tickets.by_id(row.city, row.ticket_id) if row.ticket_id else None
    if ticket is None:
        flash(_("The letter is stored. The number takes a moment; look for it in the tickets."), "warning")
        return web.see_other("desks.new_paper")
    flash(_("This letter is a ticket already."), "info")
    return web.see_other("desks.ticket", number=ticket.number)


def _told(outcome: inbox.Outcome) -> Response:
    if outcome.ticket is None:
        flash(_("The letter is stored. The number takes a moment; look for it in the tickets."), "warning")
    else:
        taken.keep(outcome.ticket, place=taken.PAPER)
    return web.see_other("desks.new_paper")


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
