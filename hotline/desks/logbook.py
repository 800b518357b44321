"""A log for auditors: newest first, fifty a page; `by` in the address keeps one person's, `after` goes on."""

from typing import Any, TypeVar

from flask import request, url_for
from sqlalchemy import select

from hotline.db import db
from hotline.desks.posted import whole_number
from hotline.privacy.models import Export, Reveal

PAGE = 50
Row = TypeVar("Row", Export, Reveal)


def leaf(log: type[Row], city: str, endpoint: str) -> tuple[list[Row], dict[str, Any]]:
    """The rows of the page asked for, and for the template `only` (whose they are), `next_url` and `first_url`."""
    by, after = (whole_number(request.args.get(name, ""), 0) for name in ("by", "after"))
    query = select(log).where(log.city == city)
    if by:
        query = query.where(log.user_id == by)
    if after:
        query = query.where(log.id < after)
    rows = list(db.session.scalars(query.order_by(log.id.desc()).limit(PAGE + 1)))
    shown, kept = rows[:PAGE], dict[str, Any](by=by) if by else {}
    return shown, {
        "only": shown[0].user_name if by and shown else "",
        "next_url": url_for(endpoint, **kept, after=shown[-1].id) if len(rows) > PAGE else "",
        "first_url": url_for(endpoint, **kept) if after else "",
    }
