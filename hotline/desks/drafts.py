"""Drafts at the desks: kept while somebody types, found again on the form's own page, listed for their writer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _

from hotline import clock, web
from hotline.actors import Actor
from hotline.db import transaction
from hotline.desks import writing
from hotline.desks.blueprint import desks
from hotline.drafts import actions, queries
from hotline.errors import Incomplete
from hotline.tickets import labels, numbers, states
from hotline.tickets import queries as tickets
from hotline.tickets.labels import say

CALL = "call"
VISIT = "visit"
PLACE_FIELD = "draft_place"
"""The field by which a form that was acted on names its draft."""
NOT_KEPT = frozenset({"csrf_token", "version", "draft", "form_key", PLACE_FIELD})
"""What belongs to the page and not to its writer."""
_PLACE = re.compile(rf"{CALL}(?:/[0-9a-f]{{32}})?|\d{{21}}/(?:{VISIT}|{'|'.join(states.VERBS)})")


@dataclass(frozen=True, slots=True)
class Line:
    """A draft on its writer's list. `number` is empty for a call not logged yet."""

    place: str
    at: datetime
    url: str
    what: str
    number: str
    title: str
    """Empty when the ticket went elsewhere meanwhile; the words stay the writer's own."""
    words: str


@desks.get("/staff/drafts")
@web.staff()
def drafts() -> Response:
    actor = web.actor()
    kept = queries.of_writer(actor.city, actor.id)
    titles = tickets.titles([one.place.partition("/")[0] for one in kept], actor)
    return web.render("desks/drafts.html", lines=[_line(one, titles) for one in kept])


@desks.post("/staff/drafts")
@web.staff()
def keep_draft() -> Response:
    """`draft` names the form; all other fields are kept. A script gets JSON and who else writes, a browser its page."""
    actor, now = web.actor(), clock.now()
    place = _asked()
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT and value]
    with transaction():
        actions.keep(actor.city, actor.id, place, fields, now)
    said = _("Draft kept %(time)s", time=actions.stamp(now))
    if request.accept_mimetypes.best == "application/json":
        number, _slash, _verb = place.partition("/")
        return jsonify(said=said, writing=writing.lines(number, actor, now) if number != CALL else [])
    flash(said, "success")
    return make_response(redirect(_page_of(place), 303))


@desks.post("/staff/drafts/drop")
@web.staff()
def drop_draft() -> Response:
    actor, place = web.actor(), _asked()
    with transaction():
        actions.drop(actor.city, actor.id, place)
    flash(_("The draft is gone."), "success")
    back = web.safe_next(request.form.get("next")) or _page_of(place)
    return make_response(redirect(back, 303))


def place_of(number: str, verb: str) -> str:
    """The name of a verb's form of one ticket, as templates and actions know it."""
    return f"{number}/{verb}"


def of_ticket(number: str, actor: Actor) -> dict[str, queries.Kept]:
    """This person's drafts of one ticket's forms, by verb."""
    places = [place_of(number, verb) for verb in (*states.VERBS, VISIT)]
    found = queries.of_forms(actor.city, actor.id, places)
    return {place.partition("/")[2]: kept for place, kept in found.items()}


def of_call(actor: Actor, form: str = "") -> queries.Kept | None:
    """The call this person had begun to log; `form`: the id of one that was set aside for the next."""
    return queries.of_form(actor.city, actor.id, f"{CALL}/{form}" if form else CALL)


def calls_aside(actor: Actor) -> list[queries.Kept]:
    """Calls that were set aside when the next one came."""
    return [one for one in queries.of_writer(actor.city, actor.id) if one.place.startswith(f"{CALL}/")]


def set_aside(actor: Actor, form: str, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """A call begun gets a place of its own, so that the next one does not take it."""
    kept = [(name, value) for name, value in fields if name not in NOT_KEPT and name != "own" and value]
    actions.keep(actor.city, actor.id, f"{CALL}/{form}", [*kept, ("own", "1")], now)
    actions.drop(actor.city, actor.id, CALL)


def sent(actor: Actor, place: str) -> None:
    """The form was sent: its draft goes in the same transaction."""
    actions.drop(actor.city, actor.id, place)


def _asked() -> str:
    place = request.form.get("draft", "")
    if not _PLACE.fullmatch(place):
        raise Incomplete("draft", "没有这张表单，没有存成草稿。", "There is no such form; no draft was kept.")
    return place


def _page_of(place: str) -> str:
    number, _slash, verb = place.partition("/")
    if number == CALL:
        return url_for("desks.new_call", draft=verb or 1)
    if verb == VISIT:
        return url_for("desks.follow_up", number=number)
    return url_for("desks.ticket", number=number, _anchor=verb)


def _line(kept: queries.Kept, titles: Mapping[str, str]) -> Line:
    number, _slash, verb = kept.place.partition("/")
    words = max((value for _name, value in kept.fields), key=len, default="")[:60]
    if number == CALL:
        return Line(kept.place, kept.at, _page_of(kept.place), str(_("New call")), "", "", words)
    what = str(_("Follow-up")) if verb == VISIT else say(labels.VERBS, verb)
    return Line(kept.place, kept.at, _page_of(kept.place), what, numbers.show(number), titles.get(number, ""), words)
