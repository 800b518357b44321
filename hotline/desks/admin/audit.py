"""The auditor's page: who was shown a citizen's data, when and why, over the whole city (D-68)."""

from flask import Response
from sqlalchemy import select

from hotline import i18n, web
from hotline.actors import Actor
from hotline.db import db
from hotline.desks import logbook
from hotline.desks.blueprint import desks
from hotline.people import queries as people
from hotline.privacy.models import Reveal
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket

AUDITORS = ("auditor", "supervisor")


@desks.get("/staff/audit")
@web.staff(*AUDITORS)
def audit() -> Response:
    """Newest first, fifty a page; `by` keeps one person's."""
    actor, language = web.actor(), i18n.language()
    rows, links = logbook.leaf(Reveal, actor.city, "desks.audit")
    return web.render(
        "desks/audit.html",
        rows=rows,
        numbers=_numbers(rows, actor),
        unit_name=lambda code: people.unit_name(code, language),
        **links,
    )


def _numbers(rows: list[Reveal], actor: Actor) -> dict[int, str]:
    """Ticket → number; a message that became no ticket has none."""
    wanted = select(Ticket.id, Ticket.number).where(
        tickets.visible_to(actor), Ticket.id.in_({row.ticket_id for row in rows})
    )
    return {row.id: row.number for row in db.session.execute(wanted)}
