"""Several tickets sent at once: first looked at together, then sent one by one; each that does not go says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import db, transaction
from hotline.desks import choices, toasts
from hotline.desks.blueprint import desks
from hotline.desks.dispatch import filters, waiting
from hotline.desks.dispatch.named import called
from hotline.desks.dispatch.options import suggested
from hotline.desks.posted import only_read, whole_number
from hotline.errors import HotlineError, NotFound, Stale
from hotline.people import queries as people
from hotline.routing import keeping_off
from hotline.routing.keeping_off import Barred
from hotline.tickets import actions, queries
from hotline.tickets.models import Ticket

MOST = 50
"""Tickets of one press: as many as a page of the list and its emergencies hold."""


@dataclass(frozen=True, slots=True)
class Row:
    """A chosen ticket: where it would go, and why it cannot."""

    ticket: Ticket
    unit: str
    assist: tuple[str, ...]
    problem: str = ""


@desks.post("/staff/dispatch/bulk")
@web.staff("dispatcher")
def dispatch_bulk() -> Response:
    """Without `confirm` the look before it; with it each goes in a transaction of its own."""
    only_read()
    actor, named = web.actor(), request.form.get("named", "").strip()
    unit = choices.unit_called(called(named)) if named else ""
    chosen = _chosen(actor)
    off = keeping_off.barred_of(chosen, actor)
    rows = [_row(ticket, unit, off[ticket.id]) for ticket in chosen]
    unknown = _("No unit has this name; choose one from the list") if named and not unit else ""
    if "confirm" not in request.form or unknown or not rows:
        return _preview(rows, named, unit, unknown, list(off.values()))
    sent, failed = _send(rows, actor)
    if sent:
        words = ngettext("%(num)s ticket was sent", "%(num)s tickets were sent", len(sent))
        undo = url_for("desks.dispatch_bulk_undo", **filters.narrowed().kept)
        toasts.undoable(words, undo, {"numbers": ",".join(sent)})
    for number, why in failed:
        flash(_("%(number)s was not sent: %(why)s", number=f"…{number[-7:]}", why=why), "warning")
    return web.see_other("desks.dispatch", **filters.narrowed().kept)


@desks.post("/staff/dispatch/bulk/undo")
@web.staff("dispatcher")
def dispatch_bulk_undo() -> Response:
    """Take back all that was just sent together, as far as each still may be."""
    actor, back = web.actor(), 0
    for number in request.form.get("numbers", "").split(",")[:MOST]:
        try:
            with transaction():
                actions.perform("recall", queries.get_ticket(number, actor), actor, clock.now())
            back += 1
        except (HotlineError, StaleDataError) as error:
            why = error.words(i18n.language()) if isinstance(error, HotlineError) else Stale().words(i18n.language())
            flash(_("%(number)s stays sent: %(why)s", number=f"…{number[-7:]}", why=why), "warning")
    if back:
        toasts.done(ngettext("%(num)s ticket is back", "%(num)s tickets are back", back))
    return web.see_other("desks.dispatch", **filters.narrowed().kept)


def _chosen(actor: Actor) -> list[Ticket]:
    found = []
    for number in dict.fromkeys(request.form.getlist("chosen")[:MOST]):
        try:
            found.append(queries.get_ticket(number, actor))
        except NotFound:
            continue
    return found


def _row(ticket: Ticket, unit: str, off: Barred) -> Row:
    options, _why = suggested(ticket, clock.now(), off.units)
    first = options[0] if options and not unit else None
    to = unit or (first.unit if first else "")
    assist = tuple(choices.unit_called(name) for name in choices.split(first.assist)) if first else ()
    if ticket.state not in waiting.STATES:
        return Row(ticket, to, assist, _("It does not wait any more"))
    if not to:
        return Row(ticket, to, assist, _("No unit was suggested"))
    if to in off.accused:
        return Row(ticket, to, assist, _("The report accuses this unit"))
    if to in off.complained:
        return Row(ticket, to, assist, _("The complaint is about this unit"))
    if to in off.cleared:
        return Row(ticket, to, assist, _("You took away that it is about this unit: somebody else must send it there"))
    return Row(ticket, to, assist)


def _send(rows: list[Row], actor: Actor) -> tuple[list[str], list[tuple[str, str]]]:
    """The numbers that went, and the others with the reason in words."""
    language, sent, failed = i18n.language(), list[str](), list[tuple[str, str]]()
    plan = [(row.ticket.number, row.unit, row.assist, row.problem, _version(row.ticket)) for row in rows]
    db.session.rollback()
    for number, unit, assist, problem, version in plan:
        if problem:
            failed.append((number, problem))
            continue
        try:
            with transaction():
                ticket = queries.get_ticket(number, actor, version)
                if ticket.state == "received":
                    actions.perform("accept", ticket, actor, clock.now())
                actions.perform("dispatch", ticket, actor, clock.now(), unit=unit, assist=assist)
            sent.append(number)
        except (HotlineError, StaleDataError) as error:
            failed.append((number, (error if isinstance(error, HotlineError) else Stale()).words(language)))
    return sent, failed


def _version(ticket: Ticket) -> int:
    """The one that was looked at."""
    return whole_number(request.form.get(f"version-{ticket.number}", ""), ticket.version)


def _preview(rows: list[Row], named: str, unit: str, unknown: str, off: Sequence[Barred]) -> Response:
    language = i18n.language()
    go = [row for row in rows if not row.problem]
    to = people.unit_short(unit, language) if unit else ""
    if not go:
        title = _("None of these can be sent")
    elif to:
        title = ngettext("Send %(num)s ticket to %(unit)s", "Send %(num)s tickets to %(unit)s", len(go), unit=to)
    else:
        title = ngettext("Send %(num)s ticket as suggested", "Send %(num)s tickets as suggested", len(go))
    return web.render(
        "desks/dispatch_bulk.html",
        422 if unknown else 200,
        rows=rows,
        go=go,
        title=title,
        named=named,
        unknown=unknown,
        kept=filters.narrowed().kept,
        unit_names=choices.named_units(keeping_off.of_all(off).units),
        unit_name=lambda code: people.unit_short(code, language),
    )
