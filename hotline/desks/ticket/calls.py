"""The calls of a ticket: when, who took them, what was done, and the recording for those who may hear it (录音)."""

from functools import partial
from typing import Any

from flask import Response, make_response, redirect, request
from flask_babel import gettext as _

from hotline import clock, web
from hotline.actors import Actor
from hotline.desks.blueprint import desks
from hotline.desks.calls import done
from hotline.desks.ticket import openings
from hotline.errors import NotAllowed, NotFound
from hotline.telephony import queries
from hotline.telephony.contract import web_address
from hotline.telephony.models import Call
from hotline.tickets import policy
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket

LISTENER = policy.HOTLINE | policy.FOLLOWUP | policy.SUPERVISOR
"""Who may hear what a citizen said on the telephone: the hotline itself, no unit (a voice names its owner)."""
HEARD = "voice"


@desks.app_context_processor
def _calls() -> dict[str, Any]:
    actor = web.signed_in() if request.path.startswith("/staff/tickets/") else None
    return {"calls_of": partial(calls_of, actor)} if actor else {}


def calls_of(actor: Actor, shown: Ticket) -> dict[str, Any] | None:
    """The calls of this ticket and what was done in them; nothing where there are none, or not for this reader."""
    if not LISTENER.allows(actor, shown):
        return None
    rows, acts = queries.calls_of(shown), queries.acts_of(shown)
    if not rows and not acts:
        return None
    return {"calls": [(row, lasted(row)) for row in rows], "acts": [(one, done.words(one)) for one in acts]}


def lasted(row: Call) -> str:
    """How long they spoke."""
    if row.answered_at is None or row.ended_at is None:
        return ""
    seconds = max(0, round((row.ended_at - row.answered_at).total_seconds()))
    return str(_("%(minutes)s min %(seconds)s s", minutes=seconds // 60, seconds=f"{seconds % 60:02}"))


@desks.get("/staff/tickets/<number>/recordings/<int:call_id>")
@web.staff()
def recording(number: str, call_id: int) -> Response:
    """On to where the recording is played, after this hearing is written down."""
    actor = web.actor()
    shown = tickets.get_ticket(number, actor)
    if not LISTENER.allows(actor, shown):
        raise NotAllowed("您不能收听录音。", "Recordings are not open to you.")
    row = queries.call(actor.city, call_id)
    if row.ticket_id != shown.id or not web_address(row.recording):
        raise NotFound("没有录音。", "There is no recording.")
    address = row.recording
    openings.write(shown, actor, HEARD, clock.now())
    response = make_response(redirect(address, 303))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
