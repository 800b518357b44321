"""A ticket read beside the list (预览): what, where, how long, what happened last."""

from flask import Response, request

from hotline import clock, i18n, web
from hotline.desks import chips, entries
from hotline.desks.blueprint import desks
from hotline.desks.ticket.page import flags
from hotline.desks.worklist.tabs import VIEWS
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.routing import queries as routing
from hotline.tickets import actions, numbers, policy, queries

LONG = 600
LATEST = 4


@desks.get("/staff/tickets/<number>/preview")
@web.staff(*VIEWS)
def preview(number: str) -> Response:
    """The fragment for the pane; opened as a page it leads to the ticket."""
    actor, now, language = web.actor(), clock.now(), i18n.language()
    shown = queries.get_ticket(number, actor)
    if "HX-Request" not in request.headers:
        return web.see_other("desks.ticket", number=shown.number)
    may_know = not shown.confidential or policy.REVEAL.allows(actor, shown)
    person = queries.petitioner(shown)
    body = masking.text(shown.body) if may_know else masking.person(masking.text(shown.body), person)
    return web.render(
        "desks/_worklist_preview.html",
        ticket=shown,
        number=numbers.show(shown.number),
        chip=chips.chip(shown, now),
        waited=chips.waited(shown, now),
        flags=flags(shown),
        body=body[:LONG] + ("……" if len(body) > LONG else ""),
        place=" · ".join(people.unit_short(code, language) for code in (shown.district, shown.street) if code),
        unit=people.unit_short(shown.lead_unit, language) if shown.lead_unit else "",
        category=routing.category_name(shown.category, language) if shown.category else "",
        person=masking.name(person.name) if may_know else "",
        entries=entries.entries(queries.timeline(shown)[-LATEST:]),
        can_sign="sign" in actions.available(shown, actor),
    )
