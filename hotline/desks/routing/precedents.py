"""Precedents (先例): rulings and upheld returns, by item and unit, and the way into a draft of the catalogue."""

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from hotline import i18n, web
from hotline.actors import Actor
from hotline.desks import choices
from hotline.desks.admin import versions
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.desks.routing.quality import MAY
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import catalogues, precedents
from hotline.routing import queries as routing
from hotline.routing.models import Precedent
from hotline.tickets.labels import Words, say

PAGE = 20
SORTS: Words = {"ruling": ("裁定", "Ruling"), "return": ("退单获准", "Upheld return")}


@desks.get("/staff/routing/precedents")
@web.staff(*MAY)
def routing_precedents() -> Response:
    """All of them or those of an item or unit, the newest first; `one` shows a single one."""
    actor, typed = web.actor(), request.args.get("unit", "").strip()[:60]
    category, unit = request.args.get("category", "")[:4], choices.unit_called(typed) if typed else ""
    key = whole_number(request.args.get("one", ""), 0)
    after = key + 1 if key else whole_number(request.args.get("after", ""), 0)
    unknown = bool(typed) and not unit
    rows = [] if unknown else precedents.listed(actor, category, unit, after, 1 if key else PAGE + 1)
    rows = [row for row in rows if not key or row[0].id == key]
    kept: dict[str, Any] = {"category": category, "unit": typed}
    return web.render(
        "desks/precedents.html",
        rows=[_row(row, number, actor) for row, number in rows[:PAGE]],
        next_url=url_for("desks.routing_precedents", after=rows[PAGE - 1][0].id, **kept) if len(rows) > PAGE else "",
        first_url=url_for("desks.routing_precedents", **kept) if after else "",
        chapters=choices.categories(),
        category=category,
        unit=typed,
        unknown=unknown,
        narrowed=bool(category or typed or key),
        unit_names=choices.named_units(),
        may_draft=actor.role in versions.MAY,
        days=0,
    )


@desks.get("/staff/routing/precedents/<int:precedent_id>/draft")
@web.staff(*versions.MAY)
def routing_precedent_draft(precedent_id: int) -> Response:
    """On to its item in the newest draft of the catalogue; without a draft to the page that makes one."""
    actor = web.actor()
    found = precedents.one(actor.city, precedent_id)
    draft = next((one for one in catalogues.versions(actor.city) if one.state == "draft"), None)
    if draft is None:
        flash(_("There is no draft of the catalogue yet. Make one, then use the precedent in it."), "warning")
        return web.see_other("desks.catalogue_versions")
    if not any(row.code == found.category for row in catalogues.rows_of(draft)):
        flash(_("The draft has no item of this precedent."), "warning")
        return web.see_other("desks.catalogue_items", version_id=draft.id)
    return web.see_other("desks.catalogue_item", version_id=draft.id, code=found.category, precedent=found.id)


def _row(one: Precedent, number: str, actor: Actor) -> dict[str, Any]:
    language = i18n.language()
    names = {code: people.unit_short(code, language) if code else "—" for code in (one.from_unit, one.to_unit)}
    return {
        "id": one.id,
        "at": one.at,
        "sort": say(SORTS, one.sort),
        "item": routing.category_name(one.category, language) or "—",
        "place": people.unit_short(one.district, language) if one.district else "—",
        "from": names[one.from_unit],
        "to": names[one.to_unit],
        "basis": masking.text(one.basis),
        "decision": masking.text(one.decision),
        "by": one.decided_by,
        "number": number,
    }
