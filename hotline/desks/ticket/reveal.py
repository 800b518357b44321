"""Seeing who the citizen is: one field at a time, for a reason, written down before it is shown (D-67, D-68)."""

from flask import Response, request
from flask_babel import gettext as _

from hotline import clock, web
from hotline.actors import Actor
from hotline.channels import phones
from hotline.db import db, read_only, transaction
from hotline.desks.blueprint import desks
from hotline.desks.ticket.page import Tried, page
from hotline.errors import Incomplete, NotAllowed
from hotline.privacy import masking
from hotline.privacy.models import Reveal
from hotline.tickets import labels, policy, queries
from hotline.tickets.models import Ticket

OFTEN = "30/minute"


@desks.post("/staff/tickets/<number>/reveal")
@web.staff()
@web.limiter.limit(OFTEN, key_func=lambda: f"reveal {web.actor().id}")
def reveal(number: str) -> Response:
    """The value stands on the answer to this POST and nowhere else: no address of its own, never cached."""
    actor = web.actor()
    shown = queries.get_ticket(number, actor)
    if not policy.REVEAL.allows(actor, shown):
        raise NotAllowed("您不能查看诉求人信息。", "Who the citizen is is not open to you.")
    field, reason = request.form.get("field", ""), request.form.get("reason", "").strip()
    if field not in masking.FIELDS and field != "body":
        raise Incomplete("field", "没有这一项信息。", "There is no such field.")
    if reason not in labels.REVEAL_REASONS:
        problem = _("Choose a reason; it is recorded with your name.")
        return page(shown, actor, Tried(problem=problem, status=Incomplete.status))
    with transaction():
        db.session.add(_row(shown, actor, field, reason))
    read_only(True)
    again = queries.get_ticket(number, actor)
    value = again.body if field == "body" else getattr(queries.petitioner(again), field)
    value = phones.display(value) if field == "phone" else value
    return page(again, actor, Tried(revealed={field: value}))


def _row(shown: Ticket, actor: Actor, field: str, reason: str) -> Reveal:
    return Reveal(
        city=shown.city, ticket_id=shown.id, at=clock.now(), user_id=actor.id, user_name=actor.name, unit=actor.unit,
        field=field, reason=reason, ip=request.remote_addr or "",
    )  # fmt: skip
