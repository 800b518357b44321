"""The auditor's page: who was shown a citizen's data, when and why, over the whole city (D-68)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy import select

from hotline import i18n, web
from hotline.actors import Actor
from hotline.db import db
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.people import queries as people
from hotline.privacy.models import Reveal
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket

AUDITORS = ("auditor", "supervisor")
PAGE = 50


@desks.get("/staff/audit")
@web.staff(*AUDITORS)
def audit() -> Response:
    """Newest first, fifty a page; `by` keeps one person's."""
    by, after = (whole_number(request.args.get(name, ""), 0) for name in ("by", "after"))
    actor, language = web.actor(), i18n.language()
    rows = _reveals(actor.city, by, after)
    shown = rows[:PAGE]
    return web.render(
        "desks/audit.html",
        rows=shown,
        numbers=_numbers(shown, actor),
        unit_name=lambda code: people.unit_name(code, language),
        only=shown[0].user_name if by and shown else "",
        next_url=_page(by, shown[-1].id) if len(rows) > PAGE else "",
        first_url=_page(by, 0) if after else "",
    )


def _page(by: int, after: int) -> str:
    chosen: dict[str, Any] = {key: value for key, value in (("by", by), ("after", after)) if value}
    return url_for("desks.audit", **chosen)


def _reveals(city: str, by: int, after: int) -> list[Reveal]:
    query = select(Reveal).where(Reveal.city == city)
    if by:
        query = query.where(Reveal.user_id == by)
    if after:
        query = query.where(Reveal.id < after)
    return list(db.session.scalars(query.order_by(Reveal.id.desc()).limit(PAGE + 1)))


def _numbers(rows: list[Reveal], actor: Actor) -> dict[int, str]:
    """Ticket → number; a message that became no ticket has none."""
    wanted = select(Ticket.id, Ticket.number).where(
        tickets.visible_to(actor), Ticket.id.in_({row.ticket_id for row in rows})
    )
    return {row.id: row.number for row in db.session.execute(wanted)}
