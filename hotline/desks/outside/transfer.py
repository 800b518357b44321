"""On the ticket's page: where the matter stands outside, both numbers and limits, and passing it on (转出)."""

from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _

from hotline import clock, i18n, web
from hotline.channels import connections
from hotline.channels.feeds import replies
from hotline.channels.transfer import passing_on, state_maps
from hotline.channels.transfer.models import Transfer
from hotline.db import transaction
from hotline.desks.blueprint import desks
from hotline.desks.posted import only_read
from hotline.desks.ticket import page
from hotline.errors import HotlineError, NotFound
from hotline.routing import keeping_off
from hotline.tickets import queries
from hotline.tickets.models import Ticket

ROLES = ("operator", "dispatcher", "supervisor")


@desks.app_context_processor
def _outside() -> dict[str, Any]:
    if not request.path.startswith("/staff/tickets/"):
        return {}
    return {"outside": outside}


def outside(ticket: Ticket) -> dict[str, Any]:
    """What the page shows: transfers with their states in words, the item outside, whom it may be passed on to."""
    known, actor = connections.known(), web.signed_in()
    rows = passing_on.of(ticket)
    gone = {row.partner for row in rows if row.way == "out"}
    may = actor is not None and actor.role in ROLES
    ours = may and any(one.unit for one in known.partners.values())
    off = keeping_off.barred(ticket, actor).units if ours and actor is not None else frozenset[str]()
    item = replies.item_of(ticket)
    return {
        "rows": [(row, _name(row), _words(row, row.their_state), _words(row, row.told_state)) for row in rows],
        "item": item,
        "source": known.feeds[item.source].name if item is not None and item.source in known.feeds else "",
        "partners": [
            (code, one.name) for code, one in known.partners.items() if may and code not in gone and one.unit not in off
        ],
        "typed": request.form if request.endpoint == "desks.ticket_transfer" else {},
    }


@desks.post("/staff/tickets/<number>/transfer")
@web.staff(*ROLES)
def ticket_transfer(number: str) -> Response:
    """Pass the matter on to a partner, with the reason."""
    actor = web.actor()
    partner, reason = request.form.get("partner", ""), request.form.get("reason", "")
    try:
        with transaction():
            ticket = queries.get_ticket(number, actor)
            known = connections.known().partners.get(partner)
            if known is not None and known.unit:
                keeping_off.check_unit(ticket, known.unit, actor)
            passing_on.send(ticket, partner, reason, actor, clock.now(), request.remote_addr or "")
    except NotFound:
        raise
    except HotlineError as error:
        only_read()
        tried = page.Tried(problem=error.words(i18n.language()), status=error.status)
        return page.page(queries.get_ticket(number, actor), actor, tried)
    flash(_("Passed on. What they answer stands on this page."), "success")
    return web.see_other("desks.ticket", number=number)


def _name(row: Transfer) -> str:
    one = connections.known().partners.get(row.partner)
    return one.name if one else row.partner


def _words(row: Transfer, code: str) -> str:
    one = connections.known().partners.get(row.partner)
    table = state_maps.maps().get(one.map) if one else None
    meaning = table.theirs.get(code) if table else None
    if meaning is None:
        return code
    return meaning.zh if i18n.language() == "zh" else meaning.en
