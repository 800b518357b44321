"""The log of lists taken away (导出记录): who, when, which filters, how many rows, and whether they were fetched."""

from urllib.parse import parse_qsl

from flask import Response

from hotline import i18n, web
from hotline.desks import logbook
from hotline.desks.blueprint import desks
from hotline.desks.worklist.running import list_words
from hotline.people import queries as people
from hotline.privacy.models import Export

AUDITORS = ("auditor", "admin")


@desks.get("/staff/exports")
@web.staff(*AUDITORS)
def exports() -> Response:
    """Newest first, fifty a page; `by` keeps one person's."""
    language = i18n.language()
    rows, links = logbook.leaf(Export, web.actor().city, "desks.exports")
    return web.render(
        "desks/exports.html",
        rows=[(row, list_words(dict(parse_qsl(row.filters))) if row.filters else "") for row in rows],
        unit_name=lambda code: people.unit_name(code, language),
        **links,
    )
