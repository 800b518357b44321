"""Keeping a view of the work list: saved, shared with the unit, renamed, deleted, opened with; and the columns."""

from urllib.parse import urlencode

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from hotline import clock, i18n, saved_views, web
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.worklist import rows
from hotline.desks.worklist.filters import NAMES
from hotline.desks.worklist.page import asked_for
from hotline.desks.worklist.tabs import VIEWS
from hotline.errors import Incomplete


@desks.post("/staff/tickets/views")
@web.staff(*VIEWS)
def save_view() -> Response:
    """Keep the filters of the form under a name, or make them the ones the list opens with."""
    actor = web.actor()
    asked = asked_for(actor, None, _kept())
    query = urlencode(asked.address)
    act = request.form.get("act", "save")
    try:
        with transaction():
            if act == "start":
                saved_views.set_start(actor, query)
                words = _("The list opens with this view from now on")
            elif act == "usual":
                saved_views.set_start(actor, "")
                words = _("The list opens with the usual view again")
            else:
                name = request.form.get("name", "")
                made = saved_views.save(actor, name, query, bool(request.form.get("shared")), clock.now())
                words = _("View “%(name)s” is kept", name=made.name)
    except Incomplete as error:
        flash(error.words(i18n.language()), "error")
    else:
        flash(words, "success")
    return _back(query)


@desks.post("/staff/tickets/views/<int:view_id>")
@web.staff(*VIEWS)
def change_view(view_id: int) -> Response:
    """Rename a view or delete it."""
    actor = web.actor()
    query = urlencode(asked_for(actor, None, _kept()).address)
    try:
        with transaction():
            if request.form.get("act") == "delete":
                words = _("View “%(name)s” is deleted", name=saved_views.remove(actor, view_id).name)
            else:
                renamed = saved_views.rename(actor, view_id, request.form.get("name", ""))
                words = _("The view is now called “%(name)s”", name=renamed.name)
    except Incomplete as error:
        flash(error.words(i18n.language()), "error")
    else:
        flash(words, "success")
    return _back(query)


@desks.post("/staff/tickets/columns")
@web.staff(*VIEWS)
def choose_columns() -> Response:
    """The columns of this person's list; none chosen brings back the usual ones."""
    actor = web.actor()
    wanted = [name for name in rows.COLUMNS if name in request.form.getlist("column")]
    if len(wanted) > rows.MOST:
        flash(_("At most %(most)s columns beside number and title", most=rows.MOST), "error")
    else:
        with transaction():
            saved_views.set_columns(actor, [] if request.form.get("act") == "usual" else wanted)
    return _back(urlencode(asked_for(actor, None, _kept()).address))


@desks.get("/staff/tickets/views/<int:view_id>")
@web.staff(*VIEWS)
def open_view(view_id: int) -> Response:
    """The address of a view, typed or come back to after signing in."""
    found = next((one for one in saved_views.seen_by(web.actor()) if one.id == view_id), None)
    return _back(found.query if found else "")


def _kept() -> dict[str, str]:
    return {name: request.form[f"kept-{name}"] for name in NAMES if request.form.get(f"kept-{name}")}


def _back(query: str) -> Response:
    address = url_for("desks.tickets")
    return make_response(redirect(f"{address}?{query}" if query else address, 303))
