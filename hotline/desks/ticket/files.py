"""The files of a ticket: opened only through the ticket, added as evidence with an act."""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from flask import Response, abort, request, send_file
from werkzeug.datastructures import FileStorage

from hotline import clock, config, files, pictures, web
from hotline.channels import clean
from hotline.db import db, read_only, transaction
from hotline.desks.blueprint import desks
from hotline.desks.ticket import openings
from hotline.tickets import policy, queries, scanning
from hotline.tickets.models import Attachment, Ticket

WIDEST = 1600
"""Pixels of the longer side of a picture shown in a page."""


@desks.get("/staff/tickets/<number>/files/<int:attachment_id>")
@web.staff()
def attachment(number: str, attachment_id: int) -> Response:
    """A picture in a page is one drawn anew; the file as it came goes to those alone who may know who the citizen is.

    A telephone writes into a photo where it was taken. Everything but a picture is saved, never opened, by the browser.
    Before the virus scanner has seen it, nothing but a picture drawn anew is given.
    """
    actor = web.actor()
    ticket = queries.get_ticket(number, actor)
    found = queries.attachment(attachment_id, ticket)
    try:
        stored = files.path(found.sha256)
        content = files.read(found.sha256)
    except (LookupError, FileNotFoundError):
        abort(404)
    # The type comes from the bytes: what the sender called it is not to be trusted in a browser.
    kind, name = files.type_of(content, found.name), found.name or found.sha256[:12]
    picture = kind in pictures.TYPES
    unseen = _unseen(found, content)
    if unseen and not picture:
        raise scanning.NotYet
    inline = picture and "inline" in request.args
    if picture and (inline or unseen or not policy.REVEAL.allows(actor, ticket)):
        stored, kind, name = _redrawn(found.sha256, content), "image/jpeg", f"{name.rpartition('.')[0] or name}.jpg"
    if not inline:
        openings.write(ticket, actor, "file", clock.now())
    response = send_file(stored, mimetype=kind, as_attachment=not inline, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _unseen(found: Attachment, content: bytes) -> bool:
    """Whether the scanner has still not seen it. Raises `scanning.Locked`; what it says now is on disk before that."""
    now = clock.now()
    standing, verdict = scanning.look(found, content, now)
    if verdict is not None:
        city, attachment_id = found.city, found.id
        db.session.rollback()
        read_only(False)
        with transaction():
            scanning.settle(city, attachment_id, verdict, now)
        read_only(True)
    if standing == "infected":
        raise scanning.Locked
    return standing == "waiting"


def _redrawn(digest: str, content: bytes) -> Path:
    """The picture without what it tells about its making, drawn once. 404 for one that can't be drawn."""
    target = config.settings().var / "pictures" / digest[:2] / f"{digest}.jpg"
    if target.exists():
        return target
    try:
        drawn = pictures.redrawn(content, WIDEST)
    except pictures.NoPicture:
        abort(404)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, made = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(drawn)
    Path(made).replace(target)
    return target


def read(uploads: Sequence[FileStorage]) -> list[tuple[str, bytes]]:
    """Name and bytes of the files that were chosen; a file field left empty sends one without a name."""
    return [(one.filename, one.read()) for one in uploads if one.filename]


def attach(ticket: Ticket, added: Sequence[tuple[str, bytes]], now: datetime) -> None:
    """Keep the files as evidence of this ticket. Raises `files.Refused` for what can't be added."""
    kinds = files.check_all(added)
    kept = [
        scanning.Kept(clean.file_name(name, digest[:12]), kind, len(content), digest)
        for (name, content), kind in zip(added, kinds, strict=True)
        for digest in [files.store(content)]
    ]
    scanning.attach(ticket, "evidence", kept, now)
