"""Alarms that stand (警情): a life may be in danger, and the hotline's pages say so until somebody takes it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.insight.alerts import alarming
from hotline.insight.alerts import queries as alerts
from hotline.insight.alerts.models import Alarm
from hotline.people import queries as people
from hotline.tickets import actions, labels, queries
from hotline.tickets.labels import Words
from hotline.tickets.models import Ticket

STANDS = timedelta(hours=12)
"""An alarm that nobody took up sounds so long; then its ticket is overdue and the ladder tells of it. The page of all
lists it until somebody has taken it up."""
SAID = timedelta(minutes=10)
"""So long the others read who took it up."""
SHOWN, SOUNDING, PAGE = 3, 100, 50
"""Alarms of the strip, those that are heard from it, and those of a page of all."""
TAKEN = "警情已知悉，由我跟进。"
"""The note that the button on the alarm writes; it stands in the timeline of the ticket."""
GRADES: Words = {
    "0": ("须立即联系110、119或120", "110, 119 or 120 at once"),
    "1": ("有危险", "A danger"),
    "2": ("紧急事项", "Urgent matter"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`taken_by` is empty while nobody has taken it up. `id` grows with time."""

    id: int
    ticket: Ticket
    at: datetime
    grade: str
    taken_by: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """`shown`: the few that are said, those nobody took up first; `sounding`: every untaken one; `more`: the rest."""

    shown: Sequence[Standing] = ()
    sounding: Sequence[int] = ()
    more: int = 0


def hears(actor: Actor) -> bool:
    """Whether this person's pages say an alarm."""
    return actor.role in alarming.HEARERS


def standing(actor: Actor, now: datetime) -> Strip:
    """The alarms this person is told of, the gravest and of these the oldest first: none is pushed out of reach.

    Two probes of an index, and the tickets only where there is an alarm.
    """
    if not hears(actor):
        return Strip()
    untaken = alerts.untaken(actor, SOUNDING, since=now - STANDS)
    said = _with_tickets([*untaken[:SHOWN], *alerts.taken_since(actor, now - SAID, SHOWN)], actor)
    return Strip(said, [one.id for one in untaken], max(0, len(untaken) - SHOWN))


def _with_tickets(alarms: Sequence[Alarm], actor: Actor) -> list[Standing]:
    tickets = alerts.alarmed(alarms, actor)
    return [
        Standing(one.id, tickets[one.ticket_id], one.at, str(one.grade), one.taken_by, one.taken_at)
        for one in alarms
        if one.ticket_id in tickets
    ]


@desks.get("/staff/alarms")
@web.staff(*alarming.HEARERS)
def alarms() -> Response:
    """Every alarm that nobody has taken up, however old."""
    actor = web.actor()
    rows = alerts.untaken(actor, PAGE + 1, _after(request.args.get("after", "")))
    more = f"{rows[PAGE - 1].grade}-{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    pager = {
        "next_url": url_for("desks.alarms", after=more) if more else "",
        "first_url": url_for("desks.alarms") if request.args.get("after") else "",
    }
    language = i18n.language()
    return web.render(
        "desks/alarms.html", rows=_with_tickets(rows[:PAGE], actor), pager=pager, grades=GRADES, labels=labels,
        unit_name=lambda code: people.unit_short(code, language),
    )  # fmt: skip


def _after(said: str) -> tuple[int, int] | None:
    grade, _dash, last = said.partition("-")
    return (whole_number(grade, 0), whole_number(last, 0)) if last else None


@desks.post("/staff/alarms/<number>")
@web.staff(*alarming.HEARERS)
def take_up(number: str) -> Response:
    """This person sees to it: the note in the timeline tells everybody, and the others' pages stop sounding."""
    actor, now = web.actor(), clock.now()
    with transaction():
        ticket = queries.get_ticket(number, actor)
        alarm = alerts.alarm_of(ticket)
        first = (alarm.taken_by, alarm.taken_at) if alarm is not None and alarm.taken_at is not None else None
        if first is None:
            actions.perform("note", ticket, actor, now, text=TAKEN)
            alarming.take(ticket, actor, now)
    if first is None:
        flash(_("You see to it; the others read your name"), "success")
    elif first[0]:
        flash(_("%(name)s has seen to it since %(at)s", name=first[0], at=web.when(first[1])), "info")
    else:
        flash(_("The ticket was over before anybody took the alarm up"), "info")
    return web.see_other("desks.ticket", number=number)
