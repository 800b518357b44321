"""The files of a ticket: opened only through the ticket, added as evidence with an act."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response, abort, request, send_file
from werkzeug.datastructures import FileStorage

from hotline import clock, files, web
from hotline.channels import clean
from hotline.db import db
from hotline.desks import ticket_openings
from hotline.desks.blueprint import desks
from hotline.tickets import queries
from hotline.tickets.models import Attachment, Ticket

INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Shown in the page; everything else is saved, never opened, by the browser."""


@desks.get("/staff/tickets/<number>/files/<int:attachment_id>")
@web.staff()
def attachment(number: str, attachment_id: int) -> Response:
    ticket = queries.get_ticket(number, web.actor())
    found = queries.attachment(attachment_id, ticket)
    try:
        stored = files.path(found.sha256)
    except LookupError:
        abort(404)
    if not stored.is_file():
        abort(404)
    # The type comes from the bytes: what the sender called it is not to be trusted in a browser.
    kind = files.type_of(stored.read_bytes(), found.name)
    inline = kind in INLINE and "inline" in request.args
    name = found.name or found.sha256[:12]
    if not inline:
        ticket_openings.write(ticket, web.actor(), "file", clock.now())
    response = send_file(stored, mimetype=kind, as_attachment=not inline, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def read(uploads: Sequence[FileStorage]) -> list[tuple[str, bytes]]:
    """Name and bytes of the files that were chosen; a file field left empty sends one without a name."""
    return [(one.filename, one.read()) for one in uploads if one.filename]


def attach(ticket: Ticket, added: Sequence[tuple[str, bytes]], now: datetime) -> None:
    """Keep the files as evidence of this ticket. Raises `files.Refused` for what can't be added."""
    kinds = files.check_all(added)
    for (name, content), kind in zip(added, kinds, strict=True):
        digest = files.store(content)
        row = Attachment(
            city=ticket.city, ticket_id=ticket.id, part="evidence", name=clean.file_name(name, digest[:12]), type=kind,
            size=len(content), sha256=digest, at=now,
        )  # fmt: skip
        db.session.add(row)
