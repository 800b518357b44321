"""Drafts at the desks: kept while somebody types, found again on the form's own page, listed for their writer."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

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
BULK = "bulk"
PLACE_FIELD = "draft_place"
"""The field by which a form that was acted on names its draft."""
NOT_KEPT = frozenset({"csrf_token", "version", "draft", "form_key", PLACE_FIELD})
"""What belongs to the page and not to its writer."""
_VERB = "|".join(states.VERBS)
_MANY = re.compile(rf"{BULK}/(?:{_VERB})/(?:all/\d{{1,19}}|[0-9a-f]{{16}})")
_PLACE = re.compile(rf"{CALL}(?:/[0-9a-f]{{32}})?|\d{{21}}/(?:{VISIT}|{_VERB})|{_MANY.pattern}")
_OF_MANY = re.compile(r"number|since|version-\d+")
"""Fields of an act for many tickets that its writer did not type."""


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
    with transaction():
        keep(actor, place, request.form.items(multi=True), now)
    said = _("Draft kept %(time)s", time=actions.stamp(now))
    if request.accept_mimetypes.best == "application/json":
        number, _slash, _verb = place.partition("/")
        return jsonify(said=said, writing=writing.lines(number, actor, now) if number not in (CALL, BULK) else [])
    flash(said, "success")
    return make_response(redirect(page_of(place), 303))


@desks.post("/staff/drafts/drop")
@web.staff()
def drop_draft() -> Response:
    actor, place = web.actor(), _asked()
    with transaction():
        actions.drop(actor.city, actor.id, place)
    flash(_("The draft is gone."), "success")
    back = web.safe_next(request.form.get("next")) or page_of(place)
    return make_response(redirect(back, 303))


def place_of(number: str, verb: str) -> str:
    """The name of a verb's form of one ticket, as templates and actions know it."""
    return f"{number}/{verb}"


def place_of_many(verb: str, numbers: Iterable[str]) -> str:
    """The form of one act for just these tickets, in whatever order they were ticked."""
    return f"{BULK}/{verb}/{hashlib.sha256(' '.join(sorted(numbers)).encode()).hexdigest()[:16]}"


def place_of_task(verb: str, task_id: int) -> str:
    """The form of one act for all tickets of a list, which a task counted."""
    return f"{BULK}/{verb}/all/{task_id}"


def posted_place(verb: str) -> str:
    """The place that the form of an act for many tickets names; empty for any other."""
    place = request.form.get(PLACE_FIELD, "")
    return place if _MANY.fullmatch(place) and place.startswith(f"{BULK}/{verb}/") else ""


def of_places(actor: Actor, places: Sequence[str]) -> dict[str, queries.Kept]:
    """This person's drafts of these forms, by place: one statement."""
    return queries.of_forms(actor.city, actor.id, places)


def of_place(actor: Actor, place: str) -> queries.Kept | None:
    return queries.of_form(actor.city, actor.id, place)


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


def keep(actor: Actor, place: str, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """The writer's own words and choices of a form; what belongs to its page is left out."""
    kept = [(name, value) for name, value in fields if name not in NOT_KEPT and value]
    actions.keep(actor.city, actor.id, place, kept, now)


def set_aside(actor: Actor, form: str, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """A call begun gets a place of its own, so that the next one does not take it."""
    keep(actor, f"{CALL}/{form}", [*((name, value) for name, value in fields if name != "own"), ("own", "1")], now)
    actions.drop(actor.city, actor.id, CALL)


def sent(actor: Actor, place: str) -> None:
    """The form was sent: its draft goes in the same transaction. A request is granted or refused: both drafts go."""
    for one in both_ways(place):
        actions.drop(actor.city, actor.id, one)


def both_ways(place: str) -> tuple[str, ...]:
    """The form and, of a decision about a request, the one that decides the other way."""
    number, _slash, verb = place.partition("/")
    way, _line, sort = verb.partition("_")
    if way not in ("grant", "refuse"):
        return (place,)
    return tuple(place_of(number, f"{one}_{sort}") for one in ("grant", "refuse"))


def _asked() -> str:
    place = request.form.get("draft", "")
    if not _PLACE.fullmatch(place):
        raise Incomplete("draft", "没有这张表单，没有存成草稿。", "There is no such form; no draft was kept.")
    return place


def page_of(place: str) -> str:
    """Where the form stands."""
    number, _slash, verb = place.partition("/")
    if number == CALL:
        return url_for("desks.new_call", draft=verb or 1)
    if verb == VISIT:
        return url_for("desks.follow_up", number=number)
    if number == BULK:
        return f"{url_for('desks.tickets')}/{place}"
    return url_for("desks.ticket", number=number, _anchor=verb)


def _line(kept: queries.Kept, titles: Mapping[str, str]) -> Line:
    number, _slash, verb = kept.place.partition("/")
    typed = (value for name, value in kept.fields if number != BULK or not _OF_MANY.fullmatch(name))
    words = max(typed, key=len, default="")[:60]
    if number in (CALL, BULK):
        what = str(_("New call")) if number == CALL else _many(kept, verb.partition("/")[0])
        return Line(kept.place, kept.at, page_of(kept.place), what, "", "", words)
    what = str(_("Follow-up")) if verb == VISIT else say(labels.VERBS, verb)
    return Line(kept.place, kept.at, page_of(kept.place), what, numbers.show(number), titles.get(number, ""), words)


def _many(kept: queries.Kept, verb: str) -> str:
    """批注：3件; of a whole list the act alone."""
    act, count = say(labels.VERBS, verb), sum(name == "number" for name, _value in kept.fields)
    if not count:
        return act
    return str(ngettext("%(act)s: %(num)s ticket", "%(act)s: %(num)s tickets", count, act=act))
