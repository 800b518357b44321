"""Places that people taught: remembered from a ticket in one press, looked at a second time, drawn on the map."""

import re
from typing import Any

from flask import Response, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, StringField
from wtforms.validators import InputRequired

from hotline import clock, datum, i18n, web
from hotline.actors import Actor
from hotline.db import transaction
from hotline.desks import choices
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.routing import local_places
from hotline.routing import queries as routing
from hotline.routing.text.unknown_places import unknown
from hotline.tickets import queries as tickets
from hotline.tickets.labels import Words
from hotline.tickets.models import Ticket

MAY = ("admin", "supervisor")
STATES: Words = {
    "proposed": ("待复核", "To look at"),
    "agreed": ("已确认", "Agreed"),
    "refused": ("不采用", "Not used"),
}
POINT = re.compile(r"(\d{2,3}\.\d+)[\s,，]+(\d{2,3}\.\d+)")
CORNERS = ("west", "south", "east", "north")


class PlaceForm(Form):  # type: ignore[misc]  # wtforms has no types
    name = StringField(_l("Name of the place"), [InputRequired()])
    unit = StringField(
        _l("Lies in"), [InputRequired()], description=_l("District, zone, street or town: name or code"),
        render_kw={"list": "place-units"},
    )  # fmt: skip
    west = StringField(_l("West"), description=_l("Only to correct a border: degrees of the box"))
    south = StringField(_l("South"))
    east = StringField(_l("East"))
    north = StringField(_l("North"))
    gcj = BooleanField(_l("Read off a Chinese map (GCJ-02)"))


@desks.get("/staff/admin/places")
@web.staff(*MAY)
def admin_places() -> Response:
    return _page(PlaceForm())


@desks.post("/staff/admin/places")
@web.staff(*MAY)
def admin_add_place() -> Response:
    form, actor = PlaceForm(request.form), web.actor()
    try:
        with transaction():
            _add(form, actor)
    except Incomplete as error:
        field = error.field if error.field in form else "name"
        form[field].errors = [error.words(i18n.language())]
        only_read()
        return _page(form, 422)
    flash(
        _("It suggests from the next letter on; none goes out by itself because of it until it is agreed to."),
        "success",
    )
    return web.see_other("desks.admin_places")


@desks.post("/staff/admin/places/<int:place_id>/<verdict>")
@web.staff(*MAY)
def admin_judge_place(place_id: int, verdict: str) -> Response:
    if verdict not in {"agree", "refuse"}:
        abort(404)
    with transaction():
        local_places.judge(web.actor(), place_id, verdict == "agree", clock.now())
    return web.see_other("desks.admin_places")


@desks.post("/staff/dispatch/<number>/remember")
@web.staff("dispatcher")
def dispatch_remember(number: str) -> Response:
    """记住：this name lies in that district or street. One press; somebody looks at it later."""
    actor, language = web.actor(), i18n.language()
    try:
        with transaction():
            ticket = tickets.get_ticket(number, actor)
            code = choices.unit_called(request.form.get("unit", ""))
            row = local_places.teach(actor, request.form.get("name", ""), code, clock.now(), ticket.id)
            told = _("Remembered: %(name)s = %(unit)s", name=row.name, unit=_where(row.unit, row.street, language))
    except Incomplete as error:
        only_read()
        flash(error.words(language), "warning")
        return web.see_other("desks.dispatch_one", number=number)
    flash(told, "success")
    return web.see_other("desks.dispatch_one", number=number)


@desks.app_context_processor
def _remembering() -> dict[str, Any]:
    return {"worth_remembering": worth_remembering}


def worth_remembering(ticket: Ticket) -> dict[str, Any]:
    """Names of this ticket that the gazetteer does not know, and whose they probably are."""
    names = unknown(ticket.title, ticket.body, routing.engine().gazetteer.knows)
    code = ticket.street or ticket.district
    return {"names": names, "code": code, "unit": _where(ticket.district, ticket.street, i18n.language())}


def _add(form: PlaceForm, actor: Actor) -> None:
    code = choices.unit_called((form.unit.data or "").strip())
    typed = [(form[corner].data or "").strip() for corner in CORNERS]
    if not any(typed):
        local_places.teach(actor, form.name.data or "", code, clock.now())
        return
    try:
        west, south, east, north = map(float, typed)
    except ValueError:
        raise Incomplete("west", "请用度数填写四个边。", "Give all four sides in degrees.") from None
    box = (west, south, east, north)
    local_places.draw(actor, form.name.data or "", code, box, bool(form.gcj.data), clock.now())


def _page(form: PlaceForm, status: int = 200) -> Response:
    language, tried = i18n.language(), request.args.get("q", "").strip()[:500]
    rows = local_places.listed(web.actor().city, tried)
    return web.render(
        "desks/admin_places.html",
        status,
        form=form,
        places=[(row, _where(row.unit, row.street, language)) for row in rows],
        states=STATES,
        units=choices.named_units(),
        q=tried,
        points=_points(tried, language),
        found=_explained(tried, language) if tried and not POINT.fullmatch(tried) else None,
    )


def _points(text: str, language: str) -> list[dict[str, Any]]:
    """Whose a point is, read as satellites and as Chinese maps give it; longitude and latitude in either order."""
    read = POINT.fullmatch(text)
    if read is None:
        return []
    lon, lat = sorted(map(float, read.groups()), reverse=True)
    told = []
    for name, (east, north) in (("WGS-84", (lon, lat)), ("GCJ-02", datum.wgs84(lon, lat))):
        found = routing.engine().gazetteer.find("", "", lon=east, lat=north)
        told.append({"datum": name, "where": _where(found.unit, found.street, language) if found.unit else "",
                     "sure": found.confidence, "words": found.words})  # fmt: skip
    return told


def _explained(text: str, language: str) -> dict[str, Any]:
    """What the gazetteer makes of a text, and by which names."""
    found = routing.engine().gazetteer.find("", text)
    return {
        "where": _where(found.unit, found.street, language) if found.unit else "",
        "why": found.why,
        "words": found.words,
        "sure": found.confidence,
        "others": [(_where(one.unit, one.street, language), one.confidence) for one in found.alternatives],
    }


def _where(unit: str, street: str, language: str) -> str:
    codes = [code for code in (unit, street) if code]
    names = [people.unit_short(code, language) for code in codes]
    return (", " if language == "en" else "").join(reversed(names) if language == "en" else names)
