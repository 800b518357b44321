"""Missed calls (漏接来电): numbers to call back, each once, claimed by one person, tried until reached."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db, transaction
from hotline.desks.blueprint import desks
from hotline.desks.calls import line
from hotline.desks.posted import only_read
from hotline.errors import HotlineError
from hotline.privacy import masking
from hotline.privacy.models import Reveal
from hotline.telephony import callbacks, queries, tables
from hotline.telephony.models import Callback
from hotline.tickets.labels import Words, say

READERS = ("operator", "dispatcher", "supervisor")
OFTEN = "60/minute"
NEWEST = 10
STATES: Words = {
    "ringing": ("振铃", "Ringing"),
    "talking": ("通话中", "Talking"),
    "held": ("保持中", "On hold"),
    "ended": ("已接", "Answered"),
    "missed": ("漏接", "Missed"),
}
REASON = "漏接回拨{phone}"
"""Why a number was shown, for the log; data, so in the language of the city."""


@desks.app_context_processor
def _tabs() -> dict[str, Any]:
    if not request.path.startswith("/staff/calls/"):
        return {}
    return {"call_tabs": partial(_call_tabs, request.path.split("/")[3])}


def _call_tabs(here: str) -> list[tuple[str, str, bool, int]]:
    """(words, address, is this the page, how many wait there)."""
    city = web.actor().city
    waits = len(queries.tags(city, "proposed")) + sum(one.reviewed_at is None for one in queries.endings(city))
    return [
        (_("Missed calls"), "/staff/calls/back", here == "back", queries.waiting(city, clock.now())[0]),
        (_("Tagged numbers and ended calls"), "/staff/calls/guard", here == "guard", waits),
    ]


@desks.get("/staff/calls/back")
@web.staff(*READERS)
def calls_back() -> Response:
    return _page(web.actor(), clock.now())


@desks.post("/staff/calls/back/<int:task_id>/claim")
@web.staff(*line.ROLES)
@web.limiter.limit(OFTEN, key_func=lambda: f"reveal {web.actor().id}")
def claim_call_back(task_id: int) -> Response:
    """The number is mine to call for some minutes. It stands on the answer to this POST, written down before."""
    actor, now = web.actor(), clock.now()
    try:
        with transaction():
            task = callbacks.claim(task_id, actor, now)
            db.session.add(_shown(task, actor, now))
    except HotlineError as error:
        only_read()
        return _page(actor, now, error.status, problem=error.words(i18n.language()))
    only_read()
    return _page(actor, now, mine=queries.callback(actor.city, task_id))


@desks.get("/staff/calls/back/<int:task_id>/claim")
@web.staff(*READERS)
def claimed_again(task_id: int) -> Response:
    """The address of a number that was shown once: the list is what there is to look at."""
    return web.see_other("desks.calls_back")


@desks.post("/staff/calls/back/<int:task_id>/tried")
@web.staff(*line.ROLES)
def tried_call_back(task_id: int) -> Response:
    """`act`: reached, and the form of a call opens; or missed, and it comes again later."""
    actor, now = web.actor(), clock.now()
    reached = request.form.get("act") == "reached"
    try:
        with transaction():
            task = callbacks.tried(task_id, actor, now, reached, request.form.get("note", ""))
            state, next_at = task.state, task.next_at
    except HotlineError as error:
        only_read()
        return _page(actor, now, error.status, problem=error.words(i18n.language()))
    if reached:
        return web.see_other("desks.new_call", back=task_id)
    if state == "given_up":
        flash(_("Not reached after the last attempt: the task is closed."), "warning")
    else:
        flash(_("Not reached: it comes again at %(time)s.", time=f"{clock.local(next_at):%H:%M}"), "success")
    return web.see_other("desks.calls_back")


def _page(actor: Actor, now: datetime, status: int = 200, **more: Any) -> Response:
    """`more`: problem; mine: the task whose number is shown."""
    mine = more.get("mine")
    rows = [row for row in queries.open_callbacks(actor.city) if mine is None or row.id != mine.id]
    ready = sorted((row for row in rows if row.next_at <= now), key=lambda row: row.due_at)
    total, late = queries.waiting(actor.city, now)
    return web.render(
        "desks/calls_back.html", status, now=now, ready=ready, later=[row for row in rows if row.next_at > now],
        total=total, late=late, newest=queries.newest(actor.city, NEWEST), calls=actor.role in line.ROLES,
        mask=masking.phone, display=phones.display, state=lambda value: say(STATES, value),
        taken=lambda row: _taken(row, actor, now), attempts=tables.rules().attempts, me=actor.id, **more,
    )  # fmt: skip


def _taken(row: Callback, actor: Actor, now: datetime) -> str:
    """Who is calling it now, if it is somebody else."""
    claimed = row.claimed_by_id not in {0, actor.id} and row.claimed_until is not None and row.claimed_until > now
    return row.claimed_by if claimed else ""


def _shown(task: Callback, actor: Actor, now: datetime) -> Reveal:
    return Reveal(
        city=actor.city, ticket_id=task.ticket_id or 0, at=now, user_id=actor.id, user_name=actor.name,
        unit=actor.unit, field="phone", reason=REASON.format(phone=masking.phone(task.phone)),
        ip=request.remote_addr or "",
    )  # fmt: skip
