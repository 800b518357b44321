"""The ticket on paper (办理单): A4 to print or to take away as PDF, masked, marked with who took it and when."""

from functools import cache
from importlib import import_module, util

from flask import Response, make_response, render_template

from hotline import clock, config, i18n, web
from hotline.actors import Actor
from hotline.desks import chips, entries
from hotline.desks.blueprint import desks
from hotline.desks.ticket import openings, sheet
from hotline.people import queries as people
from hotline.privacy import masking
from hotline.tickets import numbers, queries
from hotline.tickets.models import Ticket

MARKS = 18
"""How often the mark of the reader stands on a page."""


@cache
def can_pdf() -> bool:
    """Whether the optional library is installed; without it a browser makes the PDF."""
    return util.find_spec("weasyprint") is not None


@desks.get("/staff/tickets/<number>/sheet")
@web.staff()
def paper(number: str) -> Response:
    """The page to print. Opening it counts as a print."""
    actor = web.actor()
    shown = openings.now_and(queries.get_ticket(number, actor), actor, "print")
    return make_response(_html(shown, actor, False), 200, {"Cache-Control": "no-store"})


@desks.get("/staff/tickets/<number>/sheet.pdf")
@web.staff()
def paper_pdf(number: str) -> Response:
    """The same as a file; 404 where the library is missing. Its name is the number alone."""
    actor = web.actor()
    shown = queries.get_ticket(number, actor)
    if not can_pdf():
        return web.problem(404)
    shown = openings.now_and(shown, actor, "pdf")
    made = import_module("weasyprint")
    page = made.HTML(string=_html(shown, actor, True), url_fetcher=_nothing)
    style = made.CSS(filename=str(config.resource("static") / "sheet.css"))
    response = make_response(page.write_pdf(stylesheets=[style]))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{numbers.show(shown.number)}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _nothing(url: str) -> dict[str, bytes]:
    """A page of ours asks for nothing; whatever a text may hold, no address is opened."""
    raise ValueError(f"not fetched: {url[:40]}")


def _html(shown: Ticket, actor: Actor, as_file: bool) -> str:
    now, language = clock.now(), i18n.language()
    read = sheet.read(shown, actor, now)
    hidden = masking.text(shown.body)
    return render_template(
        "desks/ticket_paper.html",
        sheet=read,
        ticket=shown,
        number=numbers.show(shown.number),
        chip=chips.chip(shown, now),
        waited=chips.waited(shown, now),
        body=masking.person(hidden, read.person) if shown.confidential else hidden,
        who="" if shown.confidential else masking.name(read.person.name),
        phone="" if shown.confidential else masking.phone(read.person.phone),
        place=" · ".join(people.unit_name(code, language) for code in (shown.district, shown.street) if code),
        entries=entries.entries(read.events),
        mark=f"{actor.name} · {actor.unit_name} · {clock.local(now):%Y-%m-%d %H:%M}",
        marks=MARKS,
        now=now,
        as_file=as_file,
        can_pdf=can_pdf(),
        unit_name=lambda code: people.unit_name(code, language),
        mask=masking.text,
    )
