"""The question of `GET /requests`: its filters from the address, checked. Raises BadRequest for what makes no sense."""

from datetime import UTC, datetime, timedelta

from flask import request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from hotline import clock
from hotline.api.queries import Span, Wanted
from hotline.db import MAX_ID

DAYS = timedelta(days=90)
MOST = 1000
"""The specification's limits of one answer: 90 days, 1,000 requests."""
MOST_PAGES = 100
"""Page numbers end here; `after`, which the Link header carries, goes on as far as there are requests."""
LONGEST = len(str(MAX_ID))
"""Digits of a number in `after`; a longer one is none of ours."""


def wanted(now: datetime) -> Wanted:
    """The question of the address. Without any date it is about the last 90 days."""
    received = _span("start_date", "end_date", now)
    updated = _span("updated_after", "updated_before", now)
    if received is None and updated is None:
        received = Span(now - DAYS, now)
    states = {word.lower() for word in listed("status")}
    if states - {"open", "closed"}:
        raise BadRequest(_("status is open, closed or both."))
    return Wanted(
        received=received,
        updated=updated,
        services=tuple(listed("service_code")[:100]),
        is_open=None if len(states) != 1 else states == {"open"},
        page=_number("page", 1, MOST_PAGES),
        size=_number("page_size", MOST, MOST),
        after=_cursor(),
    )


def listed(name: str) -> list[str]:
    """The values of a parameter that may hold several, separated by commas."""
    return [value.strip() for value in request.args.get(name, "").split(",") if value.strip()]


def cursor(moment: datetime, ticket_id: int) -> str:
    """Where a page ended, for the next one to go on from."""
    return f"{int(moment.timestamp() * 1_000_000)}-{ticket_id}"


def _cursor() -> tuple[datetime, int] | None:
    text = request.args.get("after", "").strip()
    if not text:
        return None
    micros, _dash, ticket_id = text.partition("-")
    plain = all(part.isascii() and part.isdecimal() and len(part) <= LONGEST for part in (micros, ticket_id))
    if not plain or int(ticket_id) > MAX_ID:
        raise BadRequest(_("after is to be taken from the Link header of the page before."))
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=min(int(micros), 2**52)), int(ticket_id)


def _span(first: str, last: str, now: datetime) -> Span | None:
    """What two parameters enclose; the one that is missing lies 90 days away, at most now."""
    start, end = _moment(first), _moment(last)
    if start is None and end is None:
        return None
    if start and end and end - start > DAYS:
        raise BadRequest(_("%(first)s and %(last)s may be at most 90 days apart.", first=first, last=last))
    until = end or (min(start + DAYS, now) if start else now)
    return Span(start or until - DAYS, until)


def _moment(name: str) -> datetime | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        moment = clock.parse(text.replace(" ", "+"))
    except ValueError:
        raise BadRequest(_("%(name)s is not an ISO 8601 time.", name=name)) from None
    return moment if 1970 < moment.year < 9000 else None


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= most:
        raise BadRequest(_("%(name)s is a number from 1 to %(most)s.", name=name, most=most))
    return int(text)
