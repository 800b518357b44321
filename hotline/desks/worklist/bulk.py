"""One act for many tickets (批量): first a page that says what will happen and to which not, then each by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from hotline import clock, i18n, tasks, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks import chips, choices, drafts, forms, left_out, toasts
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read, whole_number
from hotline.desks.worklist.page import asked_for, kept_filters, tickets_of
from hotline.desks.worklist.rows import BULK, EFFECTS
from hotline.desks.worklist.tabs import VIEWS
from hotline.errors import HotlineError, Stale
from hotline.routing.keeping_off import NOBODY, Barred, barred_of
from hotline.tickets import actions, labels, queries
from hotline.tickets import worklist as lists
from hotline.tickets.labels import say
from hotline.tickets.models import Ticket, TicketEvent
from hotline.tickets.worklist import MOST_COUNTED

NEVER = "2000-01-01T00:00:00+00:00"
MOST = MOST_COUNTED
"""Tickets of one act: as many as a list counts exactly."""
INSTANT = queries.PAGE
"""So many are done within the answer itself."""
LISTED = 20
TO_UNIT = frozenset({"dispatch", "sub_assign"})
"""Acts that give the tickets to a unit out of a list."""
STEP = 5
"""Acts between two looks at whether to go on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One ticket and why it cannot be, or was not, done; `why` is empty where all is well."""

    number: str
    title: str
    version: int = 0
    why: str = ""

    @property
    def shown(self) -> str:
        return "…" + self.number[-7:]


@dataclass(frozen=True, slots=True)
class Later:
    """So many tickets that a job does them: of `chosen` ones `ready` are open to the act."""

    task_id: int
    ready: int
    chosen: int

    @property
    def stay(self) -> int:
        return self.chosen - self.ready


@desks.post("/staff/tickets/bulk")
@web.staff(*VIEWS)
def bulk() -> Response:
    """What would happen to the tickets ticked on the list. Changes nothing."""
    verb, actor = request.form.get("verb", ""), web.actor()
    if verb not in BULK:
        abort(404)
    whole = "every" in request.form
    chosen = _every(actor) if whole else tickets_of(actor, request.form.getlist("number"))
    if not chosen:
        flash(_("No ticket is chosen: tick the rows first"), "warning")
        return web.see_other("desks.tickets")
    if len(chosen) <= INSTANT:
        return preview(verb, chosen, actor)
    ready = [(one.number, one.version) for one in chosen if not why_not(verb, one, actor)]
    now = clock.now()
    given = {"verb": verb, "tickets": ready, "total": len(ready), "since": clock.iso(now)}
    with transaction():
        task_id = tasks.ask(actor, "act", given, i18n.language(), now, state="asked")
    only_read()
    again = tickets_of(actor, [one.number for one in chosen[:LISTED]])
    return preview(verb, again, actor, later=Later(task_id, len(ready), len(chosen)))


@desks.post("/staff/tickets/bulk/<verb>/all/<int:task_id>")
@web.staff(*VIEWS)
def bulk_later(verb: str, task_id: int) -> Response:
    """Do it to all that were counted before: a job does them one by one, and its page says how far it is."""
    actor = web.actor()
    asked = tasks.of(actor, task_id)
    if verb not in BULK or asked.given.get("verb") != verb:
        abort(404)
    form, numbers = form_of(verb, actor, request.form), asked.given["tickets"]
    if not form.validate():
        chosen = tickets_of(actor, [number for number, _version in numbers[:LISTED]])
        later = Later(task_id, len(numbers), len(numbers))
        return preview(verb, chosen, actor, form, 422, later=later)
    with transaction():
        tasks.begin(actor, task_id, {"brings": dict(form.brings())})
        drafts.sent(actor, drafts.place_of_task(verb, task_id))
    return web.see_other("desks.task", task_id=task_id)


def act_on_all(task: tasks.Claimed, actor: Actor) -> dict[str, Any]:
    """Do the act of a task to its tickets, a transaction each. Begun again it passes over what it did before."""
    brings = {name: tuple(value) if isinstance(value, list) else value for name, value in task.given["brings"].items()}
    since, failures = clock.parse(task.given["since"]), list[tuple[str, str]]()
    for done, (number, version) in enumerate(task.given["tickets"]):
        if done % STEP == 0:
            tasks.beat(task, clock.now(), done=done, failures=failures)
        why = one(task.given["verb"], number, version, actor, since, brings)
        if why:
            failures.append((number, why))
    return {"done": len(task.given["tickets"]), "failures": failures}


def _every(actor: Actor) -> list[Ticket]:
    """All that the filters of the list show, the first of its order, at most `MOST`."""
    asked = asked_for(actor, None, kept_filters())
    now = clock.now()
    return lists.worklist(actor, asked.chosen, now, chips.day_end(now), limit=MOST).tickets


@desks.post("/staff/tickets/bulk/<verb>")
@web.staff(*VIEWS)
def bulk_do(verb: str) -> Response:
    """Do it, a transaction a ticket. Sent twice it is done once."""
    if verb not in BULK:
        abort(404)
    actor = web.actor()
    form = form_of(verb, actor, request.form)
    chosen = tickets_of(actor, request.form.getlist("number"))
    if not form.validate():
        return preview(verb, chosen, actor, form, 422)
    db.session.rollback()
    since, brings = _since(), form.brings()
    done: list[Outcome] = []
    failed: list[Outcome] = []
    for number, title in [(one.number, one.title) for one in chosen]:
        typed = whole_number(request.form.get(f"version-{number}", ""), -1)
        why = one(verb, number, typed, actor, since, brings)
        (failed if why else done).append(Outcome(number, title, why=why))
    told, again = _done_words(verb, len(done)), _settle(verb, actor, {outcome.number for outcome in done}, bool(failed))
    if not failed:
        toasts.done(told)
        return web.see_other("desks.tickets")
    return web.render(
        "desks/_worklist_bulk_done.html", verb=say(labels.VERBS, verb), told=told, done=done, failed=failed, again=again
    )


def _settle(verb: str, actor: Actor, done: set[str], more: bool) -> str:
    """What was written is no draft any more; where some were not done it stays theirs, and its address is given."""
    place = drafts.posted_place(verb)
    if not place:
        return ""
    with transaction():
        if not more:
            drafts.sent(actor, place)
            return ""
        fields = request.form.items(multi=True)
        drafts.keep(actor, place, [one for one in fields if one[0] != "number" or one[1] not in done], clock.now())
    return drafts.page_of(place)


def one(verb: str, number: str, version: int, actor: Actor, since: datetime, brings: Mapping[str, Any]) -> str:
    """Do the act to one ticket; the words for why not, or nothing. Not done again by who has done it since then."""
    try:
        with transaction():
            db.session.execute(select(Ticket.id).where(Ticket.number == number).with_for_update())
            ticket = queries.get_ticket(number, actor)
            if _done_already(ticket, verb, actor, since, str(brings.get("text", ""))):
                return ""
            if ticket.version != version:
                raise Stale
            actions.perform(verb, ticket, actor, clock.now(), **brings)
    except HotlineError as error:
        return error.words(i18n.language())
    except (StaleDataError, IntegrityError):
        return Stale().words(i18n.language())
    return ""


def _done_already(ticket: Ticket, verb: str, actor: Actor, since: datetime, text: str) -> bool:
    """This person did it since the page was made: the same press arrived twice."""
    wanted = select(TicketEvent.id).where(
        TicketEvent.city == ticket.city,
        TicketEvent.ticket_id == ticket.id,
        TicketEvent.verb == verb,
        TicketEvent.actor_id == actor.id,
        TicketEvent.at >= since,
        TicketEvent.text == text.strip(),
    )
    return db.session.scalar(wanted.limit(1)) is not None


def preview(
    verb: str,
    chosen: Sequence[Ticket],
    actor: Actor,
    form: forms.VerbForm | None = None,
    status: int = 200,
    later: Later | None = None,
    place: str = "",
) -> Response:
    """What would happen, to which of these and to which not; of very many the first, and how many more.

    Without a form the draft of just these tickets, if there is one.
    """
    place = place or _place(verb, chosen, later)
    kept = drafts.of_place(actor, place) if place and form is None else None
    begun = MultiDict(kept.fields if kept else ())
    form = form or form_of(verb, actor, begun if kept else None)
    off = _left_out(verb, form, chosen, actor) if later is None else NOBODY
    seen = [Outcome(one.number, one.title, one.version, why_not(verb, one, actor)) for one in chosen]
    can = [one for one in seen if not one.why]
    here = url_for("desks.bulk_later", verb=verb, task_id=later.task_id) if later else ""
    return web.render(
        "desks/_worklist_bulk.html",
        status,
        verb=verb,
        form=form,
        can=can,
        cannot=[one for one in seen if one.why],
        later=later,
        action=here or url_for("desks.bulk_do", verb=verb),
        title=_asking_words(verb, later.ready if later else len(can)),
        effect=say(EFFECTS, verb),
        since=request.form.get("since") or begun.get("since") or clock.now().isoformat(),
        place=place,
        begun_at=kept.at if kept else None,
        unit_names=choices.named_units(off.units) if verb == "dispatch" else [],
    )


def _left_out(verb: str, form: forms.VerbForm, chosen: Sequence[Ticket], actor: Actor) -> Barred:
    if verb not in TO_UNIT:
        return NOBODY
    return left_out.of_many(form, list(barred_of(chosen, actor).values()))


def _place(verb: str, chosen: Sequence[Ticket], later: Later | None) -> str:
    """Where the words of this form are kept until it is sent; nothing is typed into a form without fields."""
    if verb not in forms.FORMS:
        return ""
    if later is not None:
        return drafts.place_of_task(verb, later.task_id)
    return drafts.posted_place(verb) or drafts.place_of_many(verb, [one.number for one in chosen])


def why_not(verb: str, ticket: Ticket, actor: Actor) -> str:
    if verb in actions.available(ticket, actor):
        return ""
    state = say(labels.STATES, ticket.state)
    return str(_("It is “%(state)s”: this step is not open to you now", state=state))


def form_of(verb: str, actor: Actor, typed: Any) -> forms.VerbForm:
    """The form of the verb as on the ticket's own page, without files."""
    form = forms.make(verb, typed)
    if forms.FILES in form:
        del form[forms.FILES]
    if verb == "sub_assign":
        form["unit"].choices = [choices.NOTHING, *choices.streets_of(actor.unit)]
    return form


def _since() -> datetime:
    """When the page with the question was made; made-up words are as early as can be."""
    try:
        return clock.parse(request.form.get("since", ""))
    except ValueError:
        return clock.parse(NEVER)


def _asking_words(verb: str, n: int) -> str:
    act = say(labels.VERBS, verb)
    if not n:
        return act
    return str(ngettext("%(act)s: %(num)s ticket", "%(act)s: %(num)s tickets", n, act=act))


def _done_words(verb: str, n: int) -> str:
    act = say(labels.VERBS, verb)
    return str(ngettext("%(act)s: done for %(num)s ticket", "%(act)s: done for %(num)s tickets", n, act=act))
