"""The log of lists taken away (导出记录): who, when, which filters, how many rows, and whether they were fetched."""

from typing import Any
from urllib.parse import parse_qsl

from flask import Response, request, url_for
from sqlalchemy import select

from hotline import i18n, web
from hotline.db import db
from hotline.desks.blueprint import desks
from hotline.desks.posted import whole_number
from hotline.desks.worklist.running import list_words
from hotline.people import queries as people
from hotline.privacy.models import Export

AUDITORS = ("auditor", "admin")
PAGE = 50


@desks.get("/staff/exports")
@web.staff(*AUDITORS)
def exports() -> Response:
    """Newest first, fifty a page; `by` keeps one person's."""
    by, after = (whole_number(request.args.get(name, ""), 0) for name in ("by", "after"))
    query = select(Export).where(Export.city == web.actor().city)
    if by:
        query = query.where(Export.user_id == by)
    if after:
        query = query.where(Export.id < after)
    rows = list(db.session.scalars(query.order_by(Export.id.desc()).limit(PAGE + 1)))
    shown, language = rows[:PAGE], i18n.language()
    return web.render(
        "desks/exports.html",
        rows=[(row, list_words(dict(parse_qsl(row.filters))) if row.filters else "") for row in shown],
        unit_name=lambda code: people.unit_name(code, language),
        only=shown[0].user_name if by and shown else "",
        next_url=_page(by, shown[-1].id) if len(rows) > PAGE else "",
        first_url=_page(by, 0) if after else "",
    )


def _page(by: int, after: int) -> str:
    chosen: dict[str, Any] = {key: value for key, value in (("by", by), ("after", after)) if value}
    return url_for("desks.exports", **chosen)
