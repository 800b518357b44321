"""Matters like hers that others have written about nearby (附近有人反映过), as far as they agreed to publication.

Of another person's matter she learns what it is about, where it stands and how many wait for it; never who. What a
citizen keeps confidential, and every report of wrongdoing, is never shown.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, func, select, true

from hotline import config
from hotline.db import db
from hotline.insight.likeness import grams, named
from hotline.portal import joined, message
from hotline.portal.forms import LetterForm
from hotline.privacy import masking
from hotline.routing import queries as routing
from hotline.routing.decision.engine import Matter
from hotline.tickets import likeness, queries
from hotline.tickets.actions.joining import may_join
from hotline.tickets.models import Ticket

LOOKED_AT = 300
"""The newest public ones of the district that are compared."""
SHOWN = 3
READ = 400
NEAR_M = 1_000
"""Metres between two places that are near each other."""
SAME_ITEM, SAME_STREET = 0.4, 0.3
LEAST_WORDS = 0.12
UNPLACED = 0.4
"""Words in common from which on two of one named place are alike where the district of either is not known."""
ELSEWHERE = 0.35
"""What is left of the likeness of two that name different places."""
LEAST = 0.55
M_LAT, M_LON = 110_900, 95_500
"""Metres of a degree at the latitude of the city."""


@dataclass(frozen=True, slots=True)
class Near:
    """`people`: how many wait for it; `value`: what the form sends for “mine too”."""

    title: str
    since: datetime
    people: int
    ticket: Ticket
    value: str


def near(form: LetterForm) -> list[Near]:
    """The most alike first, three at most; empty where the letter is a report itself.

    Where a road's district is not settled (东大街), only what names the same road is offered.
    """
    text = f"{form.title.data or ''}{form.body.data or ''}"
    if form.kind.data == "report" or not text.strip():
        return []
    lon, lat = position(form)
    matter = Matter(
        form.title.data or "", form.body.data or "", message.place(form), lon, lat, kind=form.kind.data or ""
    )
    found = routing.engine().decide(matter)
    if not found.category or found.kind == "report":
        return []
    hers = _Hers(found.category, found.district, found.street, lon, lat, likeness.pairs(text), grams.plain(text[:READ]))
    scored = [(_score(one, hers), one) for one in _public(found.district)]
    best = sorted((pair for pair in scored if pair[0] >= LEAST), key=lambda pair: (-pair[0], -pair[1].id))[:SHOWN]
    return _shown([one for _score, one in best], form)


@dataclass(frozen=True, slots=True)
class _Hers:
    category: str
    district: str
    street: str
    lon: float | None
    lat: float | None
    words: likeness.Pairs
    text: str


def chosen(form: LetterForm) -> Ticket | None:
    """The matter she called hers too, as long as hers can be handled with it."""
    ticket = queries.by_id(config.settings().city, joined.answered(form) or 0)
    return ticket if ticket is not None and may_join(ticket) else None


def title(ticket: Ticket) -> str:
    """What a stranger may read of it."""
    return masking.person(masking.text(ticket.title), queries.petitioner(ticket))


def position(form: LetterForm) -> tuple[float | None, float | None]:
    try:
        return float(form.lon.data or ""), float(form.lat.data or "")
    except ValueError:
        return None, None


def _public(district: str) -> list[Ticket]:
    """Those of her district and those of which nobody knows yet where they lie; of the city where hers is unknown."""
    query = select(Ticket).where(
        Ticket.city == config.settings().city,
        Ticket.public == true(),
        Ticket.open == true(),
        Ticket.confidential == false(),
    )
    newest = query.order_by(Ticket.id.desc()).limit(LOOKED_AT)
    asked = [newest.where(Ticket.district == one) for one in (district, "")] if district else [newest]
    return [one for some in asked for one in db.session.scalars(some) if may_join(one)]


def _score(one: Ticket, hers: _Hers) -> float:
    """0 for another kind of matter, one that has hardly a word in common, or one that may lie anywhere."""
    text = (one.title + one.body)[:READ]
    alike = likeness.common(likeness.pairs(text), hers.words)
    if one.category[:2] != hers.category[:2] or alike < LEAST_WORDS:
        return 0.0
    same = _same_place(grams.plain(text), hers.text)
    if not (one.district and hers.district) and (not same or alike < UNPLACED):
        return 0.0
    close = bool(hers.street and one.street == hers.street) or _metres(one, hers) <= NEAR_M or same is True
    return (
        alike * (ELSEWHERE if same is False else 1.0)
        + SAME_ITEM * (one.category == hers.category)
        + SAME_STREET * close
    )


def _same_place(one: str, other: str) -> bool | None:
    """Whether the one text has a place that the other names; None where one of them names none."""
    named_one, named_other = named.places(one), named.places(other)
    if any(name in other for name in named_one) or any(name in one for name in named_other):
        return True
    return False if named_one and named_other else None


def _metres(one: Ticket, hers: _Hers) -> float:
    if hers.lon is None or hers.lat is None or one.lon is None or one.lat is None:
        return float("inf")
    return math.hypot((one.lon - hers.lon) * M_LON, (one.lat - hers.lat) * M_LAT)


def _shown(found: list[Ticket], form: LetterForm) -> list[Near]:
    if not found:
        return []
    city, ids = found[0].city, [one.id for one in found]
    merged = select(Ticket.master_id, func.count()).where(Ticket.city == city, Ticket.master_id.in_(ids))
    rows = db.session.execute(merged.group_by(Ticket.master_id))
    with_it = {row[0]: int(row[1]) for row in rows}
    mark = joined.none_of_them(form)
    return [Near(title(one), one.received_at, 1 + with_it.get(one.id, 0), one, f"{mark}{one.id}") for one in found]
