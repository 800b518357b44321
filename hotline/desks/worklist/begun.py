"""An act for many tickets (批量) that was begun and not sent: the address of its draft, where it stands as it stood."""

from flask import Response, abort, flash
from flask_babel import gettext as _

from hotline import tasks, web
from hotline.desks import drafts
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.desks.worklist import bulk
from hotline.desks.worklist.bulk import LISTED, Later
from hotline.desks.worklist.page import tickets_of
from hotline.desks.worklist.rows import BULK
from hotline.desks.worklist.tabs import VIEWS


@desks.get("/staff/tickets/bulk/<verb>/<mark>")
@web.staff(*VIEWS)
def bulk_begun(verb: str, mark: str) -> Response:
    """The tickets of the draft as they are now, with what was written for them."""
    actor = web.actor()
    kept = drafts.of_place(actor, f"{drafts.BULK}/{verb}/{mark}") if verb in BULK else None
    if kept is None:
        flash(_("There is no draft of this any more; tick the rows again."), "info")
        return web.see_other("desks.tickets")
    only_read()
    numbers = [value for name, value in kept.fields if name == "number"]
    return bulk.preview(verb, tickets_of(actor, numbers), actor, place=kept.place)


@desks.get("/staff/tickets/bulk/<verb>/all/<int:task_id>")
@web.staff(*VIEWS)
def bulk_later_begun(verb: str, task_id: int) -> Response:
    """All tickets of a list, as they were counted; begun meanwhile, its task."""
    actor = web.actor()
    asked = tasks.of(actor, task_id)
    if verb not in BULK or asked.given.get("verb") != verb:
        abort(404)
    if asked.state != "asked":
        return web.see_other("desks.task", task_id=task_id)
    only_read()
    numbers = [number for number, _version in tasks.of(actor, task_id).given["tickets"]]
    later = Later(task_id, len(numbers), len(numbers))
    return bulk.preview(verb, tickets_of(actor, numbers[:LISTED]), actor, later=later)
